"""What a job of the matrix runs in: an endpoint, a repository, the plugin, another plugin, and an agent's folders."""

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import uuid

from agent_api import AgentApi

JOB_DEADLINE_SECONDS = 90
FLUSH_DEADLINE_SECONDS = 60

# Fails in the phase that the job names, as a plugin of somebody else's may.
OTHER_HOOK = '#!/bin/bash\n[ "${OTHER_FAILS_IN:-}" != %s ] || exit 5\n'
OTHER_PHASES = ("environment", "pre-command", "post-command", "pre-artifact", "pre-exit")


def run(*command, **options):
    """Output of a command that must succeed."""
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True, **options).stdout


def commit_all(folder):
    run("git", "init", "-q", "-b", "main", folder)
    run("git", "-C", folder, "add", ".")
    run("git", "-C", folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-q", "-m", "First")
    return run("git", "-C", folder, "rev-parse", "HEAD").strip()


class World:
    """Everything that the jobs share."""

    def __init__(self, root, folder, endpoint_binary, agent_binary):
        self.folder = pathlib.Path(folder)
        self.binary = self.folder / "bin" / "sleuth-buildkite"
        self.binary.parent.mkdir()
        shutil.copy(agent_binary, self.binary)
        self.repository = self.folder / "app"
        self.repository.mkdir()
        (self.repository / "README").write_text("app\n")
        self.sha = commit_all(self.repository)
        self.plugin = self.folder / "sleuth-buildkite-plugin"
        self.plugin.mkdir()
        for part in ("hooks", "lib", "plugin.yml"):
            source = pathlib.Path(root) / part
            (shutil.copytree if source.is_dir() else shutil.copy)(source, self.plugin / part)
        commit_all(self.plugin)
        self.other = self.folder / "other-buildkite-plugin"
        (self.other / "hooks").mkdir(parents=True)
        for phase in OTHER_PHASES:
            (self.other / "hooks" / phase).write_text(OTHER_HOOK % phase)
        commit_all(self.other)
        self.database = self.folder / "endpoint.db"
        self.endpoint = subprocess.Popen(
            [endpoint_binary, "serve", "--listen", "127.0.0.1:0", "--database", self.database, "--organization", "acme"],
            stdout=subprocess.PIPE, text=True)
        self.url = next(line.split()[-1] for line in self.endpoint.stdout if line.startswith("listening on "))
        token = run(endpoint_binary, "token", "create", "--database", self.database, "--organization", "acme").strip()
        self.config = self.folder / "config"
        self.config.write_text(f"endpoint = {self.url}\norganization = acme\napi-key = {token}\n")
        self.token = token

    def close(self):
        self.endpoint.terminate()
        self.endpoint.wait()

    def plugins(self, way):
        """BUILDKITE_PLUGINS: the other plugin comes first."""
        plugins = [{f"file://{self.other}#main": None}]
        if way != "agent hooks":
            plugins.append({f"file://{self.plugin}#main": {"binary": str(self.binary)}})
        return json.dumps(plugins)

    def run_job(self, agent, way, scenario):
        """Runs one job; returns its states at the endpoint, the status that Buildkite was told, and the log."""
        job_id = str(uuid.uuid4())
        work = self.folder / job_id
        for name in ("home", "builds", "hooks", "plugins", "sockets"):
            (work / name).mkdir(parents=True)
        if way != "plugin":
            run(self.binary, "install", "--hooks-path", work / "hooks")
        started = work / "started"
        environment = {
            "BUILDKITE": "true", "CI": "true", "BUILDKITE_JOB_ID": job_id, "BUILDKITE_BUILD_ID": job_id,
            "BUILDKITE_BUILD_NUMBER": "1", "BUILDKITE_BUILD_URL": "https://buildkite.com/acme/app/builds/1",
            "BUILDKITE_ORGANIZATION_SLUG": "acme", "BUILDKITE_PIPELINE_SLUG": "app", "BUILDKITE_PIPELINE_PROVIDER": "git",
            "BUILDKITE_REPO": str(self.repository), "BUILDKITE_COMMIT": self.sha, "BUILDKITE_BRANCH": "main",
            "BUILDKITE_AGENT_NAME": "matrix", "BUILDKITE_AGENT_ID": "agent", "BUILDKITE_PULL_REQUEST": "false", "BUILDKITE_COMMIT_RESOLVED": "true", "BUILDKITE_LABEL": "test",
            "BUILDKITE_PLUGINS": self.plugins(way), "BUILDKITE_SOURCE": "api", "STARTED": str(started),
            **scenario.get("environment", {}),
        }
        environment = {name: value.replace("{work}", str(work)) for name, value in environment.items()}
        api = AgentApi(job_id, environment, scenario.get("stop"), started)
        command = [str(agent), "start", "--acquire-job", job_id, "--endpoint", api.url, "--token", "registration",
                   "--build-path", work / "builds", "--hooks-path", work / "hooks", "--plugins-path", work / "plugins",
                   "--sockets-path", work / "sockets", "--name", "matrix", "--no-color",
                   "--experiment", "polyglot-hooks"]
        agents_own = {"HOME": str(work / "home"), "PATH": os.environ["PATH"], "SLEUTH_CONFIG": str(self.config),
                      "SLEUTH_SPOOL_DIR": str(work / "spool"), "SLEUTH_DELIVERY": "background",
                      **scenario.get("agent", {})}
        try:
            agent_run = subprocess.run([str(word) for word in command], env=agents_own, capture_output=True, text=True,
                                       timeout=JOB_DEADLINE_SECONDS)
        finally:
            api.close()
        subprocess.run([self.binary, "spool", "flush"], env=agents_own, capture_output=True, check=True,
                       timeout=FLUSH_DEADLINE_SECONDS)
        log = api.log.decode(errors="replace") + agent_run.stdout + agent_run.stderr
        status = api.finished["exit_status"] if api.finished else "none"
        return self.states_of(job_id), status, log

    def states_of(self, job_id):
        """The states that the endpoint has of a job, by the time they were reached."""
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as database:
            rows = database.execute("SELECT report FROM build_reports ORDER BY occurred_at, arrival").fetchall()
        reports = [report for report in (json.loads(row[0]) for row in rows) if report["job"]["id"] == job_id]
        assert all(report["sha"] == self.sha for report in reports), "a report with another SHA"
        return [report["job"]["state"] + (f" ({report['job']['exit_status']})" if "exit_status" in report["job"] else "")
                for report in reports]
