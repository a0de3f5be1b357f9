"""One HTML file: folium's page as a skeleton of constants and numbers, and everything else in encoded blocks.

folium and branca compile what they are given as Jinja, and write it into HTML and JavaScript as it stands. So the
parts that folium renders hold no data at all, and what the page is about (records, titles, texts) never meets a
template: it is put together here, as bytes, from four blocks of base64 and the escaped static part.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any

from geo.mapfile.manifest import with_manifest
from geo.maps import catalogue
from geo.maps.bundle import viewer
from geo.maps.ground.terms import NO_GROUND, Under
from geo.maps.ground.world import coarse_world
from geo.maps.page import editing
from geo.maps.page.basemaps import hosts
from geo.maps.page.dates import Dates
from geo.maps.page.fallback import Shown, fallback
from geo.maps.page.seal import Seal, as_read, first_style, words
from geo.records.imprint import Imprint

_PIECE = 3 * 2**17  # base64 is written in pieces of this many bytes, a multiple of three
_MUCH = 2**20  # bytes of packed records
_NEXT = "zonemarkNext();"  # after each block of many records: says to src/reading.ts that it is there


@dataclass(frozen=True)
class Skeleton:
    """What folium rendered: nothing in it comes from records, unless a caller's own folium objects put it there.

    `map_script` makes the map and leaves it in the variable `map_name`; `other_script` is that of other folium objects.
    `origins`: what those may ask, when the map's maker has said that they may. `others`: their titles, and the
    variables that hold them.
    """

    map_name: str
    header: str
    html: str
    map_script: str
    other_script: str = ""
    origins: Sequence[str] = ()
    has_others: bool = False
    others: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True)
class Beside:
    """A script and a style that a page is given along where it is served and not sent; it may ask who serves it."""

    script: str
    style: str


@dataclass(frozen=True)
class Contents:
    """What goes into the blocks of a page."""

    margin: Imprint
    dates: Dates
    layers: Sequence[Shown]
    records: bytes
    settings: dict[str, Any]
    texts: Sequence[bytes]
    under: Under = NO_GROUND
    basemap: bytes | None = None
    online_tiles: dict[str, Any] | None = field(default=None)
    beside: Beside | None = None

    @property
    def is_large(self) -> bool:
        """Whether the records are opened while the page is still being read."""
        return len(self.records) >= _MUCH


def write_page(skeleton: Skeleton, contents: Contents) -> Iterator[bytes]:
    """Give the page piece by piece, so that a map of a million records is never in memory as text."""
    seal = Seal()
    tail = _utf8(f"<style>{_decoded(viewer('last.css'))}</style>\n</body>\n</html>\n")
    return with_manifest(_pieces(skeleton, contents, seal), lambda: _facts(contents, seal), tail)


def _facts(contents: Contents, seal: Seal) -> dict[str, Any]:
    """What the manifest says of the map: who made it when and with what, for whom, and of which layers."""
    margin = contents.margin
    return {
        "madeOn": str(margin.made_on),
        "producer": margin.producer,
        "profile": margin.edition.label if margin.edition else "",
        "program": f"zonemark {contents.settings['version']}",
        "blocks": seal.digests(),
        "layers": [
            {"name": one.layer.name, "kind": one.layer.kind, "recorded": one.recorded, "drawn": one.drawn,
             "version": one.layer.version}
            for one in contents.layers
        ],
    }  # fmt: skip


def _pieces(skeleton: Skeleton, contents: Contents, seal: Seal) -> Iterator[bytes]:
    """All of the page but its manifest and its last lines."""
    language = contents.margin.language
    languages = list(dict.fromkeys((language, *contents.settings["languages"])))
    first = seal.text("first", first_style(languages))
    style = seal.text("style", _decoded(viewer("viewer.css")))
    last = _decoded(viewer("last.css"))
    program = _decoded(viewer("viewer.js")) + ("" if contents.basemap is None else _decoded(viewer("basemap.js")))
    editor, of_editor = [], []
    if editing.has_editor(contents.margin):
        editor, of_editor = [editing.script()], [editing.style()]
        program += editing.strings()
    guard = seal.text("guard", words(languages) + _decoded(viewer("guard.js")))
    # What folium objects of a caller's own bring along expects Leaflet as soon as it is read. All other pages carry the
    # program compressed, at less than half its size.
    plain = skeleton.has_others
    others = [_closed(skeleton.other_script)] if skeleton.other_script.strip() else []
    starting = [_map(skeleton), *others, _start(skeleton)] if plain else [_unpacked(skeleton)]
    unpack = _decoded(viewer("unpack.js"))
    reading = _decoded(viewer("reading.js")) if contents.is_large else ""
    beside, of_beside = ([contents.beside.script], [contents.beside.style]) if contents.beside else ([], [])
    scripts = [guard, program, unpack, *starting, *editor, *([reading, _NEXT] if reading else []), *beside]
    policy = seal.text("policy", _policy(scripts, [first, style, *of_editor, *of_beside, last], skeleton, contents))
    title = contents.margin.title or catalogue.text(language, "ui.map")
    yield _utf8(
        f'<!DOCTYPE html>\n<html lang="{language}" dir="{catalogue.text(language, "language.direction")}">\n<head>\n'
        f'<meta charset="utf-8">\n<style id="zm-first">{first}</style>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<title>{escape(title)}</title>\n<script id="zm-guard">{guard}</script>\n'
        f'<style id="zm-style">{style}</style>\n'
    )
    yield from (_utf8(f'<style id="zm-desk-style">{one}</style>\n') for one in of_beside)
    if plain:
        yield _utf8(f"<script>{program}</script>\n{skeleton.header}\n")
    yield _utf8(f"</head>\n<body>\n{skeleton.html}\n")
    static = f"\n{fallback(contents.margin, contents.layers, contents.dates, contents.under, contents.settings)}\n"
    seal.text("sheet", as_read(static))
    yield _utf8(f'<div id="zm-fallback">{static}</div>\n')
    yield from _block(seal, "zm-settings", _packed(contents.settings))
    yield from _dense_block(seal, "zm-words", contents.texts)
    yield from _block(seal, "zm-world", coarse_world())
    if contents.under.block is not None:
        yield from _block(seal, "zm-ground", contents.under.block)
    if contents.basemap is not None:
        yield from _block(seal, "zm-basemap", contents.basemap)
    if not plain:  # the program, which is made ready while the records are still being read
        packed = _packed_program(program)
        yield from _block(seal, "zm-viewer", packed) if contents.is_large else _dense_block(seal, "zm-viewer", [packed])
    opening = "<script>" if plain else '<script id="zm-start">'
    beginning = [f'<script id="zm-unpack">{unpack}</script>\n', *(f"{opening}{one}</script>\n" for one in starting)]
    yield from () if plain else map(_utf8, beginning)
    yield _utf8(f'<script id="zm-reading">{reading}</script>\n') if reading else b""
    yield from _records(seal, contents)
    yield from map(_utf8, beginning) if plain else ()
    yield from (_utf8(f'<script id="zm-desk">{one}</script>\n') for one in beside)
    yield _utf8(f'<script type="application/json" id="zm-end">{seal.written()}</script>\n')


def addresses(text: str) -> list[str]:
    """Find the addresses in a text that a browser would fetch when it reads or runs it.

    The address of a link is none of them: a browser asks there only when a reader clicks.

    >>> addresses('<img src="//a.example/x.png"><a href="https://b.example">b</a>')
    ['//a.example/x.png']
    """
    return [match["address"] for pattern in _FETCHES for match in pattern.finditer(text)]


_ADDRESS = r"(?P<address>(?:https?:)?//[^\s\"'`<>)\\]+)"
_FETCHES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"<(?!a\b)[a-z][^<>]*?\b(?:src|href|srcset|poster|data|action|background)\s*=\s*[\"']?\s*{_ADDRESS}",
        rf"\burl\(\s*[\"']?\s*{_ADDRESS}",
        rf"@import\s+[\"']\s*{_ADDRESS}",
        # A call with the address as its first argument: L.tileLayer("https://…"), fetch(`//…`), $.ajax('…').
        rf"[\w$]\(\s*[\"'`]\s*{_ADDRESS}",
        rf"\b(?:iconUrl|iconRetinaUrl|shadowUrl|errorTileUrl|src)[\"']?\s*:\s*[\"'`]\s*{_ADDRESS}",
    )
)


def _map(skeleton: Skeleton) -> str:
    return _closed(f"{skeleton.map_script}\nwindow.zonemark = {{ map: {skeleton.map_name} }};\n")


def _start(skeleton: Skeleton) -> str:
    """Begin once everything is on the map; a script of its own, so that no fault of another keeps it from running."""
    return f"window.zonemarkViewer.start({skeleton.map_name});\n"


def _unpacked(skeleton: Skeleton) -> str:
    """Begin once the viewer has been unpacked, which the policy allows for that very text only."""
    return f"zonemarkUnpacked.then(() => {{\n{_map(skeleton)}{_start(skeleton)}}});\n"


def _closed(script: str) -> str:
    r"""Keep a script from ending early: `</script` and `<!--` inside its strings stay what they are to JavaScript.

    >>> _closed("x = '</script>'")
    "x = '<\\/script>'"
    """
    return re.sub(r"<(?=!--)", r"\\x3C", re.sub(r"</(?=script)", r"<\\/", script, flags=re.IGNORECASE))


def _policy(scripts: Iterable[str], styles: Iterable[str], skeleton: Skeleton, contents: Contents) -> str:
    """The page's content security policy: what is not named here, the browser does not run and does not ask.

    Styles are bound by hash too, unless other folium objects are on the map: folium writes `style="…"` for them.
    """
    allowed = list(skeleton.origins)
    asked = [*allowed, *(["'self'"] if contents.beside else [])]
    pictures = allowed + (hosts(contents.online_tiles) if contents.online_tiles else [])
    rules = {
        "default-src": ["'none'"],
        "script-src": [*map(hash_of, [*scripts, *_inline(skeleton.header + skeleton.html)]), *allowed],
        "style-src": ["'unsafe-inline'", *allowed] if skeleton.has_others else [*map(hash_of, styles)],
        "img-src": ["data:", "blob:", *pictures],
        "font-src": ["data:", *allowed] if allowed else ["'none'"],
        "connect-src": asked or ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    if contents.is_large:
        rules["worker-src"] = ["blob:"]
    return "; ".join(f"{rule} {' '.join(dict.fromkeys(sources))}" for rule, sources in rules.items())


def _inline(html: str) -> list[str]:
    """The scripts that other folium objects have written into their HTML."""
    return re.findall(r"<script(?![^>]*\ssrc\b)[^>]*>(.*?)</script", html, flags=re.IGNORECASE | re.DOTALL)


def hash_of(text: str) -> str:
    """Give the hash of a script or style as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(_utf8(text)).digest()).decode()}'"


