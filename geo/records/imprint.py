"""The imprint of a map: who made it, whom to call, in which languages, and whether any of it is real.

A project states it once. It travels with the project's layers and with their frames, so that a map drawn of them says
it too, whichever way they came there: an invented minefield without the word FICTITIOUS, or a real one without the
number to call, is a dangerous map.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any, TypeGuard

from geo.errors import UsageError

_PUBLIC_KEY = re.compile(r"RW[A-Za-z0-9+/]{54}( · RW[A-Za-z0-9+/]{54})*")
"""One of minisign's, or several where records of several producers are on one map."""
CONTRIBUTIONS = ("files", "none")
"""Readers of a map send back files, or none."""
SAFETY = "Absence of a hazard in these data does not mean that the area is safe."
"""Stands in every export where a person sees it. A sheet of a workbook that holds it is a notice, and no table."""


def is_public_key(text: Any) -> TypeGuard[str]:
    """Whether a text is a public key of minisign, or several."""
    return isinstance(text, str) and _PUBLIC_KEY.fullmatch(text) is not None


def _stated(help_: str, metavar: str = "", *, default: Any = "") -> Any:
    """A field with what a command's help says of it."""
    return field(default=default, metadata={"help": help_, "metavar": metavar})


@dataclass(frozen=True)
class Edition:
    """What an edition does not show of the records: it says so wherever it is seen.

    `label`: what the edition is called. `hidden`: how many hazards are recorded that it does not show. `cells_m`: the
    side of the cells that hazards are shown as, 0 where they are shown as they are. `dissolved`: whether hazards of one
    kind are shown as one area, so that their number is not given.

    >>> Edition("Public edition", 12, 1000).sentences
    ['Public edition.', '12 hazards are recorded and not shown.', 'Hazards are shown larger: cells of 1,000 m.']
    """

    label: str = ""
    hidden: int = 0
    cells_m: float = 0
    dissolved: bool = False

    @classmethod
    def of(cls, found: Any) -> Edition | None:
        """Take what a map or a GeoJSON file states of its edition; None for anything that states none."""
        if not isinstance(found, Mapping):
            return None
        label, hidden, cells = found.get("label"), found.get("hidden"), found.get("cells_m", found.get("cellsM"))
        return cls(
            label if isinstance(label, str) else "",
            hidden if isinstance(hidden, int) else 0,
            float(cells) if isinstance(cells, (int, float)) else 0,
            found.get("dissolved") is True,
        )

    @property
    def sentences(self) -> list[str]:
        """What exports say of it."""
        are = "hazard is" if self.hidden == 1 else "hazards are"
        told = [f"{self.label}."] if self.label else []
        if self.hidden:
            told.append(f"{self.hidden:,} {are} recorded and not shown.")
        if self.cells_m:
            told.append(f"Hazards are shown larger: cells of {self.cells_m:,.0f} m.")
        if self.dissolved:
            told.append("Hazards of one kind are shown as one area; their number is not given.")
        return told


