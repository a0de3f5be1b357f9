"""What of the world the picture without scripts shows, and where that is on it."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.crs import turned_to
from geo.maps.ground.turning import turns_in
from geo.maps.ground.world import Box

WIDTH, HEIGHT = 600, 560  # a phone shows it at 0.6 of that, and its words must be read there
_MARGIN = 1.16
_SMALLEST_SPAN = 0.05  # degrees: a single point still gets its surroundings
_LEAST_PART = 1e-6  # degrees: less of another world is not seen
_EMPTY = Box(-180.0, -60.0, 180.0, 80.0)


class Frame(NamedTuple):
    """The upper left corner in degrees, and how many pixels a degree is."""

    west: float
    north: float
    x_scale: float
    y_scale: float

    def at(self, lon: NDArray[Any], lat: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the pixels of positions."""
        return (lon - self.west) * self.x_scale, (self.north - lat) * self.y_scale

    def window(self, margin_px: float = 8) -> Box:
        """Give what the picture shows, and a little more."""
        aside, above = margin_px / self.x_scale, margin_px / self.y_scale
        east, south = self.east, self.north - HEIGHT / self.y_scale
        return Box(self.west - aside, south - above, east + aside, self.north + above)

    @property
    def east(self) -> float:
        """The right edge in degrees, more than 180 where the picture reaches across."""
        return self.west + WIDTH / self.x_scale

    def turned(self, lon: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give longitudes by as many turns to the east or the west as bring them nearest to the middle."""
        return turned_to((self.west + self.east) / 2, lon)

    def worlds(self) -> list[Frame]:
        """Give the frames, one or two, in which the world as it lies between 180° W and 180° E has its place here."""
        middle = (self.west + self.east) / 2
        west, east = max(self.west, middle - 180), min(self.east, middle + 180)
        return [self._replace(west=self.west - turn) for turn in turns_in(west, east, _LEAST_PART)]

    @property
    def zoom(self) -> float:
        """The zoom of the page at which it shows as much."""
        return math.log2(self.x_scale * 360 / 256)


def fitted(extent: Box | None) -> Frame:
    """Fit the picture around an extent; around the world where there is none."""
    west, south, east, north = extent or _EMPTY
    lon, lat = (west + east) / 2, (south + north) / 2
    shrink = max(math.cos(math.radians(lat)), 0.05)
    span_lat = max((north - south) * _MARGIN, (east - west) * _MARGIN * shrink * HEIGHT / WIDTH, _SMALLEST_SPAN)
    y_scale = HEIGHT / span_lat
    x_scale = y_scale * shrink
    return Frame(lon - WIDTH / 2 / x_scale, lat + HEIGHT / 2 / y_scale, x_scale, y_scale)
