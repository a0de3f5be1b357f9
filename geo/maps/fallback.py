"""What a map file says where no script runs, or where its scripts fail: picture, counts, warnings, a table.

It is the only part of the page that is made of data as HTML, so every text goes through one function, `_said`, which
escapes it and keeps its own direction; none goes through a template.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.cells.missing import is_missing
from geo.maps import catalogue, overview
from geo.maps.dates import Dates
from geo.maps.overview_names import names
from geo.records import KINDS, POPUP_FIELDS, Layer

MOST_ROWS = 500
_MOST_COLUMNS = 10
_LONGEST = 300


@dataclass(frozen=True)
class Shown:
    """A layer with what the page could draw of it: one flag per record."""

    layer: Layer
    drawable: NDArray[np.bool_]

    @property
    def recorded(self) -> int:
        """How many records the layer has."""
        return len(self.layer.frame)

    @property
    def drawn(self) -> int:
        """How many of them have a usable position; figures are not drawn, and miss nothing."""
        return int(self.drawable.sum()) if self.layer.what.placed else 0

    @property
    def missing(self) -> int:
        """How many records ought to have a position and have no usable one."""
        return self.recorded - self.drawn if self.layer.what.placed else 0


def totals(layers: Sequence[Shown]) -> dict[str, int]:
    """Add up what a map is about: hazards, releases and accidents; places only where there is nothing else."""
    subject = [shown for shown in layers if shown.layer.what.subject]
    counted = subject or [shown for shown in layers if shown.layer.what.placed]
    return {name: sum(getattr(shown, name) for shown in counted) for name in ("recorded", "drawn", "missing")}


@dataclass(frozen=True)
class Sheet:
    """The texts of a sheet's margin, as plain text."""

    language: str
    title: str
    producer: str
    hotline: str
    data_date: str
    """As whoever makes the map states it; the records' own are `dates`."""
    made_on: str
    fictitious: bool
    dates: Dates = Dates()


def fallback(sheet: Sheet, layers: Sequence[Shown]) -> str:
    """Build the static part of the page, as HTML."""
    return "\n".join(
        [
            *_heading(sheet, layers),
            *_overview(sheet.language, layers),
            *_counts(sheet.language, layers),
            *_tables(sheet.language, layers),
        ]
    )


def _said(text: object) -> str:
    """Escape a text for HTML; what UTF-8 cannot hold becomes the replacement sign."""
    plain = str(text).encode("utf-8", "replace").decode("utf-8").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return escape(plain).replace("\r", "&#13;")  # a browser would read it as another end of line


def _heading(sheet: Sheet, layers: Sequence[Shown]) -> Iterator[str]:
    def say(key: str, **values: str | int) -> str:
        return _said(catalogue.text(sheet.language, key, **values))

    if sheet.title:
        yield f"<h1><bdi>{_said(sheet.title)}</bdi></h1>"
    if sheet.fictitious:
        yield f'<p class="zm-warning">{say("warning.fictitious_long")}</p>'
    yield f'<p class="zm-warning">{say("warning.absence")} {say("warning.not_for_navigation")}</p>'
    yield f'<p class="zm-still">{say("fallback.no_script")}</p>'
    yield f'<p id="zm-loading" class="zm-warning" hidden>{say("fallback.loading")}</p>'
    made = _dated(say("ui.made_on"), sheet.made_on) if sheet.made_on else ""
    yield f"<p>{' · '.join(filter(None, [_data_dates(sheet, layers), made]))}</p>"
    if sheet.dates.mostly_undated:
        key = f"warning.undated_{sheet.dates.of}"
        yield f'<p class="zm-warning">{say(key, n=sheet.dates.undated, total=sheet.dates.total)}</p>'
    for key, entered in (("ui.producer", sheet.producer), ("ui.hotline", sheet.hotline)):
        if entered:
            yield f"<p>{say(key)}: <bdi>{_said(entered)}</bdi></p>"
    yield f'<p class="zm-counts">{say("ui.counts_line", **totals(layers))}</p>'


def _data_dates(sheet: Sheet, layers: Sequence[Shown]) -> str:
    """Of when the data is: the stated date or that of the newest record, and by when half of the records were known."""

    def say(key: str) -> str:
        return _said(catalogue.text(sheet.language, key))

    if not (sheet.data_date or sheet.dates.newest):
        return say("warning.no_date")
    stated = _dated(say("ui.data_of"), sheet.data_date) if sheet.data_date else ""
    told = [stated or _dated(say("ui.newest"), sheet.dates.newest)]
    if older_than := sheet.dates.as_settings()["olderThan"]:
        others = (shown.layer.what for shown in layers if shown.recorded)
        mixed = sheet.dates.of == "hazards" and any(kind.subject and not kind.dangerous for kind in others)
        told.append(_dated(say("ui.half_older_hazards" if mixed else "ui.half_older"), older_than))
    return "; ".join(told)


