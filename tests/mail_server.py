"""A mail server on this machine that keeps what it gets, and refuses or breaks off when told to."""

import socketserver
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from hees.settings import MailServer


class Post(socketserver.ThreadingTCPServer):
    """`behaves`: by address, the reply to RCPT or one of "hang", "drop" after the mail has come.

    It may also name a verb with the reply to it. `passwords`: those that it was given.
    `taken`: the mails that it said yes to; `read`: those that came in whole.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.behaves: dict[str, str] = {}
        self.passwords: list[str] = []
        self.taken: list[EmailMessage] = []
        self.read: list[EmailMessage] = []
        self.came = threading.Event()
        self.go_on = threading.Event()

    @property
    def settings(self) -> MailServer:
        port = str(self.server_address[1])
        return MailServer("127.0.0.1", port, "", "", "", "Study <study@example.org>", "none")

    def addresses(self) -> list[str]:
        return [mail["To"].addresses[0].addr_spec for mail in self.taken]


class Conversation(socketserver.StreamRequestHandler):
    """Just enough SMTP."""

    server: Post

    def handle(self) -> None:
        self.say("220 here")
        address = ""
        for line in iter(self.rfile.readline, b""):
            words = line.decode().strip()
            verb = words[:4].upper()
            if verb == "RCPT":
                address = words.partition("<")[2].partition(">")[0]
                behaves = self.server.behaves.get(address, "")
                self.say(behaves if behaves[:1].isdigit() else "250 ok")
            elif verb == "DATA":
                self.say("354 go")
                if not self.receive(address):
                    return
            elif verb == "EHLO":
                self.say("250-here\r\n250 AUTH PLAIN")
            elif verb in self.server.behaves:
                self.say(self.server.behaves[verb])
            elif verb == "AUTH":
                self.server.passwords.append(b64decode(words.split()[-1]).split(b"\0")[-1].decode())
                self.say("235 welcome")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def receive(self, address: str) -> bool:
        """Take a mail; False when the connection is broken off instead of an answer."""
        lines = list(iter(self.rfile.readline, b".\r\n"))
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.read.append(mail)
        self.server.came.set()
        behaves = self.server.behaves.get(address)
        if behaves == "drop":
            return False
        if behaves == "hang":
            self.server.go_on.wait(60)
        self.server.taken.append(mail)
        self.say("250 taken")
        return True

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def running() -> Iterator[Post]:
    with Post() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.go_on.set()
        server.shutdown()