@dataclass(frozen=True)
class Imprint:
    """What stands in the margin of a map. Plain text; an empty one is not stated, and what is not stated is filled in.

    `language` is the one the page opens in, by default the first of `languages`, those it can be switched to; English
    is always one of these, and "all" is all there are. `fictitious`: True where nothing of it is real, False where it
    is, None where nobody has stated it. `made_on` and `data_date` are ISO 8601 dates (2024, 2024-05, 2024-05-31).

    >>> Imprint(title="Valley", languages=["az", "en"]).languages
    ('az', 'en')
    """

    title: str = _stated("The map's title.")
    producer: str = _stated("Who makes the map.")
    hotline: str = _stated("Whom to call about a find; printed on every map.")
    signing_key: str = _stated("The public key its maps are signed with, to compare with the producer's.", "RW…")
    language: str = _stated("The language the page opens in.", "CODE")
    languages: Sequence[str] = _stated(
        "The languages it can be switched to, beside English; 'all' for all there are.", "A,B,C", default=()
    )
    fictitious: bool | None = _stated("Everything is invented; say so everywhere.", default=None)
    made_on: date | str = _stated("The day to state as the day on which the map was made.", "YYYY-MM-DD")
    contributions: str = _stated(
        "Whether readers can draw and correct in the map and save that as a file, the default, or not.", "files|none"
    )
    edition: Edition | None = field(default=None)
    data_date: date | str = _stated("The date of the data; by default the newest in the records.", "YYYY-MM-DD")

    def __post_init__(self) -> None:
        if self.languages == "all":
            object.__setattr__(self, "languages", ("all",))
        if isinstance(self.languages, str):
            raise UsageError(f"languages is the text '{self.languages}'.", remedy=f"Give a list: ['{self.languages}'].")
        for name in ("title", "producer", "hotline", "signing_key", "language", "made_on", "data_date"):
            value = getattr(self, name)
            object.__setattr__(self, name, "" if value is None else str(value))
        if self.signing_key and not is_public_key(self.signing_key):
            raise UsageError(
                f"signing_key is '{self.signing_key}', which is no public key.",
                remedy="State the 56 letters RW… of the public key, which stand in its file that ends in .pub.",
            )
        if self.contributions not in ("", *CONTRIBUTIONS):
            raise UsageError(
                f"contributions is '{self.contributions}'.", remedy=f"It is one of: {', '.join(CONTRIBUTIONS)}."
            )
        object.__setattr__(self, "languages", tuple(map(str, self.languages or ())))
        if isinstance(self.edition, Mapping):  # as a frame carries it
            object.__setattr__(self, "edition", Edition(**self.edition))
        object.__setattr__(self, "fictitious", None if self.fictitious is None else bool(self.fictitious))

    def over(self, other: Imprint) -> Imprint:
        """Give this imprint, with what it does not state as `other` states it.

        Raises UsageError if this one states that all is real and the other that it is invented: the word FICTITIOUS
        cannot be taken off.
        """
        if self.fictitious is False and other.fictitious:
            raise UsageError(
                "The records are stated to be fictitious where they come from, and the map is not to say so.",
                remedy="Leave out fictitious, or correct it in the settings of the project they come from.",
            )
        own = {one.name: getattr(self, one.name) or getattr(other, one.name) for one in fields(Imprint)}
        return Imprint(**{**own, "fictitious": other.fictitious if self.fictitious is None else self.fictitious})

    def to_attributes(self) -> dict[str, Any]:
        """Give what is stated as plain values, as a frame carries them in its `attrs`."""
        stated = {name: value for name, value in asdict(self).items() if value not in ("", (), None)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in stated.items()}


def combined(given: Imprint, imprints: Iterable[Imprint | None]) -> Imprint:
    """Give the imprint of a map: what is stated of the map itself, then what its records bring along.

    Raises UsageError if what is stated of the records contradicts it, or one another; stating that the whole map is
    fictitious contradicts nothing.
    """
    found = [one for one in imprints if one is not None]
    return given.over(together([replace(one, fictitious=True) for one in found] if given.fictitious else found))


def together(imprints: Iterable[Imprint]) -> Imprint:
    """Give the imprint of a map of records that come from several places; each producer and each number is kept.

    Raises UsageError if some of the records are stated to be fictitious and others to be real.

    >>> together([Imprint(hotline="102"), Imprint(hotline="112", fictitious=True)]).hotline
    '102 · 112'
    """
    found = list(dict.fromkeys(imprints))
    stated = {one.fictitious for one in found} - {None}
    if len(stated) > 1:
        raise UsageError(
            "Fictitious records and real ones cannot be on one map: it says of all of them that they are invented, "
            "or of none.",
            remedy="Make a map of each, or state that the whole map is fictitious.",
        )
    texts = {
        name: " · ".join(_each(getattr(one, name) for one in found)) for name in ("producer", "hotline", "signing_key")
    }
    first = {name: next(_each(getattr(one, name) for one in found), "") for name in ("title", "language", "made_on")}
    latest = max((str(one.data_date) for one in found), default="")
    languages = tuple(dict.fromkeys(name for one in found for name in one.languages))
    fictitious = stated.pop() if stated else None
    edition = _one_edition(_each(one.edition for one in found))
    contributions = max((one.contributions for one in found), default="")  # "none" of one is "none" of all
    return Imprint(
        **texts, **first, languages=languages, data_date=latest, fictitious=fictitious, edition=edition,
        contributions=contributions,
    )  # fmt: skip


def _one_edition(editions: Iterable[Edition]) -> Edition | None:
    """Records of several editions on one map: it hides what each of them hides."""
    found = list(editions)
    if len(found) < 2:
        return found[0] if found else None
    labels = " · ".join(one.label for one in found)
    return Edition(
        labels, sum(one.hidden for one in found), max(one.cells_m for one in found), any(one.dissolved for one in found)
    )


def _each(texts: Iterable[Any]) -> Any:
    """Those that are not empty, each once, in order."""
    return iter(dict.fromkeys(text for text in texts if text))
