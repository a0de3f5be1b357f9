"""What arrives in lon, lat is put in its place; by which transformation it came and how exact that is, is said."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import GIVEN_CRS_MARGIN_DEG, Points, find_crs, name_of
from geo.placing.rows import NAME_IT, WRITTEN_TO, Placing

Numbers = NDArray[np.float64]
Indexes = NDArray[np.intp]


def put(done: Placing, indexes: Indexes, lon: Numbers, lat: Numbers, system: str, column: str) -> None:
    """Place points where they lie on the Earth; refuse the others."""
    good = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    done.geometry[indexes[good]] = shapely.points(lon[good], lat[good])
    refuse(done, indexes[~good], system, column)


def refuse(done: Placing, indexes: Indexes, system: str, column: str) -> None:
    """Say of some rows that their coordinates have no place on the Earth."""
    done.each(done.mask(indexes), "outside_crs", f"The coordinates are not longitude and latitude ({name_of(system)}).",
              NAME_IT, column)  # fmt: skip


def say_far(done: Placing, indexes: Indexes, system: str, column: str) -> None:
    """Say of some rows that they were placed though they lie far outside the area of their CRS."""
    done.problems.add_rows(
        "outside_crs", done.rows[indexes].tolist(),
        f"The position lies more than {GIVEN_CRS_MARGIN_DEG:g}° outside the area of {find_crs(system).name}; it was "
        "placed, for others of the file lie in that area.", "Is it the right CRS?", severity="warning", field=column,
    )  # fmt: skip


def say(done: Placing, indexes: Indexes, points: Points, digits_m: Numbers, column: str) -> None:
    """Write the transformation and the accuracy of each row, and the caveats once with the rows they are about."""
    datum = points.accuracies != 0  # on WGS 84 itself nothing is shifted, and nobody states an accuracy
    outside = points.outside & datum
    accuracy = np.sqrt(points.accuracies**2 + digits_m**2)
    accuracy[outside | ~datum] = math.nan
    disputed = points.disputed & ~outside
    names = np.where(outside, points.names + " (outside the area for which it is published)", points.said)
    names[names == ""] = math.nan
    for name, values in (("position_transformation", names), (WRITTEN_TO, accuracy.astype(object))):
        full = np.full(len(done.rows), math.nan, dtype=object)
        full[indexes] = values
        done.write(name, done.mask(indexes), full)
    done.together(
        indexes[outside], "transformation",
        f"The data lie outside the area in which a transformation from {points.source} is published; how exact it is "
        "there is not known.", "Is it the right CRS?", at=column,
    )  # fmt: skip
    if disputed.any():
        done.together(
            indexes[disputed], "transformation",
            f"Other published transformations lie up to {points.alternatives[disputed].max():.1f} m from the one used, "
            f"more than the {points.accuracies[disputed].max():.1f} m it states.", at=column,
        )  # fmt: skip
    for remark in points.remarks:
        done.problems.add("transformation", remark, field=column)
