"""All that a terminal gets to see goes through `harmless`.

Names, ids, titles and paths come from files of anybody. Raw, an escape sequence in one clears the screen or renames the
window, a line break adds a line that Zonemark never said ("nothing was found; the land is safe"), and a bidirectional
control turns the text around. So they are shown as what they are, `\\x1b`, `\\n`, `\\u202e`, and nothing of an address
that could be a password is shown at all.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from geo.findings.speaking import ISOLATE, POP

_NOT_PLAIN = re.compile(r"[^\x20-\x7e]")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories of Unicode that draw nothing, or turn or break what is drawn."""
_DRAWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
"""Signs before numbers in Arabic and Syriac: of category Cf, and drawn all the same."""
_EMPTY_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_MARKS = re.compile(f"([{ISOLATE}{POP}])")
_CREDENTIALS = re.compile(r"([A-Za-z][\w+.-]*:/{1,2})[^/\s@]+@")


class Lines(str):
    """Text whose line breaks are ours: what came from data in it was made harmless before."""


def harmless(text: str) -> str:
    """Give a text in which nothing acts on a terminal, and no password of an address is repeated.

    >>> harmless("H-1\\n0 errors\\x1b[2J")
    'H-1\\\\n0 errors\\\\x1b[2J'
    >>> harmless("postgresql://me:secret@host/db")
    'postgresql://…@host/db'
    """
    return _NOT_PLAIN.sub(_shown, _CREDENTIALS.sub(r"\1…@", text))


def _shown(found: re.Match[str]) -> str:
    sign = found.group()
    if sign in _EMPTY_LETTERS or (unicodedata.category(sign) in _UNSEEN and sign not in _DRAWN):
        return sign.encode("unicode_escape").decode("ascii")
    return sign


def lines(*texts: str) -> Lines:
    """Put texts on lines of their own, each harmless; what is `Lines` already is taken as it is.

    >>> print(lines("a\\nb", lines("c", "d")))
    a\\nb
    c
    d
    """
    return Lines("\n".join(text if isinstance(text, Lines) else harmless(text) for text in texts))


def isolated(text: str) -> Lines:
    """Give a text on one line, harmless but for the marks that `geo.findings.speaking` sets around values.

    Those are its own: a value with such a mark in it was written otherwise there.

    >>> isolated("خطأ: \u2068a\u202e\u2069") == "خطأ: \u2068a\\\\u202e\u2069"
    True
    """
    return Lines("".join(part if part in (ISOLATE, POP) else harmless(part) for part in _MARKS.split(text)))


def say(*texts: str, error: bool = False) -> None:
    """Print each text on a line of its own; nothing where there is none."""
    if texts:
        print(lines(*texts), file=unguarded(sys.stderr if error else sys.stdout))  # what is given is harmless


class _Guarded:
    """A stream on which nothing but line breaks acts: for what libraries print (usage errors, warnings, logs)."""

    def __init__(self, stream: TextIO) -> None:
        self.unguarded = stream

    def write(self, text: str) -> int:
        self.unguarded.write("\n".join(map(harmless, text.split("\n"))))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.unguarded, name)


@contextmanager
def guarded() -> Iterator[None]:
    """Guard what is printed by whomever while this lasts."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Guarded(before[0]), _Guarded(before[1])
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def unguarded(stream: Any) -> Any:
    """Give the stream itself, for a bar of progress, which moves on its line."""
    return getattr(stream, "unguarded", stream)
