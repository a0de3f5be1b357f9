"""`zonemark traverse`: bearings and distances of a field sheet become polygons."""

from __future__ import annotations

import math
from collections.abc import Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli import wording
from geo.cli.output import say

if TYPE_CHECKING:
    from geo.findings import Findings
    from geo.traverse import ComputedTraverse, Traverse


def traverse(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A field sheet (.csv, .xlsx, .txt), or polygons (.geojson).")
    ],
    adjust: Annotated[bool, typer.Option("--adjust", help="Spread the closing error by Bowditch's rule.")] = False,
    to: Annotated[
        Path | None, typer.Option(help="Write the polygons to this .geojson, or of polygons the sheets to this .txt.")
    ] = None,
    sketches: Annotated[
        Path | None, typer.Option("--sketch", help="Draw each area as .svg; several get a number in the name.")
    ] = None,
    reference: Annotated[str, typer.Option(help="Of polygons: the reference point from which they are reached.")] = "",
    benchmark: Annotated[str, typer.Option(help="Of polygons: the benchmark beside them.")] = "",
    date: Annotated[str, typer.Option(help="Of polygons: the day for which to give magnetic bearings.")] = "",
) -> None:
    """Compute the areas of a field sheet: points, polygon, closing error, uncertainty; or the sheet of polygons.

    A sheet has the columns area, from, to, bearing, distance and slope (degrees, or 9%, or a column 'slope %'). Beside
    the first leg stand position, crs, position_m and begins; they are those of the area. These hold from their row on:
    north (true, magnetic, grid), bearing_unit (degrees, mils, mils6000, gons), distance_unit (m, feet, paces), pace_m,
    declination, date, grid_crs, bearing_sigma (degrees), distance_sigma (per cent). All sheets of a workbook that have
    these columns are read. The text form has `position: 38T 663808 4472833`, `north: magnetic`, `date: 2021-04-04`,
    and legs as `RP -> BM 132 45.2`.

    A point from which no leg goes on is a side shot, not a corner. An area that cannot be computed is named, and the
    exit code is 1. Of a .geojson file, each polygon becomes the traverse that a field team would walk, for the handover
    sheet.
    """
    from geo.errors import UsageError, ZonemarkError
    from geo.findings import Findings
    from geo.traverse import compute, read_traverses

    backwards = file.suffix.lower() in (".geojson", ".json")
    wanted = ".txt" if backwards else ".geojson"
    if to is not None and to.suffix.lower() != wanted:
        raise UsageError(f"{to.name} is not {wanted}.", remedy="Give the file this ending.")
    read, noted = _of_polygons(file, reference, benchmark) if backwards else read_traverses(file)
    problems = Findings(found=noted)
    done: list[tuple[Traverse, ComputedTraverse]] = []
    for one in read:
        try:
            done.append((one, compute(one, adjust=adjust)))
        except ZonemarkError as error:
            problems.add("not_computed", error.what, error.remedy, id=one.name, option=error.option)
    for _, result in done:
        _show(result, date)
        problems += [] if backwards else result.problems
    if problems:
        say(wording.grouped(problems, every=True))
    if to is not None:
        (_write_sheets if backwards else _write)(done, to)
    if sketches is not None:
        _draw([result for _, result in done], sketches)
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


def _of_polygons(path: Path, reference: str, benchmark: str) -> tuple[list[Traverse], Findings]:
    """Read polygons, and make the traverse of each part; what is not a polygon is named."""
    import numpy as np
    import shapely

    import geo
    from geo.crs import join_at_antimeridian
    from geo.findings import Findings
    from geo.positions import parse_position
    from geo.traverse import polygon_to_traverse

    known = [parse_position(text) if text else None for text in (reference, benchmark)]
    first, second = ((one.lon, one.lat) if one else None for one in known)
    frame = geo.read(path).frame
    made, problems = [], Findings()
    for name, shape in zip(frame["id"].astype(str), frame.geometry, strict=True):
        if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
            problems.add("no_polygon", "It has no polygon to walk round.", id=name)
            continue
        parts = shapely.get_parts(join_at_antimeridian(np.array([shape], dtype=object))[0])
        if any(len(part.interiors) for part in parts):
            problems.add("hole", "Only the outer ring is walked; it has holes.", id=name)
        for number, part in enumerate(parts, 1):
            label = name if len(parts) == 1 else f"{name} part {number}"
            made.append(polygon_to_traverse(part, name=label, reference=first, benchmark=second))
    return made, problems


