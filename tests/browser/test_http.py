"""What the server says over HTTP: private links, headers, languages, closed doors."""

import http.client
import json
import re
import urllib.parse

import pytest

from hees.settings import PROJECT
from hees.store.home import Home
from hees.study import load
from hees.survey import drafts
from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def ask(server: Server, path: str, method: str = "GET", body: str | None = None, **headers: str):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, names)
    reply = connection.getresponse()
    text = reply.read().decode("utf-8", "replace")
    connection.close()
    return reply, text


@pytest.fixture
def home(server):
    return Home(server.home)


@pytest.fixture(scope="module")
def study():
    return load(PROJECT / "data")


def test_a_private_link_leaves_the_address_for_a_cookie_that_scripts_cannot_read(
    server, home, study
):
    response, token = drafts.start(home, study, "ja")
    reply, _ = ask(server, f"/r/{token}?lang=ja")
    assert reply.status == 303
    assert reply.headers["Location"] == f"/survey?d={response}&lang=ja"
    assert token not in reply.headers["Location"]
    cookie = reply.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert "no-store" in reply.headers["Cache-Control"]


def test_wrong_expired_and_revoked_links_look_the_same(server, home, study, monkeypatch):
    revoked, revoked_token = drafts.start(home, study, "en")
    drafts.revoke(home, revoked)
    with monkeypatch.context() as past:
        past.setattr("hees.clock.in_days", lambda days: "2020-01-01T00:00:00+00:00")
        _, expired_token = drafts.start(home, study, "en")
    answers = set()
    for token in (revoked_token, expired_token, "guess", "%E3%81%82", "a" * 5000):
        reply, text = ask(server, f"/r/{token}?lang=en")
        answers.add((reply.status, reply.headers["Location"], reply.headers["Set-Cookie"], text))
    assert len(answers) == 1
    assert answers.pop()[2] is None


def test_a_copy_needs_the_cookie_of_its_own_response(server, home, study):
    mine, my_token = drafts.start(home, study, "en")
    other, _ = drafts.start(home, study, "en")
    reply, _ = ask(server, f"/copy/{mine}.html", Cookie=f"hees_r_{mine}={my_token}")
    assert reply.status == 200
    for path, cookie in (
        (f"/copy/{other}.html", f"hees_r_{other}={my_token}"),
        (f"/copy/{other}.csv", f"hees_r_{mine}={my_token}"),
        (f"/copy/{mine}.html", ""),
    ):
        assert ask(server, path, Cookie=cookie)[0].status == 404


@pytest.mark.parametrize("path", ["/", "/survey", "/team", "/healthz", "/sign-in", "/no-such-page"])
def test_every_answer_carries_the_security_headers(server, path):
    reply, _ = ask(server, path)
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["X-Frame-Options"] == "DENY"
    policy = reply.headers["Content-Security-Policy"]
    script = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
    assert "unsafe" not in script
    assert "blob:" not in script
    assert "*" not in policy


def test_the_shell_is_in_the_readers_language_before_any_script_runs(server):
    assert '<html lang="ja">' in ask(server, "/survey?lang=ja")[1]
    assert '<html lang="ja">' in ask(server, "/survey", Accept_Language="ja,en;q=0.8")[1]
    assert '<html lang="ja">' in ask(server, "/survey", Cookie="hees_lang=ja")[1]
    english = ask(server, "/survey?lang=en", Accept_Language="ja")[1]
    assert '<html lang="en">' in english
    assert "<title>Streamlit" not in english
    assert "prefers-color-scheme: dark" in english  # known before any script has run
    assert '<html lang="en">' in ask(server, '/survey?lang="><script>')[1]


def test_only_a_page_of_charts_fetches_the_program_for_charts_ahead(server):
    [program] = re.findall(r"static/js/PlotlyChart[^\"]+", ask(server, "/findings?lang=en")[1])
    assert ask(server, f"/{program}")[0].status == 200
    assert "PlotlyChart" not in ask(server, "/survey?lang=en")[1]


def test_health_says_which_study_and_that_answers_can_be_kept(server):
    reply, text = ask(server, "/healthz")
    assert reply.status == 200
    assert json.loads(text)["status"] == "ok"


def test_sign_in_refuses_forms_from_other_sites_and_wrong_passwords(server):
    form = urllib.parse.urlencode({"name": "nobody", "password": "wrong"})
    kind = {"Content_Type": "application/x-www-form-urlencoded"}
    assert (
        ask(server, "/sign-in", "POST", form, Origin="https://evil.example", **kind)[0].status
        == 403
    )
    assert ask(server, "/sign-in", "POST", form, **kind)[0].status == 401
    statuses = [ask(server, "/sign-in", "POST", form, **kind)[0].status for _ in range(6)]
    assert statuses[-1] == 429
