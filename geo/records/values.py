"""Written words become the allowed values of a field; lists are taken apart, flat status columns split.

What is not understood is `unknown` if the field knows that value, and what was typed stands beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from geo.cells.numbers import read_counts
from geo.cells.outcomes import Outcome, failed, shown
from geo.cells.words import fold, words
from geo.records.fields import Field
from geo.records.vocabulary import common_words, synonyms

_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_SEPARATORS = (re.compile(r"[;|\n\r]+"), re.compile(r"[,،؛+&]+"), re.compile(r"/+|\s[-–—]\s"))
_STATED = re.compile(r".*\S\s*\(([^()]+)\)\s*", re.DOTALL)
"""Words with the value itself behind them, as the lists of a template have them."""
_ASKED = re.compile(r"\w.*[?؟？]", re.DOTALL)
"""A value with a question mark is a question: "cleared?" is not cleared."""
_DONE = frozenset({"closed", "cleared", "cancelled", "reduced"})
_LONGEST = 300
"""What is longer is a story; no choice is read into it."""
_SUGGESTIONS = 200
"""For so many texts of a column the nearest value is looked for; one with more faults is not a column of choices."""
_PHRASE = 6
"""No term of the vocabulary has more words."""
_REASONS = {"cleared": "closed", "cancelled": "closed", "reduced": "unknown"}
"""What a land-release product in a column of hazards says of their status. Of reduced land a part may remain."""
_REMAINS = {
    "cleared": "; no hazard area remains of it",
    "cancelled": "; no hazard area remains of it",
    "reduced": "; how much of it remains is not stated",
}


def read_values(texts: Sequence[str], field: Field, more: Sequence[str] = ()) -> list[Outcome]:
    """Read the distinct texts of a column whose field takes one value of a list; `more` are values beyond the list.

    >>> priority = Field("priority", "value", ("high", "medium", "low", "unknown"))
    >>> [outcome.value for outcome in read_values(["Alta", "MEDIUM", "yüksək", "?!"], priority)]
    ['high', 'medium', 'high', 'unknown']
    """
    known = Known(field, more)
    return [_one(text, field, known) for text in texts]


def read_lists(texts: Sequence[str], field: Field, more: Sequence[str] = ()) -> list[Outcome]:
    """Read the distinct texts of a column whose field takes several values of a list.

    >>> from geo.records.fields import KINDS
    >>> ordnance = KINDS["hazards"].field("ordnance")
    >>> [outcome.value for outcome in read_lists(["AP mines and UXO", "ПТМ; растяжка"], ordnance)]
    [('AP_mine', 'UXO'), ('AV_mine', 'booby_trap')]
    """
    known = Known(field, more)
    return [_several(text, field, known) for text in texts]


def read_states(texts: Sequence[str], field: Field, more: Sequence[str] = ()) -> list[Outcome]:
    """Read a column of the type or the status of hazards, which often holds both, or a land-release product.

    >>> status = Field("status", "value", ("open", "worked_on", "suspended", "closed", "unknown"))
    >>> [(outcome.value, outcome.others) for outcome in read_states(["suspected - open", "Cleared"], status)]
    [('open', {'area_type': 'SHA'}), ('closed', {'status_reason': 'cleared'})]
    """
    known = Known(field, more)
    return [_state(text, field, known) for text in texts]


def read_devices(texts: Sequence[str], field: Field) -> list[Outcome]:
    """Read counts by ordnance: a JSON object, or texts like `AP_mine: 3; 2 UXO`."""
    return [_devices(text, field) for text in texts]


class Known:
    """Every folded word for the values of a field, those of a project among them."""

    def __init__(self, field: Field, more: Sequence[str] = ()) -> None:
        self.listed = {fold(value): value for value in (*field.values, *more)}
        self.words: Mapping[str, str] = {**synonyms(field.name), **self.listed}
        self.left = _SUGGESTIONS
        self._flat = field.name in ("area_type", "status")

    def find(self, text: str) -> str | None:
        """The value that a text stands for, with or without what it says in brackets."""
        if len(text) > _LONGEST or _ASKED.search(text):
            return None
        if stated := self.stated(text):
            return stated
        return self.words.get(fold(text)) or self.words.get(fold(_BRACKETS.sub(" ", text)))

    def stated(self, text: str) -> str:
        """The value that a text states itself, by itself or in brackets behind words for it; empty if it does not."""
        found = _STATED.fullmatch(text)
        own = found[1].strip() if found else text
        return own if self.listed.get(fold(own)) == own else ""

    def nearest(self, text: str) -> str:
        """The value whose words are most like the text; empty if none is. Short words are like too many others."""
        self.left -= 1
        if self.left < 0:
            return ""
        written = fold(text)[:80]
        known, close = dict(self.words), _closest(written, self.words, 0.75)
        if self._flat:
            # Only what is nearly the same: "mine" is not far from "déminé", and nothing may be called cleared by guess.
            spoken = {word: value for word, (_, value) in _flat().items()}
            known = {**spoken, **known}
            close = get_close_matches(written, [*close, *_closest(written, spoken, 0.85)], n=1, cutoff=0)
        close = close or get_close_matches(written, self.listed, n=1, cutoff=0.6)
        value = {**known, **self.listed}[close[0]] if close else ""
        # "no despejado" is all but "despejado", and says the opposite.
        return "" if value in _DONE and len(words(text)) > len(words(close[0])) else value


def _closest(written: str, known: Iterable[str], cutoff: float) -> list[str]:
    return get_close_matches(written, [word for word in known if len(word) > 3], n=1, cutoff=cutoff)


def phrases(text: str, find: Callable[[str], Any], skip: frozenset[str]) -> list[Any] | None:
    """Take a text apart into the longest terms that `find` knows; None if a word belongs to none of them."""
    left = words(text)
    found: list[Any] = []
    start = 0
    while start < len(left):
        for stop in range(min(len(left), start + _PHRASE), start, -1):
            term = find("".join(left[start:stop]))
            if term is not None:
                found.append(term)
                start = stop
                break
        else:
            if left[start] not in skip:
                return None
            start += 1
    return found


_JUST_MINES = frozenset("mine mines landmine landmines mina minas minalar мина мины міна міни لغم ألغام الغام".split())


def is_just_mine(text: str) -> bool:
    """Whether a text is the word for a mine, which says nothing of its kind."""
    return text.strip().casefold() in _JUST_MINES


def _outside(text: str, known: Known, value: Any) -> Outcome:
    if any(map(is_just_mine, re.split(r"[\s;,|]+", text))) and "AP_mine" in known.words.values():
        # The word alone says nothing of what sets the mine off, and a guess would be wrong as often as right.
        return failed("value_outside_list", f"{shown(text)} does not say which kind of mine.",
                      "Write AP_mine (against people) or AV_mine (against vehicles) where it is known.",
                      value=value)  # fmt: skip
    near = known.nearest(text)
    allowed = ", ".join(dict.fromkeys(known.words.values()))
    return failed("value_outside_list", f"{shown(text)} is not one of the values of this field.",
                  f"Did you mean {near}?" if near else f"Allowed are: {allowed}.", value=value)  # fmt: skip


def _unknown(field: Field) -> Any:
    return "unknown" if "unknown" in field.values else float("nan")


def _one(text: str, field: Field, known: Known) -> Outcome:
    value = known.find(text)
    if value is None:
        return _outside(text, known, _unknown(field))
    return Outcome(value, said="" if known.stated(text) else f"{shown(text)} as {value}")


def _several(text: str, field: Field, known: Known) -> Outcome:
    parts = list(_parts(text, known))
    values = tuple(dict.fromkeys(value for value in parts if value is not None))
    if None in parts:
        rest = (*values, *(() if "unknown" not in field.values or "unknown" in values else ("unknown",)))
        return _outside(text, known, rest or float("nan"))
    if not values:
        return Outcome()
    plain = "; ".join(values)
    is_stated = text in (plain, ", ".join(values), json.dumps(values)) or all(
        known.stated(part.strip()) for part in text.split(";")
    )
    return Outcome(values, said="" if is_stated else f"{shown(text)} as {plain}")


def _parts(text: str, known: Known, depth: int = 0) -> Iterator[str | None]:
    """The values of a list, None for each part that is not understood."""
    if depth == 0 and text.startswith("["):
        try:
            items = json.loads(text)
        except (ValueError, RecursionError):
            items = None
        if isinstance(items, list):
            for item in items:
                yield from _parts(str(item), known, 1) if isinstance(item, (str, int)) else (None,)
            return
    value = known.find(text)
    if value is not None:
        yield value
        return
    for separator in _SEPARATORS[depth:]:
        depth += 1
        pieces = [piece for piece in separator.split(text) if piece.strip()]
        if len(pieces) > 1:
            for piece in pieces:
                yield from _parts(piece.strip(), known, depth)
            return
    is_read = len(text) <= _LONGEST and not _ASKED.search(text)
    found = is_read and phrases(_BRACKETS.sub(" ", text), known.words.get, common_words("and"))
    yield from found or _choices(text, known) or (None,)


def _choices(text: str, known: Known) -> list[str | None]:
    """The choices of a question that takes several, as KoBoToolbox writes them: "mine uxo"; none in a sentence."""
    given = text.split()
    found = [known.find(choice) for choice in given]
    are_codes = all(value or is_just_mine(choice) or "_" in choice
                    for choice, value in zip(given, found, strict=True))  # fmt: skip
    return found if len(given) > 1 and any(found) and are_codes else []


@lru_cache(maxsize=1)
def _flat() -> Mapping[str, tuple[str, str]]:
    """Words that a flat column uses, and to which field each belongs. The status is the more specific reading."""
    return {
        word: (field, value)
        for field in ("area_type", "product", "status")
        for word, value in synonyms(field).items()
        if value != "unknown"
    }


def _state(text: str, field: Field, known: Known) -> Outcome:
    value = known.find(text)
    if value is not None:
        return Outcome(value, said="" if known.stated(text) else f"{shown(text)} as {value}")
    is_sure = len(text) <= _LONGEST and not _ASKED.search(text)
    found = phrases(text, _flat().get, common_words("filler")) if is_sure else None
    if not found:
        return _outside(text, known, "unknown")
    given: dict[str, str] = {}
    for name, part in found:
        if given.setdefault(name, part) != part:
            return _outside(text, known, "unknown")
    if product := given.pop("product", ""):
        if given.get("status", _REASONS[product]) != _REASONS[product]:
            return _outside(text, known, "unknown")
        given |= {"status": _REASONS[product], "status_reason": product}
    said = f"{shown(text)} as {', '.join(f'{name} {part}' for name, part in given.items())}{_REMAINS.get(product, '')}"
    outcome = Outcome(given.pop(field.name, float("nan")), said=said, entered=True, others=dict(given))
    if product:
        outcome.code, outcome.severity = "status_split", "warning"
        outcome.problem = f"{shown(text)} is what was done to land, and no status of a hazard; it was split."
        outcome.remedy = "Add the land released as releases, with polygons of their own: then it is known what remains."
    return outcome


def _devices(text: str, field: Field) -> Outcome:
    pairs: list[tuple[str, str]] = []
    if text.startswith("{"):
        try:
            pairs = [(str(name), str(count)) for name, count in json.loads(text).items()]
        except (ValueError, RecursionError):
            pairs = []
    else:
        for part in re.split(r"[;,|\n]+", text):
            found = re.fullmatch(r"\s*(?:(\d+)\s*(?:[x×]\s*)?(\D.*?)|(\D.*?)\s*[:=x×]?\s*(\d+))\s*", part)
            pairs.append((found[2] or found[3], found[1] or found[4]) if found else ("", ""))
    known = Known(Field("ordnance", "values", field.values))
    counts: dict[str, int] = {}
    for name, written in pairs:
        value, count = known.find(name), read_counts([written])[0]
        if value is None or count.problem:
            return failed("value_outside_list", f"{shown(text)} is not understood as counts by ordnance.",
                          "Write it as AP_mine: 3; UXO: 2.")  # fmt: skip
        counts[value] = counts.get(value, 0) + count.value
    if not counts:
        return failed("value_outside_list", f"{shown(text)} is not understood as counts by ordnance.",
                      "Write it as AP_mine: 3; UXO: 2.")  # fmt: skip
    return Outcome(counts, said="" if text.startswith("{") else f"{shown(text)} as {json.dumps(counts)}")
