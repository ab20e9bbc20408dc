"""Keeps what is posted to it; `GET /next` waits for the oldest and hands it out.

Says its port, serves on the loopback, and ends when its input does.
"""
import http.server
import os
import queue
import sys
import threading

kept = queue.Queue()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        kept.put((self.headers.get("Stripe-Signature", ""), body))
        self.answer(b"")

    def do_GET(self):
        signature, body = kept.get()
        self.answer(body, signature)

    def answer(self, body, signature=""):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        if signature:
            self.send_header("Stripe-Signature", signature)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
os._exit(0)
