"""Features of a map file on their way into a table: attributes, a geometry as GeoJSON writes it, and an identity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.cells.names import free_name
from geo.errors import SourceError, UsageError
from geo.findings import Findings, Severity
from geo.geojson.shapes import Shapes, shapes, written
from geo.records.columns import is_known_heading
from geo.sources import raw
from geo.sources.raw import RawTable

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


class Features:
    """Features in the order of the file, and what is wrong with them.

    `entered` is the text of a geometry as it stood in the file, where that is not JSON.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems = Findings(source)
        self.attributes: list[dict[str, Any]] = []
        self.geometries: list[Any] = []
        self.ids: list[Any] = []
        self.entered: dict[int, str] = {}

    def add(self, attributes: dict[str, Any], geometry: Any, identity: Any = None, entered: str = "") -> None:
        """Append a feature."""
        if entered:
            self.entered[len(self.geometries)] = entered
        self.attributes.append(attributes)
        self.geometries.append(geometry)
        self.ids.append(identity)

    @property
    def row(self) -> int:
        """The number of the feature that will be added next, from 1."""
        return len(self.geometries) + 1

    def problem(
        self, code: str, row: int | None, what: str, remedy: str = "", *, severity: Severity | None = None,
        at: str = "", option: str | None = None,
    ) -> None:  # fmt: skip
        """Note what is wrong with the feature `row`, or with the file."""
        self.problems.add(code, what, remedy, severity=severity, row=row, field=at, option=option)

    def say_undeclared(self, prefixes: Sequence[str]) -> None:
        """Name the prefixes that an XML file uses without saying what they stand for."""
        if prefixes:
            what = f"The file uses the prefix {', '.join(prefixes)} and does not declare it; it was read without."
            self.problem("undeclared_prefix", None, what)

    def table(self, facts: dict[str, str], crs: str | None = None) -> RawTable:
        """Put all together as a table, every geometry where `crs` (lon, lat where none is named) puts it."""
        built = shapes(self.geometries)
        self._note_slips(built)
        table = RawTable(self._frame(built), self.problems, facts)
        raw.bring_to_lonlat(table, crs, source=self.source)
        lost = table.frame.geometry.isna().to_numpy() & ~shapely.is_missing(built.geometries)
        for index in np.flatnonzero(lost).tolist():
            if index in self.entered:
                table.frame.loc[index + 1, "position_entered"] = self.entered[index]
        return table

    def table_in_degrees_or(self, crs: str | None, facts: dict[str, str]) -> RawTable:
        """Put all together as `table` does, for formats whose positions can be in any system.

        Raises UsageError if every position is out of the range of degrees: these are metres, of an unknown system.
        """
        table = self.table(facts, crs)
        grave = [problem for problem in table.problems if problem.field == "geometry" and problem.severity == "error"]
        if {problem.code for problem in grave} == {"crs_missing"} and table.frame.geometry.isna().all():
            raise UsageError(
                f"{self.source}: the coordinates are not degrees, and the file does not say what they are.",
                remedy="Name the system.",
                option="crs",
            )
        return table

    def _note_slips(self, built: Shapes) -> None:
        """Turn the slips of the geometries into problems, and keep what was written."""
        for index, slips in built.slips.items():
            for slip in slips:
                self.problem(slip.code, index + 1, slip.what, slip.remedy, severity=slip.severity, at="geometry")
            if any(slip.severity == "error" or slip.code == "part_not_drawn" for slip in slips):
                attributes = dict(self.attributes[index])
                name = free_name("position_entered", attributes)
                attributes[name] = self.entered.get(index) or written(self.geometries[index])
                self.attributes[index] = attributes

    def _frame(self, built: Shapes) -> GeoDataFrame:
        """The attributes as columns in the order in which they first appear, and the geometries."""
        names: dict[str, None] = {}
        for attributes in self.attributes:
            if not names.keys() >= attributes.keys():
                names.update(dict.fromkeys(attributes))
        if len(names) > raw.MAX_COLUMNS:
            raise SourceError(f"{self.source}: the records have {len(names):,} different properties.",
                              remedy="Are these names that should be values?")  # fmt: skip
        columns = {name: raw.column([item.get(name) for item in self.attributes]) for name in names}
        if any(identity is not None for identity in self.ids):
            name = "id" if "id" not in names else free_name("feature_id", names)
            if "id" not in names or [item.get("id") for item in self.attributes] != self.ids:
                columns = {name: raw.column(self.ids), **columns}
        if "geometry" in columns:
            columns[free_name("geometry_entered", columns)] = columns.pop("geometry")
        return raw.frame_of(columns, built.geometries, range(1, len(self.attributes) + 1))


def heading_of(name: str | None, title: str) -> str:
    """The heading of a value: what it is called, unless only what it is shown as says what it means."""
    if name and title and is_known_heading(title) and not is_known_heading(name):
        return title
    return name or title or "data"
