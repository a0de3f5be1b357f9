"""The ground of the training valley: a river, roads, villages, fields and woods, in metres around a centre.

Nothing here exists. The centre is open sea in the South Atlantic, 1,000 km from any land, so that no map of the
valley can be taken for a map of a real place. Everything follows from one seed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from shapely import LineString, MultiPolygon, Point, Polygon, box, transform
from shapely.affinity import rotate, translate
from shapely.ops import substring, unary_union

CENTRE = (-25.0, -35.0)  # lon, lat: open sea
EXTENT = box(-6200, -4300, 6200, 4300)
VILLAGES = {
    "Lower Quill": (-4300, -700, 60),
    "Sedgeholm": (-1750, 950, 48),
    "Old Ferry": (350, -480, 70),
    "Marrowby": (2650, 1250, 40),
    "Tarn End": (4750, -350, 34),
    "High Larch": (-600, 3050, 18),
    "Stonecroft": (1900, -2700, 22),
}  # name: x, y in metres, number of houses


@dataclass
class Valley:
    """What lies in the valley; every geometry is in metres east and north of the centre."""

    river: Polygon
    river_line: LineString
    brook: LineString
    roads: dict[str, LineString]
    tracks: list[LineString]
    houses: list[tuple[str, Polygon]] = field(default_factory=list)
    cemeteries: list[tuple[str, Polygon]] = field(default_factory=list)
    fields: list[Polygon] = field(default_factory=list)
    woods: list[Polygon] = field(default_factory=list)
    crossings: list[Point] = field(default_factory=list)
    bridges: list[Point] = field(default_factory=list)


def meander(
    rng: np.random.Generator, start: tuple[float, float], heading: float, length: float, wave: float, swing: float
):
    """Follow a sine-generated curve (Langbein and Leopold, 1966, USGS Professional Paper 422-H): a river's course."""
    step = 25.0
    along = np.arange(0, length, step)
    phase = np.cumsum(step / (wave * (1 + 0.35 * np.sin(along / 2300 + rng.uniform(0, 6)))))
    amplitude = swing * (0.75 + 0.35 * np.sin(along / 1700 + rng.uniform(0, 6)))
    direction = heading + amplitude * np.sin(2 * np.pi * phase) + 0.12 * np.sin(along / 3100 + rng.uniform(0, 6))
    x = start[0] + np.cumsum(np.cos(direction) * step)
    y = start[1] + np.cumsum(np.sin(direction) * step)
    return LineString(np.column_stack([x, y])).simplify(1.5)


def smooth(points: list[tuple[float, float]], step: float = 30.0) -> LineString:
    """Run a Catmull-Rom curve through points, as a road runs through villages."""
    knots = np.array([2 * np.array(points[0]) - points[1], *points, 2 * np.array(points[-1]) - points[-2]])
    out = []
    for before, a, b, after in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        t = np.linspace(0, 1, max(2, int(np.hypot(*(b - a)) / step)), endpoint=False)[:, None]
        out.append(
            0.5
            * (
                2 * a
                + (b - before) * t
                + (2 * before - 5 * a + 4 * b - after) * t**2
                + (3 * (a - b) + after - before) * t**3
            )
        )
    return LineString(np.vstack([*out, knots[-2][None]]))


def water(rng: np.random.Generator) -> tuple[Polygon, LineString, LineString]:
    """The river from west to east, widening on its way, and a brook that joins it."""
    line = meander(rng, (-6900, 250), -0.03, 20500, 1350, 1.2)
    reaches = [substring(line, a, a + 0.011, normalized=True) for a in np.arange(0, 1, 0.01)]
    widths = 11 + 9 * np.linspace(0, 1, len(reaches)) + rng.normal(0, 1.2, len(reaches))
    river = (
        unary_union([reach.buffer(width) for reach, width in zip(reaches, widths, strict=True)]).buffer(12).buffer(-12)
    )
    mouth = line.interpolate(0.42, normalized=True)
    brook = meander(rng, (mouth.x, mouth.y), 1.25, 4600, 520, 0.7)
    clipped = river.intersection(EXTENT)
    if isinstance(clipped, MultiPolygon):
        clipped = max(clipped.geoms, key=lambda part: part.area)
    return clipped, line.intersection(EXTENT), brook.intersection(EXTENT)


