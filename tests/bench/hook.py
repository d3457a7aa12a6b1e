"""What a hook costs on a healthy and on a broken endpoint, beside git and /bin/true. Run by script/bench hook."""

import http.server
import os
import pathlib
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

BIN = pathlib.Path(sys.argv[1])
RUNS = int(sys.argv[2])
DEADLINE_SECONDS = 30


def run_once(command, environment):
    """Milliseconds and exit code of one run."""
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, environment, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)])
    _, status = os.waitpid(pid, 0)
    milliseconds = (time.perf_counter() - start) * 1000
    return milliseconds, os.waitstatus_to_exitcode(status)


def peak_mebibytes(command, environment):
    """Peak resident memory of one run. GNU time forks it: a child of Python would count Python's own memory."""
    with tempfile.NamedTemporaryFile("r") as report:
        subprocess.run(["/usr/bin/time", "-q", "-f", "%M", "-o", report.name, *command], env=environment, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return int(report.read()) / 1024


def medians(subjects):
    """Runs all subjects in turn, so that a change of the machine's mood hits each alike."""
    results = {name: [] for name in subjects}
    for _ in range(RUNS):
        for name, (command, environment) in subjects.items():
            results[name].append(run_once(command, environment))
            if results[name][-1][1] != 0:
                sys.exit(f"bench: {name} exited with {results[name][-1][1]}")
    return {name: statistics.median(row[0] for row in rows) for name, rows in results.items()}


class Busy(http.server.BaseHTTPRequestHandler):
    """Answers 503 to everything."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def start_endpoint(folder):
    endpoint = subprocess.Popen([BIN / "sleuth-endpoint", "serve", "--listen", "127.0.0.1:0", "--database",
                                 folder / "db", "--organization", "acme"], stdout=subprocess.PIPE, text=True)
    for line in endpoint.stdout:
        if line.startswith("listening on "):
            return endpoint, line.split()[-1]
    sys.exit("bench: the endpoint did not start")


def hook_environment(folder, name, url, token):
    return {
        "PATH": os.environ["PATH"], "HOME": str(folder), "SLEUTH_CONFIG": "/dev/null", "SLEUTH_ENDPOINT": url,
        "SLEUTH_ORGANIZATION": "acme", "SLEUTH_API_KEY": token, "SLEUTH_DELIVERY": "background",
        "SLEUTH_SPOOL_DIR": str(folder / f"spool-{name}"), "BUILDKITE_ORGANIZATION_SLUG": "acme",
        "BUILDKITE_PIPELINE_SLUG": "app", "BUILDKITE_BUILD_ID": "build", "BUILDKITE_BUILD_NUMBER": "1",
        "BUILDKITE_JOB_ID": "job", "BUILDKITE_COMMIT": "HEAD", "BUILDKITE_COMMAND_EXIT_STATUS": "0",
        "BUILDKITE_BUILD_CHECKOUT_PATH": str(folder / "app"),
    }


def make_repository(folder):
    def git(*words):
        subprocess.run(["git", "-C", folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", *words],
                       check=True, stdout=subprocess.DEVNULL)
    folder.mkdir()
    git("init", "-q", "-b", "main")
    git("commit", "-q", "--allow-empty", "-m", "First")


def main():
    with tempfile.TemporaryDirectory(prefix="sleuth-bench-") as name:
        folder = pathlib.Path(name)
        make_repository(folder / "app")
        endpoint, healthy = start_endpoint(folder)
        token = subprocess.run([BIN / "sleuth-endpoint", "token", "create", "--database", folder / "db",
                                "--organization", "acme"], check=True, capture_output=True, text=True).stdout.strip()
        busy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Busy)
        threading.Thread(target=busy.serve_forever, daemon=True).start()
        silent = socket.create_server(("127.0.0.1", 0), backlog=512)
        urls = {"healthy": healthy, "refused": "http://127.0.0.1:1",
                "503": f"http://127.0.0.1:{busy.server_address[1]}", "hangs": f"http://127.0.0.1:{silent.getsockname()[1]}"}

        plain = {"PATH": os.environ["PATH"], "HOME": str(folder)}
        git = subprocess.run(["which", "git"], check=True, capture_output=True, text=True).stdout.strip()
        subjects = {"/bin/true": (["/bin/true"], plain),
                    "git rev-parse HEAD": ([git, "-C", str(folder / "app"), "rev-parse", "HEAD"], plain)}
        binary = str(BIN / "sleuth-buildkite")
        for kind, url in urls.items():
            for phase in ("pre-command", "pre-exit"):
                subjects[f"{phase}, {kind}"] = ([binary, "hook", phase], hook_environment(folder, kind, url, token))
        results = medians(subjects)

        baseline = results["git rev-parse HEAD"]
        print(f"\n{'':28}{'median ms':>10}{'of git':>8}{'of healthy':>12}{'peak MiB':>10}")
        for name, milliseconds in results.items():
            phase = name.split(",")[0]
            of_healthy = f"{milliseconds / results[phase + ', healthy']:.2f}x" if "," in name else ""
            print(f"{name:28}{milliseconds:10.2f}{milliseconds / baseline:7.2f}x{of_healthy:>12}{peak_mebibytes(*subjects[name]):10.1f}")
        # The senders of the broken endpoints would go on for minutes.
        subprocess.run(["pkill", "-KILL", "-x", "sleuth-sender"], check=False)
        endpoint.send_signal(signal.SIGTERM)
        endpoint.wait(timeout=DEADLINE_SECONDS)


main()
