"""What other pages, other programs and other people can send to a desk is refused; an unguarded server takes it."""

import json
import os
import re
import socket
import stat
import zipfile
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

import pytest
from desk import PATIENCE_S, serving

from geo.desk import serving as module
from geo.desk.guard import Keys
from geo.desk.session import IDLE_S, Session, safe_name
from geo.store import Project


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return Project.create(tmp_path_factory.mktemp("guarded") / "valley", title="Valley").path


@pytest.fixture(scope="module")
def desk(project, tmp_path_factory):
    with serving(project, tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture(scope="module")
def unguarded(project, desk, tmp_path_factory):
    """The same desk, which nobody guards; begun after the other, whose guard it would take too."""
    with (
        patch("geo.desk.app.Guard", lambda app, keys: app),
        serving(project, tmp_path_factory.mktemp("home")) as found,
    ):
        yield found


def attacks():
    """Each attack: what it is, how it asks for what, and the headers in which it differs from the desk's own page."""
    own = "127.0.0.1:{port}"
    read = {
        "no cookie": {"Cookie": None},
        "another cookie": {"Cookie": "desk-{port}=guessed"},
        "a cookie without a name": {"Cookie": "{cookie}"},
        "the cookie twice": {"Cookie": "desk-{port}=x; desk-{port}={cookie}"},
        "two headers of cookies": {"Cookie": ["desk-{port}={cookie}", "desk-{port}={cookie}"]},
        "no token": {"X_Desk": None},
        "another token": {"X_Desk": "guessed"},
        "the cookie for a token": {"X_Desk": "{cookie}"},
        "an empty token": {"X_Desk": ""},
        "two tokens": {"X_Desk": ["guessed", "{token}"]},
        "a name that was bound to this computer": {"Host": "evil.example:{port}"},
        "localhost": {"Host": "localhost:{port}"},
        "no port": {"Host": "127.0.0.1"},
        "another port": {"Host": "127.0.0.1:1"},
        "the other loopback": {"Host": "[::1]:{port}"},
        "another spelling of this computer": {"Host": "127.1:{port}"},
        "this computer as IPv6 maps it": {"Host": "[::ffff:127.0.0.1]:{port}"},
        "this computer as one number": {"Host": "2130706433:{port}"},
        "an empty host": {"Host": ""},
        "an empty origin": {"Origin": ""},
        "an empty site": {"Sec_Fetch_Site": ""},
        "a site in capitals": {"Sec_Fetch_Site": "Same-Origin"},
        "a dot behind the host": {"Host": "127.0.0.1.:{port}"},
        "a user before the host": {"Host": f"me@{own}"},
        "another origin": {"Origin": "http://evil.example"},
        "a sandboxed page": {"Origin": "null"},
        "a page on another port": {"Origin": "http://127.0.0.1:1"},
        "a page of localhost": {"Origin": "http://localhost:{port}"},
        "another scheme": {"Origin": f"https://{own}"},
        "two origins": {"Origin": [f"http://{own}", "http://evil.example"]},
        "another site": {"Sec_Fetch_Site": "cross-site"},
        "another port of this site": {"Sec_Fetch_Site": "same-site"},
        "two sites": {"Sec_Fetch_Site": ["same-origin", "cross-site"]},
        "a script of another page": {"Sec_Fetch_Dest": "script"},
        "a frame": {"Sec_Fetch_Dest": "iframe"},
        "a picture": {"Sec_Fetch_Dest": "image"},
        "an object": {"Sec_Fetch_Dest": "object"},
        "a style": {"Sec_Fetch_Dest": "style"},
        "a service worker": {"Service_Worker": "script"},
        "a web socket": {"Upgrade": "websocket", "Connection": "Upgrade"},
    }
    read |= {f"a host that is {host}": {"Host": host} for host in (
        "127.0.0.1.nip.io:{port}", "0.0.0.0:{port}", "[::]:{port}", "0x7f000001:{port}", "017700000001:{port}",
        "127.0.0.01:{port}", "127.0.0.1:0{port}", "127.0.0.1:{port}@evil.example", "evil.example@127.0.0.1:{port}",
        "127.0.0.1:{port},evil.example", "127.0.0.1:{port}/", "127.0.0.1%00:{port}", "127.0.0.2:{port}",
    )}  # fmt: skip
    read |= {f"a part of a page, {part}": {"Sec_Fetch_Dest": part} for part in (
        "frame", "embed", "fencedframe", "worker", "sharedworker", "serviceworker", "manifest", "font", "audio",
        "track", "xslt", "report", "json", "",
    )}  # fmt: skip
    read |= {
        "a part of a page, twice": {"Sec_Fetch_Dest": ["script", "empty"]},
        "the cookie of another desk": {"Cookie": "desk-1={cookie}"},
        "a cookie named in capitals": {"Cookie": "DESK-{port}={cookie}"},
        "a cookie that goes on": {"Cookie": "desk-{port}={cookie}x"},
        "the cookie under a longer name": {"Cookie": "x-desk-{port}={cookie}"},
        "a cookie in the cookie": {"Cookie": "other=desk-{port}={cookie}"},
        "a guessed cookie before a longer name": {"Cookie": "desk-{port}=x; xdesk-{port}={cookie}"},
        "the token in another header": {"X_Desk": None, "Authorization": "Bearer {token}"},
        "a token that goes on": {"X_Desk": "{token}x"},
        "a user before the origin": {"Origin": "http://127.0.0.1:{port}@evil.example"},
        "a path behind the origin": {"Origin": "http://127.0.0.1:{port}/"},
        "a list of origins": {"Origin": "http://127.0.0.1:{port} http://evil.example"},
        "a list of sites": {"Sec_Fetch_Site": "same-origin, cross-site"},
        "a proxy that speaks for it": {"Host": "evil.example", "X_Forwarded_Host": "127.0.0.1:{port}"},
    }
    write = {
        "a form that calls itself JSON": {"Content_Type": "application/json, text/plain"},
        "a form with JSON behind it": {"Content_Type": "text/plain; application/json"},
        "another JSON": {"Content_Type": "application/x-json"},
        "a report of a browser": {"Content_Type": "application/csp-report"},
        "a write without an origin": {"Origin": None},
        "a write that was typed": {"Sec_Fetch_Site": "none"},
        "a form": {"Content_Type": "application/x-www-form-urlencoded"},
        "a form with a file": {"Content_Type": "multipart/form-data; boundary=x"},
        "a form of plain text": {"Content_Type": "text/plain"},
        "a body of no type": {"Content_Type": None},
        "two types": {"Content_Type": ["text/plain", "application/json"]},
        "a write without a token": {"X_Desk": None},
        "a write without a cookie": {"Cookie": None},
    }
    found = [(name, "GET", "version", headers) for name, headers in read.items()]
    return found + [(name, "POST", "calls/none", headers) for name, headers in write.items()]


ATTACKS = attacks()


def filled(value, keys):
    if isinstance(value, list):
        return [filled(one, keys) for one in value]
    return value and value.format(port=keys.port, cookie=keys.cookie, token=keys.token)


def answer_to(asked, attack):
    _, method, path, changed = attack
    headers = {name: filled(value, asked.keys) for name, value in changed.items()}
    named = {name.replace("_", "-"): name for name in headers}
    assert len(named) == len(headers)
    return asked.ask(method, path, b"{}" if method == "POST" else None, **headers)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack[0])