def ways(rng: np.random.Generator) -> tuple[dict[str, LineString], list[LineString]]:
    """A valley road, a cross road, a hill road, and tracks into the fields."""
    v = {name: (x, y) for name, (x, y, _) in VILLAGES.items()}
    roads = {
        "Valley road": smooth(
            [(-6300, -1150), v["Lower Quill"], (-3000, -330), (-1350, -620), v["Old Ferry"], (2100, -850), (3500, -500),
             v["Tarn End"], (6300, -60)]
        ),
        "Ferry road": smooth([(-750, 4300), v["High Larch"], (-250, 1900), (120, 800), v["Old Ferry"], (900, -1500),
                              v["Stonecroft"], (2500, -4300)]),
        "Marrow road": smooth([v["Sedgeholm"], (-700, 1350), (120, 800), (1300, 880), v["Marrowby"], (3900, 700), v["Tarn End"]]),
        "Sedge road": smooth([v["Lower Quill"], (-3500, 250), v["Sedgeholm"], (-1350, 2100), v["High Larch"]]),
    }  # fmt: skip
    tracks = []
    for road in roads.values():
        for along in np.arange(500, road.length - 300, 1150):
            start, ahead = road.interpolate(along), road.interpolate(along + 30)
            turn = np.arctan2(ahead.y - start.y, ahead.x - start.x) + rng.choice([-1, 1]) * rng.uniform(1.1, 1.9)
            tracks.append(meander(rng, (start.x, start.y), turn, rng.uniform(350, 900), 700, 0.5))
    return roads, [track for track in tracks if EXTENT.contains(track)]


def crossing_points(lines: list[LineString], others: list[LineString]) -> list[Point]:
    """Where lines of one list cross lines of the other, once each."""
    points: list[Point] = []
    for line in lines:
        for other in others:
            if line is not other:
                shared = line.intersection(other)
                points += [shared] if isinstance(shared, Point) else list(getattr(shared, "geoms", []))
    kept: list[Point] = []
    for point in points:
        if isinstance(point, Point) and all(point.distance(other) > 150 for other in kept):
            kept.append(point)
    return kept


def build(valley: Valley, rng: np.random.Generator) -> None:
    """Stand houses along the roads of each village, a cemetery at its edge."""
    taken = [valley.river.buffer(18), valley.brook.buffer(14)]
    streets = [*valley.roads.values(), *valley.tracks]
    for name, (x, y, count) in VILLAGES.items():
        centre = Point(x, y)
        lane_turn = rng.uniform(0, np.pi)
        lanes = [
            LineString([(x - 260 * np.cos(a), y - 260 * np.sin(a)), (x + 260 * np.cos(a), y + 260 * np.sin(a))])
            for a in (lane_turn, lane_turn + 1.3)
        ]
        valley.tracks += lanes
        near = [street.intersection(centre.buffer(150 + 6 * count)) for street in [*streets, *lanes]]
        spots = []
        for street in (part for piece in near for part in getattr(piece, "geoms", [piece]) if part.length > 40):
            for along in np.arange(12, street.length - 8, 27):
                at, ahead = street.interpolate(along), street.interpolate(along + 3)
                angle = np.arctan2(ahead.y - at.y, ahead.x - at.x)
                for side in (-1, 1):
                    spots.append((at, angle, side * rng.uniform(15, 26)))
        rng.shuffle(spots)
        roadway = unary_union([street.buffer(6) for street in [*streets, *lanes]])
        placed = 0
        for at, angle, off in sorted(spots, key=lambda spot: spot[0].distance(centre) + rng.normal(0, 60)):
            width, depth = rng.uniform(9, 16), rng.uniform(7, 11)
            house = rotate(
                box(-width / 2, -depth / 2, width / 2, depth / 2), angle + rng.normal(0, 0.06), use_radians=True
            )
            house = translate(house, at.x - off * np.sin(angle), at.y + off * np.cos(angle))
            if (
                placed < count
                and not any(house.distance(other) < 5 for other in taken)
                and not house.intersects(roadway)
            ):
                taken.append(house)
                valley.houses.append((name, house))
                placed += 1
        away = rng.uniform(0, 2 * np.pi)
        for turn in np.arange(0, 2 * np.pi, 0.3):
            spot = (x + 330 * np.cos(away + turn), y + 330 * np.sin(away + turn))
            yard = translate(rotate(box(-32, -24, 32, 24), rng.uniform(0, 90)), *spot)
            if not any(yard.intersects(other) for other in taken) and not yard.intersects(roadway):
                valley.cemeteries.append((name, yard))
                taken.append(yard)
                break


