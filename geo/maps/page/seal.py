"""How a map file says that it is not whole: a sentence in its first line, which only its end takes away.

The sentence is drawn by the first style of the file, before the policy and before anything that could fail, and the
last style hides it again; no script has a part in that, since many viewers run none. Before the last style stands the
seal: a checksum of every block, of the style and of the static part, which the viewer compares (engine/seal.ts).
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import unescape
from typing import Any

from geo.maps import catalogue

OLDEST = {"chrome": "80", "firefox": "78", "safari": "14.1"}
"""The oldest browsers that draw a map; build.mjs builds for them."""

_RED = (
    "background:#b00020;color:#fff;font:600 16px/1.4 system-ui,sans-serif;padding:8px 14px;"
    "white-space:pre-line;unicode-bidi:plaintext"
)
_REASONS = ("damaged", "too_old", "failed")


def first_style(languages: Iterable[str]) -> str:
    """Write the style that says, in each language on a line of its own, that the file is not whole.

    Where scripts run, it is not shown while the file is being read, and then by guard.ts, which can tell who listens.
    """
    return (
        f"html::before,.zm-failure{{{_RED}}}html::before,body>.zm-failure{{position:sticky;top:0;z-index:99}}"
        f'html::before{{content:"{_string(_cut(languages))}";display:block}}'
        "html.zm-opening::before,html.zm-said::before{display:none}"
    )


def words(languages: Sequence[str]) -> str:
    """Write the sentences of guard.ts, in the first of the languages, as a script that it finds them by.

    That the file is not whole it reads in the first style.
    """
    texts = {reason: catalogue.text(languages[0], f"warning.{reason}", **OLDEST) for reason in _REASONS}
    return f"window.zonemarkWords={json.dumps(texts, ensure_ascii=False).replace('<', chr(92) + 'u003c')};\n"


class Seal:
    """The checksums of a page's parts, taken while it is written."""

    def __init__(self) -> None:
        self._blocks: list[tuple[str, int]] = []
        self._texts: dict[str, int] = {}
        self._digests: dict[str, Any] = {}

    def text(self, name: str, text: str) -> str:
        """Note a text of the page, and give it as it is."""
        content = text.encode("utf-8", "replace")
        self._texts[name] = zlib.crc32(content)
        self._digests[name] = sha256(content)
        return text

    def block(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Note a block of the page while its pieces pass."""
        crc = 0
        digest = self._digests.setdefault(name, sha256())
        for piece in pieces:
            crc = zlib.crc32(piece, crc)
            digest.update(piece)
            yield piece
        self._blocks.append((name, crc))

    def digests(self) -> dict[str, str]:
        """Give the SHA-256 of each text, and of each block as it is written; the blocks of records are one."""
        return {name: digest.hexdigest() for name, digest in self._digests.items()}

    def written(self) -> str:
        """Give the seal as JSON."""
        return json.dumps({"blocks": self._blocks, **self._texts}, separators=(",", ":"))


def as_read(html: str) -> str:
    """Give HTML of our own as the tags, attributes and texts that a browser finds in it, one after another.

    Spaces and the ends of elements are not told apart from one another; seal.ts does the same with what it has read.
    Values of attributes stand in double quotes or in none, and neither comments nor scripts are in it: a parser that
    knows more would take a fifth of the time that a map takes.

    >>> as_read('<p class="a">x &amp; y<br>')
    '<p class=ax & y<br'
    """
    parts: list[str] = []
    end = 0
    for tag in _TAG.finditer(html):
        parts.append(unescape(html[end : tag.start()]))
        end = tag.end()
        if not tag["closes"]:
            parts.append(f"<{tag['name'].lower()}")
            parts.extend(
                f" {name.lower()}={unescape(quoted or bare)}"
                for name, quoted, bare in _ATTRIBUTE.findall(tag["attributes"])
                if name.lower() != "hidden"
            )
    parts.append(unescape(html[end:]))
    return "".join(parts)


_TAG = re.compile(r'<(?P<closes>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<attributes>(?:[^">]|"[^"]*")*)>')
_ATTRIBUTE = re.compile(r'([^\s=/"]+)(?:=(?:"([^"]*)"|([^\s"]+)))?')


def _cut(languages: Iterable[str]) -> str:
    return "\n".join(catalogue.text(language, "warning.cut") for language in languages)


def _string(text: str) -> str:
    """A text within a string of CSS, in an element of style."""
    return text.replace("\\", r"\5C ").replace('"', r"\22 ").replace("<", r"\3C ").replace("\n", r"\A ")
