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
_SAME = "="
_COUNTED = ".other"  # how the key of the form ends that a counted text has in every language
_BETWEEN = "\n"  # of texts that stand apart
_AS_IT_IS = "\x7f"  # before the letter of a sentence that does not begin with a capital
_SENTENCE = re.compile(rf"(^|[.?!] )({_AS_IT_IS}?)([^\n])")
_BLANK_BYTES = [*range(1, 10), *range(11, 32)]  # which no text has, around _BETWEEN
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

    The JSON has in `keys` the keys `said` (all, by default), in `rest` those of English beside them, in `forms` the
    plural forms that English does not need; and in `texts` for each language its texts in that order: of `keys` and
    `rest` for English, which is carried whole, of `keys` for the others, each that is counted followed by its `forms`,
    "" where a language has none, and "=" where it has that of English. Of languages whose letters take two or three
    bytes each in UTF-8 it has but the `letters` beyond ASCII, as the first and last of each run. Their texts stand
    apart, which a compressor of bytes does better with: a byte a letter, a byte for each of the blanks that the English
    texts begin with, and a small letter for the capital of a sentence.
    `without`: what the keys of texts begin with that no language carries, English neither.

    >>> len(packed(["en", "pt"])), len(packed(["en", "ka"]))
    (1, 2)
    """
    english = [key for key in _load("en") if not key.startswith(without)]
    first = [key for key in english if said is None or key in said]
    rest = [key for key in english if key not in first]
    counted = {key.removesuffix(_COUNTED) for key in first if key.endswith(_COUNTED)}
    more = [key.rpartition(".") for name in names for key in _load(name) if key not in _load("en")]
    forms = list(dict.fromkeys(form for base, _, form in more if base in counted))
    blanks = {blank: chr(byte) for byte, blank in _blanks([_load("en")[key] for key in (*first, *rest)]).items()}
    texts: dict[str, Any] = {}
    apart = []
    for name in names:
        own = [_load("en")[key] for key in (*first, *rest)]
        if name != "en":
            own = [_unlike_english(name, key) for key in _with_forms(first, forms)]
        joined = _BETWEEN.join(own)
        runs = _runs({ord(letter) for letter in joined if letter > _ASCII})
        letters = _written_out(runs)
        if len(joined.encode()) < _WIDE * len(joined) or len(letters) > 128:
            texts[name] = own
            continue
        texts[name] = {"letters": runs}
        byte = {letter: 128 + at for at, letter in enumerate(letters)}
        small = _BETWEEN.join(_SENTENCE.sub(_begun_small, text) for text in own)
        short = _BLANK.sub(lambda blank: blanks.get(blank[0], blank[0]), small)
        apart.append(bytes(byte.get(letter, 0) or ord(letter) for letter in short))
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
    english = dict(zip([*told["keys"], *told["rest"]], told["texts"]["en"], strict=True))
    blanks = _blanks(english.values())
    found = {}
    for name, own in told["texts"].items():
        if not isinstance(own, list):
            letters = _written_out(own["letters"])
            written = {**{byte: chr(byte) for byte in range(128)}, **dict(enumerate(letters, 128)), **blanks}
            small = "".join(written[byte] for byte in apart.pop(0)).split(_BETWEEN)
            own = [_SENTENCE.sub(_begun_large, text) for text in small]
        keys = english if name == "en" else _with_forms(told["keys"], told["forms"])
        texts = ((key, english[key] if text == _SAME else text) for key, text in zip(keys, own, strict=True))
        found[name] = {key: text for key, text in texts if text}
    return found


def _unlike_english(name: str, key: str) -> str:
    """A text of a language, and a sign for one that is English's too: GeoJSON."""
    text = _load(name).get(key, "")
    return _SAME if text == _load("en").get(key) else text


def _begun_small(start: re.Match[str]) -> str:
    """The beginning of a sentence with a small letter for its capital; what is no capital, but has one, is marked."""
    before, _, letter = start.groups()
    is_capital = letter.lower() != letter and letter.lower().upper() == letter
    return before + (letter.lower() if is_capital else _AS_IT_IS + letter if letter.upper() != letter else letter)


def _begun_large(start: re.Match[str]) -> str:
    before, is_marked, letter = start.groups()
    return before + (letter if is_marked else letter.upper())


def _blanks(texts: Iterable[str]) -> dict[int, str]:
    """The first blanks of some texts, each with the byte that stands for it.

    >>> _blanks(["{n} of {total}", "{n}, {date}"])
    {1: '{n}', 2: '{total}', 3: '{date}'}
    """
    found = dict.fromkeys(blank[0] for text in texts for blank in _BLANK.finditer(text))
    return dict(zip(_BLANK_BYTES, found, strict=False))


def _with_forms(keys: Sequence[str], forms: Sequence[str]) -> list[str]:
    """The keys, each of a counted text followed by its further forms.

    >>> _with_forms(["ui.map", "ui.records.one", "ui.records.other"], ["few"])
    ['ui.map', 'ui.records.one', 'ui.records.other', 'ui.records.few']
    """
    further = {
        key: [f"{key.removesuffix(_COUNTED)}.{form}" for form in forms] for key in keys if key.endswith(_COUNTED)
    }
    return [one for key in keys for one in (key, *further.get(key, ()))]


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
