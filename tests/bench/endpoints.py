"""What the subjects talk to: a healthy endpoint, one that refuses connections, answers 503, or never answers."""

import pathlib
import socket
import subprocess
import sys

KINDS = ("healthy", "refuses", "503", "hangs")
DEADLINE_SECONDS = 30
MOST_PENDING = 4096


class Endpoints:
    def __init__(self, programs, folder):
        self._servers = []
        database = ["--database", folder / "db", "--organization", "acme"]
        ours = self._start([programs / "sleuth-endpoint", "serve", "--listen", "127.0.0.1:0", *database],
                           "listening on ")
        self.token = subprocess.run([programs / "sleuth-endpoint", "token", "create", *database], check=True,
                                    capture_output=True, text=True).stdout.strip()
        # Nobody accepts what comes here: the kernel does, and that is all that happens.
        self._silent = socket.create_server(("127.0.0.1", 0), backlog=MOST_PENDING)
        broken = {"refuses": "http://127.0.0.1:1", "503": self._stub("503"),
                  "hangs": f"http://127.0.0.1:{self._silent.getsockname()[1]}"}
        self.sleuth = {"healthy": ours, **broken}
        self.sentry = {"healthy": self._stub("200"), **broken}
        self.job_api = self._start_stub(str(folder / "job-api.sock"))

    def _start(self, command, before_address):
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self._servers.append(server)
        for line in server.stdout:
            if line.startswith(before_address):
                return line[len(before_address):].split()[-1]
        sys.exit(f"bench: {command[0]} did not start")

    def _start_stub(self, argument):
        return self._start([sys.executable, pathlib.Path(__file__).with_name("stub_server.py"), argument], "")

    def _stub(self, status):
        return f"http://127.0.0.1:{self._start_stub(status)}"

    def stop(self):
        for server in self._servers:
            server.terminate()
        for server in self._servers:
            server.wait(timeout=DEADLINE_SECONDS)