def test_it_is_refused(desk, attack):
    status, headers, body = answer_to(desk, attack)
    assert 400 <= status < 500
    assert body.startswith(b"refused: ")
    assert "access-control-allow-origin" not in {name.lower() for name in headers}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack[0])
def test_an_unguarded_server_falls_to_it(unguarded, attack):
    status, _, body = answer_to(unguarded, attack)
    assert status == (200 if attack[1] == "GET" else 404)  # the call is looked for, and there is none
    assert json.loads(body)


def test_the_page_of_the_desk_itself_is_answered(desk):
    assert desk.ask("GET", "version")[0] == 200
    assert desk.ask("POST", "calls/none", b"{}")[0] == 404


def test_nothing_is_allowed_to_other_origins(desk):
    status, headers, _ = desk.ask(
        "OPTIONS", "version", Origin="http://evil.example", Access_Control_Request_Method="PUT"
    )
    assert status == 405
    assert not any(name.lower().startswith("access-control") for name in headers)


def test_every_answer_bids_browsers_to_keep_it_to_themselves(desk):
    for path in ("version", "results/none/none"):
        headers = {name.lower(): value for name, value in desk.ask("GET", path)[1].items()}
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cross-origin-resource-policy"] == headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers


def entering(desk, key, **headers):
    sent = {"Host": desk.keys.host, **headers}
    return desk.send("GET", f"/enter?key={key}", list(sent.items()))


