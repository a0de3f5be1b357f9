"""Letters, digits and marks of many hands become one alphabet; a text becomes tokens.

Hemispheres are known in English, French, Spanish, Portuguese, Italian, German, Russian, Ukrainian, Arabic, Persian,
Azerbaijani and Turkish. A text is cut by one regular expression without nested repetition, so that the time it takes
grows with its length and no faster. The words stand in words.json, which the search of the map reads too.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

Axis = Literal["lat", "lon"]

_WORDS = json.loads(files("geo.positions").joinpath("words.json").read_text(encoding="utf-8"))
_TABLE = str.maketrans({each: plain for plain, others in _WORDS["characters"].items() for each in others})
_AXES: dict[str, tuple[Axis, int]] = {"N": ("lat", 1), "S": ("lat", -1), "E": ("lon", 1), "W": ("lon", -1)}


def _spread(table: dict[str, str]) -> dict[str, str]:
    """Turn meaning → words into word → meaning."""
    return {word: meaning for meaning, words in table.items() for word in words.split()}


HEMISPHERES: dict[str, tuple[Axis, int]] = {
    word: _AXES[letter] for word, letter in _spread(_WORDS["hemispheres"]).items()
}
LABELS = _spread(_WORDS["labels"])
_GRID_WORDS = _spread(_WORDS["grid"])
_MARKS = _spread(_WORDS["marks"])
_LETTERS = _spread(_WORDS["letters"])
_TWO_LETTERS = re.compile(r"([^A-Za-zĐ]*)([A-ZĐ])([^A-Za-zĐ]+)([A-ZĐ])([^A-Za-zĐ]*)")
_LARGE = re.compile(r"(?<![\d.,])\d{5}")
"""A number that is no degrees: the letters beside it are of a grid."""
_ASCII_TURNED = re.compile(r"[`^*\t\n\r]")
_NOISE = frozenset(_WORDS["noise"].split())

_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:\. ?[^\W\d_]+)*\.?)"
    r"|(?P<mark>°|''|[\"'])"
    r"|(?P<sign>[-+])"
    r"|(?P<sep>[;/|,])"
    r"|(?P<space> +)"
    r"|(?P<noise>[:=()\[\]{}_])"
    r"|(?P<other>.)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text. `kind`: number, deg, min, sec, hemi, label, grid, word, sign, dash, sep."""

    kind: str
    text: str
    axis: str = ""
    sign: int = 1


def normalise(text: str) -> str:
    """Write digits, marks, minus signs, spaces and letters in one way; drop what is not seen.

    >>> normalise("٤٠٫٣٩°  −46،9′"), normalise("40°23'K 46^55'D")
    ("40.39° -46,9'", "40°23'N 46°55'E")
    """
    text = text.strip("*")  # with which a messenger makes letters bold
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_TABLE)
        text = "".join(c for c in text if not unicodedata.combining(c))
    elif _ASCII_TURNED.search(text):
        text = text.translate(_TABLE)
    return _in_english(" ".join(text.split()))


def _in_english(text: str) -> str:
    """Write a pair of letters that only one language writes as N or S and E or W: 44°12' S 17°40' I is Bosnian.

    One letter alone decides nothing: S is the north in Bosnian, and D and B are other sides in other languages.
    """
    if (found := _TWO_LETTERS.fullmatch(text)) is None or _LARGE.search(text):
        return text
    first, second = found[2], found[4]
    english = _LETTERS.get(first + second) or (_LETTERS.get(second + first) or "")[::-1]
    return f"{found[1]}{english[0]}{found[3]}{english[1]}{found[5]}" if english else text


def tokens(text: str) -> list[Token] | None:
    """Cut a normalised text into tokens; None where a character belongs to no position.

    >>> [token.kind for token in tokens("40°23' N")]
    ['number', 'deg', 'number', 'min', 'hemi']
    """
    found: list[Token] = []
    glued = False  # whether the token before ends where this one begins
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup or "other", match.group()
        if kind == "other":
            return None
        if kind == "space":
            glued = False
            continue
        if kind == "noise":
            continue
        token = _token(kind, piece, found)
        if token is None:
            return None
        if kind == "sign":
            after_number = bool(found) and found[-1].kind in ("number", "deg", "min", "sec")
            spaced = text[match.end() : match.end() + 1] == " "
            token = Token("dash" if after_number and (glued or spaced) else "sign", piece)
        if token.kind != "noise":
            found.append(token)
        glued = True
    return found


def _token(kind: str, piece: str, before: list[Token]) -> Token | None:
    if kind == "word":
        return _word(piece, before)
    if kind == "mark":
        return Token({"°": "deg", "'": "min"}.get(piece, "sec"), piece)
    return Token(kind, piece)


def _word(piece: str, before: list[Token]) -> Token | None:
    key = piece.replace(".", "").replace(" ", "").casefold().replace("\u0307", "")
    last = before[-1].kind if before else ""
    if last == "number" and key in ("d", "m", "s", "г", "м", "с") and _wants_mark(key, before):
        return Token({"d": "deg", "г": "deg", "m": "min", "м": "min"}.get(key, "sec"), piece)
    if key in HEMISPHERES:
        axis, sign = HEMISPHERES[key]
        return Token("hemi", key, axis, sign)
    if key in LABELS:
        return Token("label", key, LABELS[key])
    if key in _GRID_WORDS:
        return Token("grid", key, _GRID_WORDS[key])
    if key in _MARKS and last == "number":
        return Token(_MARKS[key], piece)
    return Token("noise", key) if key in _NOISE else Token("word", piece)


def _wants_mark(key: str, before: list[Token]) -> bool:
    """Tell the s of seconds from the S of south: seconds come after minutes that were marked by a letter."""
    if key in ("d", "г"):
        return True
    marks = [token for token in before if token.kind in ("deg", "min", "sec")]
    wanted = "deg" if key in ("m", "м") else "min"
    return bool(marks) and marks[-1].kind == wanted and marks[-1].text.isalpha()
