"""Which encoding a text file is in: by its mark, by being UTF-8, or by which letters its bytes would be.

Windows has written tables in a different code page in each country, and none says which. The guess is made from how
often each language uses each letter; general detectors know too little of short tables. It is stated, and can be
overruled.
"""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter
from functools import lru_cache

from charset_normalizer import from_bytes

from geo.errors import SourceError, UsageError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 400_000

# Letters outside ASCII for each 10,000 letters of running text (Wikipedia, "Letter frequency", and its sources).
_LETTERS: dict[str, dict[str, str]] = {
    "cp1250": {
        "cs": "í311 á203 ě165 é133 ř121 ý107 č101 ž99 š81 ů69 ú10 ť4 ó3 ď2 ň1",
        "pl": "ł211 ó114 ę106 ą70 ś81 ć74 ż65 ń36 ź8",
        "hu": "é385 á334 ő88 ó86 ö82 í70 ü62 ú28 ű15",
        "hr": "č120 š100 ć85 ž60 đ30",
        "ro": "ă230 î130 ş150 ţ110 â20",
    },
    "cp1251": {
        "ru": "о1097 е845 а801 и735 н670 т626 с547 р473 в454 л440 к349 м321 д298 п281 у262 я201 ы190 ь174 г170 з165 "
        "б159 ч144 й121 х97 ж94 ш73 ю64 ц48 щ36 э32 ф26 ъ4 ё4 №2",
        "uk": "о942 а807 н681 и626 і575 в535 т535 е495 р448 с424 к354 л360 д338 у336 м303 п290 я248 з232 ь177 б177 "
        "г155 ч141 й138 х119 ц83 ю74 ш76 ж71 ї65 щ56 є39 ф28 ґ1 №2",
    },
    "cp1252": {
        "es": "ó83 í73 á50 é43 ñ31 ú17 ü1 ¿1 ¡1 º2 ª1",
        "fr": "é190 à49 è27 ê22 ç9 û6 ô6 î5 â5 ù6 œ2 ë1 ï1",
        "pt": "ã73 ç53 ê45 é34 ó30 á60 í13 ú21 õ14 â12 à7 ô4 º2",
        "de": "ü100 ä58 ö44 ß31",
        "it": "à64 è26 ù17 ò10 é6 ì3",
        "nordic": "ä180 ö131 å134 æ87 ø94",
    },
    "cp1254": {"tr": "ı510 ş178 ü185 ç115 ğ112 ö77 i̇10 â2", "az": "ı480 ş180 ü170 ç90 ğ110 ö90 i̇10"},
    "cp1256": {
        "ar": "ا1257 ل1153 ي870 م650 ن630 و620 ت480 ر470 ب390 ع340 ه330 د300 س290 ف280 ة270 ك250 ق220 أ200 ح200 ج140 "
        "ش110 ص100 ط90 خ90 ى80 ض60 ذ60 إ60 ز60 ث50 غ40 ئ40 ء30 ظ20 ؤ10 آ10 ،10 ـ2",
    },
}  # fmt: skip
_LETTERS["koi8-r"] = _LETTERS["cp866"] = {"ru": _LETTERS["cp1251"]["ru"]}
_SIGNS = "°²³±·§©®«»–—‘’“”„…€™\u00a0•"
_FLOOR = 0.02
_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f]+[^\W\d_]*")


def decode(data: bytes, source: str, encoding: str | None = None) -> tuple[str, str, int]:
    """Return the text of a file, what its encoding is said to be, and how many bytes could not be read (as U+FFFD).

    Raises UsageError for an encoding that there is not, SourceError if the file is not in the one that was named.
    """
    if encoding:
        return _decoded_as(data, source, encoding), encoding, 0
    for mark, name in _MARKS:
        if data.startswith(mark):
            text = data.decode(name, "replace")
            return text, f"{name.removesuffix('-sig')} with a byte order mark", text.count("\ufffd")
    if wide := wide_encoding(data):
        text = data.decode(wide, "replace")
        return text, wide, text.count("\ufffd")
    try:
        return data.decode("utf-8"), "ascii" if data.isascii() else "utf-8", 0
    except UnicodeDecodeError:
        damaged = data.decode("utf-8", "replace")
    broken = damaged.count("\ufffd")
    if sum(character > "\x7f" for character in damaged) - broken > 4 * broken:
        return damaged, "utf-8, damaged", broken
    name = _by_letters(data)
    return data.decode(name, "replace"), f"{name} (by its letters)", 0