def woods(valley: Valley, rng: np.random.Generator) -> list[Polygon]:
    """Woods on the slopes: clumps of circles, smoothed, clear of roads, water and houses."""
    keep_off = unary_union(
        [valley.river.buffer(60), *(road.buffer(25) for road in valley.roads.values())]
        + [house.buffer(70) for _, house in valley.houses]
    )
    clumps = []
    for _ in range(22):
        x, y = rng.uniform(-6000, 6000), rng.choice([-1, 1]) * rng.uniform(1700, 4100)
        spread = rng.uniform(180, 420)
        trees = [Point(x + rng.normal(0, spread), y + rng.normal(0, 0.6 * spread)) for _ in range(70)]
        clumps.append(unary_union([tree.buffer(rng.uniform(35, 120)) for tree in trees]).buffer(45).buffer(-45))
    grown = unary_union(clumps).difference(keep_off).intersection(EXTENT).simplify(9)
    return [Polygon(part.exterior) for part in getattr(grown, "geoms", [grown]) if part.area > 20000]


def lie_of_the_land(xy: np.ndarray) -> np.ndarray:
    """Bend straight cuts as slopes and old boundaries bend them; shape (n, 2), metres."""
    x, y = xy.T
    return np.column_stack(
        [
            x + 170 * np.sin(y / 610 + x / 2900) + 60 * np.sin(y / 210),
            y + 230 * np.sin(x / 1180 + 0.6) + 45 * np.sin(x / 340),
        ]
    )


def parcels(valley: Valley, rng: np.random.Generator) -> list[Polygon]:
    """Fields on the valley floor: land cut again and again across its longer side, less ways and water."""
    keep_off = unary_union(
        [
            valley.river.buffer(22),
            valley.brook.buffer(9),
            *valley.woods,
            *(road.buffer(11) for road in valley.roads.values()),
        ]
        + [track.buffer(5) for track in valley.tracks]
        + [house.buffer(28) for _, house in valley.houses]
        + [yard.buffer(12) for _, yard in valley.cemeteries]
    )

    def cut(x0: float, y0: float, x1: float, y1: float) -> list[Polygon]:
        if (x1 - x0) * (y1 - y0) < rng.uniform(40000, 190000):
            return [box(x0, y0, x1, y1)]
        share = rng.uniform(0.38, 0.62)
        if x1 - x0 > y1 - y0:
            middle = x0 + share * (x1 - x0)
            return cut(x0, y0, middle, y1) + cut(middle, y0, x1, y1)
        middle = y0 + share * (y1 - y0)
        return cut(x0, y0, x1, middle) + cut(x0, middle, x1, y1)

    floor = unary_union([valley.river_line.buffer(1150), *(Point(x, y).buffer(620) for x, y, _ in VILLAGES.values())])
    out = []
    for part in cut(-6100, -2300, 6100, 2500):
        land = transform(rotate(part, 9, origin=(0, 0)).segmentize(60), lie_of_the_land).buffer(-5)
        if floor.contains(land.centroid) and rng.random() < 0.8:
            left = land.difference(keep_off).intersection(EXTENT).simplify(2)
            out += [piece for piece in getattr(left, "geoms", [left]) if piece.area > 5000]
    return out


def make_valley(seed: int) -> Valley:
    """Make the whole valley from one seed.

    >>> len(make_valley(7).bridges) > 1
    True
    """
    rng = np.random.default_rng(seed)
    river, river_line, brook = water(rng)
    roads, tracks = ways(rng)
    valley = Valley(river, river_line, brook, roads, tracks)
    lines = list(roads.values())
    valley.crossings = crossing_points(lines, lines)
    valley.bridges = crossing_points(lines, [river_line])
    build(valley, rng)
    valley.woods = woods(valley, rng)
    valley.fields = parcels(valley, rng)
    return valley
