"""A traverse becomes points and a polygon, with its closing error and an honest uncertainty.

Each leg is a geodesic that leaves its point in the true bearing, as long as the tape is when level (Karney 2013).

The closing error is where the last leg ends, less where it should. Bowditch's rule (N. Bowditch 1808; the compass rule
in Wolf and Ghilani, *Elementary Surveying*, 10.7) spreads it along the legs of the polygon by their lengths, and is
applied only when asked for. A side shot has no part in it: it hangs on the adjusted point from which it was taken.

Uncertainty: each leg has a standard deviation along (the tape) and across (the compass), independent of the others;
the declination, which is common to all legs, turns the whole figure about the known point. With the accuracy of the
known point they give the root mean square error of each point (DRMS).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.cells.numbers import LENGTH_UNITS
from geo.crs import area_m2, bearing_deg, destination, distance_m
from geo.errors import SourceError
from geo.findings import Findings
from geo.findings.counting import counted
from geo.traverse.bearings import Variation, the_variation, true_bearing, variations
from geo.traverse.model import Leg, Traverse
from geo.traverse.ring import cut_at_antimeridian, unwrapped
from geo.traverse.route import Route, find_route, where

ASSUMED_BEARING_SIGMA_DEG = 1.0
ASSUMED_TAPE_SIGMA = 0.005
ASSUMED_PACES_SIGMA = 0.05
"""What a hand-held compass, a tape and a counted pace do, where the sheet does not say."""
WORST_RATIO = 100
"""A closing error above a hundredth of the way round is warned of."""


@dataclass(frozen=True, slots=True)
class Station:
    """One point: lon, lat (WGS 84), its DRMS uncertainty, and the leg that led to it in true bearing and metres.

    `start` is the point from which that leg came; the known point has none.
    """

    name: str
    lon: float
    lat: float
    uncertainty_m: float
    bearing_true_deg: float = math.nan
    distance_m: float = math.nan
    start: str = ""


@dataclass(slots=True)
class ComputedTraverse:
    """A computed traverse.

    `approach`: the known point, the benchmark and what else leads to the polygon; `corners`: the points of the
    polygon in order, each once; `side_shots`: points beside the way, which are not corners. `closure_m` is NaN where no
    leg comes back to the first corner. `misclosure` is where the last leg ended (lon, lat), before any adjustment.
    `polygon` is None with fewer than three corners, and where it is not certain which points are the corners;
    across the antimeridian it is a multipolygon that is cut there.
    """

    name: str
    approach: list[Station]
    corners: list[Station]
    polygon: shapely.Polygon | shapely.MultiPolygon | None
    walked_m: float
    closure_m: float = math.nan
    closure_bearing_deg: float = math.nan
    misclosure: tuple[float, float] | None = None
    adjusted: bool = False
    declination_deg: float = math.nan
    area_m2: float = math.nan
    problems: Findings = field(default_factory=Findings)
    side_shots: list[Station] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """How many metres were walked round the polygon for one metre of closing error; NaN where there is none."""
        return self.walked_m / self.closure_m if self.closure_m > 0 else math.inf if self.closure_m == 0 else math.nan

    @property
    def uncertainty_m(self) -> float:
        """The uncertainty of the worst corner."""
        return max((corner.uncertainty_m for corner in self.corners), default=math.nan)


@dataclass(slots=True)
class _Walk:
    """What is known while walking: points, their covariance from legs alone, and how far declinations turn them."""

    lonlat: dict[str, tuple[float, float]]
    covariance: dict[str, NDArray[np.float64]]
    turned: dict[str, NDArray[np.float64]]
    led: dict[str, tuple[str, float, float]] = field(default_factory=dict)
    """From which point, in which true bearing and how far the leg to each point goes."""


def compute(traverse: Traverse, *, adjust: bool = False) -> ComputedTraverse:
    """Compute the points and the polygon of a traverse; spread the closing error by Bowditch's rule if `adjust`.

    Raises SourceError where a leg starts at a point that no leg leads to, or lacks what it takes to be computed.

    >>> square = [Leg("SP", "A", 0, 100), Leg("A", "B", 90, 100), Leg("B", "C", 180, 100), Leg("C", "SP", 270, 100)]
    >>> result = compute(Traverse("one", "SP", 46.93, 40.39, square))
    >>> round(result.area_m2), result.closure_m < 0.01
    (10000, True)
    """
    route = find_route(traverse)
    found, problems = variations(traverse)
    walk = _Walk(
        {traverse.at: (traverse.lon, traverse.lat)}, {traverse.at: np.zeros((2, 2))}, {traverse.at: np.zeros(2)}
    )
    closing: tuple[float, float] | None = None
    back: list[float] = []
    for leg, variation in zip(traverse.legs, found, strict=True):
        azimuth, length = true_bearing(leg, walk.lonlat[leg.start], variation, traverse), _horizontal_m(leg, traverse)
        end = _walk(walk, leg, azimuth, length, variation, traverse)
        if leg is route.closing:
            closing, back = end, [length]
        else:
            walk.lonlat[leg.end] = end
            walk.led[leg.end] = leg.start, azimuth, length
    lengths = [walk.led[name][2] for name in route.corners[1:]] + back
    _note_assumed(problems, traverse)
    stations = {name: _station(name, walk, traverse) for name in walk.lonlat}
    result = ComputedTraverse(
        name=traverse.name,
        approach=[stations[name] for name in route.approach],
        corners=[stations[name] for name in route.corners],
        polygon=None,
        walked_m=math.fsum(lengths),
        declination_deg=the_variation(traverse, found),
        problems=problems,
        side_shots=[stations[name] for name in route.beside],
    )
    _tell_route(result, route)
    _close(result, closing, traverse)
    if adjust:
        _adjust(result, lengths, route)
    if route.is_plain:
        _enclose(result)
    return result


def _assumed_sigma(unit: str) -> float:
    return ASSUMED_PACES_SIGMA if unit == "paces" else ASSUMED_TAPE_SIGMA


def _horizontal_m(leg: Leg, traverse: Traverse) -> float:
    unit = leg.pace_m if leg.distance_unit == "paces" else LENGTH_UNITS[leg.distance_unit]
    if unit is None:
        raise SourceError(f"{where(traverse, leg)}: the length of a pace is not given.", remedy="Write it in pace_m.")
    return leg.distance * unit * math.cos(math.radians(leg.slope_deg))


def _walk(
    walk: _Walk, leg: Leg, azimuth: float, length: float, variation: Variation, traverse: Traverse
) -> tuple[float, float]:
    """Go along one leg and carry the uncertainty on."""
    lon, lat = destination(*walk.lonlat[leg.start], azimuth, length)
    angle = math.radians(azimuth)
    along = np.array([math.sin(angle), math.cos(angle)])
    across = np.array([along[1], -along[0]])
    share = traverse.distance_sigma if leg.distance_sigma is None else leg.distance_sigma
    on_line = length * (_assumed_sigma(leg.distance_unit) if share is None else share)
    sigma = traverse.bearing_sigma_deg if leg.bearing_sigma_deg is None else leg.bearing_sigma_deg
    beside = length * math.radians(ASSUMED_BEARING_SIGMA_DEG if sigma is None else sigma)
    if leg.end not in walk.covariance:
        own = on_line**2 * np.outer(along, along) + beside**2 * np.outer(across, across)
        walk.covariance[leg.end] = walk.covariance[leg.start] + own
        walk.turned[leg.end] = walk.turned[leg.start] + length * math.radians(variation.sigma_deg) * along
    return float(lon), float(lat)


def _station(name: str, walk: _Walk, traverse: Traverse) -> Station:
    turned = float(np.linalg.norm(walk.turned[name]))
    variance = float(np.trace(walk.covariance[name])) + turned**2 + traverse.position_accuracy_m**2
    start, azimuth, length = walk.led.get(name, ("", math.nan, math.nan))
    return Station(name, *walk.lonlat[name], math.sqrt(variance), azimuth, length, start)


def _tell_route(result: ComputedTraverse, route: Route) -> None:
    """Say which points are not corners, and where it is not certain which are."""
    for name in route.side_shots:
        result.problems.add(
            "side_shot",
            f"'{name}' is a side shot with no leg going on: it is not a corner.",
            "If it is a corner, write the leg from it to the next one.",
            id=result.name,
        )
    if route.branches:
        result.problems.add(
            "branch",
            f"The legs to {_listed(route.branches)} leave the way round, and do not come back to it.",
            "Is the point misspelt from which a leg starts? A side shot is one leg.",
            id=result.name,
        )
    if route.open_ends:
        result.problems.add(
            "open_ends",
            f"The traverse ends at {_listed(route.open_ends)}; which of them is the last corner is not given.",
            "Write the legs from corner to corner, and back to the first.",
            id=result.name,
        )


def _listed(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _close(result: ComputedTraverse, closing: tuple[float, float] | None, traverse: Traverse) -> None:
    """Find the closing error."""
    first = result.corners[0]
    if closing is None:
        result.problems.add(
            "not_closed",
            "No leg comes back to the first corner, so that no error can be found.",
            "Measure the leg from the last corner to the first.",
            id=result.name,
        )
        return
    result.misclosure = closing
    result.closure_m = float(distance_m(first.lon, first.lat, *closing))
    result.closure_bearing_deg = float(bearing_deg(first.lon, first.lat, *closing))
    _judge(result, traverse)


def _enclose(result: ComputedTraverse) -> None:
    """Make the polygon of the corners, and measure it."""
    if len(result.corners) < 3:
        result.problems.add(
            "too_few_corners",
            f"The traverse has {counted(len(result.corners), 'corner')}; it is not a polygon.",
            "Three are needed, with legs that lead from each to the next.",
            id=result.name,
        )
        return
    ring = unwrapped([(corner.lon, corner.lat) for corner in result.corners])
    if abs(ring[-1][0] - ring[0][0]) > 180.0:
        result.problems.add(
            "round_the_pole", "The traverse goes round a pole; no polygon is made of it.", id=result.name
        )
        return
    whole = shapely.Polygon(ring)
    result.polygon = shapely.Polygon([(corner.lon, corner.lat) for corner in result.corners])
    if not whole.is_valid:
        result.problems.add(
            "self_intersection",
            "The polygon crosses itself.",
            "Is a bearing read backwards, or are two corners swapped?",
            id=result.name,
        )
        return
    result.polygon = cut_at_antimeridian(ring)
    result.area_m2 = float(area_m2([whole])[0])


def _judge(result: ComputedTraverse, traverse: Traverse) -> None:
    if result.ratio < WORST_RATIO:
        result.problems.add(
            "closing_error",
            f"The closing error is {result.closure_m:.2f} m, 1 in {result.ratio:.0f} of {result.walked_m:.0f} m.",
            "Is a leg missing or a bearing wrong? Measure again before adjusting.",
            id=result.name,
        )


def _adjust(result: ComputedTraverse, lengths: list[float], route: Route) -> None:
    """Spread the closing error along the way walked, or say why it is not."""
    if result.misclosure is None:
        result.problems.add("not_adjusted", "There is no closing error to spread: no leg comes back.", id=result.name)
    elif len(result.corners) < 3 or not route.is_plain:
        result.problems.add(
            "not_adjusted",
            "The closing error was not spread: the legs go round no polygon.",
            "Write the legs from corner to corner.",
            id=result.name,
        )
    elif result.walked_m > 0:
        _bowditch(result, lengths)


def _bowditch(result: ComputedTraverse, lengths: list[float]) -> None:
    """Move each corner against the closing error by its share of the way walked so far; side shots hang on theirs."""
    back = (result.closure_bearing_deg + 180.0) % 360.0
    moved, gone = [result.corners[0]], 0.0
    for corner, length in zip(result.corners[1:], lengths, strict=False):
        gone += length
        lon, lat = destination(corner.lon, corner.lat, back, result.closure_m * gone / result.walked_m)
        moved.append(replace(corner, lon=float(lon), lat=float(lat)))
    result.corners, result.adjusted = moved, True
    origins = {station.name: station for station in (*result.approach, *moved)}
    for index, shot in enumerate(result.side_shots):
        origin = origins[shot.start]
        lon, lat = destination(origin.lon, origin.lat, shot.bearing_true_deg, shot.distance_m)
        result.side_shots[index] = origins[shot.name] = replace(shot, lon=float(lon), lat=float(lat))
    result.problems.add(
        "adjusted", f"The closing error of {result.closure_m:.2f} m was spread by Bowditch's rule.", id=result.name
    )


def _note_assumed(problems: Findings, traverse: Traverse) -> None:
    """Say which standard deviations were taken because the sheet does not give them."""
    said = []
    if traverse.bearing_sigma_deg is None and any(leg.bearing_sigma_deg is None for leg in traverse.legs):
        said.append(f"±{ASSUMED_BEARING_SIGMA_DEG:g}° for a bearing")
    if traverse.distance_sigma is None:
        units = dict.fromkeys(leg.distance_unit for leg in traverse.legs if leg.distance_sigma is None)
        said += [f"±{_assumed_sigma(unit):.1%} for a distance in {unit}" for unit in units]
    if said:
        what = f"The uncertainty supposes {' and '.join(said)}, which the sheet does not give."
        problems.add("assumed_precision", what, source=traverse.source, id=traverse.name)
