"""A server on the loopback that behaves as each path says, well or badly.

Prints its port, and ends when its input does.
"""
import argparse
import collections
import socket
import ssl
import sys
import threading
import time

arguments = argparse.ArgumentParser()
arguments.add_argument("--cert")
arguments.add_argument("--key")
arguments.add_argument("--client-ca")
arguments = arguments.parse_args()

counts = collections.Counter()
lock = threading.Lock()


def read_request(stream):
    """The bytes of one request, or nothing at the end."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline()
        if not line:
            return None
        head += line
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return head, stream.read(length)


def answer(status, body, *headers):
    lines = ["HTTP/1.1 " + status, "Content-Length: %d" % len(body), *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def respond(connection, path, head, body, turn):
    """Whether the connection stays open."""
    name = path.split("?")[0]
    if name == "/echo":
        connection.sendall(answer("200 OK", head + body))
    elif name == "/count":
        with lock:
            connection.sendall(answer("200 OK", str(counts[path.split("?", 1)[1]]).encode()))
    elif name.startswith("/status/"):
        connection.sendall(answer(name[8:] + " Said", b"{}"))
    elif name == "/never":
        connection.recv(1)
        return False
    elif name == "/nothing":
        return False
    elif name == "/middle":
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789")
        return False
    elif name == "/slow":
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1000):
            connection.sendall(b".")
            time.sleep(0.02)
    elif name == "/large":
        connection.sendall(answer("200 OK", b"x" * (1 << 20)))
    elif name == "/endless":
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)
    elif name == "/headers":
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(b"X-Filler: " + b"y" * 8000 + b"\r\n")
    elif name == "/redirect":
        connection.sendall(answer("302 Found", b"", "Location: /echo"))
    elif name == "/garbage":
        connection.sendall(b"This is no protocol at all\r\n\r\n")
        return False
    elif name == "/once":
        if turn > 1:
            return False
        connection.sendall(answer("200 OK", b"first"))
    elif name == "/interim":
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
        connection.sendall(answer("201 Created", b"made", "X-Kind: final"))
    elif name == "/secret":
        connection.sendall(
            answer("200 OK", b'{"id":"pi_1","client_secret":"pi_1_secret_abc"}',
                   "Set-Cookie: session=abc123"))
    else:
        connection.sendall(answer("404 Not Found", b""))
    return True


def serve(connection):
    with connection:
        stream = connection.makefile("rb")
        turn = 0
        try:
            while True:
                request = read_request(stream)
                if request is None:
                    return
                turn += 1
                method, target = request[0].split(b" ")[:2]
                target = target.decode()
                if method == b"CONNECT" and target.startswith("127.0.0.1:"):
                    # What is asked for inside the tunnel is answered here.
                    connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    continue
                if method == b"CONNECT":
                    connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                    return
                if target.startswith("http://"):
                    connection.sendall(answer("200 OK", b"by proxy to " + target.encode()))
                    continue
                with lock:
                    counts[target] += 1
                if not respond(connection, target, *request, turn):
                    return
        except OSError:
            pass


def accept(listener, context):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=shake, args=(connection, context), daemon=True).start()


def shake(connection, context):
    if context:
        try:
            connection = context.wrap_socket(connection, server_side=True)
        except OSError:
            return
    serve(connection)


context = None
if arguments.cert:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(arguments.cert, arguments.key)
    if arguments.client_ca:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.load_verify_locations(arguments.client_ca)
        context.verify_mode = ssl.CERT_REQUIRED
listener = socket.create_server(("127.0.0.1", 0), backlog=256)
threading.Thread(target=accept, args=(listener, context), daemon=True).start()
print(listener.getsockname()[1], flush=True)
sys.stdin.read()
