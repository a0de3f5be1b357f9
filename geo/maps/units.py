"""A map for each administrative unit, and a page that leads to them: for more records than one file should hold.

Each record is on one map, so that the sums of the maps are those of the whole: on that of the unit it states, a release
or what else states none on that of the hazard it names, and the rest on a map of their own, which is never left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from geo.cells.names import unique_names
from geo.cells.slugs import key_of
from geo.disk import write_bytes
from geo.errors import UsageError
from geo.maps import catalogue
from geo.maps.folium_.hazard_map import HazardMap, draw
from geo.maps.page.still_tables import said
from geo.records import KINDS, Layer
from geo.records.imprint import Edition, Imprint, combined

ADMINISTRATIVE = ("admin1", "admin2")
INDEX = "index.html"
_ELSEWHERE = ""
"""The unit of records that state none."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:1em auto;padding:0 1em}"
    "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3em .6em;text-align:start}"
    "td+td{text-align:end;font-variant-numeric:tabular-nums}"
    ".warning{border:2px solid #c00;padding:.5em;font-weight:700}"
)


@dataclass(frozen=True)
class Unit:
    """A unit's map: what the unit is called, its file, and how many records of each kind are recorded and drawn."""

    name: str
    file: str
    recorded: dict[str, int]
    drawn: int

    @property
    def total(self) -> int:
        """How many records are on it, with those that have no position."""
        return sum(self.recorded.values())


def draw_units(layers: Sequence[Layer], folder: Path, field: str, *, imprint: Imprint, **named: Any) -> list[Unit]:
    """Draw a map for each value of `field` into a folder, with a page that leads to them, and give what is on each.

    `named`: as `draw` takes it. Raises UsageError for a field that is no administrative unit or that no record states,
    NotSaved if the disk does not take a file.
    """
    if field not in ADMINISTRATIVE:
        raise UsageError(f"'{field}' is no administrative unit.", remedy=f"Choose from: {', '.join(ADMINISTRATIVE)}.")
    units = _units_of(layers, field)
    names = sorted({name for one in units for name in one.tolist()}, key=lambda name: (name == _ELSEWHERE, name))
    if names in ([], [_ELSEWHERE]):
        raise UsageError(f"No record states its {field}.", remedy="Make one map, or choose another unit.")
    whole = combined(imprint, [layer.imprint for layer in layers])
    language = (whole.language or next(iter(whole.languages), "")) or "en"
    files = unique_names([Path(INDEX).stem, *(key_of(name or "elsewhere") for name in names)])[1:]
    found: list[Unit] = []
    for name, file in zip(names, files, strict=True):
        own = [replace(layer, frame=layer.frame[of == name]) for layer, of in zip(layers, units, strict=True)]
        own = [layer for layer in own if len(layer.frame)]
        called = name or catalogue.text(language, "value.other")
        title = f"{whole.title or folder.name} – {called} ({len(found) + 1}/{len(names)})"
        drawn = draw(own, imprint=replace(whole, title=title, edition=_part(whole, layers, own)), **named)
        drawn.save(folder / f"{file}.html")
        found.append(_unit(name, f"{file}.html", drawn))
    write_bytes(folder / INDEX, "".join(_index(found, field, whole, folder.name, language)).encode())
    return found


def _part(whole: Imprint, layers: Sequence[Layer], own: Sequence[Layer]) -> Edition | None:
    """What a unit's map says of the hazards on the others: one may lie just across the border."""
    hidden = sum(len(layer.frame) for layer in layers if layer.kind == "hazards")
    hidden -= sum(len(layer.frame) for layer in own if layer.kind == "hazards")
    if not hidden:
        return whole.edition
    edition = whole.edition or Edition()
    return replace(edition, hidden=edition.hidden + hidden)


def _units_of(layers: Sequence[Layer], field: str) -> list[Any]:
    """For the records of each layer the unit that each states or that of the hazard it names; empty where none does."""
    units = [_stated(layer, field) for layer in layers]
    of_hazard: dict[str, str] = {}
    for layer, own in zip(layers, units, strict=True):
        if layer.kind == "hazards":
            of_hazard |= dict(zip(layer.frame["id"].astype(str), own.tolist(), strict=True))
    for layer, own in zip(layers, units, strict=True):
        if "hazard_id" in layer.frame:
            named = [of_hazard.get(str(one), _ELSEWHERE) for one in layer.frame["hazard_id"]]
            own[own == _ELSEWHERE] = np.array(named, dtype=object)[own == _ELSEWHERE]
    return units


def _stated(layer: Layer, field: str) -> Any:
    frame = layer.frame
    values = frame[field].tolist() if field in frame else [None] * len(frame)
    return np.array([one.strip() if isinstance(one, str) else _ELSEWHERE for one in values], dtype=object)


def _unit(name: str, file: str, drawn: HazardMap) -> Unit:
    recorded: dict[str, int] = {}
    for one in drawn.shown:
        recorded[one.layer.kind] = recorded.get(one.layer.kind, 0) + one.recorded
    return Unit(name, file, recorded, sum(one.drawn for one in drawn.shown))


def _index(units: Sequence[Unit], field: str, imprint: Imprint, called: str, language: str) -> Iterator[str]:
    """The page that leads to the maps: constants, numbers, and texts that are escaped. It asks nobody."""

    def text(key: str) -> str:
        return said(catalogue.text(language, key))

    title = said(imprint.title or called)
    kinds = [kind for kind in KINDS if any(unit.recorded.get(kind) for unit in units)]
    yield (
        f'<!DOCTYPE html>\n<html lang="{language}" dir="{text("language.direction")}">\n<head>\n'
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    )
    if imprint.fictitious:
        yield f'<p class="warning">{text("warning.fictitious_long")}</p>\n'
    yield f'<p class="warning">{text("warning.absence")}</p>\n'
    made_by = " · ".join(
        filter(None, [imprint.producer, imprint.hotline, str(imprint.made_on) or date.today().isoformat()])
    )
    yield f"<p>{said(made_by)}</p>\n<table>\n<tr><th>{text(f'field.{field}')}</th>"
    yield "".join(f"<th>{text(f'kind.{kind}')}</th>" for kind in kinds)
    yield f"<th>{text('fallback.total')}</th></tr>\n"
    for unit in units:
        name = said(unit.name) if unit.name else text("value.other")
        yield f'<tr><td><a href="{said(unit.file)}"><bdi>{name}</bdi></a></td>{_cells(unit.recorded, kinds)}</tr>\n'
    sums = {kind: sum(unit.recorded.get(kind, 0) for unit in units) for kind in kinds}
    yield f"<tr><th>{text('fallback.total')}</th>{_cells(sums, kinds)}</tr>\n</table>\n</body>\n</html>\n"


def _cells(recorded: dict[str, int], kinds: Sequence[str]) -> str:
    return "".join(f"<td>{recorded.get(kind, 0):,}</td>" for kind in kinds) + f"<td>{sum(recorded.values()):,}</td>"
