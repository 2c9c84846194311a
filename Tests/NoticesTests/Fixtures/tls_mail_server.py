"""A mail server with TLS, for tests: as much SMTP as one letter takes, on the loopback interface.

    tls_mail_server.py (starttls|tls) CERTIFICATE KEY NAME PASSWORD

Prints its port, then one line of JSON a caller with what it heard. Ends when its standard input does, so that it never outlives its test.
"""

import base64
import json
import socket
import ssl
import sys
import threading

protection, certificate, key, name, password = sys.argv[1:6]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)


class Caller:
    def __init__(self, connection):
        self.connection = connection
        self.reader = connection.makefile("rb")
        self.heard = []
        self.is_encrypted = self.is_signed_in = False

    def encrypt(self):
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.reader = self.connection.makefile("rb")
        self.is_encrypted = True
        self.heard.append("(encrypted)")

    def say(self, *lines):
        self.connection.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def hear(self):
        line = self.reader.readline()
        if not line:
            raise EOFError
        self.heard.append(line.decode().rstrip("\r\n"))
        return self.heard[-1]

    def sign_in(self, line):
        token = line[11:]
        if not token:
            self.say("334 ")
            token = self.hear()
        self.is_signed_in = base64.b64decode(token) == f"\0{name}\0{password}".encode()
        self.say("235 welcome" if self.is_signed_in else "535 no")

    def take_letter(self):
        self.say("354 go on")
        while self.hear() != ".":
            pass
        self.say("250 taken")

    def converse(self):
        if protection == "tls":
            self.encrypt()
        self.say("220 fake")
        while True:
            line = self.hear()
            verb = line[:4].upper()
            if verb == "EHLO":
                self.say("250-fake", "250 AUTH PLAIN" if self.is_encrypted else "250 STARTTLS")
            elif verb == "STAR":
                self.say("220 go on")
                self.encrypt()
            elif verb == "AUTH":
                self.sign_in(line)
            elif verb == "QUIT":
                return self.say("221 bye")
            elif not self.is_signed_in:
                self.say("530 sign in first")
            elif verb == "DATA":
                self.take_letter()
            else:
                self.say("250 fine")


def serve(listener):
    while True:
        caller = Caller(listener.accept()[0])
        caller.connection.settimeout(60)
        try:
            caller.converse()
        except (OSError, EOFError):
            caller.heard.append("(cut off)")
        caller.connection.close()
        print(json.dumps(caller.heard), flush=True)


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
threading.Thread(target=serve, args=(listener,), daemon=True).start()
sys.stdin.read()
