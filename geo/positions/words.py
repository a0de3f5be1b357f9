"""Letters, digits and marks of many hands become one alphabet; a text becomes tokens.

Hemispheres are known in English, French, Spanish, Portuguese, Italian, German, Russian, Ukrainian, Arabic, Persian,
Azerbaijani and Turkish. A text is cut by one regular expression without nested repetition, so that the time it takes
grows with its length and no faster.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Axis = Literal["lat", "lon"]

_DEGREES = "º˚∘⁰ᵒ°"
_MINUTES = "′’‘`´ʹʼ＇‵ˈ՚׳"
_SECONDS = "″“”„ʺ＂‶˝״〃"
_MINUS = "−–—‒‐‑－﹣⁻"
_SPACES = "\u00a0\u2007\u2009\u200a\u202f\u2002\u2003\u3000\t\r\n\u000b\u000c"
_UNSEEN = "\u200e\u200f\u200b\u200c\u200d\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u00ad"

_TABLE: dict[int, str] = {}
for _characters, _plain in (
    (_DEGREES, "°"),
    (_MINUTES, "'"),
    (_SECONDS, '"'),
    (_MINUS, "-"),
    (_SPACES, " "),
    (_UNSEEN, ""),
    ("،，、", ","),
    ("٫．", "."),
    ("٬", ""),
    ("؛；", ";"),
    ("：", ":"),
    ("＋", "+"),
    ("٠۰०０", "0"),
    ("١۱१１", "1"),
    ("٢۲२２", "2"),
    ("٣۳३３", "3"),
    ("٤۴४４", "4"),
    ("٥۵५５", "5"),
    ("٦۶६６", "6"),
    ("٧۷७７", "7"),
    ("٨۸८８", "8"),
    ("٩۹९９", "9"),
):
    _TABLE.update(dict.fromkeys(map(ord, _characters), _plain))

_HEMISPHERES: dict[tuple[Axis, int], str] = {
    ("lat", 1): "n north nord norte nlat latn northlatitude с сш север северной северная севернаяширота "
    "севернойшироты пн пнш північна північної північ ش شمال شمالا شمالي شمالی şm şe şimal "
    "şimalenliyi şimalenlik kuzey",
    ("lat", -1): "s south sud sur sul süd slat lats southlatitude ю юш юг южной южная южнаяширота южнойшироты пд пдш "
    "південна південної південь ج جنوب جنوبا جنوبي جنوبی cənub ce cənubenliyi cənubenlik güney",
    ("lon", 1): "e east est este leste ost elong longe eastlongitude в вд восток восточной восточная восточнаядолгота "
    "восточнойдолготы сх схд східна східної  схід ق شرق شرقا شرقي شرقی şq şu şərq şərquzunluğu "
    "şərquzunluq doğu",
    ("lon", -1): "w west ouest oeste ovest o wlong longw westlongitude з зд запад западной западная западнаядолгота "
    "западнойдолготы зх зхд західна західної захід غ غرب غربا غربي غربی qərb qu qərbuzunluğu qərbuzunluq batı",
}  # fmt: skip
_LABELS: dict[Axis, str] = {
    "lat": "lat latitude latitud latitudine breite широта ш шир enlik enlem عرض العرض",
    "lon": "lon long lng longitude longitud longitudine länge laenge долгота д долг довгота uzunluq boylam طول الطول",
}
_GRID_WORDS = {
    "x": "x", "х": "x", "y": "y", "у": "y",
    "easting": "e", "eastings": "e", "me": "e", "est_": "e", "mest": "e",
    "northing": "n", "northings": "n", "mn": "n",
}  # fmt: skip
_MARKS = {
    "d": "deg", "deg": "deg", "degs": "deg", "degree": "deg", "degrees": "deg", "grad": "deg", "градусов": "deg",
    "град": "deg", "гр": "deg", "г": "deg", "degrés": "deg", "grados": "deg", "درجة": "deg", "dərəcə": "deg",
    "m": "min", "min": "min", "mins": "min", "minute": "min", "minutes": "min", "мин": "min", "минут": "min",
    "м": "min", "minutos": "min", "دقيقة": "min", "dəqiqə": "min",
    "sec": "sec", "secs": "sec", "second": "sec", "seconds": "sec", "сек": "sec", "секунд": "sec",
    "segundos": "sec", "secondes": "sec", "ثانية": "sec", "saniyə": "sec",
}  # fmt: skip
_NOISE = frozenset(
    "utm zone зона zona fuseau huso wgs gps gk гк and и et y position coordinates координаты "
    "широты широти долготы довготи خط دائرة".split()
)

HEMISPHERES: dict[str, tuple[Axis, int]] = {
    word: where for where, words in _HEMISPHERES.items() for word in words.split()
}
LABELS: dict[str, Axis] = {word: axis for axis, words in _LABELS.items() for word in words.split()}

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
    """Write digits, marks, minus signs and spaces in one way; drop what is not seen.

    >>> normalise("٤٠٫٣٩°  −46،9′")
    "40.39° -46,9'"
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_TABLE)
        text = "".join(c for c in text if not unicodedata.combining(c))
    elif "`" in text or "\t" in text or "\n" in text or "\r" in text:
        text = text.translate(_TABLE)
    return " ".join(text.split())


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
