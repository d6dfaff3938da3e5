"""The words of a mail: templates with a few placeholders, checked when saved, filled in when sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hees.language import say, show_date
from hees.settings import settings
from hees.store import audit, mail_setup
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.store.invitations import Guest
from hees.store.mail_setup import MailSettings
from hees.study import Study

KINDS = ("invitation", "reminder")
PLACEHOLDERS = ("organisation", "person", "link", "deadline", "contact")
LONGEST_SUBJECT, LONGEST_BODY = 200, 20_000

_BLANK = re.compile(r"\{([^{}\n]*)\}")
_BETWEEN = "\n\n" + "─" * 30 + "\n\n"
"""What stands between two languages of one mail."""


@dataclass(frozen=True)
class Template:
    """`own`: as the team wrote it; otherwise as the study ships it, or empty where it ships none."""

    subject: str
    body: str
    own: bool = False


@dataclass(frozen=True)
class Problem:
    """What is wrong with a template: a code with a message, and the name that it is about."""

    code: str
    name: str = ""


@dataclass(frozen=True)
class Letter:
    """A mail as it goes out."""

    subject: str
    body: str


def template(home: Home, study: Study, kind: str, language: str) -> Template:
    """The words of a kind of mail in a language."""
    with reading(home.responses) as connection:
        own = mail_setup.text(connection, kind, language)
    if own:
        return Template(*own, own=True)
    shipped = study.content.get(f"mail_{kind}", {}).get(language, "")
    subject, _, body = shipped.partition("\n")
    return Template(subject.strip(), body.strip())


def templates(home: Home, study: Study, kind: str) -> dict[str, Template]:
    """The words of a kind of mail in each language of the study."""
    return {language: template(home, study, kind, language) for language in study.languages}


def problems(one: Template) -> list[Problem]:
    """What is wrong with a template in itself."""
    found = [Problem("unknown", name) for name in _unknown(f"{one.subject}\n{one.body}")]
    if not one.subject.strip():
        found.append(Problem("no_subject"))
    if "link" not in _blanks(one.body):
        found.append(Problem("no_link", "{link}"))
    if "link" in _blanks(one.subject):
        found.append(Problem("link_in_subject", "{link}"))
    if len(one.subject) > LONGEST_SUBJECT or len(one.body) > LONGEST_BODY:
        found.append(Problem("too_long", f"{LONGEST_SUBJECT}, {LONGEST_BODY}"))
    return found


def missing(one: Template, options: MailSettings) -> list[Problem]:
    """What a template needs that nobody has set, besides what is wrong with it in itself."""
    used = _blanks(f"{one.subject}\n{one.body}")
    found = problems(one)
    if "deadline" in used and not options.deadline:
        found.append(Problem("no_deadline", "{deadline}"))
    if "contact" in used and not settings().contact:
        found.append(Problem("no_contact", "HEES_CONTACT"))
    return found


def _blanks(text: str) -> set[str]:
    return set(_BLANK.findall(text))


def _unknown(text: str) -> list[str]:
    return [f"{{{name}}}" for name in sorted(_blanks(text) - set(PLACEHOLDERS))]


def save(home: Home, kind: str, language: str, new: Template, who: str) -> list[Problem]:
    """Keep the words of a mail, unless something is wrong with them."""
    subject = " ".join(new.subject.split())
    body = "\n".join(line.rstrip() for line in new.body.strip().splitlines())
    found = problems(Template(subject, body))
    if not found:
        with writing(home.responses) as connection:
            mail_setup.set_text(connection, kind, language, subject, body)
            audit.record(connection, who, "mail_text_saved", f"{kind}.{language}")
    return found


def restore(home: Home, kind: str, language: str, who: str) -> None:
    """Go back to the words that the study ships."""
    with writing(home.responses) as connection:
        mail_setup.forget_text(connection, kind, language)
        audit.record(connection, who, "mail_text_restored", f"{kind}.{language}")


def options(home: Home) -> MailSettings:
    with reading(home.responses) as connection:
        return mail_setup.settings(connection)


def set_options(home: Home, new: MailSettings, who: str) -> None:
    with writing(home.responses) as connection:
        mail_setup.set_settings(connection, new)
        audit.record(connection, who, "mail_settings_saved")


def languages_of(study: Study, one: Guest, options: MailSettings) -> list[str]:
    """The languages that a mail to somebody is in, theirs first."""
    own = one.language if one.language in study.languages else study.languages[0]
    others = [language for language in study.languages if language != own]
    return [own, *others] if options.every_language else [own]


def write(
    found: Mapping[str, Template],
    one: Guest,
    link: str,
    languages: list[str],
    options: MailSettings,
) -> Letter:
    """A mail to somebody. `found`: the words by language; `link`: without the language."""
    parts = [_fill(found[language], one, link, language, options) for language in languages]
    subjects = dict.fromkeys(part.subject for part in parts)
    return Letter(" / ".join(subjects), _BETWEEN.join(part.body for part in parts) + "\n")


def _fill(
    template: Template, one: Guest, link: str, language: str, options: MailSettings
) -> Letter:
    values = {
        "organisation": one.organisation,
        "person": one.person or say("invitations.somebody", language),
        "link": f"{link}?lang={language}",
        "deadline": show_date(options.deadline, language) if options.deadline else "{deadline}",
        "contact": settings().contact or "{contact}",
    }

    def fill(text: str) -> str:
        return _BLANK.sub(lambda found: " ".join(values.get(found[1], found[0]).split()), text)

    return Letter(" ".join(fill(template.subject).split()), fill(template.body))
