"""Handing a mail to an SMTP server, so that it is known afterwards whether the server has it."""

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr

from hees.settings import MailServer, settings
from hees.store.invitations import Guest
from hees.team.invitations.letters import Letter

PATIENCE = 20
"""Seconds that the server may take for each answer."""

LONGEST_HEADER = 300
"""Letters of a name or subject."""

_OF_ADDRESSES = str.maketrans(dict.fromkeys('()<>[]:;@,"\\', " "))
_POLICY = SMTP.clone(cte_type="7bit")


class NotConnected(Exception):
    """No mail can be sent now, whoever it goes to. None was handed over."""


class TryLater(Exception):
    """The server does not have this mail, and may take it later."""


class Refused(Exception):
    """The server does not have this mail and will never take it."""


class Unknown(Exception):
    """The connection broke when the mail was on its way: the server may have it or not."""


def unset(server: MailServer) -> list[str]:
    """The settings that are missing or wrong, by name; mails can go out when there are none."""
    checks = (
        ("HEES_SMTP_HOST", bool(server.host)),
        ("HEES_SMTP_FROM", "@" in parseaddr(server.sender)[1]),
        ("HEES_SMTP_PORT", server.port.isascii() and server.port.isdigit()),
        ("HEES_SMTP_SECURITY", server.security in {"starttls", "tls", "none"}),
        ("HEES_BASE_URL", bool(settings().base_url)),
    )
    return [name for name, good in checks if not good]


def message_id(server: MailServer) -> str:
    return make_msgid(domain=parseaddr(server.sender)[1].rpartition("@")[2])


def compose(server: MailServer, to: Guest, letter: Letter, message_id: str) -> EmailMessage:
    """The mail as it goes over the wire. No name or subject can begin another header."""
    name, sender = parseaddr(server.sender)
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(_name(name), addr_spec=sender)
    mail["To"] = Address(_name(to.person or to.organisation), addr_spec=to.email)
    mail["Subject"] = _line(letter.subject)
    mail["Date"] = formatdate(localtime=False)
    mail["Message-ID"] = message_id
    if settings().contact:
        mail["Reply-To"] = settings().contact
    mail.set_content(letter.body, charset="utf-8")
    return mail


def _line(text: str) -> str:
    """A line of what can be written, and of no more than a header should hold."""
    return " ".join(text.encode("utf-8", "replace").decode().split())[:LONGEST_HEADER]


def _name(text: str) -> str:
    """A name before an address, without signs that belong to addresses.

    Quoting them would be no help: Python loses the quotes where it breaks a long header.
    """
    return _line(text.translate(_OF_ADDRESSES))


class Connection:
    """A connection to the mail server, for one mail after the other."""

    def __init__(self, server: MailServer) -> None:
        """Connect and sign in. Raises NotConnected."""
        self._sender = parseaddr(server.sender)[1]
        try:
            self._smtp = _connect(server)
        except (OSError, smtplib.SMTPException) as error:
            raise NotConnected(_said(error)) from error

    def send(self, mail: EmailMessage, to: str) -> None:
        """Hand over one mail; returns once the server has it.

        Raises TryLater, Refused or Unknown about this mail, or NotConnected about all.
        """
        try:
            self._smtp.rset()
            code, said = self._smtp.mail(self._sender)
            if code != 250:
                raise NotConnected(_answer(code, said))
            code, said = self._smtp.rcpt(to)
        except (OSError, smtplib.SMTPException) as error:
            raise NotConnected(_said(error)) from error
        if code not in (250, 251):
            raise (Refused if code >= 500 else TryLater)(_answer(code, said))
        try:
            code, said = self._smtp.data(mail.as_bytes())
        except smtplib.SMTPDataError as error:  # it would not even begin
            code, said = error.smtp_code, error.smtp_error
        except (OSError, smtplib.SMTPException) as error:
            raise Unknown(_said(error)) from error
        if code != 250:
            raise (Refused if code >= 500 else TryLater)(_answer(code, said))

    def close(self) -> None:
        self._smtp.close()


def _connect(server: MailServer) -> smtplib.SMTP:
    secure = ssl.create_default_context()
    port = int(server.port)
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, port, timeout=PATIENCE, context=secure)
    else:
        smtp = smtplib.SMTP(server.host, port, timeout=PATIENCE)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            smtp.starttls(context=secure)
        if server.user:
            smtp.login(server.user, _password(server))
    except BaseException:
        smtp.close()
        raise
    return smtp


def _password(server: MailServer) -> str:
    if not server.password_file:
        return server.password
    with open(server.password_file, encoding="utf-8") as file:
        return file.read().rstrip("\r\n")


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"[:300]


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
