"""The public interface over HTTP: what it gives, to whom, for how long, and what it refuses."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import openpyxl
import pytest

from hees.findings import downloads
from hees.settings import PROJECT
from hees.store.connection import StoreUnavailable, Trouble
from hees.store.home import prepare
from hees.store.releases import Count
from hees.study import ChartKind, load
from hees.typeset import MissingGlyph
from hees.web import context
from hees.web.api import charts
from hees.web.api import routes as api
from hees.web.api.asked import CHART_FORMATS, DATA_FORMATS
from tests import handmade, two_releases
from tests.site import fetching

CHARTS = load(PROJECT / "data").charts
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def site():
    with fetching(two_releases.home(), two_releases.study()) as client:
        yield client


@pytest.fixture(scope="module")
def survey_chart() -> str:
    """A chart of the survey with breakdowns, and with numbers."""
    return next(one.id for one in CHARTS.values() if one.kind is ChartKind.BARS and one.by)


@pytest.fixture(scope="module")
def trend() -> str:
    return next(one.id for one in CHARTS.values() if one.kind is ChartKind.TREND)


def error(reply) -> dict:
    """The error that a refusal says, which every refusal says in one shape."""
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["cache-control"] == "no-store"
    body = reply.json()
    assert set(body) == {"error"}
    assert body["error"]["message"]
    assert "Traceback" not in reply.text
    return body["error"]


# What is given


def test_the_list_names_every_chart_and_leads_to_it(site):
    listed = site.get("/api/v1/charts?lang=ja").json()["charts"]
    assert [one["id"] for one in listed] == list(CHARTS)
    for one in listed:
        chart = CHARTS[one["id"]]
        assert one["title"] == chart.title["ja"]
        assert [by["id"] for by in one["breakdowns"]] == list(chart.by)
        assert set(one["links"]) == set(one["formats"]) == set(CHART_FORMATS)
    for address in listed[0]["links"].values():
        assert site.get(address).status_code == 200


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_has_the_same_numbers_in_json_and_csv(site, chart: str):
    found = site.get(f"/api/v1/charts/{chart}.json").json()
    reply = site.get(f"/api/v1/charts/{chart}.csv")
    rows = list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))
    if found["lack"]:
        assert [row["status"] for row in rows] == [found["lack"]]
        assert found["lack_reason"]
    else:
        assert [row["value"] for row in rows] == [
            "" if one["value"] is None else str(one["value"]) for one in found["cells"]
        ]
    assert found["citation"].endswith(found["address"])
    counts = [one[name] for one in found["cells"] for name in ("count", "base")]
    assert all(count >= 5 and count % 5 == 0 for count in counts if count is not None)


def test_pictures_are_pictures(site, survey_chart):
    svg = site.get(f"/api/v1/charts/{survey_chart}.svg?lang=ja")
    root = ElementTree.fromstring(svg.text)
    assert root.tag.endswith("svg")
    assert CHARTS[survey_chart].title["ja"] in svg.text
    png = site.get(f"/api/v1/charts/{survey_chart}.png?lang=ja")
    assert png.headers["content-type"] == "image/png"
    assert png.content.startswith(b"\x89PNG")


def test_files_have_names_and_types(site, survey_chart):
    topic = two_releases.study().topic_of[survey_chart].id
    for form, how in (
        ("csv", "attachment"),
        ("xlsx", "attachment"),
        ("json", "inline"),
        ("svg", "inline"),
    ):
        reply = site.get(f"/api/v1/charts/{survey_chart}.{form}?by=country&release=1")
        name = f"hees-{topic}-{survey_chart}-by-country-r1.{form}"
        assert reply.headers["content-disposition"] == f'{how}; filename="{name}"'
        assert reply.headers["content-type"] == api.MEDIA_TYPES[form]


def test_a_release_can_be_named_and_the_newest_is_the_default(site, survey_chart):
    first = site.get(f"/api/v1/charts/{survey_chart}.json?release=1").json()
    newest = site.get(f"/api/v1/charts/{survey_chart}.json").json()
    assert (first["release"]["number"], newest["release"]["number"]) == (1, 2)
    assert first["columns"][0]["base"] < newest["columns"][0]["base"]


def test_releases_are_listed_with_their_rules(site):
    found = site.get("/api/v1/releases").json()["releases"]
    assert [one["number"] for one in found] == [2, 1]
    assert all(one["policy"]["k"] == 5 and one["responses"] % 5 == 0 for one in found)


@pytest.mark.parametrize("name", downloads.TABLES)
def test_reference_tables_are_the_same_in_every_format(site, name: str):
    rows = site.get(f"/api/v1/data/{name}.json?lang=ja").json()["rows"]
    assert rows
    text = site.get(f"/api/v1/data/{name}.csv?lang=ja").content.decode("utf-8-sig")
    listed = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [list(one) for one in listed] == [list(one) for one in rows]
    said = [["" if value is None else str(value) for value in one.values()] for one in rows]
    assert [list(one.values()) for one in listed] == said
    book = openpyxl.load_workbook(io.BytesIO(site.get(f"/api/v1/data/{name}.xlsx?lang=ja").content))
    assert book.active.max_row == len(rows) + 1


# Caches


@pytest.mark.parametrize("address", ["charts", "charts/{}.json", "charts/{}.png", "data/series.csv", "releases", "openapi.json"])  # fmt: skip
def test_what_a_client_has_is_not_sent_again(site, survey_chart, address):
    address = f"/api/v1/{address.format(survey_chart)}"
    reply = site.get(address)
    tag = reply.headers["etag"]
    assert re.fullmatch(r'W/"[0-9a-f]{32}"', tag)
    assert site.get(address).headers["etag"] == tag
    for tags in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = site.get(address, headers={"If-None-Match": tags})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == reply.headers["cache-control"]
    assert site.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_languages_and_releases_have_entity_tags_of_their_own(site, survey_chart):
    asked = ("", "?lang=ja", "?release=1", "?by=country")
    tags = {site.get(f"/api/v1/charts/{survey_chart}.csv{one}").headers["etag"] for one in asked}
    assert len(tags) == len(asked)


def test_only_survey_numbers_of_a_named_release_never_change(site, survey_chart, trend):
    live = "public, max-age=0, must-revalidate"
    pinned = "public, max-age=3600"
    for address, control in (
        (f"{survey_chart}.json", live),
        (f"{survey_chart}.json?release=2", pinned),
        (f"{survey_chart}.svg?release=1", pinned),
        (f"{trend}.json", live),
        (f"{trend}.json?release=1", live),
    ):
        assert site.get(f"/api/v1/charts/{address}").headers["cache-control"] == control


def test_the_language_is_that_of_the_address_and_of_nothing_else(site, survey_chart):
    """Else a cache between would give one reader the language of another."""
    address = f"/api/v1/charts/{survey_chart}.json"
    headers = {"Accept-Language": "ja", "Cookie": "hees_lang=ja"}
    assert site.get(address, headers=headers).json()["language"] == "en"


# Other sites, other methods


@pytest.mark.parametrize(
    "address", ["/api/v1/charts", "/feed.atom", "/api/v1/charts/none.json", "/api/none"]
)
def test_other_sites_may_read(site, address):
    for reply in (site.get(address), site.options(address), site.head(address)):
        assert reply.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in reply.headers
        assert reply.headers["x-content-type-options"] == "nosniff"
    ready = site.options(address, headers={"Access-Control-Request-Method": "GET"})
    assert (ready.status_code, ready.content) == (204, b"")
    assert "GET" in ready.headers["access-control-allow-methods"]
    assert "If-None-Match" in ready.headers["access-control-allow-headers"]


def test_head_has_the_headers_of_get_without_its_body(site, survey_chart):
    address = f"/api/v1/charts/{survey_chart}.csv"
    full, head = site.get(address), site.head(address)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "cache-control", "content-disposition"):
        assert head.headers[name] == full.headers[name]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("address", ["/api/v1/charts", "/api/v1/none"])
def test_nothing_can_be_written(site, method, address):
    reply = site.request(method, address)
    assert reply.status_code == 405
    assert error(reply)["code"] == "method"
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS"


# Refusals


def test_an_unknown_chart_is_named_with_those_that_there_are(site):
    found = site.get("/api/v1/charts/none.json?lang=ja")
    assert found.status_code == 404
    said = error(found)
    assert said["code"] == "unknown_chart"
    assert said["known"] == list(CHARTS)
    assert "none" in said["message"]
    assert "図表" in said["message"]


@pytest.mark.parametrize(
    ("asked", "parameter", "value"),
    [
        (".json?by=planet", "by", "planet"),
        (".json?lang=fr", "lang", "fr"),
        (".json?release=3", "release", "3"),
        (".json?release=0", "release", "0"),
        (".json?release=-1", "release", "-1"),
        (".json?release=１", "release", "１"),
        (".json?release=1.0", "release", "1.0"),
        (".csv?release=99999999999999999999999", "release", "99999999999999999999999"),
        (".bmp", "format", "bmp"),
        (".json.gz", "format", "gz"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_it_may_be(
    site, survey_chart, asked, parameter, value
):
    address = survey_chart + asked
    if asked == ".json.gz":
        address = f"{survey_chart}.gz"
    reply = site.get(f"/api/v1/charts/{address}")
    assert reply.status_code == 400
    said = error(reply)
    assert (said["code"], said["parameter"], said["value"]) == ("bad_parameter", parameter, value)
    allowed = {
        "by": list(CHARTS[survey_chart].by),
        "lang": ["en", "ja"],
        "release": ["2", "1"],
        "format": list(CHART_FORMATS),
    }
    assert said["allowed"] == allowed[parameter]


def test_a_chart_of_reference_material_takes_no_breakdown(site, trend):
    assert error(site.get(f"/api/v1/charts/{trend}.json?by=country"))["allowed"] == []


def test_wrong_tables_and_addresses_are_named(site):
    assert error(site.get("/api/v1/data/none.csv"))["known"] == list(downloads.TABLES)
    assert error(site.get("/api/v1/data/series.png"))["allowed"] == list(DATA_FORMATS)
    for address in (
        "/api",
        "/api/",
        "/api/v2/charts",
        "/api/v1/charts/",
        "/api/v1/charts/a/b.json",
    ):
        reply = site.get(address)
        assert reply.status_code == 404
        assert error(reply)["code"] == "unknown_address"


@pytest.mark.parametrize("nasty", ["%00", "%ED%A0%80", "..%2F..%2Fetc", "<script>", "{0}{name}", "'--", "a" * 5000, "🦄"])  # fmt: skip
def test_nasty_text_is_refused_like_any_other(site, survey_chart, nasty):
    for address in (
        f"/api/v1/charts/{survey_chart}.json?by={nasty}",
        f"/api/v1/charts/{survey_chart}.json?release={nasty}",
        f"/api/v1/charts/{survey_chart}.json?lang={nasty}",
        f"/api/v1/charts/{nasty}.json",
        f"/api/v1/data/{nasty}.csv",
    ):
        reply = site.get(address)
        assert reply.status_code in {400, 404}
        assert len(json.dumps(error(reply)["message"])) < 1500


def test_a_database_that_cannot_be_read_is_said_as_json(site, monkeypatch):
    def broken():
        raise StoreUnavailable(Trouble.READ_ONLY, "secret path")

    monkeypatch.setattr(context, "home", broken)
    reply = site.get("/api/v1/releases")
    assert reply.status_code == 503
    assert error(reply)["code"] == "unavailable"
    assert "secret" not in reply.text


def test_before_the_first_release_charts_say_that_there_is_nothing(tmp_path, survey_chart):
    with fetching(prepare(tmp_path), two_releases.study()) as client:
        found = client.get(f"/api/v1/charts/{survey_chart}.json").json()
        assert (found["lack"], found["cells"], found["release"]) == ("no_release", [], None)
        assert client.get(f"/api/v1/charts/{survey_chart}.xlsx").status_code == 200
        for form in ("svg", "png"):
            reply = client.get(f"/api/v1/charts/{survey_chart}.{form}")
            assert reply.status_code == 404
            said = error(reply)
            assert (said["code"], said["lack"]) == ("no_numbers", "no_release")
            assert said["reason"] in said["message"]
        said = error(client.get(f"/api/v1/charts/{survey_chart}.json?release=1"))
        assert said["allowed"] == []
        assert client.get("/api/v1/releases").json() == {"releases": []}
        assert ElementTree.fromstring(client.get("/feed.atom").content).find(f"{ATOM}entry") is None


# The feed


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_feed_is_valid_and_has_an_entry_for_each_release(site, language):
    reply = site.get(f"/feed.atom?lang={language}")
    assert reply.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(reply.content)
    assert feed.tag == f"{ATOM}feed"
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    entries = feed.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}updated") for one in entries] == [
        "2027-01-15T00:00:00Z",
        "2026-11-25T00:00:00Z",
    ]
    for one in (feed, *entries):
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one.findtext(f"{ATOM}id") or "")
        assert one.findtext(f"{ATOM}title")
        assert one.find(f"{ATOM}link[@rel='alternate']") is not None
    ids = [one.findtext(f"{ATOM}id") for one in (feed, *entries)]
    assert len(set(ids)) == 3
    assert feed.findtext(f"{ATOM}updated") == "2027-01-15T00:00:00Z"
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver/feed.atom?lang={language}"
    assert site.get(f"/feed.atom?lang={language}").content == reply.content


def test_entries_keep_their_names_when_the_site_moves(site):
    def ids(base: str) -> list[str]:
        feed = ElementTree.fromstring(site.get(f"{base}/feed.atom").content)
        return [one.text or "" for one in feed.iter(f"{ATOM}id")]

    assert ids("http://one.example") == ids("https://two.example")


# The description


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_description_names_every_route_and_parameter(site, language):
    found = site.get(f"/api/v1/openapi.json?lang={language}").json()
    assert found["openapi"].startswith("3.1.")
    assert found["info"]["title"] == two_releases.study().title[language]
    assert found["info"]["version"]
    served = {route.path for route in api.routes if route.name != "unknown"}
    assert set(found["paths"]) == served
    names = []
    for path, item in found["paths"].items():
        operation = item["get"]
        names.append(operation["operationId"])
        placed = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
        assert sorted(placed) == sorted(re.findall(r"{(\w+)}", path))
        for one in operation["parameters"]:
            assert one["description"]
            assert one["schema"]["type"] in {"string", "integer"}
            assert one["required"] == (one["in"] == "path")
        assert "200" in operation["responses"]
        for status, reply in operation["responses"].items():
            assert re.fullmatch(r"\d{3}", status)
            assert reply["description"]
            for content in reply.get("content", {}).values():
                reference = content.get("schema", {}).get("$ref", "#/components/schemas/Error")
                assert reference.rpartition("/")[2] in found["components"]["schemas"]
    assert len(set(names)) == len(names)


def test_the_description_allows_what_the_routes_allow(site):
    operation = site.get("/api/v1/openapi.json").json()["paths"]["/api/v1/charts/{id}.{format}"][
        "get"
    ]
    allowed = {one["name"]: one["schema"].get("enum") for one in operation["parameters"]}
    assert allowed["id"] == list(CHARTS)
    assert allowed["format"] == list(CHART_FORMATS)
    assert allowed["lang"] == ["en", "ja"]
    chart = next(one for one in CHARTS.values() if one.by)
    for by in allowed["by"]:
        reply = site.get(f"/api/v1/charts/{chart.id}.json?by={by}")
        assert reply.status_code == (200 if by in chart.by else 400)


def test_a_new_release_is_there_at_once(tmp_path, survey_chart):
    home = prepare(tmp_path)
    live = ("/api/v1/releases", "/feed.atom", f"/api/v1/charts/{survey_chart}.json")
    with fetching(home, two_releases.study()) as client:
        before = [client.get(address).headers["etag"] for address in live]
        question = CHARTS[survey_chart].question or ""
        counts = [Count(question, "", "", "", answer, 40) for answer in ("", "other")]
        handmade.publish(home, 1, "2026-11-25", counts, responses=40)
        after = [client.get(address).headers["etag"] for address in live]
        assert not set(before) & set(after)
        found = client.get(live[2]).json()
        assert found["release"]["number"] == 1
        assert {one["row_code"]: one["value"] for one in found["cells"]}["other"] == 100


def test_a_letter_without_a_glyph_is_said_and_leads_to_another_format(monkeypatch, survey_chart):
    def missing(*_):
        raise MissingGlyph("no font has it")

    monkeypatch.setattr(charts, "png", missing)
    charts._made.cache_clear()  # else a picture made before would be served
    with fetching(two_releases.home(), two_releases.study()) as client:
        reply = client.get(f"/api/v1/charts/{survey_chart}.png")
        assert reply.status_code == 404
        assert error(reply)["code"] == "not_drawable"
        assert client.get(f"/api/v1/charts/{survey_chart}.svg").status_code == 200
