"""A Buildkite that knows one job: what the agent needs of the Agent API to run it (agent/fake_api_server_test.go)."""

import gzip
import http.server
import json
import pathlib
import threading


class AgentApi:
    """Hands out one job and keeps its log and its end. `stop` is the state that the job gets once `stop_when` exists."""

    def __init__(self, job_id, environment, stop=None, stop_when=None):
        self.job = {"id": job_id, "env": environment, "step": {}, "chunks_max_size_bytes": 102400, "token": "job-token"}
        self.stop = stop
        self.stop_when = stop_when
        self.log = b""
        self.finished = None
        api = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                status, reply = api.answer(self.command, self.path.split("?")[0], self.rfile.read(length))
                body = json.dumps(reply).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = answer  # noqa: N815  # the names that http.server looks for

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, method, path, body):
        """Status and reply of one call."""
        job = f"/jobs/{self.job['id']}"
        if path == "/register":
            return 200, {"id": "agent", "name": "matrix", "access_token": "agent-token", "endpoint": self.url,
                         "ping_interval": 1, "job_status_interval": 1, "heartbeat_interval": 60, "meta_data": []}
        if path in (f"{job}/acquire", f"{job}/accept"):
            return 200, self.job
        if path == f"{job}/finish":
            self.finished = json.loads(body)
        if path == f"{job}/chunks":
            self.log += gzip.decompress(body)
        if path == f"{job}/artifacts":
            return 422, {"message": "no artifacts here"}
        if method == "GET" and path == job:
            stopping = self.stop and pathlib.Path(self.stop_when).exists()
            return 200, {"state": self.stop if stopping else "running"}
        return 200, {}

    def close(self):
        self.server.shutdown()
        self.server.server_close()