def _write_sheets(done: list[tuple[Traverse, ComputedTraverse]], path: Path) -> None:
    from geo.disk import write_bytes
    from geo.traverse import write_text

    write_bytes(path, "\n".join(write_text(one) for one, _ in done).encode())


def _show(result: ComputedTraverse, date: str) -> None:
    from geo.traverse import declination, vertex_table

    first = result.corners[0]
    variation = declination(first.lon, first.lat, date).deg if date else None

    rows = [
        [row["point"], f"{row['lat']:.7f}", f"{row['lon']:.7f}",
         f"{row['utm']} {row['easting']:.2f} {row['northing']:.2f}", _leads(row), _angle(row["bearing_true_deg"]),
         _angle(row["bearing_magnetic_deg"]), f"{row['distance_m']:.2f}", f"{row['uncertainty_m']:.1f}"]
        for row in vertex_table(result, declination_deg=variation).to_dict("records")
    ]  # fmt: skip
    headings = ["point", "lat", "lon", "UTM", "to", "true °", "magnetic °", "m", "± m"]
    say(result.name, wording.table(headings, rows))
    if result.closure_m >= 0.005:
        ratio = f", 1 in {result.ratio:,.0f}" if math.isfinite(result.ratio) else ""
        state = "spread by Bowditch's rule" if result.adjusted else "not adjusted"
        say(f"closing error {result.closure_m:.2f} m of {result.walked_m:,.2f} m{ratio}; {state}")
    elif not math.isnan(result.closure_m):
        say(f"closes after {result.walked_m:,.2f} m")
    if not math.isnan(result.area_m2):
        say(f"area {result.area_m2:,.0f} m²")


def _leads(row: dict[Hashable, Any]) -> str:
    return f"side shot from {row['shot_from']}" if row["role"] == "side shot" else str(row["to"])


def _angle(value: float) -> str:
    return "" if math.isnan(value) else f"{round(value, 2) % 360:.2f}"


def _write(done: list[tuple[Traverse, ComputedTraverse]], path: Path) -> None:
    """Write one feature an area; an area without a polygon is kept without geometry."""
    import numpy as np

    from geo.disk import write_bytes
    from geo.geojson import as_features, collection
    from geo.records.imprint import SAFETY

    shapes = np.empty(len(done), dtype=object)
    shapes[:] = [result.polygon for _, result in done]
    properties = [_properties(traverse, result) for traverse, result in done]
    ids = [f"{traverse.name}" for traverse, _ in done]
    write_bytes(path, collection(as_features(ids, properties, shapes), {"description": SAFETY}))


def _properties(traverse: Traverse, result: ComputedTraverse) -> dict[str, object]:
    found: dict[str, object] = {
        "name": result.name,
        "position_method": "bearing_distance",
        "position_accuracy_m": round(result.uncertainty_m, 2),
        "position_entered": traverse.position_entered,
        "crs_entered": traverse.position_crs or None,
        "position_transformation": traverse.position_transformation or None,
        "closing_error_m": None if math.isnan(result.closure_m) else round(result.closure_m, 3),
        "walked_m": round(result.walked_m, 3),
        "adjusted": result.adjusted,
        "source": traverse.source,
    }
    dates = [date for leg in traverse.legs if (date := leg.date or traverse.date)]
    if dates:
        found["verified_on"] = max(dates)
    if not math.isnan(result.declination_deg):
        found["declination_deg"] = round(result.declination_deg, 3)
    return found


def _draw(several: list[ComputedTraverse], path: Path) -> None:
    from geo.disk import write_bytes
    from geo.traverse import sketch

    for number, result in enumerate(several, 1):
        name = path if len(several) == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        write_bytes(name, sketch(result).encode())
