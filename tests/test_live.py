"""What is newest over HTTP and in words: releases of another process, their verdicts, their copies."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from hees.findings import verdicts
from hees.store import reference, releases
from hees.store.home import Home
from hees.store.releases import Part, Verdict
from hees.web.api import factsheets, openapi
from tests import exhibits, handmade, site
from tests.exhibits import STUDY

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def published(home: Home) -> Home:
    exhibits.fill(home, exhibits.PROJECT / "data", STUDY)
    publish(home)
    return home


def publish(home: Home, *withheld: Part) -> None:
    """One more release, with other numbers than the last."""
    handmade.release(home, STUDY, (releases.newest(home) or 0) + 1, withheld=withheld)


# What is newest


def test_the_newest_changes_with_a_release_and_with_reference_material_only(published: Home):
    with site.fetching(published, STUDY) as client:
        ask = lambda: client.get("/api/v1/newest").json()  # noqa: E731
        first = ask()
        assert (first["release"], ask()) == (1, first)
        publish(published)
        second = ask()
        assert second["release"] == 2
        reference.load(published, "glossary", "other", [], origin="study")
        third = ask()
        assert third["release"] == 2
        assert len({one["state"] for one in (first, second, third)}) == 3


def test_every_face_serves_a_release_at_once(published: Home):
    chart = next(one for one in STUDY.charts.values() if one.question)
    with site.fetching(published, STUDY) as client:
        addresses = (
            f"/api/v1/charts/{chart.id}.csv",
            f"/api/v1/charts/{chart.id}.json",
            f"/factsheets/{STUDY.topic_of[chart.id].id}.pdf",
            "/recommendations.pdf",
            "/feed.atom",
        )
        before = [client.get(one).content for one in addresses]
        publish(published)
        after = [client.get(one).content for one in addresses]
        assert all(old != new for old, new in zip(before, after, strict=True))
        assert client.get("/recommendations.pdf?release=1").content == before[3]


# The verdict


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_verdict_is_told_as_the_gate_gave_it(published: Home, language: str):
    release = releases.one(published, 1)
    assert release
    checked = verdicts.verdict(release, language)
    assert re.search(r"^1,201 cells\b.*\b3 values\b|^1,201セル.*も3通り以上$", checked)
    untouched = verdicts.verdict(replace(release, verdict=Verdict()), language)
    before_the_gate = verdicts.verdict(replace(release, verdict=Verdict(), digest=""), language)
    assert len({checked, untouched, before_the_gate}) == 3


def test_the_feed_and_the_list_hold_the_verdict_of_each_release(published: Home):
    publish(published, Part("areas", "category", "research"))
    with site.fetching(published, STUDY) as client:
        entries = ElementTree.fromstring(client.get("/feed.atom").content).findall(f"{ATOM}entry")
        summaries = [one.findtext(f"{ATOM}summary") or "" for one in entries]
        links = [one.find(f"{ATOM}link").attrib["href"] for one in entries]
        listed = client.get("/api/v1/releases").json()["releases"]
    assert ["1,202 cells" in summaries[0], "1,201 cells" in summaries[1]] == [True, True]
    assert [link.split("release=")[1] for link in links] == ["2", "1"]
    assert listed[0]["verdict"] == {
        "checked": 1202,
        "narrowest": 3,
        "withheld": [{"question": "areas", "by": "category", "item": "research"}],
    }
    described = openapi.document(STUDY, (), "en", "")["components"]["schemas"]["Release"]
    assert all(set(one) == set(described["required"]) for one in listed)
    assert all(re.fullmatch("[0-9a-f]{64}", one["digest"]) for one in listed)


# Pages


def test_links_among_results_keep_the_release_that_was_asked_for(published: Home, monkeypatch):
    publish(published)
    topic = STUDY.topics[0].id
    with site.serving(published.folder, monkeypatch):
        pinned = site.opened("findings", "en", topic=topic, release="1")
        live = site.opened("findings", "en", topic=topic)
    kept = [one.proto.query_string for one in pinned.get("page_link")]
    assert any(f"topic={STUDY.topics[1].id}" in one and "release=1" in one for one in kept)
    assert not any("release" in one.proto.query_string for one in live.get("page_link"))
    assert any("release=1" in one.proto.url for one in pinned.get("link_button"))


def test_an_unknown_release_is_said_and_the_newest_is_shown(published: Home, monkeypatch):
    with site.serving(published.folder, monkeypatch):
        for page in ("findings", "recommendations", "resources"):
            app = site.opened(page, "en", topic="research", release="99")
            assert [one for one in app.warning if "99" in one.value], page
            assert "1,201 cells checked" in site.text(app)


# Copies kept for others


def test_a_copy_is_the_same_however_it_was_compressed(published: Home):
    with site.fetching(published, STUDY) as client:
        packed = client.get("/api/v1/releases", headers={"Accept-Encoding": "gzip"})
        plain = client.get("/api/v1/releases", headers={"Accept-Encoding": "identity"})
    assert packed.content == plain.content
    # A strong tag would say that the bytes sent are the same.
    assert packed.headers["etag"] == plain.headers["etag"]
    assert packed.headers["etag"].startswith('W/"')


def test_documents_are_kept_under_no_name_that_a_visitor_made_up(published: Home):
    with site.fetching(published, STUDY) as client:
        address = f"/factsheets/{STUDY.topics[0].id}.pdf"
        kept = factsheets._sheet.cache_info().currsize
        for name in ("one.example", "two.example", "three.example:99"):
            assert client.get(address, headers={"Host": name}).status_code == 200
        assert factsheets._sheet.cache_info().currsize <= kept + 1
