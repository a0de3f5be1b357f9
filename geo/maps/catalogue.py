"""The texts of the page, one flat JSON file per language: a language is added by adding a file.

The page carries the whole catalogue of each of its languages and does the choosing. Python needs a few of the texts for
what stands in the file when no script runs. English is the fallback, so that a text that a language lacks is never
shown empty.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from geo.errors import UsageError

ALL = "all"
"""What stands for all languages there are, where languages are named."""

_FOLDER = Path(__file__).parent / "languages"
_OF_DESK = _FOLDER / "desk"
_BETWEEN = "\n"  # of texts that stand apart
_ASCII = "\x7f"
_NEAR = 3  # letters so near one another are one run
_WIDE = 1.25  # bytes of UTF-8 a letter
_BLANK = re.compile(r"\{(\w+)\}")


def languages() -> tuple[str, ...]:
    """List the languages there are texts for, English first.

    >>> languages()[0]
    'en'
    """
    found = {path.stem for path in _FOLDER.glob("*.json")} - {"en"}
    return ("en", *sorted(found))


def catalogue(language: str) -> dict[str, str]:
    """Give all texts of a language, key → text. Raises UsageError for a language without a file."""
    return dict(_load(language))


def texts_of_desk(language: str) -> dict[str, str]:
    """Give the texts that the desk has beside those of a map, in a language, English where it lacks one.

    They stand in files of their own, so that no map file carries them.

    >>> texts_of_desk("en")["desk.files"]
    'Files'
    """
    if language not in languages():
        language = "en"
    found: dict[str, str] = {}
    for name in dict.fromkeys(("en", language)):
        found |= json.loads((_OF_DESK / f"{name}.json").read_text(encoding="utf-8"))
    return found


def chosen(language: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Give the languages of a page without repetition: the one it opens in first, those that are wanted, and English.

    A page opens in the first that is wanted where `language` is "". `ALL` among those wanted is all there are. Raises
    UsageError for a language without a file.

    >>> chosen("", ("az",)), chosen("en", ("en",))
    (('az', 'en'), ('en',))
    """
    named = [each for one in wanted for each in (languages() if one == ALL else (one,))]
    names = tuple(dict.fromkeys((language or next(iter(named), "en"), *named, "en")))
    for name in names:
        _load(name)
    return names


def packed(names: Sequence[str], said: Sequence[str] | None = None, *, without: tuple[str, ...] = ()) -> list[bytes]:
    """Write the texts of some languages as a page carries them: gzip of JSON, then gzip of each alphabet of its own.

    The JSON has in `keys` the keys `said` (all, by default), in `rest` those of English beside them, in `forms` those
    of counted texts that English does not need; and in `texts` for each language its texts in that order: of `keys` and
    `rest` for English, which is carried whole, of `keys` and `forms` for the others, "" where a language has none. Of
    languages whose letters take two or three bytes each in UTF-8 it has but the `letters` beyond ASCII, as the first
    and last of each run: their texts stand apart, a byte a letter, which a compressor of bytes does better with.
    `without`: what the keys of texts begin with that no language carries, English neither.

    >>> len(packed(["en", "pt"])), len(packed(["en", "ka"]))
    (1, 2)
    """
    english = [key for key in _load("en") if not key.startswith(without)]
    first = [key for key in english if said is None or key in said]
    rest = [key for key in english if key not in first]
    forms = list(
        dict.fromkeys(
            key for name in names for key in _load(name) if key not in _load("en") and not key.startswith(without)
        )
    )
    texts: dict[str, Any] = {}
    apart = []
    for name in names:
        own = [_load(name).get(key, "") for key in [*first, *(rest if name == "en" else forms)]]
        joined = _BETWEEN.join(own)
        runs = _runs({ord(letter) for letter in joined if letter > _ASCII})
        letters = _written_out(runs)
        if len(joined.encode()) < _WIDE * len(joined) or len(letters) > 128:
            texts[name] = own
            continue
        texts[name] = {"letters": runs}
        byte = {letter: 128 + at for at, letter in enumerate(letters)}
        apart.append(bytes(byte.get(letter, 0) or ord(letter) for letter in joined))
    told = {"keys": first, "rest": rest, "forms": forms, "texts": texts}
    read = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return [gzip.compress(content, 9, mtime=0) for content in (read, *apart)]


def unpacked(packed: Sequence[bytes]) -> dict[str, dict[str, str]]:
    """Read what `packed` gives: for each language key → text.

    >>> unpacked(packed(["ka", "en"]))["ka"]["language.name"]
    'ქართული'
    """
    first, *apart = map(gzip.decompress, packed)
    told = json.loads(first)
    found = {}
    for name, own in told["texts"].items():
        if not isinstance(own, list):
            letters = _written_out(own["letters"])
            joined = (chr(byte) if byte < 128 else letters[byte - 128] for byte in apart.pop(0))
            own = "".join(joined).split(_BETWEEN)
        keys = [*told["keys"], *told["rest" if name == "en" else "forms"]]
        found[name] = {key: text for key, text in zip(keys, own, strict=True) if text}
    return found


def _runs(letters: Iterable[int]) -> str:
    """Letters by number as runs of neighbours, the first and the last of each; letters that are nearly neighbours too.

    >>> _runs(map(ord, "abcxz"))
    'acxz'
    """
    runs: list[list[int]] = []
    for letter in sorted(letters):
        if runs and letter - runs[-1][1] <= _NEAR:
            runs[-1][1] = letter
        else:
            runs.append([letter, letter])
    return "".join(chr(end) for run in runs for end in run)


def _written_out(runs: str) -> list[str]:
    """Each letter of some runs."""
    return [chr(letter) for at in range(0, len(runs), 2) for letter in range(ord(runs[at]), ord(runs[at + 1]) + 1)]


def text(language: str, key: str, **values: str | int) -> str:
    """Give one text with its values filled in; numbers are grouped by thousands. An unknown key is its own text.

    >>> text("en", "ui.counts_line", recorded=11068, drawn=11065, missing=3)
    '11,068 recorded, 11,065 drawn, 3 without usable position'
    """
    pattern = _load(language).get(key) or _load("en").get(key, key)

    def fill(blank: re.Match[str]) -> str:
        value = values.get(blank[1], blank[0])
        return number(language, value) if isinstance(value, int) else value

    return _BLANK.sub(fill, pattern)


def number(language: str, value: int) -> str:
    """Write a whole number in groups of three, with the sign between them that the page has in that language.

    >>> number("en", 36527)
    '36,527'
    """
    return f"{value:,}".replace(",", _load(language)["number.group"])


def value(language: str, field: str, entered: str) -> str:
    """Give the wording of a field's value; a value that is in no list is its own wording.

    >>> value("en", "ordnance", "AP_mine"), value("en", "status", "as typed")
    ('anti-personnel mine', 'as typed')
    """
    for key in (f"value.{field}.{entered}", f"value.{entered}"):
        for words in (_load(language), _load("en")):
            if key in words:
                return words[key]
    return entered


@lru_cache(maxsize=32)
def _load(language: str) -> dict[str, str]:
    if language not in languages():
        raise UsageError(
            f"There are no texts in the language '{language}'.", remedy=f"Choose from: {', '.join(languages())}."
        )
    texts: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return texts
