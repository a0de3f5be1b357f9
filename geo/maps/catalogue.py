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

from geo.errors import UsageError

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
    """Check a page's languages and give them without repetition, the one it opens in first; all when none are named.

    >>> chosen("en", ("en",))
    ('en',)
    """
    names = tuple(dict.fromkeys((language, *(wanted or languages()))))
    for name in names:
        _load(name)
    return names


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
    """Write a whole number in groups of three, by a comma in English and by a space that does not break elsewhere.

    >>> number("en", 36527)
    '36,527'
    """
    return f"{value:,}" if language == "en" else f"{value:,}".replace(",", "\N{NO-BREAK SPACE}")


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
