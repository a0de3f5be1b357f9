"""Asked before anything else of the desk, it refuses by default.

Any page that a browser shows can send requests to this computer, other programs on it and other people's on the same
computer too. So a request has to name this very host and port (a name that was bound to 127.0.0.1 does not help), has
to come from the desk's own page where the browser says from where, has to bring the cookie that only the one-time link
sets, and for all but the page itself a token that only that page can read. Nothing is allowed to other origins.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from secrets import token_urlsafe
from typing import Any

from starlette.responses import PlainTextResponse

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_JSON_BYTES = 8_000_000
_READS = ("GET", "HEAD")
_METHODS = (*_READS, "POST", "PUT", "DELETE")
_ONCE = (b"host", b"origin", b"cookie", b"x-desk", b"sec-fetch-site", b"sec-fetch-dest", b"content-length",
         b"content-type", b"transfer-encoding", b"expect", b"upgrade")  # fmt: skip
_WITHOUT_TOKEN = ("", "desk")
"""Below the secret path: the page, and what it reads the token from."""
_UNSTATED = "unstated"
"""By a browser from before these headers; one that is there and empty is nobody's."""
_TYPES = {"POST": "application/json", "PUT": "application/octet-stream"}
_HEADERS = {
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cache-control": b"no-store",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(self)",
}
NOTHING = b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The policy of every answer that states none of its own."""


@dataclass
class Keys:
    """What a request has to know. `once`: the key of the link, "" when it was used; `again`: of a second start."""

    port: int
    path: str = field(default_factory=lambda: token_urlsafe(12))
    cookie: str = field(default_factory=lambda: token_urlsafe(32))
    token: str = field(default_factory=lambda: token_urlsafe(32))
    again: str = field(default_factory=lambda: token_urlsafe(32))
    once: set[str] = field(default_factory=set)

    @property
    def host(self) -> str:
        """The one name by which the desk is asked."""
        return f"127.0.0.1:{self.port}"

    @property
    def base(self) -> str:
        """The path under which everything stands. Cookies know paths and no ports: this one goes to no other port."""
        return f"/{self.path}/"

    @property
    def cookie_name(self) -> str:
        """A name of its own for each desk, so that two of them do not take each other's place."""
        return f"desk-{self.port}"

    def link(self) -> str:
        """Give a new address that opens the desk once."""
        key = token_urlsafe(32)
        self.once.add(key)
        return f"http://{self.host}/enter?key={key}"

    def take(self, key: str) -> bool:
        """Say whether a key opens the desk, which it does no second time."""
        known = next((one for one in self.once if is_same(one, key)), None)
        self.once.discard(known or "")
        return known is not None


def is_same(one: str, other: str) -> bool:
    """Compare two secrets in a time that tells nothing of them."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


class Guard:
    """The app behind it sees only requests that may be carried out."""

    def __init__(self, app: App, keys: Keys) -> None:
        self._app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out a request, or refuse it."""
        if scope["type"] != "http":  # no page of ours asks by anything else
            return
        refused = self._refusal(scope)
        app = PlainTextResponse(f"refused: {refused[1]}\n", refused[0]) if refused else self._app
        await app(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Why a request is refused, with the status of HTTP; None if it is not."""
        headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in headers and name in _ONCE:
                return 400, "a header comes twice"
            headers[name] = value
        told = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers.items()}
        return _unsound(scope, told) or self._foreign(scope, told) or self._unknown(scope, told)

    def _foreign(self, scope: Scope, told: dict[str, str]) -> tuple[int, str] | None:
        """Whether it comes from elsewhere than the desk's own page."""
        own, site = f"http://{self._keys.host}", told.get("sec-fetch-site", _UNSTATED)
        is_read = scope["method"] in _READS
        if told.get("host") != self._keys.host:
            return 403, "the host is another one"
        if told.get("origin", own) != own:
            return 403, "the origin is another one"
        if site not in (_UNSTATED, "same-origin", "none") or (site == "none" and not is_read):
            return 403, "another site asks"
        if told.get("sec-fetch-dest", "empty") not in ("empty", "document") or "service-worker" in told:
            return 403, "it would be part of a page"
        if scope["path"] == "/again":
            return None if not told.keys() & {"origin", "sec-fetch-site", "cookie"} else (403, "a browser asks")
        if not is_read and "origin" not in told:
            return 403, "the origin is not stated"
        return None

    def _unknown(self, scope: Scope, told: dict[str, str]) -> tuple[int, str] | None:
        """Whether it lacks what only the desk's own page knows."""
        path, keys = scope["path"], self._keys
        if path in ("/enter", "/again"):
            wanted = "GET" if path == "/enter" else "POST"
            return None if scope["method"] == wanted else (405, "not in this way")
        if not is_same(path[: len(keys.base)], keys.base):
            return 403, "there is nothing here"
        if not is_same(_cookie(told.get("cookie", ""), keys.cookie_name), keys.cookie):
            return 403, "the desk was opened by somebody else; start it again"
        below = path[len(keys.base) :]
        is_page = below in _WITHOUT_TOKEN or below.startswith("results/")
        if not (is_page and scope["method"] in _READS) and not is_same(told.get("x-desk", ""), keys.token):
            return 403, "the token is missing"
        return None


def _unsound(scope: Scope, told: dict[str, str]) -> tuple[int, str] | None:
    """Whether it is no request that a page of ours makes, or one whose length could be read in two ways."""
    method, length = scope["method"], told.get("content-length", "0")
    if method not in _METHODS:
        return 405, "no such method"
    if "transfer-encoding" in told or "upgrade" in told or not (length.isascii() and length.isdigit()):
        return 400, "the length is not stated plainly"
    raw = scope.get("raw_path") or b""
    if scope["path"].startswith("//") or b"\\" in raw or any(one < 33 or one > 126 for one in raw):
        return 400, "the path is not a plain one"
    if method in _TYPES:
        if "content-length" not in told:
            return 411, "the length is not stated"
        if told.get("content-type", "").partition(";")[0].strip() != _TYPES[method]:
            return 415, f"the type has to be {_TYPES[method]}"
    elif int(length):
        return 400, "a body is not taken"
    if method == "POST" and int(length) > MOST_JSON_BYTES:
        return 413, "too much"
    return None


def _cookie(header: str, name: str) -> str:
    """The value of a cookie, "" where it is not there or comes twice."""
    if header.count(f"{name}=") != 1:
        return ""
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _with_headers(send: Send) -> Send:
    async def sent(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            stated = {name.lower() for name, _ in message["headers"]}
            own = {b"content-security-policy": NOTHING, **_HEADERS}
            message["headers"] = [*message["headers"], *((name, own[name]) for name in own if name not in stated)]
        await send(message)

    return sent