def _dated(pattern: str, date: str) -> str:
    """Fill in a date that stays 2024-05-31 between words that run from right to left; by itself it would turn round."""
    return pattern.replace("{date}", f'<bdi dir="ltr">{_said(date)}</bdi>')


def _overview(language: str, layers: Sequence[Shown]) -> Iterator[str]:
    drawn = [(shown.layer, shown.drawable) for shown in layers]
    records = overview.placed(drawn)
    label = _said(catalogue.text(language, "fallback.overview"))
    yield f"<h2>{label}</h2>"
    yield overview.picture(records, label, names(language, drawn))
    rows = [
        f"<li>{overview.sample(key)} {_said(catalogue.text(language, key))}: {catalogue.number(language, count)}</li>"
        for key, count in overview.counts(records).items()
    ]
    yield f'<ul class="zm-key">{"".join(rows)}</ul>'
    yield f"<p>{_said(catalogue.text(language, 'warning.static'))}</p>"


def _counts(language: str, layers: Sequence[Shown]) -> Iterator[str]:
    heads = [_said(catalogue.text(language, f"fallback.{key}")) for key in ("layer", "recorded", "drawn", "not_drawn")]
    yield f"<h2>{_said(catalogue.text(language, 'fallback.counts'))}</h2>"
    yield f"<table><thead><tr>{''.join(f'<th scope=col>{head}</th>' for head in heads)}</tr></thead><tbody>"
    for shown in layers:
        numbers = (shown.recorded, shown.drawn, shown.missing)
        cells = "".join(f"<td>{catalogue.number(language, number)}</td>" for number in numbers)
        yield f"<tr><th scope=row><bdi>{_said(shown.layer.title)}</bdi></th>{cells}</tr>"
    yield "</tbody></table>"


def _tables(language: str, layers: Sequence[Shown]) -> Iterator[str]:
    """The first records, hazards before all else, because a reader may get no further."""
    order = {name: (kind.ground, index) for index, (name, kind) in enumerate(KINDS.items())}
    total = sum(shown.recorded for shown in layers)
    left = min(MOST_ROWS, total)
    values: dict[str, str | int] = {"n": left, "total": total, "more": total - left}
    yield f"<h2>{_said(catalogue.text(language, 'fallback.table'))}</h2>"
    if total > left:
        yield f'<p class="zm-more">{_said(catalogue.text(language, "fallback.first_of", **values))}</p>'
    for shown in sorted(layers, key=lambda shown: order[shown.layer.kind]):
        rows = shown.layer.frame.iloc[:left]
        left -= len(rows)
        if len(rows):
            yield from _table(language, shown.layer, rows, shown.drawable)


def _table(language: str, layer: Layer, rows: Any, drawable: NDArray[np.bool_]) -> Iterator[str]:
    names = _columns(layer.kind, rows)
    heads = "".join(f'<th scope=col dir="auto">{_said(_heading_of(language, name))}</th>' for name in names)
    yield f'<div class="zm-scroll" tabindex="0"><table><caption><bdi>{_said(layer.title)}</bdi></caption>'
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    columns = [rows[name].tolist() for name in names]
    for at in range(len(rows)):
        # HTML closes a cell and a row by the next, and the style gives each its direction: 60 KB less in every file.
        cells = "".join(
            f"<td>{_said(_worded(language, str(name), column[at]))}"
            for name, column in zip(names, columns, strict=True)
        )
        flag = "" if drawable[at] or not layer.what.placed else ' class="zm-unplaced"'
        yield f"<tr{flag}>{cells}"
    yield "</tbody></table></div>"


def _columns(kind: str, rows: Any) -> list[Any]:
    """The columns a reader is shown: number and public fields first, of those that hold anything."""
    geometry = getattr(rows, "_geometry_column_name", None)
    there = [name for name in rows.columns if name != geometry and not rows[name].isna().all()]
    fields = KINDS[kind].names
    wanted = ["id", *(POPUP_FIELDS if KINDS[kind].dangerous else fields)]
    public = [name for name in dict.fromkeys(wanted) if name in there]
    others = [name for name in there if name not in fields] if len(public) <= 1 else []
    return [*public, *others][:_MOST_COLUMNS]


def _heading_of(language: str, name: Any) -> str:
    key = f"field.{name}"
    worded = catalogue.text(language, key)
    return str(name) if worded == key else worded


def _worded(language: str, name: str, entered: Any) -> str:
    """Give a value in words; a long one is cut, and says so."""
    if isinstance(entered, (list, tuple, set)):
        return ", ".join(catalogue.value(language, name, str(one)) for one in entered)
    if is_missing(entered):
        return ""
    if isinstance(entered, float) and entered.is_integer() and abs(entered) < 1e15:
        return str(int(entered))
    text = catalogue.value(language, name, str(entered))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
