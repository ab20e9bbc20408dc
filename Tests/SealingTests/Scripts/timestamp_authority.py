"""A timestamp authority over HTTP on the loopback: `openssl ts -reply` behind a socket.

usage: timestamp_authority.py FOLDER   (which holds tsa.cnf, tsa-chain.pem, tsa.key)
Prints its port, and serves until its input ends.
The path of the request chooses what goes wrong.
"""
import http.server
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

# What else was open in whoever started this must not stay open for as long as this runs.
os.closerange(3, 1024)
FOLDER = pathlib.Path(sys.argv[1])
# The serial number is a file that openssl does not lock.
ONE_AT_A_TIME = threading.Lock()


def reply(query):
    with ONE_AT_A_TIME, tempfile.NamedTemporaryFile() as question:
        question.write(query)
        question.flush()
        return subprocess.run(
            ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", question.name],
            cwd=FOLDER, check=True, capture_output=True).stdout


class Handler(http.server.BaseHTTPRequestHandler):
    answered = []

    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        status, kind, body = 200, "application/timestamp-reply", b""
        if self.headers["Content-Type"] != "application/timestamp-query":
            status = 415
        elif self.path == "/busy":
            status = 503
        elif self.path == "/page":
            kind, body = "text/html; charset=utf-8", b"<p>login</p>"
        elif self.path == "/endless":
            body = bytes(2 << 20)
        elif self.path == "/garbage":
            # What OpenSSL's own authority says to bytes that are no query.
            body = reply(b"no query")
        elif self.path == "/replay" and self.answered:
            body = self.answered[0]
        else:
            body = reply(query)
            self.answered.append(body)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
