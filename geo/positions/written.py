"""What a written position can be taken for, before it is brought to lon, lat.

A text has one outcome. The outcome holds readings: what the text says, in the CRS in which it says it. One reading and
no fault is a position; several are an ambiguity; none is text that is not understood.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

WGS84 = "EPSG:4326"
SK42 = "EPSG:4284"


@dataclass(frozen=True, slots=True)
class Written:
    """One way to take a text: `x`, `y` in `crs` (lon, lat or east, north; degrees or metres).

    `half_x`, `half_y` are half the step of the last digit that was written, in the same units: the cell that the
    digits leave open. `format` says how the text was taken, with every assumption. A reading that lies more than
    `margin_deg` outside the area of use of its CRS is refuted by that; None where nothing refutes it.
    """

    format: str
    crs: str
    x: float
    y: float
    half_x: float = 0.0
    half_y: float = 0.0
    margin_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a text: its readings, and what is wrong if it is not exactly one.

    `grid`: east and north in metres whose grid is not given, so that candidates can be made from a known place.
    `square`: an MGRS reference without its zone or its 100 km square, likewise.
    """

    readings: tuple[Written, ...] = ()
    code: str = ""
    problem: str = ""
    remedy: str = ""
    grid: tuple[float, float, float] | None = None
    square: tuple[str, str, str] | None = None


def position(reading: Written) -> Outcome:
    """Make the outcome of a text that says one thing."""
    return Outcome((reading,))


def fault(code: str, problem: str, remedy: str = "", readings: tuple[Written, ...] = ()) -> Outcome:
    """Make the outcome of a text that is not understood, or that says several things."""
    return Outcome(readings, code, problem, remedy)


def in_crs(outcome: Outcome, crs: str, name: str) -> Outcome:
    """Say that the degrees of an outcome are on another datum than WGS 84."""
    if crs == WGS84:
        return outcome
    readings = tuple(
        replace(reading, crs=crs, format=f"{reading.format}, on {name}") if reading.crs == WGS84 else reading
        for reading in outcome.readings
    )
    return replace(outcome, readings=readings)


def half_step(number: str) -> float:
    """Give half of the unit of the last digit of a number as written.

    >>> half_step("40.39"), half_step("40")
    (0.005, 0.5)
    """
    return 0.5 * 10.0 ** -len(number.partition(".")[2])