def test_the_link_opens_the_desk_once_and_another_key_never(desk):
    key = desk.desk.link.partition("key=")[2]
    assert entering(desk, "x")[0] == entering(desk, "")[0] == 403
    status, headers, _ = entering(desk, key)
    cookie = headers["set-cookie"]
    assert (status, headers["location"]) == (303, desk.keys.base)
    assert {"HttpOnly", "SameSite=strict", f"Path={desk.keys.base}"} <= set(cookie.split("; "))
    assert entering(desk, key)[0] == 403


def test_a_link_that_another_page_leads_to_stays_unused(desk):
    key = desk.desk.link.partition("key=")[2]
    assert entering(desk, key, **{"Sec-Fetch-Site": "cross-site"})[0] == 403
    assert entering(desk, key, Host=f"evil.example:{desk.keys.port}")[0] == 403
    assert entering(desk, key)[0] == 303


def test_only_a_program_that_can_read_the_state_file_gets_another_link(desk):
    def again(**headers):
        sent = {"Host": desk.keys.host, "Content-Type": "application/json", "Content-Length": "2", **headers}
        return desk.send("POST", "/again", [(name.replace("_", "-"), value) for name, value in sent.items()], b"{}")[0]

    assert again() == again(X_Again="guessed") == 403
    own = {"X_Again": desk.keys.again}
    assert again(**own, Origin=f"http://{desk.keys.host}") == again(**own, Sec_Fetch_Site="same-origin") == 403
    assert again(**own) == 200


@pytest.mark.parametrize("path", ["/", "/version", "/desk", "//{base}version", "/{base}/version", "/x/../{base}version",
                                  "{base}%5cversion\\", "http://evil.example{base}version", "*"])  # fmt: skip
def test_nothing_stands_outside_of_the_secret_path(desk, path):
    headers = [("Host", desk.keys.host), *desk.own.items()]
    status, _, body = desk.send("GET", path.format(base=desk.keys.base), headers)
    assert status in (400, 403, 404)
    assert desk.keys.token.encode() not in body


def raw(desk, *lines, body=b""):
    """Send bytes as they are; gives what comes back until the connection is closed, or nothing comes any more."""
    with socket.create_connection(("127.0.0.1", desk.keys.port), timeout=PATIENCE_S) as connection:
        connection.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode() + body)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer


