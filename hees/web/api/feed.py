"""The releases as an Atom feed: the same releases give the same bytes."""

from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from hees.findings import base
from hees.findings.numbers import release_number
from hees.findings.verdicts import verdict
from hees.language import say, show_date, show_number
from hees.store.releases import Release
from hees.study import Study

MEDIA_TYPE = "application/atom+xml"
BEFORE = "2000-01-01T00:00:00Z"
"""When a feed without releases was last changed: a feed must say a time."""


def atom(study: Study, releases: Sequence[Release], language: str, site: str) -> bytes:
    """One entry a release, the newest first; `site` is the public address without a last slash."""
    feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": language})
    title = study.title[language]
    _add(feed, "id", _id(study, language))
    _add(feed, "title", say("api.feed.title", language, study=title))
    _add(feed, "updated", _moment(releases[0]) if releases else BEFORE)
    _add(SubElement(feed, "author"), "name", title)
    _link(feed, "self", f"{site}/feed.atom?lang={language}", MEDIA_TYPE)
    _link(feed, "alternate", f"{site}/findings?lang={language}", "text/html")
    for release in releases:
        _entry(SubElement(feed, "entry"), study, release, language, site)
    indent(feed)
    return tostring(feed, encoding="utf-8", xml_declaration=True)


def _entry(entry: Element, study: Study, release: Release, language: str, site: str) -> None:
    day = show_date(release.made_on, language)
    responses = show_number(release.responses, language)
    _add(entry, "id", _id(study, language, str(release.number), release.made_on))
    _add(
        entry,
        "title",
        say("faces.release", language, number=release_number(release, language), date=day),
    )
    _add(entry, "updated", _moment(release))
    _add(entry, "published", _moment(release))
    page = f"{site}/findings?lang={language}&release={release.number}"
    _link(entry, "alternate", page, "text/html")
    counted = say("api.feed.summary", language, responses=responses)
    checked = say("api.feed.checked", language, verdict=verdict(release, language))
    _add(entry, "summary", base.text((counted, checked), language))


def _id(study: Study, *parts: str) -> str:
    """A name for ever, which does not change with the address of the site."""
    return uuid5(NAMESPACE_URL, "/".join(("hees", study.id, *parts))).urn


def _moment(release: Release) -> str:
    return f"{release.made_on}T00:00:00Z"


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _link(parent: Element, rel: str, address: str, media_type: str) -> None:
    SubElement(parent, "link", {"rel": rel, "href": address, "type": media_type})
