"""Receives news on the loopback and behaves as each path says, well or badly.

Says its port first and ends when its input does. `GET /wait/COUNT/PATH` waits until so many have
come at a path and hands them out, each with whether its signature holds under each secret that
`POST /secret` has told.
"""
import hashlib
import hmac
import http.server
import json
import os
import sys
import threading
import time

come = {}
secrets = []
changed = threading.Condition()


def holds(secret, header, body):
    """Whether a signature is one under the secret, of these last five minutes."""
    fields = [part.split("=", 1) for part in header.split(",")]
    at = next(value for name, value in fields if name == "t")
    wanted = hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    found = [value for name, value in fields if name == "v1"]
    return abs(time.time() - int(at)) < 300 and any(
        hmac.compare_digest(wanted, value) for value in found)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/secret":
            secrets.append(body.decode())
            return self.answer(200, b"")
        header = self.headers.get("Suito-Signature", "")
        with changed:
            news = come.setdefault(self.path, [])
            news.append({
                "id": self.headers.get("Suito-Message-Id"),
                "signatures": header.count("v1="), "body": json.loads(body),
                "holds": [holds(secret, header, body) for secret in secrets]})
            count = len(news)
            changed.notify_all()
        self.behave(self.path, count)

    def behave(self, path, count):
        if path.startswith("/fail"):
            self.answer(500, b"card 4111 1111 1111 1111 \x1b[31mno\n")
        elif path.startswith("/first-fails"):
            self.answer(503 if count == 1 else 200, b"")
        elif path.startswith("/hang"):
            time.sleep(3600)
        elif path.startswith("/slow"):
            self.send_response(200)
            self.send_header("Content-Length", "3600")
            self.end_headers()
            while True:
                self.wfile.write(b".")
                self.wfile.flush()
                time.sleep(1)
        elif path.startswith("/redirect"):
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif path.startswith("/endless"):
            self.send_response(200)
            self.end_headers()
            while True:
                self.wfile.write(b"x" * 65536)
        else:
            self.answer(204, b"")

    def do_GET(self):
        if self.path.startswith("/wait/"):
            _, _, count, path = self.path.split("/", 3)
            with changed:
                changed.wait_for(lambda: len(come.get("/" + path, [])) >= int(count), 240)
                return self.answer(200, json.dumps(come.get("/" + path, [])).encode())
        with changed:
            self.answer(200, json.dumps(come).encode())

    def answer(self, status, body):
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 204:
            self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass


server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
os._exit(0)
