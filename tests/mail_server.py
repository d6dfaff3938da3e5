"""A mail server on this machine that keeps what it gets, and refuses or breaks off when told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from hees.settings import MailServer


class Post(socketserver.ThreadingTCPServer):
    """`behaves`: by address, the reply to RCPT or one of "hang", "drop" after the mail has come.

    `taken`: the mails that it said yes to; `read`: those that came in whole.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.behaves: dict[str, str] = {}
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
