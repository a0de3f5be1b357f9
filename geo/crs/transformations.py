"""From any CRS to lon, lat on WGS 84 by a published transformation, named, with the accuracy its publisher states.

Several transformations are published for most older datums. The one taken is the most accurate whose area of use
contains the data. Where the others that are valid there disagree with it by more than its stated accuracy, it is
said by how much: the true position may lie that far off. A "ballpark" transformation, which takes two datums
for the same, can be hundreds of metres off and is refused unless asked for.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from pyproj.transformer import TransformerGroup

from geo.crs.measures import Floats, Geometries, distance_m
from geo.crs.systems import find_crs
from geo.errors import UsageError
from geo.findings.counting import counted, verb

WGS84 = "EPSG:4326"
_UNSTATED = 900.0
"""EPSG writes 999 m where the accuracy is not known."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One published way from a CRS to WGS 84: its name, stated accuracy in metres (None: not stated), area of use."""

    name: str
    accuracy_m: float | None
    bounds: tuple[float, float, float, float]
    ballpark: bool
    transformer: Transformer

    def contains(self, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        """Say for each point whether it lies in the area of use."""
        west, south, east, north = self.bounds
        across = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
        return across & (lat >= south) & (lat <= north)


@dataclass(frozen=True, slots=True)
class ToLonLat:
    """Geometries in lon, lat, and how they came there.

    `accuracy_m` is what the publisher of the transformation states (0 for a mere conversion on WGS 84, None where
    nothing is stated); `alternatives_m` is how far the other published transformations for the same place lie away
    from it at most (0 where there is no other); `notes` are sentences for the reader of the record. `each` says the
    same of each geometry by itself: one point for each, the first of its coordinates (NaN where it has none).
    """

    geometries: Geometries
    transformation: str
    accuracy_m: float | None
    alternatives_m: float
    each: Points
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def _operations(wkt: str) -> tuple[tuple[Operation, ...], tuple[tuple[str, float | None, str], ...]]:
    with warnings.catch_warnings():
        # pyproj warns of grids that are not installed; the answer carries them as data.
        warnings.simplefilter("ignore")
        found_crs = CRS.from_wkt(wkt)
        try:
            group = TransformerGroup(found_crs, WGS84, always_xy=True)
        except (ProjError, IndexError) as error:
            raise UsageError(
                f"No way leads from {found_crs.name} to longitude and latitude.", remedy="Is it the right CRS?"
            ) from error
    found = []
    for transformer in group.transformers:
        area = transformer.area_of_use
        found.append(
            Operation(
                name=_name(transformer.description),
                accuracy_m=_stated(transformer.accuracy),
                bounds=(-180.0, -90.0, 180.0, 90.0) if area is None else area.bounds,
                ballpark="ballpark" in transformer.description.lower(),
                transformer=transformer,
            )
        )
    missing = tuple(
        (
            _name(operation.name),
            _stated(operation.accuracy),
            ", ".join(grid.short_name for grid in operation.grids if not grid.available),
        )
        for operation in group.unavailable_operations
    )
    return tuple(found), missing


def operations(crs: Any) -> tuple[Operation, ...]:
    """List the published operations from `crs` to WGS 84 that can be carried out here, in the order PROJ gives them.

    >>> [operation.name for operation in operations("EPSG:32638")]
    ['Inverse of UTM zone 38N']
    """
    return _operations(find_crs(crs).to_wkt())[0]


@lru_cache(maxsize=512)
def transformer_between(source: Any, target: Any) -> Transformer:
    """Make, once, a transformer between two CRS in lon/lat, east/north order."""
    return Transformer.from_crs(source, target, always_xy=True)


def to_lonlat(geometries: Any, crs: Any, *, allow_ballpark: bool = False) -> ToLonLat:
    """Bring geometries from `crs` to lon, lat (WGS 84); x is east and y is north in the input, heights are kept.

    One operation is taken for all where one's area of use contains them all; otherwise each geometry has its own.
    A geometry that cannot be brought over becomes None and is counted in `notes`. Raises UsageError for an unknown CRS,
    and where only a ballpark transformation is to be had and `allow_ballpark` is false.

    >>> done = to_lonlat(np.array([shapely.Point(8579000, 4473000)]), "EPSG:28408")
    >>> done.transformation, done.accuracy_m
    ('Inverse of 6-degree Gauss-Kruger zone 8 + Pulkovo 1942 to WGS 84 (16)', 4.5)
    """
    geoms = np.empty(len(geometries), dtype=object)
    geoms[:] = geometries
    coordinates, owner = shapely.get_coordinates(geoms, return_index=True)
    moved = points_to_lonlat(coordinates[:, 0], coordinates[:, 1], crs, owner=owner, allow_ballpark=allow_ballpark)
    flat = np.column_stack([moved.lon, moved.lat])
    lost = np.unique(owner[~np.isfinite(flat).all(axis=1)])
    # shapely refuses what is not finite; the geometries that hold such a point are emptied below.
    flat[~np.isfinite(flat)] = 0.0
    has_z = shapely.has_z(geoms)
    result = geoms.copy()
    if (~has_z).any():
        result[~has_z] = shapely.set_coordinates(geoms[~has_z].copy(), flat[~has_z[owner]])
    if has_z.any():
        heights = shapely.get_coordinates(geoms[has_z], include_z=True)[:, 2]
        result[has_z] = shapely.set_coordinates(geoms[has_z].copy(), np.column_stack([flat[has_z[owner]], heights]))
    result[lost] = None
    notes = moved.notes
    if len(lost):
        geometries = (
            f"{len(lost):,} of {counted(len(geoms), 'geometry', 'geometries')} {verb(len(lost), 'lies', 'lie')}"
        )
        notes = (*notes, f"{geometries} where {find_crs(crs).name} is not defined.")
    each = _of_geometries(moved, owner, len(geoms))
    return ToLonLat(result, moved.transformation, moved.accuracy_m, moved.alternatives_m, each, notes)


@dataclass(frozen=True, slots=True)
class Points:
    """Points in lon, lat, and for each of them how it came there; the properties sum up, as in ToLonLat.

    `outside`: the point lies in no area for which a transformation is published, so that what the one used states of
    its accuracy does not hold there. `remarks`: what is to be said of all of them.
    """

    lon: Floats
    lat: Floats
    names: NDArray[np.object_]
    accuracies: Floats
    alternatives: Floats
    outside: NDArray[np.bool_]
    source: str
    remarks: tuple[str, ...]

    @property
    def disputed(self) -> NDArray[np.bool_]:
        """The points for which other published operations lie further away than the one used states."""
        return np.asarray(self.alternatives > self.accuracies)

    @property
    def said(self) -> NDArray[np.object_]:
        """The operation used for each point, and how far others lie away where that is more than it states."""
        said = self.names.copy()
        for index in np.flatnonzero(self.disputed).tolist():
            said[index] += f" (others that are published lie up to {self.alternatives[index]:.0f} m away)"
        return said

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for the reader of the record."""
        notes = self.remarks
        if self.outside.any():
            notes = (
                f"The data lie outside the area in which a transformation from {self.source} is published.",
                *notes,
            )
        if (worse := self.disputed).any():
            said = (
                f"Other published transformations lie up to {self.alternatives[worse].max():.1f} m from the one used, "
                f"more than the {self.accuracies[worse].max():.1f} m it states."
            )
            notes = (*notes, said)
        return notes

    @property
    def transformation(self) -> str:
        """The operations that were used, each once."""
        return "; ".join(filter(None, dict.fromkeys(self.names.tolist())))

    @property
    def accuracy_m(self) -> float | None:
        """The worst of the stated accuracies; None if one is not stated."""
        worst = float(np.max(self.accuracies, initial=0.0))
        return None if np.isnan(worst) else worst

    @property
    def alternatives_m(self) -> float:
        """How far other published operations lie away at most."""
        return float(np.max(self.alternatives, initial=0.0))


def points_to_lonlat(
    x: Floats, y: Floats, crs: Any, *, owner: NDArray[np.intp] | None = None, allow_ballpark: bool = False
) -> Points:
    """Bring points from `crs` to lon, lat, each by the most accurate operation whose area of use contains it.

    `owner` keeps points together that belong to one geometry. Raises UsageError as `to_lonlat` does.

    >>> points = points_to_lonlat(np.array([46.93]), np.array([40.39]), "EPSG:4284")
    >>> points.transformation, points.lon.round(5).tolist()
    ('Pulkovo 1942 to WGS 84 (16)', [46.9288])
    """
    found = find_crs(crs)
    known, missing = _operations(found.to_wkt())
    usable = [operation for operation in known if allow_ballpark or not operation.ballpark]
    x, y = np.asarray(x, float), np.asarray(y, float)
    if not usable:
        raise UsageError(
            f"No published transformation from {found.name} to WGS 84 can be carried out here"
            + (f"; it needs the grid {missing[0][2]}, which is not installed." if missing else "."),
            remedy="Convert the data with a tool that has one, and say which; or allow a ballpark transformation.",
        )
    lon, lat = usable[0].transformer.transform(x, y)
    inside = np.array([operation.contains(lon, lat) for operation in usable]).reshape(len(usable), len(x))
    if owner is not None and len(x):
        inside = _keep_together(inside, owner)
    ranks = _ranks(usable)
    chosen = _choose(inside, ranks)
    everywhere = [index for index in np.argsort(ranks) if inside[index].all()]
    if owner is not None and everywhere:
        chosen[:] = everywhere[0]
    return _carry_out((x, y), (lon, lat), usable, inside, chosen, found.name, _remarks(missing, usable, chosen))


def from_lonlat(lon: Any, lat: Any, crs: Any) -> tuple[Floats, Floats]:
    """Bring lon, lat to x, y in `crs` by the operation that `points_to_lonlat` would take there.

    >>> x, y = from_lonlat([46.9288], [40.3899], "EPSG:28408")
    >>> x.round().tolist(), y.round().tolist()
    ([8663877.0], [4474700.0])
    """
    lon, lat = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    usable = [found for found in operations(crs) if not found.ballpark]
    if not usable:
        raise UsageError(f"No published transformation from WGS 84 to {find_crs(crs).name} can be carried out here.")
    ranks = _ranks(usable)
    x, y = np.empty_like(lon), np.empty_like(lat)
    inside = np.array([found.contains(lon, lat) for found in usable])
    chosen = _choose(inside, ranks)
    for index in np.unique(chosen):
        these = chosen == index
        x[these], y[these] = usable[index].transformer.transform(lon[these], lat[these], direction="INVERSE")
    return x, y


def _carry_out(
    entered: tuple[Floats, Floats],
    tried: tuple[Floats, Floats],
    usable: list[Operation],
    inside: NDArray[np.bool_],
    chosen: NDArray[np.intp],
    source: str,
    remarks: tuple[str, ...],
) -> Points:
    """Bring points by the operation chosen for each; `tried`: where the first of the usable ones puts them."""
    x, y = entered
    lon, lat, alternatives = np.full(len(x), np.nan), np.full(len(x), np.nan), np.zeros(len(x))
    names, accuracies = np.full(len(x), "", dtype=object), np.full(len(x), np.nan)
    for index in np.unique(chosen):
        these = np.flatnonzero(chosen == index)
        operation = usable[index]
        if index == 0:
            lon[these], lat[these] = tried[0][these], tried[1][these]
        else:
            lon[these], lat[these] = operation.transformer.transform(x[these], y[these])
        names[these] = operation.name
        accuracies[these] = np.nan if operation.accuracy_m is None else operation.accuracy_m
        # How far the other published operations would put the same point, which is how sure its position is.
        for other in range(len(usable)):
            rival = usable[other]
            there = these[inside[other, these]]
            if other == index or rival.ballpark or rival.accuracy_m is None or not len(there):
                continue
            apart = distance_m(lon[there], lat[there], *rival.transformer.transform(x[there], y[there]))
            alternatives[there] = np.fmax(alternatives[there], np.where(np.isfinite(apart), apart, 0.0))
    lost = ~(np.isfinite(lon) & np.isfinite(lat))
    lon[lost], lat[lost] = np.nan, np.nan
    # For each point the one cell of its own operation: inside[chosen[i], i].
    outside = ~inside[chosen, np.arange(len(x))]
    return Points(lon, lat, names, accuracies, alternatives, outside, source, remarks)


def _of_geometries(moved: Points, owner: NDArray[np.intp], count: int) -> Points:
    """Sum up the points of each geometry; all of them went the same way."""
    have, first = np.unique(owner, return_index=True)

    def spread(values: NDArray[Any], empty: Any) -> NDArray[Any]:
        result = np.full(count, empty, dtype=values.dtype)
        result[have] = values
        return result

    furthest = np.maximum.reduceat(moved.alternatives, first) if len(first) else moved.alternatives
    return Points(
        spread(moved.lon[first], np.nan),
        spread(moved.lat[first], np.nan),
        spread(moved.names[first], ""),
        spread(moved.accuracies[first], np.nan),
        spread(furthest, 0.0),
        spread(moved.outside[first], empty=False),
        moved.source,
        moved.remarks,
    )


def _remarks(
    missing: tuple[tuple[str, float | None, str], ...], usable: list[Operation], chosen: NDArray[np.intp]
) -> tuple[str, ...]:
    remarks = []
    used = np.unique(chosen)
    if any(usable[index].ballpark for index in used):
        remarks.append("The transformation is a ballpark one: it may be hundreds of metres off.")
    stated = [usable[index].accuracy_m for index in used]
    worst = max((value for value in stated if value is not None), default=0.0)
    better = [entry for entry in missing if entry[1] is not None and entry[1] < worst and entry[2]]
    if better:
        name, accuracy, grids = better[0]
        remarks.append(
            f"A more accurate transformation, {name} ({accuracy:g} m), needs {grids}, which is not installed."
        )
    return tuple(remarks)


def _keep_together(inside: NDArray[np.bool_], owner: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Give all points of one geometry the same answer: an area of use must contain the whole of it."""
    # The points of a geometry stand in a row, so that each run of one owner is one geometry.
    starts = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    whole = np.logical_and.reduceat(inside, starts, axis=1)
    return np.asarray(np.repeat(whole, np.diff(np.r_[starts, len(owner)]), axis=1))


def _choose(inside: NDArray[np.bool_], ranks: NDArray[np.int_]) -> NDArray[np.intp]:
    """Choose for each point the best operation whose area contains it, or PROJ's first, which has the widest area."""
    # An operation that does not contain the point gets a rank worse than any.
    best = np.argmin(np.where(inside, ranks[:, None], len(ranks)), axis=0)
    return np.where(inside.any(axis=0), best, 0)


def _ranks(usable: list[Operation]) -> NDArray[np.int_]:
    """Order operations by stated accuracy, then by the smaller area of use; ballpark ones last."""

    def key(index: int) -> tuple[bool, float, float]:
        operation = usable[index]
        west, south, east, north = operation.bounds
        size = ((east - west) % 360 or 360.0) * (north - south)
        return operation.ballpark, np.inf if operation.accuracy_m is None else operation.accuracy_m, size

    ranks = np.empty(len(usable), int)
    ranks[sorted(range(len(usable)), key=key)] = np.arange(len(usable))
    return ranks


def _name(description: str) -> str:
    steps = [step for step in description.split(" + ") if not step.startswith("axis order change")]
    return " + ".join(steps)


def _stated(accuracy: float | None) -> float | None:
    return None if accuracy is None or accuracy < 0 or accuracy > _UNSTATED else float(accuracy)
