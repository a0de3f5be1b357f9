"""The ground of a map as a block of its page: the container of the records, with shapes on a coarser grid.

The heading's `ground` says where the ground lies (`boxes`), how many units of the grid a degree has, and where the
sections of its parts are: `land`, `lakes` and `rivers`, `borders`, `disputed` and `districts`, `places` and `states`.
`viewer/src/data/ground.ts` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.mapfile.encode_shapes import pack_shapes, page_types
from geo.mapfile.sections import Sections, pack
from geo.maps.ground.own.parts import Part
from geo.maps.ground.world import Box, Names, Places, no_places

Shapes = NDArray[np.object_]
PLACE_UNITS = 1000
OWN_UNITS = 100_000


def _none() -> Shapes:
    return np.empty(0, dtype=object)


@dataclass(frozen=True)
class State:
    """A point for the name of a state, and how far the state reaches around it, in degrees of latitude."""

    lon: float
    lat: float
    reach_deg: float
    names: Names


@dataclass
class Ground:
    """What lies in some boxes of the world, as shapes (lon, lat) and points."""

    boxes: Sequence[Box]
    units: int
    land: Shapes = field(default_factory=_none)
    lakes: Shapes = field(default_factory=_none)
    lake_names: Sequence[Names] = ()
    rivers: Shapes = field(default_factory=_none)
    river_names: Sequence[Names] = ()
    borders: Shapes = field(default_factory=_none)
    disputed: Shapes = field(default_factory=_none)
    districts: Shapes = field(default_factory=_none)
    states: Sequence[State] = ()
    own: Mapping[str, Part] = field(default_factory=dict)
    places: Places = field(default_factory=no_places)


def packed(ground: Ground) -> bytes:
    """Write the ground as the block that a page opens."""
    sections = Sections()
    told: dict[str, Any] = {"boxes": [list(box) for box in ground.boxes], "units": ground.units}
    for name in ("land", "lakes", "rivers", "borders", "disputed", "districts"):
        shapes = getattr(ground, name)
        types = sections.ints(page_types(shapes))
        told[name] = {"types": types, "shapes": pack_shapes(shapes, sections, ground.units)}
    told["lakeNames"] = _text(list(ground.lake_names), sections)
    if any(ground.river_names):
        told["riverNames"] = _sparse(ground.river_names, sections)
    told["states"] = _text(
        [[round(one.lon, 3), round(one.lat, 3), round(one.reach_deg, 3), one.names] for one in ground.states], sections
    )
    told["places"] = _places(ground.places, sections)
    if ground.own:
        told["own"] = pack_parts(ground.own, sections)
    return pack({"layers": [], "early": 0, "ground": told}, sections, level=9)


def _places(places: Places, sections: Sections) -> dict[str, int]:
    lonlat = np.rint(places.lonlat * PLACE_UNITS).astype(np.int64)
    called = {"called": _sparse(places.called, sections)} if any(places.called) else {}
    return {
        "units": PLACE_UNITS,
        "lon": sections.ints(np.diff(lonlat[:, 0], prepend=0)),
        "lat": sections.ints(np.diff(lonlat[:, 1], prepend=0)),
        "rank": sections.ints(places.rank),
        "names": sections.text("\n".join(places.names).encode()),
        "others": sections.text("\n".join("|".join(others) for others in places.others).encode()),
        **called,
    }


def pack_parts(parts: Mapping[str, Part], sections: Sections) -> dict[str, Any]:
    """Write shapes by kind to a container, and say by which numbers its sections are found."""
    return {
        "units": OWN_UNITS,
        "parts": [
            {
                "kind": kind,
                "types": sections.ints(page_types(part.shapes)),
                "shapes": pack_shapes(part.shapes, sections, OWN_UNITS),
                "names": _sparse(part.names, sections),
            }
            for kind, part in parts.items()
        ],
    }


def _sparse(names: Sequence[Names], sections: Sections) -> int:
    """Names by language of those that have any, each with its index."""
    return _text([[index, own] for index, own in enumerate(names) if own], sections)


def _text(value: Any, sections: Sections) -> int:
    return sections.text(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def vertices(shapes: Shapes) -> int:
    """Count the vertices of shapes."""
    return int(shapely.get_num_coordinates(shapes).sum())
