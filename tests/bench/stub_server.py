"""stub_server.py STATUS | SOCKET: a server in a process of its own, so that it does not hold up who measures.
STATUS: answers every request with that status and what Sentry would say, and prints its port.
SOCKET: the agent's Job API at that path; all that hooks ask of it here is to hide a key."""

import http.server
import json
import socket
import sys

WHEN = "2026-11-23T12:00:00Z"


def sentry_says(path):
    if "/repos/" in path:
        return [{"id": "1", "name": "acme/app", "url": "https://github.com/acme/app", "status": "active",
                 "provider": {"id": "integrations:github", "name": "GitHub"}, "dateCreated": WHEN}]
    if path.endswith("/deploys/"):
        return {"id": "1", "environment": "production", "name": None, "url": None, "dateStarted": None,
                "dateFinished": WHEN}
    return {"version": "1", "url": None, "dateCreated": WHEN, "dateReleased": None, "lastEvent": None, "newGroups": 0,
            "projects": [{"slug": "app", "name": "app"}]}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    status = 200

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps(sentry_says(self.path.partition("?")[0])).encode()
        self.send_response(self.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *_):
        pass


def serve_http(status):
    Handler.status = status
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


def serve_job_api(path):
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen()
    print(path, flush=True)
    while True:
        connection, _ = server.accept()
        with connection, connection.makefile("rb") as request:
            length = 0
            for line in iter(request.readline, b"\r\n"):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            request.read(length)
            connection.sendall(b"HTTP/1.1 201 Created\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")


if sys.argv[1].isdigit():
    serve_http(int(sys.argv[1]))
else:
    serve_job_api(sys.argv[1])
