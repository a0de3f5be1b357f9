"""How the time for checking grows with layers of which a third of the records is wrong in each way there is.

    python benchmarks/faults.py [COUNT]

Sound records cost a check little, so a check that walks the layer again for each fault looks quick on them. Here each
layer is checked at COUNT and at twice COUNT records (seeded): a time that more than triples ends with exit code 1.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.checks import check

SEED = 20_261_129
TODAY = date(2026, 11, 29)
MOST = 3.0
"""How many times as long twice the records may take."""
_SIDE_DEGREES = 0.001
_SPACING_DEGREES = 0.0013


def old_and_overlapping(count: int) -> geopandas.GeoDataFrame:
    """Open hazards: a third stale, a third undated, a third over their neighbour; a third of the ids are repeated."""
    random = np.random.default_rng(SEED)
    third = np.arange(count) % 3
    corners = _grid(count)
    corners[third == 2, 0] -= _SPACING_DEGREES / 2
    dates = np.where(third == 0, "2009-05-06", "2026-05-06").astype(object)
    dates[third == 1] = None
    return _framed(
        [shapely.box(x, y, x + _SIDE_DEGREES, y + _SIDE_DEGREES) for x, y in corners],
        id=[f"H-{n - 3 if n % 9 == 3 else n}" for n in range(count)],
        area_type=np.where(third == 0, "CHA", "swamp"),
        status=np.where(random.random(count) < 1 / 3, "closed", "open"),
        evidence=np.where(third == 1, "none", "indirect"),
        source="survey",
        reported_on=dates,
        area_reported_m2=np.where(third == 0, 1.0, np.nan),
        source_url=np.where(third == 1, "see file", None),
    )


def miscounted(count: int) -> geopandas.GeoDataFrame:
    """Accidents: a third rounded beyond their accuracy, a third in metres, a third with counts that differ."""
    random = np.random.default_rng(SEED)
    third = np.arange(count) % 3
    places = random.uniform((45.0, 39.0), (47.0, 41.0), (count, 2))
    places[third == 0] = places[third == 0].round(2)
    places[third == 1] *= 1000
    return _framed(
        list(shapely.points(places)),
        id=[f"A-{n}" for n in range(count)],
        source="hospital",
        occurred_on=np.where(third == 2, "2031-01-01", "2024-05-06"),
        reported_on=np.where(third == 0, "2023-05-06", "2024-05-06"),
        position_accuracy_m=10.0,
        killed=np.where(third == 2, 3, 1),
        injured=1,
        civilian=np.where(third == 2, 9, 2),
        men=np.where(third == 0, -1.0, 2.5),
        depth_m=None,
    )


def beside_their_hazard(count: int) -> geopandas.GeoDataFrame:
    """Releases: a third beside the hazard they name, a third of hazards that are not there, a third on one another."""
    third = np.arange(count) % 3
    corners = _grid(count)
    corners[third == 0, 1] += _SIDE_DEGREES / 2
    corners[third == 2, 0] -= _SPACING_DEGREES / 2
    return _framed(
        [shapely.box(x, y, x + _SIDE_DEGREES, y + _SIDE_DEGREES) for x, y in corners],
        id=[f"R-{n}" for n in range(count)],
        hazard_id=[f"H-{n + count * (n % 3 == 1)}" for n in range(count)],
        product="cleared",
        method=np.where(third == 0, "non_technical_survey", "clearance"),
        depth_m=np.where(third == 1, 20.0, np.nan),
        completed_on=np.where(third == 0, "2020-01-01", "2020"),
        source="report",
    )


LAYERS: dict[str, tuple[str, Callable[[int], list[tuple[geopandas.GeoDataFrame, str]]]]] = {
    "hazards": ("old, undated, overlapping", lambda count: [(old_and_overlapping(count), "hazards")]),
    "accidents": ("rounded, in metres, miscounted", lambda count: [(miscounted(count), "accidents")]),
    "releases": (
        "beside, without, over their hazard",
        lambda count: [(beside_their_hazard(count), "releases"), (old_and_overlapping(count), "hazards")],
    ),
}


def seconds(name: str, count: int) -> tuple[float, int]:
    """CPU seconds that checking takes at that size, and how many problems it names."""
    layers = LAYERS[name][1](count)
    start = time.process_time()
    found = sum(len(check(frame, kind=kind, today=TODAY)) for frame, kind in layers[:1])
    if len(layers) > 1:
        found += len(check([_layer(frame, kind) for frame, kind in layers], today=TODAY))
    return time.process_time() - start, found


def _layer(frame: geopandas.GeoDataFrame, kind: str) -> object:
    from geo.records import Layer

    return Layer(kind, kind, frame)


def _grid(count: int) -> NDArray[np.float64]:
    side = int(np.ceil(np.sqrt(count)))
    numbers = np.arange(count)
    return np.column_stack([45 + numbers % side * _SPACING_DEGREES, 39 + numbers // side * _SPACING_DEGREES])


def _framed(shapes: list[shapely.Geometry], **columns: object) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=4326)


def main() -> int:
    """Measure every layer at both sizes, and say whether any grew too fast."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    worst = 0.0
    for name, (faults, _) in LAYERS.items():
        (once, _), (twice, found) = seconds(name, count), seconds(name, 2 * count)
        worst = max(worst, twice / once)
        print(f"{name:10} {faults:36} {count:8,}: {once:6.2f} s   {2 * count:8,}: {twice:6.2f} s   "
              f"{twice / once:.2f} times, {found:,} problems")  # fmt: skip
    print(f"At twice the records {worst:.2f} times as long at most; {MOST:g} times is the limit.")
    return int(worst > MOST)


if __name__ == "__main__":
    sys.exit(main())
