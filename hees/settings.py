"""Where things are: read from the environment once, with working defaults."""

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class MailServer:
    """The SMTP server that mails go to, as HEES_SMTP_… names it. Nothing of it is checked yet.

    `sender`: the address that mails come from, with a name before it or without.
    `security`: starttls, tls or none.
    """

    host: str
    port: str
    user: str
    password: str = field(repr=False)
    password_file: str
    sender: str
    security: str


@dataclass(frozen=True)
class Settings:
    """`home`: folder of the databases. `study`: the study folder. `base_url`: public address, if set.

    `contact`: an e-mail address that help pages may show, or "".
    `releases`: whether the server makes releases by itself.
    `backups`: folder of the backups; the server makes one every `backup_hours` (0: none by itself)
    and keeps the newest `backup_keep`. `mail`: where mails go.
    """

    home: Path
    study: Path
    base_url: str
    contact: str
    releases: bool
    backups: Path
    backup_hours: float
    backup_keep: int
    mail: MailServer


@cache
def settings() -> Settings:
    """Read the variables that begin with HEES_. Raises ValueError for what is no number."""
    home = Path(os.environ.get("HEES_HOME", PROJECT / "var")).resolve()
    return Settings(
        home=home,
        study=Path(os.environ.get("HEES_STUDY", PROJECT / "data")).resolve(),
        base_url=os.environ.get("HEES_BASE_URL", "").rstrip("/"),
        contact=os.environ.get("HEES_CONTACT", ""),
        releases=os.environ.get("HEES_RELEASE", "on") != "off",
        backups=Path(os.environ.get("HEES_BACKUPS", home / "backups")).resolve(),
        backup_hours=float(os.environ.get("HEES_BACKUP_HOURS", "24")),
        backup_keep=max(1, int(os.environ.get("HEES_BACKUP_KEEP", "14"))),
        mail=_mail_server(),
    )


def _mail_server() -> MailServer:
    names = ("HOST", "PORT", "USER", "PASSWORD", "PASSWORD_FILE", "FROM", "SECURITY")
    read = {name: os.environ.get(f"HEES_SMTP_{name}", "") for name in names}
    security = read["SECURITY"] or "starttls"
    return MailServer(
        host=read["HOST"],
        port=read["PORT"] or {"tls": "465", "none": "25"}.get(security, "587"),
        user=read["USER"],
        password=read["PASSWORD"],
        password_file=read["PASSWORD_FILE"],
        sender=read["FROM"],
        security=security,
    )
