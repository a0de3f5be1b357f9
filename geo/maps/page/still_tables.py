"""The tables of a map file where no script runs: hazards first, by district, as many records as there is room for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.cells.missing import is_missing
from geo.maps import catalogue
from geo.maps.cells import accuracies_m, texts
from geo.positions.formats import to_brief
from geo.records import KINDS, POPUP_FIELDS, Layer
from geo.records.layer import NOT_REVIEWED, NOT_REVIEWED_TITLE
from geo.records.source_gone import MISSING_SINCE

if TYPE_CHECKING:
    from geo.maps.page.fallback import Shown

ROOM = 200_000
"""How many bytes the tables of a page may take."""
_SHORTEST_ROW = 40  # bytes; more rows than this allows are not looked at
_MOST_COLUMNS = 12
_LONGEST = 300
_POSITION = "position"
_DISTRICTS = ("admin1", "admin2")
_FIRST = ("id", "name", _POSITION, "position_accuracy_m", "area_type", "status", MISSING_SINCE, "setting", "place")


def said(text: object) -> str:
    """Escape a text for HTML; what UTF-8 cannot hold becomes the replacement sign."""
    plain = str(text).encode("utf-8", "replace").decode("utf-8").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return escape(plain).replace("\r", "&#13;")  # a browser would read it as another end of line


def tables(language: str, layers: Sequence[Shown]) -> Iterator[str]:
    """Write a table for each layer, hazards before all else, and how many records found no room."""
    order = {name: (kind.ground, index) for index, (name, kind) in enumerate(KINDS.items())}
    left = ROOM
    parts: list[str] = []
    listed = 0
    for shown in sorted(layers, key=lambda shown: order[shown.layer.kind]):
        table = _Table(language, shown.layer, shown.drawable)
        parts += table.within(left)
        left -= table.size
        listed += table.listed
    total = sum(shown.recorded for shown in layers)
    yield f"<h2>{said(catalogue.text(language, 'fallback.table'))}</h2>"
    if total > listed:
        values: dict[str, str | int] = {"n": listed, "total": total, "more": total - listed}
        yield f'<p class="zm-more">{said(catalogue.text(language, "fallback.first_of", **values))}</p>'
    yield from parts


def title_of(layer: Layer, language: str) -> str:
    """Give a layer's title; what nobody has reviewed says so in the map's language."""
    if not (layer.name.startswith(NOT_REVIEWED) and layer.title.startswith(NOT_REVIEWED_TITLE)):
        return layer.title
    told = catalogue.text(language, "class.signs/contributed")
    return told if layer.title == NOT_REVIEWED_TITLE else f"{told}: {catalogue.text(language, f'kind.{layer.kind}')}"


class _Table:
    """A layer's table, of which `within` writes as many rows as there is room for."""

    def __init__(self, language: str, layer: Layer, drawable: NDArray[np.bool_]) -> None:
        self.language, self.layer, self.drawable = language, layer, drawable
        self.size = self.listed = 0
        frame = layer.frame
        self._districts = _districts(frame)
        self._order = np.argsort(self._districts, kind="stable")
        self._tried = self._order[: ROOM // _SHORTEST_ROW]
        tried = frame.iloc[self._tried]
        self._names = _columns(layer)
        self._columns = [tried[name].tolist() if name != _POSITION else None for name in self._names]
        shapes = np.asarray(tried.geometry, dtype=object)
        has_point = drawable[self._tried] & ~shapely.is_missing(shapes)  # figures are shown, and have none
        self._points = [
            (shape if shape.geom_type == "Point" else shapely.point_on_surface(shape)) if has_one else None
            for shape, has_one in zip(shapes, has_point, strict=True)
        ]
        self._accuracy = accuracies_m(tried)

    def within(self, room: int) -> list[str]:
        """Write the table, and note how many bytes and records it has."""
        heads = "".join(
            f'<th scope=col dir="auto">{said(_heading_of(self.language, self.layer.kind, name))}'
            for name in self._names
        )
        title = said(title_of(self.layer, self.language))
        parts = [
            f'<div class="zm-scroll" tabindex="0"><table><caption><bdi>{title}</bdi></caption>',
            f"<thead><tr>{heads}</thead><tbody>",
        ]
        district = ""
        for number, at in enumerate(self._tried):
            row = self._row(number, self.drawable[at])
            if self._districts[at] != district:
                district = self._districts[at]
                row = f"<tr><th scope=rowgroup colspan={len(self._names)}><bdi>{said(district)}</bdi>{row}"
            self.size += len(row.encode())
            if self.size > room:
                break
            parts.append(row)
            self.listed += 1
        if not self.listed:
            self.size = 0
            return []
        return ["".join([*parts, "</tbody></table></div>"]), *self._rest(self._districts[self._order[self.listed :]])]

    def _rest(self, districts: NDArray[np.object_]) -> Iterator[str]:
        """How many records of each district found no room."""
        names, numbers = np.unique(districts.astype(str), return_counts=True)
        if len(names) and self._districts.any():
            counts = zip(names.tolist(), numbers.tolist(), strict=True)
            each = [f"<bdi>{said(name or '…')}</bdi>: +{catalogue.number(self.language, n)}" for name, n in counts]
            yield f'<p class="zm-more">{" · ".join(each)}</p>'

    def _row(self, number: int, is_drawn: bool) -> str:
        # HTML closes a cell and a row by the next, and the style gives each its direction: 60 KB less in every file.
        cells = "".join(
            f"<td>{said(_worded(self.language, str(name), column[number]) if column else self._position(number))}"
            for name, column in zip(self._names, self._columns, strict=True)
        )
        return f"<tr{'' if is_drawn or not self.layer.what.placed else ' class=zm-unplaced'}>{cells}"

    def _position(self, number: int) -> str:
        """Where a record lies: the point, or one within the shape."""
        point, accuracy = self._points[number], self._accuracy[number]
        if point is None or not (abs(point.x) <= 180 and abs(point.y) <= 90):
            return ""
        return to_brief(point.x, point.y, accuracy if math.isfinite(accuracy) else 1.0)


def _districts(frame: Any) -> NDArray[np.object_]:
    """The district of each record as one text, the state's part before it."""
    parts = [texts(frame[name]) for name in _DISTRICTS if name in frame.columns]
    joined = [", ".join(filter(None, names)) for names in zip(*parts, strict=True)] if parts else [""] * len(frame)
    return np.array(joined, dtype=object)


def _columns(layer: Layer) -> list[Any]:
    """The columns a reader is shown: number, position and public fields first, of those that hold anything."""
    frame, kind = layer.frame, layer.what
    geometry = getattr(frame, "_geometry_column_name", None)
    there = [name for name in frame.columns if name != geometry and not frame[name].isna().all()]
    there += [_POSITION] if kind.placed else []
    wanted = [*_FIRST, *(POPUP_FIELDS if kind.dangerous else kind.names)]
    public = [name for name in dict.fromkeys(wanted) if name in there and name not in _DISTRICTS]
    others = [name for name in there if name not in (*kind.names, _POSITION)] if len(public) <= 2 else []
    return [*public, *others][:_MOST_COLUMNS]


def _heading_of(language: str, kind: str, name: Any) -> str:
    """Give the heading of a field, of a kind where it has one of its own there; any other column keeps its name."""
    for key in (f"field.{kind}.{name}", f"field.{name}"):
        worded = catalogue.text(language, key)
        if worded != key:
            return worded
    return str(name)


def _worded(language: str, name: str, entered: Any) -> str:
    """Give a value in words; a long one is cut, and says so."""
    if isinstance(entered, (list, tuple, set)):
        return ", ".join(catalogue.value(language, name, str(one)) for one in entered)
    if is_missing(entered):
        return ""
    if isinstance(entered, float) and entered.is_integer() and abs(entered) < 1e15:
        entered = int(entered)
    if name == "position_accuracy_m":
        return f"± {entered} m"
    text = catalogue.value(language, name, str(entered))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
