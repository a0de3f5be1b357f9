"""How the ground is drawn on one map, and the ground that its records lie on."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from geo.errors import UsageError
from geo.findings.counting import counted
from geo.maps.ground.clip import boxes_around, clipped
from geo.maps.ground.extent import Shown, bounds_of, extent_of, surroundings_of
from geo.maps.ground.own import files
from geo.maps.ground.own.fitting import MOST_BYTES, fitted, told
from geo.maps.ground.own.parts import NEAR_M, Own, Where

File = str | os.PathLike[str] | None
BORDERS = ("drawn", "none")


@dataclass(frozen=True)
class GroundTerms:
    """What the maker of a map decides of its ground.

    `borders`: "drawn", or "none" for neither those of states nor of districts. `names`: what places are to be called,
    by the name they have otherwise; a text, or one for each language. `file`: the maker's own ground, an OpenStreetMap
    extract (.osm.pbf), vector tiles (.pmtiles) or a country file of GeoNames. Raises UsageError for other borders,
    SourceError for another file.
    """

    borders: str = "drawn"
    names: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict)
    file: File = None

    def __post_init__(self) -> None:
        if self.borders not in BORDERS:
            raise UsageError(f"borders is '{self.borders}'.", remedy=f"It is one of: {', '.join(BORDERS)}.")
        if self.file is not None:
            files.reader_of(self.file)


AS_IT_IS = GroundTerms()


@dataclass(frozen=True)
class Under:
    """The ground of one map: its block, None where records lie all over the world; whom to name for the maker's file
    ("" without one); sentences about what was taken from it; what that is; and how the ground is drawn."""

    block: bytes | None
    credit: str = ""
    told: Sequence[str] = ()
    own: Own | None = None
    terms: GroundTerms = AS_IT_IS


NO_GROUND = Under(None)


def ground_of(layers: Sequence[Shown], terms: GroundTerms) -> Under:
    """Make the ground around the records of some layers. Raises SourceError for a file that cannot be read."""
    bounds = bounds_of(layers)
    extent = extent_of(bounds)
    if extent is None:
        return Under(None, told=_not_used(terms.file), terms=terms)
    boxes = boxes_around(extent)
    own, under = None, Under(None, told=_not_used(terms.file))
    if terms.file is not None and boxes:
        own, under = _own(terms.file, Where(boxes, surroundings_of(layers)))
    near = (bounds[:, :2] + bounds[:, 2:]) / 2
    block = clipped(extent, near, borders=terms.borders != "none", own=own)
    return replace(under, block=block, own=own, terms=terms)


def _not_used(file: File) -> list[str]:
    return [] if file is None else [f"{_name(file)} was not used: the records lie all over the world, or nowhere."]


def _own(file: str | os.PathLike[str], where: Where) -> tuple[Own | None, Under]:
    """What a file of the maker's gives to a map, and what is to be said of it."""
    own = files.read(file, where)
    found = fitted(own, where.bounds)
    places = len(own.places.names)
    if not (found.parts or places):
        return None, Under(None, told=[f"Ground: {_name(file)} has nothing around the records."])
    has = ", ".join(filter(None, [told(found.parts), counted(places, "place") if places else ""]))
    sentences = [f"Ground: {_name(file)}, {own.source}: {has}."]
    if found.parts:
        far = f"whole within {NEAR_M / 1000:g} km of records; elsewhere it has main roads, rivers and places"
        sentences.append(f"It is {far}.")
    sentences += own.notes
    if found.left_out:
        most = f"{MOST_BYTES * 4 / 3e6:g} MB"
        sentences.append(f"Left out, the farthest first, to add no more than {most}: {', '.join(found.left_out)}.")
    return replace(own, parts=found.parts), Under(None, own.credit, sentences)


def _name(file: str | os.PathLike[str]) -> str:
    return os.path.basename(os.fspath(file))
