"""A finished map becomes a sealed one: settings, records, ground and static part go into an encrypted box.

The program and its policy stay as they are, and the script that asks for the passphrase is added. A page inside the
page would inherit the policy of the outer one and run nothing; so the unlocked parts are put back into this page, each
where it was, and the program begins. The script that begins can hold where the map opens; it goes into the box with a
random remark in front, since of its hash alone, which the policy has to name, places could be guessed.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import secrets
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from typing import Any

from geo.errors import SourceError, UsageError
from geo.mapfile import manifest
from geo.mapfile.container import DAMAGED, unpacked
from geo.mapfile.passphrases import require_strong
from geo.mapfile.sealed import BOX, LOCK, is_sealed, locked
from geo.maps import catalogue
from geo.maps.bundle import viewer
from geo.maps.page.page import hash_of
from geo.maps.page.seal import Seal, as_read

_KEPT = ("zm-first", "zm-guard", "zm-style", "zm-unpack", "zm-reading", "zm-world", "zm-viewer")
"""The elements that are the same in every map, or tell nothing of this one but its languages."""
_ELEMENT = re.compile(r'<(?P<tag>script|style)(?P<attributes>(?: [a-z]+="[^"]*")*)>(?P<text>.*?)</(?P=tag)>', re.DOTALL)
_ID = re.compile(r'\b(?:id|class)="(zm-[a-z]+)"')
_STATIC = re.compile(r'<div id="zm-fallback">(.*)</div>\n$', re.DOTALL)
_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')
_ASKED = ("sealed", "passphrase", "show", "open", "opening", "wrong", "no_crypto")


@dataclass
class _Parts:
    """A page taken apart: its pieces in order (see mapfile/sealed.py), and what they refer to."""

    pieces: list[Any] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    blocks: list[tuple[str, bytes, str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)


def sealed(content: bytes, passphrase: str, name: str = "the map") -> bytes:
    """Give a map file that shows nothing before its passphrase is typed.

    `name`: what messages call it. Raises UsageError for a weak passphrase, for a file that is sealed already or holds
    other folium objects, and where `cryptography` is not installed; SourceError for one that is not as it was made.
    """
    require_strong(passphrase)
    if is_sealed(content):
        raise UsageError(f"{name} is sealed already.", remedy="Unseal it first.")
    read = manifest.read(content)
    if read.why:
        raise SourceError(f"{name} is not as it was made: {read.why}.", remedy=DAMAGED)
    parts = _taken_apart(content.decode("utf-8", "surrogateescape"), name)
    settings = json.loads(unpacked(next(block for id_, block, _ in parts.blocks if id_ == "zm-settings"), name))
    languages = list(dict.fromkeys((settings["language"], *settings["languages"])))
    begin = f"/*{secrets.token_hex(16)}*/{parts.texts['start']}"
    unlock, style = _bundled("unlock.js"), _bundled("unlock.css")
    policy = _policy(parts.texts["policy"], {hash_of(parts.texts["start"]): hash_of(begin)}, unlock, style)
    index = {
        "pieces": parts.pieces,
        "sha256": sha256(content).hexdigest(),
        "sheet": parts.texts["sheet"],
        "start": parts.texts["start"],
        "begin": begin,
        "end": _end_of_unlocked(parts, policy),
        "manifest": parts.texts["zm-manifest"],
        "blocks": [[id_, len(block), coded] for id_, block, coded in parts.blocks],
    }
    heading, box = locked(index, [block for _, block, _ in parts.blocks], passphrase)
    seal = Seal()
    last = parts.texts["tail"].encode("utf-8")
    facts = {"sealed": True, "program": read.facts.get("program", "")}
    pieces = list(_page(parts, seal, policy, languages, heading, box, unlock, style))
    return b"".join(manifest.with_manifest(pieces, lambda: {**facts, "blocks": seal.digests()}, last))


def _taken_apart(page: str, name: str) -> _Parts:
    parts, at = _Parts(), 0
    for element in _ELEMENT.finditer(page):
        found = _ID.search(element["attributes"])
        id_, text = found[1] if found else "", element["text"]
        before = page[at : element.start("text")]
        at = element.end("text")
        if "application/octet-stream" in element["attributes"] and "sheet" not in parts.texts:
            before = _sheet_taken(parts, before, element.start() - element.start("text"), name)
        if id_ in _KEPT:
            parts.kept[id_] = text
            parts.pieces += [before, ["element", id_]]
        elif "application/octet-stream" in element["attributes"]:
            parts.blocks.append((id_, *_decoded(text)))
            parts.pieces += [before, ["block", id_]]
        elif id_ == "zm-start":
            parts.texts["start"] = text
            parts.pieces += [before, ["index", "start"]]
        else:
            parts.pieces.append(before + text)
            parts.texts[id_ or "last"] = text
        if id_ == "zm-first":
            policy = _POLICY.search(page, at)
            parts.texts["policy"] = policy[1] if policy else ""
    parts.pieces.append(page[at:])
    if {*_KEPT} - {"zm-reading"} - parts.kept.keys() or not {
        "start",
        "sheet",
        "zm-end",
        "zm-manifest",
    } <= parts.texts.keys():
        raise UsageError(
            f"{name} cannot be sealed: it holds other folium objects, or an older Zonemark made it.",
            remedy="Leave the folium objects out, or make the map again.",
        )
    parts.texts["tail"] = f"<style>{parts.texts['last']}{page[at:]}"
    return parts


def _decoded(text: str) -> tuple[bytes, str]:
    """The bytes of a block, and how they are written in a page: as base64, or as they are."""
    try:
        found = base64.b64decode(text, validate=True)
    except binascii.Error:
        found = b""
    if base64.b64encode(found) == text.encode("ascii"):
        return found, "base64"
    return text.encode("ascii"), "text"


def _sheet_taken(parts: _Parts, before: str, opening: int, name: str) -> str:
    """Take the static part out of what stands before the first block; gives what is left of it."""
    ahead, tag = before[:opening], before[opening:]
    static = _STATIC.search(ahead)
    if static is None:
        raise UsageError(f"{name} cannot be sealed: it has no static part.", remedy="Make the map again.")
    parts.texts["sheet"] = static[1]
    parts.texts["header"] = ahead
    parts.pieces += [ahead[: static.start(1)], ["index", "sheet"]]
    return ahead[static.end(1) :] + tag


def _end_of_unlocked(parts: _Parts, policy: str) -> str:
    """The checksums of the page once it is unlocked: the kept blocks first, then those of the box."""
    told = json.loads(parts.texts["zm-end"])
    crc = dict(told["blocks"])
    kept = [[id_, crc[id_]] for id_ in ("zm-world", "zm-viewer")]
    boxed = [one for one in told["blocks"] if one[0] not in ("zm-world", "zm-viewer")]
    return json.dumps({**told, "policy": zlib.crc32(policy.encode()), "blocks": [*kept, *boxed]}, separators=(",", ":"))


def _policy(policy: str, instead: dict[str, str], unlock: str, style: str) -> str:
    for own, other in instead.items():
        policy = policy.replace(own, other)
    policy = policy.replace("script-src ", f"script-src {hash_of(unlock)} ", 1)
    return policy.replace("style-src ", f"style-src {hash_of(style)} ", 1)


def _page(
    parts: _Parts,
    seal: Seal,
    policy: str,
    languages: Sequence[str],
    heading: bytes,
    box: bytes,
    unlock: str,
    style: str,
) -> Iterator[bytes]:
    """All of the sealed page but its manifest and its last lines."""
    language = languages[0]
    kept = {id_: seal.text(id_.removeprefix("zm-"), parts.kept[id_]) for id_ in ("zm-first", "zm-guard", "zm-style")}
    static = _asking_sheet(languages)
    seal.text("policy", policy)
    seal.text("sheet", as_read(static))
    yield (
        f'<!DOCTYPE html>\n<html lang="{language}" dir="{catalogue.text(language, "language.direction")}">\n<head>\n'
        f'<meta charset="utf-8">\n<style id="zm-first">{kept["zm-first"]}</style>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(catalogue.text(language, 'seal.sealed'))}</title>\n"
        f'<script id="zm-guard">{kept["zm-guard"]}</script>\n<style id="zm-style">{kept["zm-style"]}</style>\n'
        f'<style>{style}</style>\n</head>\n<body>\n<div class="folium-map" id="map_zonemark"></div>\n'
        f'<div id="zm-fallback">{static}</div>\n'
    ).encode()
    for id_ in ("zm-world", "zm-viewer"):
        yield f'<script type="application/octet-stream" id="{id_}">'.encode()
        yield from seal.block(id_, [parts.kept[id_].encode("ascii")])
        yield b"</script>\n"
    yield f'<script id="zm-unpack">{parts.kept["zm-unpack"]}</script>\n'.encode()
    if reading := parts.kept.get("zm-reading"):
        yield f'<script type="text/plain" id="zm-reading">{reading}</script>\n'.encode()
    yield f'<script type="application/json" id="zm-asks">{_texts(languages)}</script>\n'.encode("ascii")
    yield LOCK + heading + b"</script>\n" + BOX
    yield from seal.block("zm-box", [base64.b64encode(box)])
    yield b"</script>\n"
    end = json.loads(seal.written()) | {"lock": zlib.crc32(heading)}
    yield f'<script id="zm-unlock">{unlock}</script>\n'.encode()
    yield f'<script type="application/json" id="zm-end">{json.dumps(end, separators=(",", ":"))}</script>\n'.encode()


def _asking_sheet(languages: Sequence[str]) -> str:
    """What stands in the file in clear: that it is a sealed map, and what holds for every map, in each language."""
    told = []
    for language in languages:
        direction = catalogue.text(language, "language.direction")
        told.append(f'<section lang="{language}" dir="{direction}">')
        for key in ("seal.sealed", "warning.absence"):
            told.append(f'<p class="zm-warning">{escape(catalogue.text(language, key))}</p>')
        for key in ("fallback.no_script", "fallback.open_android", "fallback.open_iphone"):
            told.append(f'<p class="zm-still">{escape(catalogue.text(language, key))}</p>')
        told.append("</section>")
    return "\n".join(["", *told, ""])


def _texts(languages: Sequence[str]) -> str:
    """What unlock.js says, by language, as JSON in which nothing ends its element."""
    texts = {
        one: {
            "name": catalogue.text(one, "language.name"),
            "direction": catalogue.text(one, "language.direction"),
            **{key: catalogue.text(one, f"seal.{key}") for key in _ASKED},
        }
        for one in languages
    }
    return json.dumps(texts, separators=(",", ":")).replace("<", "\\u003c")


def _bundled(name: str) -> str:
    return viewer(name).decode("utf-8").replace("\r\n", "\n")