def smuggling(desk):
    """Requests whose length can be read in two ways, each with a second request in the body."""
    path = desk.keys.base
    own = [f"{name}: {value}" for name, value in {"Host": desk.keys.host, **desk.own}.items()]
    inner = f"POST {path}stop HTTP/1.1\r\n" + "\r\n".join(own) + "\r\nContent-Type: application/json\r\n"
    inner = f"{inner}Content-Length: 2\r\n\r\n{{}}".encode()
    first = [f"POST {path}calls/none HTTP/1.1", *own, "Content-Type: application/json"]
    chunked = b"0\r\n\r\n" + inner
    yield "both lengths", [*first, f"Content-Length: {len(chunked)}", "Transfer-Encoding: chunked"], chunked
    yield "two lengths", [*first, "Content-Length: 2", f"Content-Length: {2 + len(inner)}"], b"{}" + inner
    yield "chunked", [*first, "Transfer-Encoding: chunked"], chunked
    yield "a strange coding", [*first, "Transfer-Encoding: xchunked", "Content-Length: 2"], b"{}" + inner
    yield "a signed length", [*first, "Content-Length: +2"], b"{}" + inner
    yield "a list of lengths", [*first, f"Content-Length: 2, {2 + len(inner)}"], b"{}" + inner
    yield "a space before the colon", [*first, "Content-Length : 2"], b"{}" + inner
    yield "no host", [*(one for one in first if not one.startswith("Host")), "Content-Length: 2"], b"{}" + inner
    yield "a folded header", [*first, "X-Other: a", " Content-Length: 9", "Content-Length: 2"], b"{}" + inner


def test_a_second_request_is_not_smuggled_in_the_body_of_a_first(desk):
    for what, lines, body in smuggling(desk):
        answer = raw(desk, *lines, body=body)
        assert answer.count(b"HTTP/1.1 ") <= 1, what
        assert b" 200 " not in answer.partition(b"\r\n")[0], what
    assert desk.ask("GET", "version")[0] == 200  # nobody stopped it


def test_a_request_behind_another_on_one_connection_is_asked_for_all_of_it_again(desk):
    own = [f"{name}: {value}" for name, value in {"Host": desk.keys.host, **desk.own}.items()]
    begin = f"GET {desk.keys.base}version HTTP/1.1"
    first = "\r\n".join([begin, *own, "", ""])
    answer = raw(desk, first + begin, f"Host: {desk.keys.host}")
    assert re.findall(rb"HTTP/1.1 (\d+)", answer) == [b"200", b"403"]
    assert re.findall(rb"HTTP/1.1 (\d+)", raw(desk, first + begin, *own)) == [b"200", b"200"], "the control"


@pytest.mark.parametrize("form", ["http://{host}", "https://{host}", "http://evil.example", "//evil.example"])
def test_a_target_with_a_host_of_its_own_is_refused(desk, form):
    own = [f"{name}: {value}" for name, value in {"Host": desk.keys.host, **desk.own}.items()]
    target = form.format(host=desk.keys.host) + f"{desk.keys.base}version"
    assert raw(desk, f"GET {target} HTTP/1.1", *own).startswith((b"HTTP/1.1 403", b"HTTP/1.1 400"))


def test_signs_that_are_like_others_lead_out_of_no_folder_and_stay_apart(desk):
    """A wide slash, two dots in one sign, and é in one sign and in two: file systems may take them for others."""
    for name in ("a\uff0f..\uff0fx.csv", "\u2025\u2215x.csv", "caf\u00e9.csv", "cafe\u0301.csv", "x.csv\u2024"):
        one, other = (desk.desk.session.uploads[desk.drop(name, b"id\n1\n")["upload"]] for _ in range(2))
        assert one.parent != other.parent and one.parent.parent == other.parent.parent
        assert one.resolve().parent.parent == desk.desk.session.folder.resolve() / "uploads"


