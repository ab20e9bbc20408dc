"""A small FTP server on the loopback (RFC 959, 2228, 3659, 4217), for reading only.

usage: ftps_server.py FOLDER PEM explicit|implicit|plain

Only `city` with the password `himitsu` comes in, and only under TLS, its data connections too.
Prints its port, and ends when its input does.
"""
import os
import socket
import ssl
import sys
import threading
import time

folder, pem, kind = sys.argv[1:]
context = None
if kind != "plain":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)


class Session:
    def __init__(self, connection):
        self.connection = connection
        self.is_secure = kind == "implicit"
        if self.is_secure:
            self.connection = context.wrap_socket(connection, server_side=True)
        self.stream = self.connection.makefile("rb")
        self.user = self.is_in = self.is_data_secure = False
        self.place, self.rest, self.listener = "/", 0, None

    def say(self, text):
        self.connection.sendall(text.encode() + b"\r\n")

    def path(self, name):
        return folder + os.path.normpath(os.path.join(self.place, name))

    def run(self):
        self.say("220 ready")
        # The stream is another one after AUTH.
        while line := self.stream.readline():
            word, _, rest = line.decode().rstrip("\r\n").partition(" ")
            word = word.upper()
            if word == "QUIT":
                return self.say("221 bye")
            open_words = ("AUTH", "USER", "PASS", "PBSZ", "PROT")
            handler = getattr(self, "do_" + word, None)
            if handler is None:
                self.say("502 not known")
            elif word not in open_words and not self.is_in:
                self.say("530 log in first")
            else:
                handler(rest)

    def do_AUTH(self, rest):
        if kind != "explicit":
            return self.say("502 not known")
        self.say("234 go on")
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.stream = self.connection.makefile("rb")
        self.is_secure = True

    def do_USER(self, rest):
        self.user = rest
        self.say("331 and the password" if self.is_secure else "530 not without TLS")

    def do_PASS(self, rest):
        self.is_in = self.is_secure and (self.user, rest) == ("city", "himitsu")
        self.say("230 come in" if self.is_in else "530 no")

    def do_PBSZ(self, rest):
        self.say("200 0")

    def do_PROT(self, rest):
        self.is_data_secure = rest == "P"
        self.say("200 " + rest)

    def do_PWD(self, rest):
        self.say('257 "%s"' % self.place)

    def do_CWD(self, rest):
        self.place = os.path.normpath(os.path.join(self.place, rest))
        self.say("250 there" if os.path.isdir(self.path("")) else "550 no such folder")

    def do_TYPE(self, rest):
        self.say("200 " + rest)

    def do_REST(self, rest):
        self.rest = int(rest)
        self.say("350 from there")

    def do_SIZE(self, rest):
        if os.path.isfile(self.path(rest)):
            self.say("213 %d" % os.path.getsize(self.path(rest)))
        else:
            self.say("550 no such file")

    def do_MDTM(self, rest):
        if not os.path.isfile(self.path(rest)):
            return self.say("550 no such file")
        changed = time.gmtime(int(os.path.getmtime(self.path(rest))))
        self.say("213 " + time.strftime("%Y%m%d%H%M%S", changed))

    def do_EPSV(self, rest):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.say("229 here (|||%d|)" % self.listener.getsockname()[1])

    def send(self, content):
        if not self.is_data_secure:
            return self.say("521 not without TLS")
        self.say("150 it comes")
        data, _ = self.listener.accept()
        self.listener.close()
        data = context.wrap_socket(data, server_side=True)
        data.sendall(content)
        try:
            data.unwrap()
        except OSError:
            pass
        data.close()
        self.say("226 that was it")

    def do_NLST(self, rest):
        self.send("".join(name + "\r\n" for name in os.listdir(self.path(""))).encode())

    def do_RETR(self, rest):
        if not os.path.isfile(self.path(rest)):
            return self.say("550 no such file")
        with open(self.path(rest), "rb") as file:
            file.seek(self.rest)
            self.rest = 0
            self.send(file.read())


def serve(connection):
    try:
        Session(connection).run()
    except OSError:
        pass
    connection.close()


def accept(listener):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=accept, args=(listener,), daemon=True).start()
print(listener.getsockname()[1], flush=True)
sys.stdin.read()
