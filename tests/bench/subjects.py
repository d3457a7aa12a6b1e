"""Who is measured, ours and peers, each as the processes that it starts in one job, and what they are measured by."""

import itertools
import os
import pathlib
import shutil
import subprocess

from measure import Subject

PHASES = ("environment", "post-checkout", "pre-command", "post-command", "pre-exit")
REPORTING = ("environment", "pre-command", "pre-exit")
BASELINE = "git rev-parse HEAD"
DISK = "the disk alone: two files made durable"
PEERS_EVERY = 5  # rounds: they take long, and are far from any limit
TEAM_HOOK = pathlib.Path(__file__).with_name("team-hook.sh")


class Subjects:
    def __init__(self, programs, sentry_cli, endpoints, folder, small):
        self._binary = str(programs / "sleuth-buildkite")
        self._sentry_cli = sentry_cli
        self._endpoints = endpoints
        self._folder = folder
        self._small = small
        self._job_numbers = itertools.count(1)
        # No proxy, no configuration, nothing of whoever runs this.
        self._plain = {"PATH": os.environ["PATH"], "HOME": str(folder)}

    def _job(self, checkout):
        """The variables of a new job: hooks remember what they have reported of one."""
        pipeline = {
            "BUILDKITE": "true", "CI": "true", "BUILDKITE_ORGANIZATION_SLUG": "acme", "BUILDKITE_PIPELINE_SLUG": "app",
            "BUILDKITE_BUILD_ID": "build-7", "BUILDKITE_BUILD_NUMBER": "7", "BUILDKITE_BRANCH": "main",
            "BUILDKITE_BUILD_URL": "https://buildkite.com/acme/app/builds/7", "BUILDKITE_LABEL": "test",
            "BUILDKITE_JOB_ID": f"job-{next(self._job_numbers)}", "BUILDKITE_COMMIT": "HEAD",
            "BUILDKITE_REPO": "https://github.com/acme/app.git", "BUILDKITE_MESSAGE": "First",
        }
        env_file = self._folder / "env-file"
        env_file.write_text("".join(f'{name}="{value}"\n' for name, value in pipeline.items()))
        return {**self._plain, **pipeline, "BUILDKITE_ENV_FILE": str(env_file), "BUILDKITE_COMMAND_EXIT_STATUS": "0",
                "BUILDKITE_BUILD_CHECKOUT_PATH": str(checkout), "BUILDKITE_AGENT_JOB_API_TOKEN": "token",
                "BUILDKITE_AGENT_JOB_API_SOCKET": self._endpoints.job_api}

    def baseline(self, checkout, name=BASELINE):
        command = [shutil.which("git"), "rev-parse", "HEAD"]
        return Subject(name, [(name, command)] * len(PHASES), lambda: self._plain, checkout)

    def nothing(self):
        return Subject("/bin/true", [("/bin/true", ["/bin/true"])] * len(PHASES), lambda: self._plain, self._small)

    def disk(self):
        """What the two reports of a job cost whoever writes them so that they outlive a power loss."""
        folder = self._folder / "disk"
        folder.mkdir()
        directory = os.open(folder, os.O_RDONLY)

        def write_durably():
            name = str(folder / str(next(self._job_numbers)))
            file = os.open(f"{name}.new", os.O_CREAT | os.O_WRONLY)
            os.write(file, b"x" * 700)
            os.fsync(file)
            os.close(file)
            os.rename(f"{name}.new", name)
            os.fsync(directory)
        return Subject(DISK, [("one file", write_durably)] * 2, dict, self._small)

    def ours(self, kind, checkout, name="sleuth-buildkite"):
        # A spool each: what waits for one endpoint is nothing to the hooks of another.
        spool = self._folder / f"spool-{kind}-{checkout.name}"

        def environment():
            return {**self._job(checkout), "SLEUTH_CONFIG": "/dev/null", "SLEUTH_ORGANIZATION": "acme",
                    "SLEUTH_ENDPOINT": self._endpoints.sleuth[kind], "SLEUTH_API_KEY": self._endpoints.token,
                    "SLEUTH_DELIVERY": "background", "SLEUTH_SPOOL_DIR": str(spool),
                    "SLEUTH_FAIL_ON_ERROR": "true"}  # a hook that did not report must not pass for a fast one
        return Subject(f"{name}, {kind}", [(phase, [self._binary, "hook", phase]) for phase in PHASES], environment,
                       checkout, delivers=kind == "healthy")

    def sentry(self, kind):
        """A release as its documentation has it, made by the first hook of a job and deployed by the last."""
        sha = subprocess.run(["git", "-C", self._small, "rev-parse", "HEAD"], check=True, capture_output=True,
                             text=True).stdout.strip()

        def environment():
            return {**self._job(self._small), "SENTRY_URL": self._endpoints.sentry[kind], "SENTRY_AUTH_TOKEN": "token",
                    "SENTRY_ORG": "acme", "SENTRY_PROJECT": "app", "SENTRY_DISABLE_UPDATE_CHECK": "1"}
        steps = [("releases new", ["releases", "new", sha]),
                 ("set-commits", ["releases", "set-commits", sha, "--auto"]),
                 ("deploys new", ["deploys", "new", "--release", sha, "--env", "production"])]
        return Subject(f"sentry-cli, {kind}", [(label, [self._sentry_cli, *words]) for label, words in steps],
                       environment, self._small, may_fail=kind != "healthy", every=PEERS_EVERY)

    def team_hook(self, kind):
        def environment():
            return {**self._job(self._small), "SLEUTH_ENDPOINT": self._endpoints.sleuth[kind],
                    "SLEUTH_API_KEY": self._endpoints.token}
        return Subject(f"curl and git, {kind}", [(state, [str(TEAM_HOOK), state]) for state in ("running", "passed")],
                       environment, self._small, may_fail=kind != "healthy", every=PEERS_EVERY)

    def team_hook_is_heard(self):
        """It does not look at the answer, as such hooks do not; so this does."""
        hook = self.team_hook("healthy")
        return all(subprocess.run(command, env=hook.environment(), cwd=hook.folder, check=True, capture_output=True,
                                  text=True).stdout == "Success" for _, command in hook.steps)

    def undelivered(self):
        """What the hooks of healthy endpoints reported, and is still here."""
        return [file for folder in ("waiting", "dead") for file in self._folder.glob(f"spool-healthy-*/*/{folder}/*")]
