"""What a file of the maker's gives to the ground: shapes by kind, and places.

The kinds are those that the page has a look for (`viewer/src/engine/ground/own.ts`), in the order of importance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.maps.ground.world import Box, Names, Places, no_places

Shapes = NDArray[np.object_]


NEAR_M = 2000
METRES_PER_DEGREE = 111_200.0
_MOST_BOXES = 3000


class Where(NamedTuple):
    """What of a file is wanted as ground, in degrees: in which boxes, and the bounds of records, near which everything
    is."""

    boxes: Sequence[Box]
    bounds: NDArray[np.float64]

    @property
    def all(self) -> str:
        """The boxes as WKT."""
        return wkt(shapely.box(*np.array(self.boxes).T))

    @property
    def near(self) -> str:
        """What lies near records, and a little more, as WKT."""
        return wkt(self.near_area())

    def near_area(self) -> Any:
        """Give what lies near records, and a little more, as an area."""
        bounds = self.bounds
        if len(bounds) > _MOST_BOXES:  # cells in their place
            bounds = np.unique(np.floor(bounds * 40), axis=0) / 40 + np.array([0, 0, 0.025, 0.025])
        west, south, east, north = bounds.T
        up = 1.2 * NEAR_M / METRES_PER_DEGREE
        aside = up / np.maximum(0.05, np.cos(np.radians((south + north) / 2)))
        return shapely.union_all(shapely.box(west - aside, south - up, east + aside, north + up))


def wkt(boxes: Any) -> str:
    """Write areas as one, to a metre."""
    return str(shapely.to_wkt(shapely.union_all(boxes), rounding_precision=5))


class Kind(NamedTuple):
    """A kind of shape: what one and several are called, and which are wanted far from records too: lines, and areas of
    at least so many square degrees; None for none."""

    one: str
    several: str
    far_from: float | None


ANY = 0.0
_SMALL_LAKE_DEG2 = 5e-6  # about 0.05 km²
KINDS = {
    "river": Kind("river", "rivers", ANY),
    "road_main": Kind("main road", "main roads", ANY),
    "water": Kind("lake or pond", "lakes and ponds", _SMALL_LAKE_DEG2),
    "sea": Kind("stretch of sea", "stretches of sea", ANY),
    "coast": Kind("stretch of coast", "stretches of coast", ANY),
    "road_middle": Kind("secondary road", "secondary roads", ANY),
    "rail": Kind("railway", "railways", ANY),
    "area": Kind("area", "areas", ANY),
    "line": Kind("line", "lines", ANY),
    "road_minor": Kind("minor road", "minor roads", None),
    "built": Kind("residential area", "residential areas", None),
    "cemetery": Kind("cemetery", "cemeteries", None),
    "track": Kind("track", "tracks", None),
    "stream": Kind("stream", "streams", None),
    "wood": Kind("wood", "woods", None),
    "building": Kind("building", "buildings", None),
    "service": Kind("service road", "service roads", None),
    "path": Kind("path", "paths", None),
    "field": Kind("field or meadow", "fields and meadows", None),
}
"""By importance. `area` and `line` are those of which nothing is known but their shape."""


@dataclass(frozen=True)
class Part:
    """The shapes (lon, lat) of one kind, and what each is called: {} for one without a name."""

    shapes: Shapes
    names: Sequence[Names]

    def chosen(self, which: NDArray[np.intp]) -> Part:
        """Give some of the shapes, with their names."""
        return Part(self.shapes[which], [self.names[at] for at in which.tolist()])


@dataclass(frozen=True)
class Own:
    """What was read from a file.

    `source`: what the file is, in words. `credit`: whom to name, as they ask to be named. `notes`: sentences about how
    it was read.
    """

    source: str
    credit: str
    parts: dict[str, Part] = field(default_factory=dict)
    places: Places = field(default_factory=no_places)
    notes: Sequence[str] = ()

    def reach(self) -> Any:
        """Give where the file has anything, in cells of a tenth of a degree and those around them."""
        vertices = shapely.get_coordinates(np.concatenate([part.shapes for part in self.parts.values()]))
        corners = np.unique(np.floor(vertices * 10), axis=0) / 10
        lon, lat = corners.T
        return shapely.union_all(shapely.box(lon - 0.1, lat - 0.1, lon + 0.2, lat + 0.2))
