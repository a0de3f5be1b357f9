"""The manifest of a map file: what it is, and checksums of every byte before and behind it.

It stands near the end, behind all that it speaks of. It shows whether a file is as it was made; whoever alters a file
on purpose can write a new one, which only a signature shows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

FORMAT = 1
OPENING, CLOSING = b'<script type="application/json" id="zm-manifest">', b"</script>\n"
_ID = 12


def with_manifest(pieces: Iterable[bytes], facts: Callable[[], Mapping[str, Any]], tail: bytes) -> Iterator[bytes]:
    """Give the pieces of a page, then its manifest, then its tail. `facts` are asked for when the pieces have passed.

    >>> page = b"".join(with_manifest([b"<p>"], dict, b"</p>"))
    >>> read(page).is_whole, read(page.replace(b"<p>", b"<b>")).is_whole, read(page[:-1]).is_whole
    (True, False, False)
    """
    digest, length = sha256(), 0
    for piece in pieces:
        digest.update(piece)
        length += len(piece)
        yield piece
    told = {
        "format": FORMAT,
        "edition": digest.hexdigest()[:_ID],
        **facts(),
        "before": {"bytes": length, "sha256": digest.hexdigest()},
        "after": {"bytes": len(tail), "sha256": sha256(tail).hexdigest()},
    }
    yield OPENING + _written({**told, "sha256": _own(told)}) + CLOSING
    yield tail


@dataclass(frozen=True)
class Read:
    """A manifest as it was found: what it states, and why the file is not as it was made ("" if it is)."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether the file is byte for byte as it was made."""
        return not self.why


def read(content: bytes) -> Read:
    """Find the manifest of a map file and compare it with every byte of the file."""
    start = content.rfind(OPENING)
    end = content.find(CLOSING, start)
    if start < 0 or end < 0:
        return Read(why="it has no manifest: it was cut, or made before maps had one")
    written = content[start + len(OPENING) : end]
    try:
        facts = json.loads(written)
        own = {name: value for name, value in facts.items() if name != "sha256"}
        before, after = facts["before"], facts["after"]
        sums = before["sha256"], after["sha256"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Read(why="its manifest is damaged")
    if written != _written(facts) or facts.get("sha256") != _own(own):
        return Read(facts, "its manifest is altered")
    if facts.get("format") != FORMAT:
        return Read(facts, f"its manifest has the format {facts.get('format')!r}, which is not known here")
    if sha256(content[:start]).hexdigest() != sums[0]:
        return Read(facts, "what stands before its manifest is altered")
    if sha256(content[end + len(CLOSING) :]).hexdigest() != sums[1]:
        return Read(facts, "what stands behind its manifest is cut or altered")
    return Read(facts)


def _own(told: Mapping[str, Any]) -> str:
    return sha256(_written(told)).hexdigest()


def _written(told: Mapping[str, Any]) -> bytes:
    """One line of JSON in ASCII, in which nothing can end the element that it stands in."""
    return json.dumps(told, separators=(",", ":")).replace("<", "\\u003c").encode("ascii")
