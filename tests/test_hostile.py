"""An attacker before the running site: foreign pages, big bodies, files, paths, hosts, redirects.

One real server, as a proxy with TLS would reach it. No browser: an attacker would not use one.
"""

import http.client
import logging
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from smtplib import SMTPRecipientsRefused

import pytest
from starlette.routing import Mount, Route
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from hees import discreet
from hees.store.connection import release
from hees.store.home import Home, prepare
from hees.survey import drafts, throttle
from hees.team import accounts, signing_in
from hees.web import intake, pages
from hees.web.server import routes
from hees.web.sign_in import COOKIE
from tests.browser.conftest import Server
from tests.exhibits import STUDY
from tests.site import PASSWORD

PUBLIC_NAME = "study.example.org"
SECRET = "what lies beside the databases"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TLS = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}


class Reply:
    def __init__(self, status: int, headers: Message, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def cookies(self) -> dict[str, str]:
        """What each cookie is set to, with its attributes, by its name."""
        found = self.headers.get_all("Set-Cookie") or []
        return dict(one.split("=", 1) for one in found)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hostile")
    home = prepare(folder / "home")
    for role in ("viewer", "reviewer"):
        accounts.add(home, role, role, password=PASSWORD, email=None)
    release(home.responses)
    release(home.public)
    for beside in (folder, home.folder, home.folder / "exports"):
        beside.mkdir(exist_ok=True)
        (beside / "secret.pdf").write_text(SECRET)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEES_BASE_URL", f"https://{PUBLIC_NAME}")
        running = Server(home.folder).start()
    yield running
    running.stop()


def ask(site: Server, path: str, method: str = "GET", body: object = None, **headers: str) -> Reply:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.putrequest(method, path, skip_host="Host" in headers)
    if isinstance(body, bytes) and "Transfer-Encoding" not in headers:
        headers.setdefault("Content-Length", str(len(body)))
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    if isinstance(body, bytes):
        connection.send(body)
    reply = connection.getresponse()
    found = Reply(reply.status, reply.headers, reply.read())
    connection.close()
    return found


def sign_in(site: Server, name: str = "reviewer", password: str = PASSWORD, **headers: str):
    form = urllib.parse.urlencode({"name": name, "password": password}).encode()
    return ask(site, "/sign-in?lang=en", "POST", form, **FORM, **headers)


# WebSocket


def opens(site: Server, origin: str | None, host: str = "") -> int:
    """The status by which the site answers a page of that origin that wants to be live."""
    headers = {
        "Host": host or f"127.0.0.1:{site.port}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    named = {} if origin is None else {"Origin": origin}
    return ask(site, "/_stcore/stream", **headers, **named).status


def test_a_page_of_another_site_cannot_open_the_websocket(site: Server):
    own = f"127.0.0.1:{site.port}"
    assert opens(site, None) == opens(site, f"http://{own}") == 101
    assert opens(site, f"https://{PUBLIC_NAME}", PUBLIC_NAME) == 101
    for origin in (
        *("null", "", "https://evil.example", "http://localhost:3000", "http://127.0.0.1:1"),
        *(f"https://{PUBLIC_NAME}.evil.example", f"https://evil.example/{own}", own),
        *(f"http://evil.example@{own}", f"http://{own}@evil.example", f"https://e.example#{own}"),
    ):
        assert opens(site, origin) == 403, origin


def test_a_message_that_no_page_would_send_ends_the_connection(site: Server):
    with connect(f"ws://127.0.0.1:{site.port}/_stcore/stream", max_size=None) as socket:
        socket.send(b"\0" * 5_100_000)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=30)
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 1009  # too big


def test_programs_cannot_drive_the_pages(site: Server):
    for path in ("interact", "mcp"):
        reply = ask(
            site, f"/_stcore/agent/{path}", "POST", b"{}", **{"Content-Type": "application/json"}
        )
        assert reply.status in {400, 403}, path


# Bodies and files


def paths(fill: str = "x") -> list[str]:
    """An address for each route, with `fill` in every part that may vary."""
    found = []
    for one in routes:
        assert isinstance(one, Route | Mount)
        parts = one.path.replace("{", "}").split("}")
        found.append("".join(fill if n % 2 else part for n, part in enumerate(parts)))
    return found


def test_a_big_body_is_refused_before_it_is_read(site: Server):
    for path in (*paths(), "/", "/survey", "/_stcore/host-config"):
        for method in ("POST", "PUT"):
            length = {"Content-Length": str(intake.MOST_BYTES + 1)}
            assert ask(site, path, method, **length).status == 413, path
            chunked = {"Transfer-Encoding": "chunked"}
            assert ask(site, path, method, b"0\r\n\r\n", **chunked).status == 411, path
    assert sign_in(site, password="x" * 50_000).status == 401


@contextmanager
def opened(site: Server, page: str, query: str = "lang=en", **cookies: str) -> Iterator[str]:
    """A page in somebody's browser, which has been drawn; the id of its session."""
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    address = f"ws://127.0.0.1:{site.port}/_stcore/stream"
    asked = BackMsg()
    asked.rerun_script.query_string = query
    asked.rerun_script.page_name = page
    session, kind = "", None
    with connect(address, additional_headers=headers, max_size=None) as socket:
        socket.send(asked.SerializeToString())
        while kind != "script_finished":
            said = ForwardMsg.FromString(socket.recv(timeout=60))
            kind = said.WhichOneof("type")
            if kind == "new_session":
                session = said.new_session.initialize.session_id
        yield session


def sends(site: Server, session: str, size: int = 10) -> int:
    """The status by which the site answers a file of that many bytes."""
    token = ask(site, "/_stcore/health").cookies["_streamlit_xsrf"].split(";")[0]
    body = (
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="../../evil.py"\r\n'
        b"Content-Type: text/plain\r\n\r\n" + b"a" * size + b"\r\n--x--\r\n"
    )
    kind = {"Content-Type": "multipart/form-data; boundary=x", "X-Xsrftoken": token}
    cookie = {"Cookie": f"_streamlit_xsrf={token}"}
    return ask(site, f"/_stcore/upload_file/{session}/f", "PUT", body, **kind, **cookie).status


def test_only_an_open_page_of_the_team_with_a_field_for_files_can_send_one(site: Server):
    reviewer = sign_in(site).cookies[COOKIE].split(";")[0]
    viewer = sign_in(site, "viewer").cookies[COOKIE].split(";")[0]
    assert sends(site, "made-up") == 403
    for page, cookie in (("survey", ""), ("team_import", ""), ("team_import", viewer)):
        with opened(site, page, **{COOKIE: cookie}) as session:
            assert session
            assert sends(site, session) == 403, page
    with opened(site, "team_import", **{COOKIE: reviewer}) as session:
        assert sends(site, session) == 204
        assert sends(site, session, 10 * 1024 * 1024) == 413
    assert not list(site.home.parent.rglob("evil*"))


# Paths


@pytest.mark.parametrize(
    "up",
    [
        "../",
        "..%2f",
        "%2e%2e/",
        "%2e%2e%2f",
        "..%5c",
        "..\\",
        "....//",
        "%252e%252e%252f",
        "..%00/",
    ],
)
def test_no_path_leads_out_of_what_is_served(site: Server, up: str):
    targets = [up * depth + "secret" for depth in (1, 2, 3)] + [f"{up * 9}etc/passwd"]
    targets += [urllib.parse.quote(str(site.home / "secret"), safe=""), f"/{site.home}/secret"]
    served = (
        "/app/static/",
        "/static/",
        "/media/",
        "/component/",
        "/_stcore/bidi-components/hees.typed/",
    )
    for target in targets:
        for path in (*paths(target), *(f"{folder}{target}.pdf" for folder in served)):
            reply = ask(site, path)
            assert SECRET.encode() not in reply.body, path
            assert b"root:" not in reply.body, path
            assert reply.status < 500, path
            assert "Content-Security-Policy" in reply.headers, path


def test_the_programs_and_settings_themselves_are_not_served(site: Server):
    for path in (
        *("/.streamlit/config.toml", "/.streamlit/secrets.toml", "/streamlit_app.py"),
        *("/hees/settings.py", "/responses.db", "/app/static/../streamlit_app.py", "/.git/config"),
        "/_stcore/bidi-components/hees.typed/../settings.py",
    ):
        reply = ask(site, path)
        assert reply.status in {400, 404}, path


# Hosts and redirects

EVIL = "evil.example"


def test_no_redirect_leads_to_another_site(site: Server):
    tried = (
        *(f"/sign-in?{name}=//{EVIL}" for name in ("next", "url", "lang", "return", "change")),
        *(f"/?lang=//{EVIL}", f"/survey?lang=https://{EVIL}", f"/r/x?lang=//{EVIL}"),
        *(
            f"//{EVIL}/sign-in/",
            f"//{EVIL}/%2e%2e/",
            f"/\\{EVIL}/",
            f"/%2f{EVIL}/",
            f"/sign-in//{EVIL}/",
        ),
        *(f"/r/..%2f..%2f{EVIL}", f"/r//{EVIL}", "/r/%0d%0aLocation:%20x", "/team/", "/sign-in/"),
    )
    moves = [(path, ask(site, path, Host=EVIL)) for path in tried]
    for query in (f"lang=//{EVIL}", f"next=//{EVIL}", f"lang=en&next=https://{EVIL}"):
        form = urllib.parse.urlencode({"name": "reviewer", "password": PASSWORD}).encode()
        signed_in = ask(site, f"/sign-in?{query}", "POST", form, **FORM)
        assert signed_in.status == 303
        moves += [(query, signed_in), (query, ask(site, f"/sign-out?{query}", "POST", b""))]
    for path, reply in moves:
        location = reply.headers.get("Location", "/")
        assert location.startswith("/"), path
        assert not location.startswith(("//", "/\\")), path


def test_a_name_that_a_visitor_claims_to_have_come_by_reaches_no_page_and_no_link(site: Server):
    for host in (EVIL, f"{EVIL}:80", f"{EVIL};script-src *", f'"><script>{EVIL}'):
        for path in ("/", "/survey", "/sign-in", "/api/v1/charts", "/feed.atom", "/api/nothing"):
            reply = ask(site, path, Host=host, X_Forwarded_Host=EVIL)
            assert EVIL.encode() not in reply.body, (host, path)
            policy = reply.headers["Content-Security-Policy"]
            assert "*" not in policy
            assert "<" not in policy


# Cookies and sessions


def test_cookies_are_out_of_reach_for_scripts_other_sites_and_open_wires(site: Server):
    home = Home(site.home)
    response, token = drafts.start(home, STUDY, "en")
    for encrypted in (True, False):
        headers = TLS if encrypted else {}
        for name, reply in (
            (COOKIE, sign_in(site, **headers)),
            (f"hees_r_{response}", ask(site, f"/r/{token}", **headers)),
        ):
            flags = {part.strip().lower() for part in reply.cookies[name].split(";")[1:]}
            assert {"httponly", "samesite=lax", "path=/"} <= flags
            assert ("secure" in flags) == encrypted
            assert not any(flag.startswith("domain") for flag in flags)
            assert ("Strict-Transport-Security" in reply.headers) == encrypted
    for path in (*(f"/{name}" for name in pages.NAMES[1:]), "/_stcore/health", "/sign-in"):
        for name, value in ask(site, path).cookies.items():
            assert name == "_streamlit_xsrf" or "httponly" in value.lower(), (path, name)


def test_a_session_that_was_planted_is_not_the_one_that_is_opened(site: Server):
    def role(token: str) -> str | None:
        account = signing_in.signed_in(Home(site.home), token)
        return account.role if account else None

    planted = "planted-by-an-attacker"
    given = sign_in(site, Cookie=f"{COOKIE}={planted}").cookies[COOKIE].split(";")[0]
    again = sign_in(site, Cookie=f"{COOKIE}={given}").cookies[COOKIE].split(";")[0]
    assert len({planted, given, again}) == 3
    assert (role(planted), role(given), role(again)) == (None, "reviewer", "reviewer")
    left = ask(site, "/sign-out", "POST", b"", Cookie=f"{COOKIE}={again}")
    assert "max-age=0" in left.cookies[COOKIE].lower()
    assert role(again) is None


def test_a_form_of_another_site_changes_nothing(site: Server):
    token = sign_in(site).cookies[COOKIE].split(";")[0]
    for origin in ("https://evil.example", "null", f"http://127.0.0.1:{site.port + 1}"):
        signed_out = ask(site, "/sign-out", "POST", b"", Cookie=f"{COOKIE}={token}", Origin=origin)
        assert signed_out.status == 403
        assert sign_in(site, Origin=origin).status == 403
    assert signing_in.signed_in(Home(site.home), token)


# What one visitor may do


def test_a_visitor_cannot_escape_the_limits_by_the_half_of_an_address_that_he_may_choose():
    assert throttle.network("2001:db8:1:2:3:4:5:6") == throttle.network("2001:db8:1:2::9")
    assert throttle.network("2001:db8:1:2::1") != throttle.network("2001:db8:1:3::1")
    for address in ("192.0.2.7", "::ffff:192.0.2.7", "testclient", ""):
        assert throttle.network(address) == address
    again = throttle.network("2001:db8:1:2::1")
    assert throttle.network(again) == again


# Errors on the log

MARK = "ann.archer@example.org"


def _asked_for() -> None:
    raise KeyError(MARK)


def _refused() -> None:
    raise SMTPRecipientsRefused({MARK: (550, b"no such person")})


def _chained() -> None:
    try:
        _asked_for()
    except KeyError as error:
        raise ExceptionGroup(MARK, [ValueError(MARK)]) from error


@pytest.mark.parametrize("fails", [_asked_for, _refused, _chained])
def test_a_traceback_on_the_log_says_where_and_what_but_quotes_nobody(
    fails: Callable[[], None], caplog: pytest.LogCaptureFixture, monkeypatch, capsys
):
    before = logging.getLogRecordFactory()
    for name in ("sys.excepthook", "threading.excepthook"):
        monkeypatch.setattr(name, None)
    discreet.install()
    try:
        try:
            fails()
        except Exception:
            logging.getLogger("anybody").exception("error 12345")
        thread = threading.Thread(target=fails)
        thread.start()
        thread.join()
    finally:
        logging.setLogRecordFactory(before)
    for written in (caplog.text, capsys.readouterr().err):
        assert f"in {fails.__name__}" in written
        assert any(kind in written for kind in ("KeyError", "ValueError", "smtplib.SMTP"))
        assert MARK not in written
