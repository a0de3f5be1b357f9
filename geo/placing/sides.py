"""On which side of the equator or of Greenwich a position lies whose text leaves it open, and what else decides it.

Metres in a zone of UTM lie north or south; an O is west in four languages and east in German. A column of hemispheres
or of countries decides it, the letters and headings of a table decide what an O is, and the other records of a file
decide both if they lie near one of the two places and far from the other. Each is said; where nothing decides,
nothing is assumed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.cells.outcomes import text_cells
from geo.cells.words import fold, words
from geo.findings.counting import listed
from geo.placing.rows import Placing
from geo.positions.words import HEMISPHERES

if TYPE_CHECKING:
    from geo.positions.table import Candidate
    from geo.positions.written import Written

Read = tuple[pd.DataFrame, "list[Written | None]"]
_OPEN = ("utm_hemisphere", "letter_o")
_UTM = {1: "EPSG:326", -1: "EPSG:327"}
_NEAR_LAT, _NEAR_LON = 5.0, 10.0
"""So many degrees from the middle of the other records a place is near them."""


def _folded(text: str) -> frozenset[str]:
    return frozenset(map(fold, text.split()))


_HEMISPHERE = _folded(
    "hemisphere hem hemisferio hemisfério hémisphère полушарие півкуля yarımkürə yarımküre نصف_الكرة N/S"
)
_COUNTRY = _folded(
    "country pays país страна країна ölkə ülke بلد البلد دولة الدولة država држава zemlja paese ប្រទេស quốc_gia کشور "
    "երկիր ქვეყანა shteti staat cntry adm0 admin0 iso2 iso3"
)
_BESIDE_COUNTRY = _folded("name code iso en nombre nom")
_O_IS_WEST = _folded(
    "coordenadas coordenada coordonnées latitud longitud fecha departamento municipio município vereda ubicación "
    "localización localização localidade lieu commune provincia distrito estado état"
)
_EAST_AND_WEST = _folded("E/O O/E L/O este/oeste est/ouest leste/oeste est/ovest")
_O_IS_EAST = _folded("koordinaten breite länge ort gemeinde bemerkung bemerkungen lage standort")
_LETTER = re.compile(r"\d[\s°º'\"′″.]*([EW])(?![^\W\d_])", re.IGNORECASE)


@dataclass(frozen=True)
class _Country:
    name: str
    box: tuple[float, float, float, float]

    def holds(self, candidate: Candidate) -> bool:
        west, south, east, north = self.box
        return west <= candidate.lon <= east and south <= candidate.lat <= north


@lru_cache(maxsize=1)
def _countries() -> dict[str, _Country]:
    table = tomllib.loads(files(__package__).joinpath("countries.toml").read_text(encoding="utf-8"))
    return {
        fold(word): _Country(name, tuple(about["box"]))
        for name, about in table.items()
        for word in (name, *about["names"])
    }


def settle_sides(
    done: Placing, indexes: NDArray[np.intp], texts: Sequence[str], found: Read, column: str,
    again: Callable[[list[str], list[Candidate]], Read],
) -> Read:  # fmt: skip
    """Give what was read of texts (`found`) with the sides that something beside them decides, and say what did.

    `again` reads some of the texts anew, each with the candidate that is meant.
    """
    codes = found[0]["code"].tolist()
    waiting = [number for number, code in enumerate(codes) if code in _OPEN]
    if not waiting or done.beside is None:
        return found
    beside = _Beside(done, indexes, found[0], texts, column)
    every = found[0]["candidates"].tolist()
    meant: dict[int, Candidate] = {}
    told: dict[str, list[int]] = {}
    stated: list[int] = []
    for number in waiting:
        candidate = beside.stated(number, every[number]) if codes[number] == "utm_hemisphere" else None
        if candidate is not None:
            stated.append(int(indexes[number]))
        else:
            candidate, why = beside.choose(number, every[number], codes[number])
            if candidate is not None:
                what = f"Only {_side(candidate, codes[number])} {why}; so it was read."
                told.setdefault(what, []).append(int(indexes[number]))
        if candidate is not None:
            meant[number] = candidate
    done.together(np.array(stated, dtype=np.intp), "read_as",
                  f"Its hemisphere is that of the column {listed(list(beside.hemispheres))}.", at=column)  # fmt: skip
    for what, rows in told.items():
        remedy = "Is it so? Write N or S behind the zone, or E or W behind the number."
        done.together(np.array(rows, dtype=np.intp), "side_assumed", what, remedy, at=column)
    return _with(found, [*meant], again([texts[number] for number in meant], [*meant.values()])) if meant else found


def _with(found: Read, numbers: Sequence[int], anew: Read) -> Read:
    """What was read, with some of it read anew."""
    order = np.arange(len(found[0]))
    order[list(numbers)] = len(order) + np.arange(len(numbers))
    taken = [*found[1], *anew[1]]
    return pd.concat([found[0], anew[0]], ignore_index=True).iloc[order].reset_index(drop=True), [
        taken[at] for at in order.tolist()
    ]


def _side(candidate: Candidate, code: str) -> str:
    if code == "utm_hemisphere":
        return "north" if candidate.crs.startswith(_UTM[1]) else "south"
    return "east" if candidate.lon > 0 else "west"


class _Beside:
    """What stands beside the positions of some rows: columns, letters, headings and the other records."""

    def __init__(
        self, done: Placing, indexes: NDArray[np.intp], found: pd.DataFrame, texts: Sequence[str], column: str
    ) -> None:
        self.done, self.indexes, self.found, self.texts, self.column = done, indexes, found, texts, column
        self.table: pd.DataFrame = pd.DataFrame() if done.beside is None else done.beside
        names = [str(name) for name in self.table.columns]
        self.hemispheres = {name: text_cells(self.table[name]) for name in names if fold(name) in _HEMISPHERE}
        self.countries = {name: text_cells(self.table[name]) for name in names if _is_of_country(name)}

    def choose(self, number: int, candidates: Sequence[Candidate], code: str) -> tuple[Candidate | None, str]:
        """The one of several candidates that is meant, and the words for what says so; None if nothing does."""
        at, is_utm = int(self.indexes[number]), code == "utm_hemisphere"
        for name, cells in self.countries.items():
            country = _countries().get(fold(cells[at])) if isinstance(cells[at], str) else None
            if country is not None:
                return _only(filter(country.holds, candidates), f"does it lie in {country.name}, as {name} has it")
        if is_utm and len(candidates) == 1:
            return _only(candidates, "of the equator is its northing one of UTM")
        if not is_utm and (sign := self._of_o):
            meant = [candidate for candidate in candidates if np.sign(candidate.lon) == sign]
            return _only(meant, "can its O be, as the letters or headings of the table have it")
        return _only(filter(self._is_near, candidates), "does it lie near the other records")

    def stated(self, number: int, candidates: Sequence[Candidate]) -> Candidate | None:
        """The candidate on the side of the equator that a column of hemispheres states."""
        for cells in self.hemispheres.values():
            axis, sign = HEMISPHERES.get(_plain(cells[int(self.indexes[number])]), ("", 0))
            if axis == "lat":
                return next((candidate for candidate in candidates if candidate.crs.startswith(_UTM[sign])), None)
        return None

    @cached_property
    def _of_o(self) -> int:
        """1 if an O is the east in this table, -1 if it is the west, 0 if nothing tells or two things disagree."""
        letters = {found[1].upper() for text in self.texts if (found := _LETTER.search(text))}
        headings = {word for name in (*map(str, self.table.columns), self.column) for word in words(name)}
        signs = {-1 for _ in letters & {"E"}} | {1 for _ in letters & {"W"}}
        signs |= {-1 for name in self.table.columns if fold(str(name)) in _EAST_AND_WEST}
        signs |= {-1 for _ in headings & _O_IS_WEST} | {1 for _ in headings & _O_IS_EAST}
        return signs.pop() if len(signs) == 1 else 0

    @cached_property
    def _middle(self) -> tuple[float, float] | None:
        """The median of the records that have a position, in lon, lat."""
        placed = shapely.get_coordinates(shapely.centroid(self.done.geometry[~shapely.is_missing(self.done.geometry)]))
        own = self.found[["lon", "lat"]].dropna().to_numpy(dtype=float)
        every = np.vstack([placed.reshape(-1, 2), own])
        return tuple(np.median(every, axis=0).tolist()) if len(every) else None

    def _is_near(self, candidate: Candidate) -> bool:
        if self._middle is None:
            return False
        lon, lat = self._middle
        return abs(candidate.lat - lat) <= _NEAR_LAT and abs((candidate.lon - lon + 180) % 360 - 180) <= _NEAR_LON


def _only(candidates: Iterable[Candidate], why: str) -> tuple[Candidate | None, str]:
    found = list(candidates)
    return (found[0] if len(found) == 1 else None), why


def _plain(cell: Any) -> str:
    return cell.replace(".", "").replace(" ", "").casefold() if isinstance(cell, str) else ""


def _is_of_country(name: str) -> bool:
    """Whether a heading is that of the country of a record, and not of a donor's or of a victim's.

    >>> _is_of_country("Country name"), _is_of_country("grp/País"), _is_of_country("Donor country")
    (True, True, False)
    """
    found = [word for word in words(name.rpartition("/")[2]) if word not in _BESIDE_COUNTRY]
    return "".join(found) in _COUNTRY
