"""`zonemark traverse`: bearings and distances of a field sheet become polygons."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli import wording

if TYPE_CHECKING:
    from geo.traverse import Figure, Traverse


def traverse(
    sheet: Annotated[Path, typer.Argument(metavar="FILE", help="A field sheet: .csv, .xlsx, or the text form .txt.")],
    adjust: Annotated[bool, typer.Option("--adjust", help="Spread the closing error by Bowditch's rule.")] = False,
    to: Annotated[Path | None, typer.Option(help="Write the polygons to this .geojson file.")] = None,
    sketches: Annotated[
        Path | None, typer.Option("--sketch", help="Draw each area as .svg; several get a number in the name.")
    ] = None,
) -> None:
    """Compute the areas of a field sheet: points, polygon, closing error, uncertainty.

    A sheet has the columns area, from, to, bearing, distance and slope, and, where they begin to hold: position,
    north (true, magnetic, grid), bearing_unit (degrees, mils, mils6000, gons), distance_unit (m, feet, paces), pace_m,
    declination, date. The text form has `position: 38T 663808 4472833`, `north: magnetic`, `date: 2021-04-04`, and legs
    as `RP -> BM 132 45.2`. An area that cannot be computed is named, and the exit code is 1.
    """
    from geo.errors import Problem, UsageError, ZonemarkError
    from geo.traverse import compute, read_traverses

    if to is not None and to.suffix.lower() not in (".geojson", ".json"):
        raise UsageError(f"{to.name} is not .geojson.", remedy="Give the file this ending.")
    read, problems = read_traverses(sheet)
    done: list[tuple[Traverse, Figure]] = []
    for one in read:
        try:
            done.append((one, compute(one, adjust=adjust)))
        except ZonemarkError as error:
            problems.append(Problem("traverse", "error", error.what, error.remedy, id=one.name))
    for _, figure in done:
        _show(figure)
        problems += figure.problems
    if problems:
        print(wording.grouped(problems, every=True))
    if to is not None:
        _write(done, to)
    if sketches is not None:
        _draw([figure for _, figure in done], sketches)
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


def _show(figure: Figure) -> None:
    from geo.traverse import vertex_table

    rows = [
        [row["point"], f"{row['lat']:.7f}", f"{row['lon']:.7f}",
         f"{row['utm']} {row['easting']:.2f} {row['northing']:.2f}", row["to"], _angle(row["bearing_true_deg"]),
         _angle(row["bearing_magnetic_deg"]), f"{row['distance_m']:.2f}", f"{row['uncertainty_m']:.1f}"]
        for row in vertex_table(figure).to_dict("records")
    ]  # fmt: skip
    headings = ["point", "lat", "lon", "UTM", "to", "true °", "magnetic °", "m", "± m"]
    print(f"{figure.name}\n{wording.table(headings, rows)}")
    if not math.isnan(figure.closure_m):
        ratio = f", 1 in {figure.ratio:,.0f}" if math.isfinite(figure.ratio) else ""
        state = "spread by Bowditch's rule" if figure.adjusted else "not adjusted"
        print(f"closing error {figure.closure_m:.2f} m of {figure.walked_m:,.2f} m{ratio}; {state}")
    if not math.isnan(figure.area_m2):
        print(f"area {figure.area_m2:,.0f} m²")


def _angle(value: float) -> str:
    return "" if math.isnan(value) else f"{round(value, 2) % 360:.2f}"


def _write(done: list[tuple[Traverse, Figure]], path: Path) -> None:
    """Write one feature an area; an area without a polygon is kept without geometry."""
    import numpy as np

    from geo.disk import write_bytes
    from geo.geojson import as_features, collection

    shapes = np.empty(len(done), dtype=object)
    shapes[:] = [figure.polygon for _, figure in done]
    properties = [_properties(traverse, figure) for traverse, figure in done]
    ids = [f"{traverse.name}" for traverse, _ in done]
    write_bytes(path, collection(as_features(ids, properties, shapes), {}))


def _properties(traverse: Traverse, figure: Figure) -> dict[str, object]:
    found: dict[str, object] = {
        "name": figure.name,
        "position_method": "bearing_distance",
        "position_accuracy_m": round(figure.uncertainty_m, 2),
        "position_entered": traverse.position_entered,
        "closing_error_m": None if math.isnan(figure.closure_m) else round(figure.closure_m, 3),
        "walked_m": round(figure.walked_m, 3),
        "adjusted": figure.adjusted,
        "source": traverse.source,
    }
    if traverse.date:
        found["verified_on"] = traverse.date
    if not math.isnan(figure.declination_deg):
        found["declination_deg"] = round(figure.declination_deg, 3)
    return found


def _draw(figures: list[Figure], path: Path) -> None:
    from geo.disk import write_bytes
    from geo.traverse import sketch

    for number, figure in enumerate(figures, 1):
        name = path if len(figures) == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        write_bytes(name, sketch(figure).encode())
