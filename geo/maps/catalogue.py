"""The texts of the page, one flat JSON file per language: a language is added by adding a file.

The page carries the whole catalogue of each of its languages and does the choosing. Python needs a few of the texts for
what stands in the file when no script runs. English is the fallback, so that a text that a language lacks is never
shown empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from geo.errors import UsageError

ALL = "all"
"""What stands for all languages there are, where languages are named."""

_FOLDER = Path(__file__).parent / "languages"
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


def packed(names: Sequence[str]) -> dict[str, Any]:
    """Write the texts of some languages as a page carries them: `keys` once, and `texts` in their order, per language.

    A text is None where a language has none of that key: a form of counted texts that it does not need. The keys are
    half of a catalogue; written once, a language takes 8 to 11 kB of a page instead of 13 to 18 kB.

    >>> packed(["en"])["keys"][0], packed(["en"])["texts"]["en"][0]
    ('language.name', 'English')
    """
    keys = list(dict.fromkeys(key for name in names for key in _load(name)))
    return {"keys": keys, "texts": {name: [_load(name).get(key) for key in keys] for name in names}}


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
