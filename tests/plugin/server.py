"""server.py FOLDER REQUESTS PORT: serves FOLDER on the loopback, appends each request's path to the file REQUESTS, and
writes its port to the pipe PORT. /slow/NAME takes half a second, /hang/NAME never answers."""

import sys
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

folder, requests, port = sys.argv[1:]


class Handler(SimpleHTTPRequestHandler):
    def __init__(self, *arguments):
        super().__init__(*arguments, directory=folder)

    def do_GET(self):
        with open(requests, "a") as file:
            file.write(self.path + "\n")
        if self.path.startswith("/hang/"):
            time.sleep(60)
        if self.path.startswith("/slow/"):
            time.sleep(0.5)
            self.path = self.path.removeprefix("/slow")
        super().do_GET()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
with open(port, "w") as pipe:
    print(server.server_port, file=pipe)
server.serve_forever()
