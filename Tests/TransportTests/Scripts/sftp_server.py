"""OpenSSH's server on the loopback, a process for each connection (`sshd -i`).

With --cut N the first connection that has said N bytes is cut. Prints its port, and ends when its
input does.
"""
import argparse
import os
import socket
import subprocess
import sys
import threading

arguments = argparse.ArgumentParser()
arguments.add_argument("config")
arguments.add_argument("--cut", type=int, default=0)
arguments = arguments.parse_args()
state = {"cut": arguments.cut}

if os.geteuid() == 0:
    # What a start of the service would make; started by hand it asks for it.
    os.makedirs("/run/sshd", mode=0o755, exist_ok=True)


def pump(source, sink, cutting):
    said = 0
    try:
        while True:
            block = source.recv(16384)
            if not block:
                break
            said += len(block)
            if cutting and state["cut"] and said > state["cut"]:
                state["cut"] = 0
                break
            sink.sendall(block)
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(connection):
    ours, theirs = socket.socketpair()
    child = subprocess.Popen(
        ["/usr/sbin/sshd", "-i", "-e", "-f", arguments.config],
        stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL)
    theirs.close()
    threading.Thread(target=pump, args=(connection, ours, False), daemon=True).start()
    pump(ours, connection, True)
    child.wait()


def accept(listener):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=accept, args=(listener,), daemon=True).start()
print(listener.getsockname()[1], flush=True)
sys.stdin.read()
