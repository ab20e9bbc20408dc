"""Talks to a service over raw sockets, one case an argument; prints what came back.

usage: probe.py PORT CASE KEY
"""
import socket, sys, time

port, case, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
s = socket.create_connection(("127.0.0.1", port), timeout=120)
auth = f"Authorization: Bearer {key}\r\n"
cases = {
    "garbage": b"\x16\x03\x01\x00\xa5nonsense\r\n\r\n",
    "many-headers": ("GET /health/live HTTP/1.1\r\nHost: a\r\n"
                     + "".join(f"X-{i}: 1\r\n" for i in range(500)) + "\r\n").encode(),
    "large-header": b"GET /health/live HTTP/1.1\r\nHost: a\r\nX-Large: " + b"a" * 200000 + b"\r\n\r\n",
    "large-body": f"POST /v1/payments HTTP/1.1\r\nHost: a\r\n{auth}Content-Type: application/json\r\n"
                  "Content-Length: 99999999\r\n\r\n{".encode(),
    "endless-body": f"POST /v1/payments HTTP/1.1\r\nHost: a\r\n{auth}Content-Type: application/json\r\n"
                    "Transfer-Encoding: chunked\r\n\r\n".encode() + b"ffff\r\n" + b"a" * 65535 + b"\r\n"
                    + b"ffff\r\n" + b"a" * 65535 + b"\r\n",
    "slow-head": b"GET /health/live HTTP/1.1\r\nHost: a\r\n",
    "slow-body": f"POST /v1/payments HTTP/1.1\r\nHost: a\r\n{auth}Content-Type: application/json\r\n"
                 "Content-Length: 10\r\n\r\n{".encode(),
    "bad-length": b"POST /v1/payments HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
    "smuggled": f"POST /v1/payments HTTP/1.1\r\nHost: a\r\n{auth}Content-Length: 4\r\n"
                "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n".encode(),
    "bad-chunk": f"POST /v1/payments HTTP/1.1\r\nHost: a\r\n{auth}Content-Type: application/json\r\n"
                 "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n".encode(),
    "odd-coding": f"POST /v1/payments HTTP/1.1\r\nHost: a\r\n{auth}Content-Type: application/json\r\n"
                  "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n".encode(),
    "half-body": f"POST /v1/payments HTTP/1.1\r\nHost: a\r\n{auth}Content-Type: application/json\r\n"
                 "Content-Length: 100\r\n\r\n{".encode(),
    "two-hosts": f"GET /v1/payments HTTP/1.1\r\nHost: a\r\nHost: b\r\n{auth}\r\n".encode(),
}
began = time.monotonic()
try:
    s.sendall(cases[case])
    if case == "half-body":
        s.shutdown(socket.SHUT_WR)
except OSError:
    pass
answer = b""
try:
    while True:
        part = s.recv(65536)
        if not part:
            break
        answer += part
except socket.timeout:
    answer += b"[still open]"
except OSError:
    pass
print(answer.decode("utf-8", "replace"))
