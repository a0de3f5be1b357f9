"""Whether numbers can be in the unit of their CRS: degrees declared as metres, metres declared as degrees.

A wrong CRS beside a file is commoner than wrong coordinates. Degrees taken for metres lie beside the origin of the
grid, in the sea or in another country, and look sound there; metres taken for degrees lie nowhere.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from geo.crs import find_crs, name_of, unit_of
from geo.placing.rows import NAME_IT, Placing

Numbers = NDArray[np.float64]
LARGEST_ANGLE = 360.0
_LARGEST_UNIT_M = 10.0
"""A grid that counts in kilometres has coordinates that look like degrees."""


def in_units(
    done: Placing, indexes: NDArray[np.intp], numbers: tuple[Numbers, Numbers], system: str, column: str, *,
    named: bool = True,
) -> NDArray[np.bool_]:  # fmt: skip
    """Say which of the rows at `indexes` have numbers that can be in their CRS, and of the others why they cannot.

    `numbers`: east and north, of a shape the number that is furthest from zero; NaN where a shape is empty. `named`:
    somebody named the CRS; where nobody did, it is supposed to be longitude and latitude.
    """
    x, y = numbers
    unit, size = unit_of(system)
    if find_crs(system).is_projected:
        if size > _LARGEST_UNIT_M:
            return np.ones(len(indexes), dtype=bool)
        degrees = np.fmax(np.abs(x), np.abs(y)) <= LARGEST_ANGLE
        unit = "metres" if unit == "metre" else f"the unit {unit}"
        done.each(done.mask(indexes[degrees]), "crs_conflict", f"The numbers are degrees, but {name_of(system)} is in "
                  f"{unit}: their datum is not given.", "Name the geographic CRS: EPSG:4326 or EPSG:4284.",
                  column)  # fmt: skip
        return ~degrees
    return _in_angles(done, indexes, numbers, system if named else None, column, turn=2 * math.pi / size)


def _in_angles(
    done: Placing, indexes: NDArray[np.intp], numbers: tuple[Numbers, Numbers], system: str | None, column: str, *,
    turn: float,
) -> NDArray[np.bool_]:  # fmt: skip
    """Judge longitudes and latitudes; `turn`: a full turn in the unit of the CRS, 360 for degrees."""
    x, y = numbers
    half = turn / 2 + 1e-9 * turn  # a hair of rounding past the antimeridian is not a fault
    metres = (np.abs(x) > turn) & (np.abs(y) > turn)
    about, against = "", "and nothing says in which CRS it is"
    if system is not None:
        unit = "degrees" if math.isclose(turn, 360, rel_tol=1e-9) else f"the unit {unit_of(system)[0]}"
        about, against = f" ({name_of(system)})", f"but {name_of(system)} is in {unit}"
    for index in np.flatnonzero(metres).tolist():
        done.problems.add(
            "crs_missing" if system is None else "crs_conflict",
            f"{x[index]:.10g}, {y[index]:.10g} is not a longitude and latitude, {against}. Are these metres?",
            NAME_IT,
            row=int(done.rows[indexes[index]]),
            field=column,
        )
    north, east = ~metres & (np.abs(y) > half / 2), ~metres & (np.abs(x) > half)
    for index in np.flatnonzero(north | east).tolist():
        name, value, limit = ("latitude", y, turn / 4) if north[index] else ("longitude", x, turn / 2)
        turned = abs(y[index]) <= half and abs(x[index]) <= half / 2
        remedy = "Are longitude and latitude swapped?" if turned else "Is it the right CRS?"
        done.problems.add(
            "coordinate_range",
            f"{value[index]:.10g} is outside -{limit:g}…{limit:g}{about}.",
            remedy,
            row=int(done.rows[indexes[index]]),
            field=column,
        )
    return ~(metres | north | east)