def _decoded(content: bytes) -> str:
    """Bundled text as a browser will read it from the page, where line ends are always one line feed."""
    return content.decode("utf-8").replace("\r\n", "\n")


def _packed(settings: dict[str, Any]) -> bytes:
    """Settings as gzip of JSON in UTF-8, in which texts pack smaller than escaped.

    Halves of surrogate pairs, which UTF-8 cannot hold, come through as escapes of JSON: \\ud800.
    """
    text = json.dumps(settings, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return gzip.compress(text.encode("utf-8", "backslashreplace"), 9, mtime=0)


@lru_cache(maxsize=4)
def _packed_program(program: str) -> bytes:
    """Maps of one process have the same, but for editor and background; to pack it takes a tenth of drawing a map."""
    return gzip.compress(_utf8(program), 9, mtime=0)


def _records(seal: Seal, contents: Contents) -> Iterator[bytes]:
    """The records as several blocks, so that the first can be opened before the last is there."""
    for at in range(0, len(contents.records), _PIECE):
        first = "" if at else 'id="zm-data" '
        yield from _block(seal, "zm-data", contents.records[at : at + _PIECE], f'{first}class="zm-data"')
        if contents.is_large:
            yield _utf8(f"<script>{_NEXT}</script>\n")


def _block(seal: Seal, name: str, content: bytes, attributes: str = "") -> Iterator[bytes]:
    attributes = attributes or f'id="{name}"'
    yield f'<script type="application/octet-stream" {attributes}>'.encode()
    pieces = (base64.b64encode(memoryview(content)[at : at + _PIECE]) for at in range(0, len(content), _PIECE))
    yield from seal.block(name, pieces)
    yield b"</script>\n"


def _dense_block(seal: Seal, name: str, contents: Sequence[bytes]) -> Iterator[bytes]:
    """Some contents that every map has, a line each, in base 85 (RFC 1924, but "," where that has "<"): a sixteenth
    shorter than in base 64, which browsers read faster where there is much."""
    yield f'<script type="application/octet-stream" id="{name}">'.encode()
    yield from seal.block(name, [b"\n".join(map(_dense, contents))])
    yield b"</script>\n"


@lru_cache(maxsize=32)
def _dense(content: bytes) -> bytes:
    return base64.b85encode(content).replace(b"<", b",")


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")