def _decoded_as(data: bytes, source: str, encoding: str) -> str:
    try:
        return data.decode("utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding)
    except UnicodeError as error:
        at = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        raise SourceError(
            f"{source} is not in {encoding}{at}.", remedy="Leave the encoding out to have it found."
        ) from None
    except (LookupError, ValueError):  # the latter for a name with a zero in it
        raise UsageError(f"There is no encoding {encoding!r}.", remedy="Use a name such as utf-8 or cp1251.") from None


def wide_encoding(data: bytes) -> str:
    """Which form of UTF-16 or UTF-32 a text is in, by its mark or by zeros in every second byte; empty for any other.

    >>> wide_encoding("{}".encode("utf-16-le") * 2), wide_encoding("{}".encode("utf-16")), wide_encoding(b"{}{}")
    ('utf-16-le', 'utf-16', '')
    """
    for mark, name in _MARKS[1:]:
        if data.startswith(mark):
            return name
    sample = data[: 4096 // 2 * 2]
    if len(sample) < 4:
        return ""
    high, low = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if low > half * 0.2 and high < low / 10:
        return "utf-16-le"
    return "utf-16-be" if high > half * 0.2 and low < high / 10 else ""


def _by_letters(data: bytes) -> str:
    """The code page in which the bytes make the most probable words."""
    sample = _around_letters(data)
    scores = {page: score for page in _LETTERS if (score := _best_score(sample, page)) is not None}
    best = max(scores, key=lambda page: scores[page]) if scores else ""
    if best and scores[best] > math.log(_FLOOR) / 2:
        return best
    found = from_bytes(sample, cp_exclusion=["utf_8", "utf_16", "utf_32"]).best()
    return found.encoding if found is not None else best or "cp1252"


def _around_letters(data: bytes) -> bytes:
    """The lines that hold bytes outside ASCII, up to a limit."""
    lines, size = [], 0
    for line in re.split(rb"[\r\n]+", data):
        if not line.isascii():
            lines.append(line)
            size += len(line)
            if size > _SAMPLE:
                break
    return b"\n".join(lines)[:_SAMPLE]


def _best_score(sample: bytes, page: str) -> float | None:
    """The mean log-likelihood of a character outside ASCII, in the language of the code page that fits best."""
    try:
        text = sample.decode(page)
    except UnicodeDecodeError:
        return None
    letters: Counter[str] = Counter()
    slips = 0
    joined = page in ("cp1251", "cp1256", "cp866")
    for word in _WORD.findall(text):
        odd = [character for character in word if character > "\x7f"]
        letters.update(character.lower() for character in odd)
        plain = sum(character.isalpha() for character in word) - sum(character.isalpha() for character in odd)
        if joined and plain and any(character.isalpha() for character in odd):
            slips += len(odd)
        slips += sum(a.islower() and b.isupper() for a, b in zip(word, word[1:], strict=False))
    total = sum(letters.values())
    if not total:
        return None
    return max(_likelihood(letters, slips, total, page, language) for language in _LETTERS[page])


def _likelihood(letters: Counter[str], slips: int, total: int, page: str, language: str) -> float:
    known = _frequencies(page, language)
    floor = math.log(_FLOOR)
    said = sum(count * known.get(letter, floor) for letter, count in letters.items())
    return (said + slips * floor) / total


@lru_cache(maxsize=32)
def _frequencies(page: str, language: str) -> dict[str, float]:
    """The logarithm of how often each letter stands among 100 letters outside ASCII of a language."""
    pairs = re.findall(r"(\D+?)(\d+) ?", _LETTERS[page][language])
    total = sum(int(number) for _, number in pairs)
    frequencies = {letter: max(math.log(100 * int(number) / total), math.log(_FLOOR) / 2) for letter, number in pairs}
    return frequencies | dict.fromkeys(_SIGNS, 0.0)
