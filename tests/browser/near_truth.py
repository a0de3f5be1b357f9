"""What lies near a place by other means: shapely and GeographicLib (in pyproj), with none of the page's ways.

Sides are straight in longitude and latitude. They are cut into pieces of some hundred metres, of which every end is put
where its geodesic distance and bearing from the place say; then shapely measures in that plane.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from geo.records import Layer

GEOD = Geod(ellps="WGS84")
KINDS = ("hazards", "accidents", "releases")
_PIECE_DEG = (0.001, 0.005)  # the second where a shape is a degree large: less than 1 cm off
_ROUNDED = 7  # decimals that a page keeps
_CLOSE_M = 0.1


@dataclass
class Truth:
    """Records of one kind: where each lies, and how far off it may be (metres)."""

    shapes: NDArray[np.object_]
    accuracy: NDArray[np.float64]

    @cached_property
    def points(self) -> NDArray[np.bool_]:
        return shapely.get_type_id(self.shapes) == 0

    @cached_property
    def pieces(self) -> NDArray[np.object_]:
        west, south, east, north = shapely.bounds(self.shapes).T
        return shapely.segmentize(self.shapes, np.where(np.maximum(east - west, north - south) < 1, *_PIECE_DEG))

    @cached_property
    def lon_lat(self) -> NDArray[np.float64]:
        centres = shapely.centroid(self.shapes)
        return np.column_stack([shapely.get_x(centres), shapely.get_y(centres)])

    @cached_property
    def reach(self) -> NDArray[np.float64]:
        """No vertex is farther from the centroid than this, metres."""
        vertices, of = shapely.get_coordinates(self.shapes, return_index=True)
        away = _metres(self.lon_lat[of], vertices)
        farthest = np.zeros(len(self.shapes))
        np.maximum.at(farthest, of, away)
        return farthest * 1.01 + 1

    def distances(self, lon: float, lat: float, until: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Distance (metres, 0 inside) and bearing (degrees, not a number at 0) of each record; only those that may be
        nearer than `until` are measured, the others are infinitely far."""
        away = _metres(np.array([[lon, lat]]), self.lon_lat)
        distance, bearing = np.full(len(self.shapes), np.inf), np.full(len(self.shapes), np.nan)
        near = away - self.reach <= until
        single = np.flatnonzero(near & self.points)
        if len(single):
            there = self.lon_lat[single]
            forward, _, metres = GEOD.inv(np.full(len(there), lon), np.full(len(there), lat), there[:, 0], there[:, 1])
            distance[single], bearing[single] = metres, np.asarray(forward) % 360
        for at in np.flatnonzero(near & ~self.points):
            distance[at], bearing[at] = _measured(self.shapes[at], self.pieces[at], lon, lat)
        return distance, bearing

    def nearest(self, lon: float, lat: float) -> tuple[NDArray[np.intp], float, float]:
        """The records at the least distance, that distance, and the bearing of the first."""
        away = _metres(np.array([[lon, lat]]), self.lon_lat)
        until = float((away + self.reach).min())
        distance, bearing = self.distances(lon, lat, until)
        least = float(distance.min())
        return np.flatnonzero(distance <= least + _CLOSE_M), least, float(bearing[int(distance.argmin())])


def _metres(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    a, b = np.broadcast_arrays(a, b)
    return np.asarray(GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2])


def _measured(shape: shapely.Geometry, pieces: shapely.Geometry, lon: float, lat: float) -> tuple[float, float]:
    if shape.geom_type.endswith("Polygon") and any(
        shapely.contains_xy(shape, lon + turn, lat) for turn in (-360, 0, 360)
    ):
        return 0.0, np.nan

    def plane(ends: NDArray[np.float64]) -> NDArray[np.float64]:
        forward, _, metres = GEOD.inv(np.full(len(ends), lon), np.full(len(ends), lat), ends[:, 0], ends[:, 1])
        angle = np.radians(forward)
        return np.column_stack([metres * np.sin(angle), metres * np.cos(angle)])

    drawn = shapely.transform(shapely.boundary(pieces) if shape.geom_type.endswith("Polygon") else pieces, plane)
    x, y = shapely.get_coordinates(shapely.shortest_line(shapely.Point(0, 0), drawn))[1]
    return float(np.hypot(x, y)), float(np.degrees(np.arctan2(x, y)) % 360)


def truths(layers: list[Layer]) -> dict[str, Truth]:
    """The records of each kind as a page has them: coordinates to 1e-7 degree, those without a place left out."""
    found: dict[str, Truth] = {}
    for kind in KINDS:
        shapes: list[shapely.Geometry] = []
        accuracy: list[float] = []
        for layer in layers:
            if layer.kind != kind:
                continue
            geometry = np.asarray(layer.frame.geometry, dtype=object)
            there = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
            if "position_accuracy_m" in layer.frame.columns:
                metres = layer.frame["position_accuracy_m"].astype(float).fillna(0).to_numpy()
            else:
                metres = np.zeros(len(geometry))
            rounded = shapely.transform(geometry[there], lambda ends: np.round(ends, _ROUNDED))
            shapes.extend(rounded)
            accuracy.extend(metres[there])
        found[kind] = Truth(np.array(shapes, dtype=object), np.array(accuracy, dtype=float))
    return found