def test_a_link_that_was_put_among_what_was_made_gives_nothing_else(desk, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    folder = desk.desk.session.new_result()[1]
    (folder / "map.html").symlink_to(tmp_path / "secret.txt")
    desk.desk.session.keep_result("linked", folder)
    assert desk.ask("GET", "results/linked/map.html")[0] == 404


def test_names_of_files_lead_nowhere(desk):
    for name in (
        "../../etc/x.csv",
        "..\\..\\x.csv",
        "/etc/x.csv",
        "C:\\x.csv",
        "a/../../x.csv",
        "\x00x.csv",
        "x.csv\n",
    ):
        upload = desk.drop(name, b"id\n1\n")["upload"]
        path = desk.desk.session.uploads[upload]
        assert path.name.endswith("x.csv")
        assert path.resolve().parent.parent == desk.desk.session.folder.resolve() / "uploads"


@pytest.mark.parametrize(
    "name", ["..", ".", "", "...", "con", "NUL.csv", "a" * 5000 + ".csv", "x\u202evsc.exe", "~", "-rf"]
)
def test_a_name_stands_for_a_file_in_its_folder(name, tmp_path):
    (tmp_path / safe_name(name)).write_bytes(b"")
    assert [path.name for path in tmp_path.iterdir()] == [safe_name(name)]
    assert safe_name(name).isprintable()


def test_a_result_is_named_by_its_id_and_leads_nowhere(desk):
    desk.desk.session.keep_result("known", Path(desk.desk.session.folder))
    for name in ("..%2f..%2fzonemark.toml", "%2fetc%2fpasswd", "..", "uploads"):
        assert desk.ask("GET", f"results/known/{name}")[0] in (403, 404)


def test_what_is_too_large_is_refused_before_it_is_read(desk):
    with patch.object(desk.desk.served, "most_bytes", 10):
        status, _, body = desk.ask("PUT", "uploads/x.csv", b"x" * 11)
    assert (status, json.loads(body)["error"]["kind"]) == (413, "TooMuch")
    assert desk.ask("POST", "calls/state", b"{}", Content_Length=str(10**10))[0] == 413


def unfinished(desk, connections, *lines, body):
    """Open connections that each begin a request and do not end it."""
    own = [f"{name}: {value}" for name, value in {"Host": desk.keys.host, **desk.own}.items()]
    kind = ["Content-Type: application/octet-stream", *lines, "", ""]
    head = "\r\n".join([f"PUT {desk.keys.base}uploads/x.csv HTTP/1.1", *own, *kind]).encode()
    opened = []
    for _ in range(connections):
        opened.append(socket.create_connection(("127.0.0.1", desk.keys.port), timeout=PATIENCE_S))
        opened[-1].sendall(head + body)
    return opened


def test_bodies_that_come_slowly_or_never_end_keep_nobody_waiting(desk):
    before = set(desk.desk.session.uploads)
    slow = unfinished(desk, 40, "Content-Length: 1000000000", body=b"half")
    idle = [socket.create_connection(("127.0.0.1", desk.keys.port)) for _ in range(100)]
    (endless,) = unfinished(desk, 1, "Transfer-Encoding: chunked", body=b"4\r\nhalf\r\n" * 1000)
    assert endless.recv(100).startswith(b"HTTP/1.1 400"), "it is not waited for its end"
    assert desk.ask("GET", "version")[0] == 200
    assert desk.call("state")["state"] == "done"
    for connection in (*slow, *idle, endless):
        connection.close()
    assert desk.ask("GET", "version")[0] == 200
    assert set(desk.desk.session.uploads) == before


def test_many_small_files_are_taken_up_to_a_number_and_again_when_some_are_forgotten(desk):
    held = len(desk.desk.session.uploads)
    with patch("geo.desk.app.MOST_UPLOADS", held + 2):
        first = desk.drop("1.csv", b"id\n1\n")["upload"]
        desk.drop("2.csv", b"id\n1\n")
        status, _, body = desk.ask("PUT", "uploads/3.csv", b"id\n1\n")
        assert (status, bool(json.loads(body)["error"]["remedy"])) == (413, True)
        assert desk.ask("DELETE", f"uploads/{first}")[0] == 200
        desk.drop("3.csv", b"id\n1\n")


def hostile():
    """Files by what they try: each is refused for itself, and keeps no other from being read."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        with bomb.open("doc.kml", "w") as inside:
            for _ in range(150):
                inside.write(b" " * 1_000_000)
    yield "a bomb.kmz", packed.getvalue()
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as linked:
        link = zipfile.ZipInfo("zones.geojson")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        linked.writestr(link, "/etc/passwd")
    yield "a link.zip", packed.getvalue()
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as leading:
        leading.writestr("../../../../../../tmp/zonemark-was-here.csv", "id,lat,lon\n1,40,46\n")
    yield "a way out.zip", packed.getvalue()
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as many:
        for number in range(10_000):
            many.writestr(f"{number}.csv", "")
    yield "ten thousand.zip", packed.getvalue()
    yield "a set of files.vrt", b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource>"
    yield "a loop.kml", b"<kml><NetworkLink><Link><href>http://127.0.0.1/x.kml</href></Link></NetworkLink></kml>"


def test_a_hostile_file_is_refused_for_itself_and_keeps_no_other_from_being_read(desk):
    good = desk.drop("good.csv", b"name,kind,lat,lon\nOrt,SHA,40.1,46.1\n")
    dropped = [desk.drop(name, content) for name, content in hostile()]
    *files, last = desk.answer("inspect", files=[*dropped, good])["files"]
    assert last["rows"] == 1
    for file in files:
        assert file["error"] or file["rows"] == 0, file["name"]
        assert b"root:" not in json.dumps(file).encode()
    assert not Path("/tmp/zonemark-was-here.csv").exists()
    assert desk.call("state")["state"] == "done"


def test_a_file_that_is_cut_off_is_not_kept(desk):
    before = set(desk.desk.session.uploads)
    own = [f"{name}: {value}" for name, value in {"Host": desk.keys.host, **desk.own}.items()]
    kind = ["Content-Type: application/octet-stream", "Content-Length: 100"]
    connection = socket.create_connection(("127.0.0.1", desk.keys.port))
    head = "\r\n".join([f"PUT {desk.keys.base}uploads/x.csv HTTP/1.1", *own, *kind, "", ""])
    connection.sendall(head.encode() + b"half")
    connection.close()
    assert desk.ask("GET", "version")[0] == 200
    assert set(desk.desk.session.uploads) == before


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b"[" * 100_000, b'{"a": NaN', b"\xff"])
def test_a_body_that_is_no_object_is_refused(desk, body):
    assert desk.ask("POST", "calls/state", body)[0] == 400


def test_it_listens_on_this_computer_alone(desk):
    assert desk.desk._socket.getsockname()[0] == "127.0.0.1"


def test_the_folder_and_the_state_file_are_this_users_alone(project, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "memory"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "disk"))
    keys = Keys(1)
    module._write_state(project, keys)
    file = module._state_file(project)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    session = Session()
    assert stat.S_IMODE(session.folder.stat().st_mode) == 0o700
    assert file.is_relative_to(tmp_path / "memory") and session.folder.is_relative_to(tmp_path / "disk")
    session.end()
    assert not session.folder.exists()


def test_what_a_killed_desk_left_is_removed_by_the_next(tmp_path):
    gone = tmp_path / "zonemark-desk-999999999-x"
    gone.mkdir()
    mine = tmp_path / f"zonemark-desk-{os.getpid()}-x"
    mine.mkdir()
    Session(tmp_path).end()
    assert (gone.exists(), mine.exists()) == (False, True)


def test_a_desk_ends_half_an_hour_after_its_page_was_closed(tmp_path):
    now = [0.0]
    session = Session(tmp_path, clock=lambda: now[0])
    now[0] = IDLE_S
    assert not session.is_left
    now[0] += 1
    assert session.is_left
    session.seen()
    assert not session.is_left
    session.end()


def test_a_second_start_opens_the_desk_that_runs(project, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with serving(project, tmp_path) as first:
        module._write_state(project, first.keys)
        links = []
        assert module.open_desk(project, links.append) is False
        assert links[0].startswith(f"http://{first.keys.host}/enter?key=")
        connection = HTTPConnection("127.0.0.1", first.keys.port)
        connection.request("GET", links[0].partition(first.keys.host)[2])
        assert connection.getresponse().status == 303
        connection.close()
    assert module.running(project) == ""  # it has ended
