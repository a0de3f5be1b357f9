"""What a map file says where no script runs, or where its scripts fail: picture, counts, warnings, a table.

It is the only part of the page that is made of data as HTML, so every text goes through one function, `said`, which
escapes it and keeps its own direction; none goes through a template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from geo.maps import catalogue
from geo.maps.ground.terms import NO_GROUND, Under
from geo.maps.page import overview, pictograms
from geo.maps.page.dates import Dates
from geo.maps.page.doubts import doubts
from geo.maps.page.still.placed import counts, placed, settings, statuses
from geo.maps.page.still_tables import said, tables, title_of
from geo.records import Layer
from geo.records.imprint import Imprint
from geo.records.source_gone import are_gone

NO_DATES = Dates()
AnyShown = TypeVar("AnyShown", bound="Shown")


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

    @cached_property
    def doubts(self) -> dict[int, str]:
        """The code of what is wrong with the position of each record that is held for wrong, by its index."""
        return doubts(self)

    @property
    def gone(self) -> int:
        """How many records their source no longer has, drawn or not."""
        return int(are_gone(self.layer.frame).sum())


def subject(layers: Sequence[AnyShown]) -> list[AnyShown]:
    """What a map is about: hazards, releases and accidents; places only where there is nothing else."""
    subject = [shown for shown in layers if shown.layer.what.subject]
    return subject or [shown for shown in layers if shown.layer.what.placed]


def totals(layers: Sequence[Shown]) -> dict[str, int]:
    """Add up the records that a map is about."""
    return {name: sum(getattr(shown, name) for shown in subject(layers)) for name in ("recorded", "drawn", "missing")}


NOTHING_TOLD: Mapping[str, Any] = MappingProxyType({})


def fallback(
    margin: Imprint,
    layers: Sequence[Shown],
    dates: Dates = NO_DATES,
    under: Under = NO_GROUND,
    told: Mapping[str, Any] = NOTHING_TOLD,
) -> str:
    """Build the static part of the page, as HTML, in the language of `margin`; `dates` are those of the records.

    `under`: the ground. `told`: the page's settings, of which `waiting`, `since` and `credits` are said.
    """
    return "\n".join(
        [
            *_heading(margin, layers, dates, told),
            *_overview(margin.language, layers, under),
            f"<p>{_credit(margin.language, told.get('credits', ()))}</p>",
            *_counts(margin.language, layers),
            *tables(margin.language, layers),
        ]
    )


def _heading(margin: Imprint, layers: Sequence[Shown], dates: Dates, told: Mapping[str, Any]) -> Iterator[str]:
    def say(key: str, **values: str | int) -> str:
        return said(catalogue.text(margin.language, key, **values))

    if margin.title:
        yield f"<h1><bdi>{said(margin.title)}</bdi></h1>"
    if margin.fictitious:
        yield f'<p class="zm-warning">{say("warning.fictitious_long")}</p>'
    yield f'<p class="zm-warning">{say("warning.absence")} {say("warning.not_for_navigation")}</p>'
    if edition := _edition(margin):
        yield f'<p class="zm-warning">{edition}</p>'
    if waiting := told.get("waiting"):
        yield f'<p class="zm-warning">{say("warning.contributed", n=waiting)}</p>'
    for key in ("fallback.no_script", "fallback.open_android", "fallback.open_iphone"):
        yield f'<p class="zm-still">{say(key)}</p>'
    yield f'<p id="zm-loading" class="zm-warning" hidden>{say("fallback.loading")}</p>'
    made = _dated(say("ui.made_on"), str(margin.made_on)) if margin.made_on else ""
    since = _since(margin, told.get("since"))
    yield f"<p>{' · '.join(filter(None, [_data_dates(margin, layers, dates), since, made]))}</p>"
    if dates.mostly_undated:
        key = f"warning.undated_{dates.of}"
        yield f'<p class="zm-warning">{say(key, n=dates.undated, total=dates.total)}</p>'
    stated = (
        ("ui.producer", margin.producer),
        ("ui.hotline", margin.hotline),
        ("ui.signing_key", margin.signing_key),
    )
    for key, entered in stated:
        if entered:
            yield f"<p>{say(key)}: <bdi>{said(entered)}</bdi></p>"
    counts = [say("ui.counts_line", **totals(layers))]
    if gone := sum(shown.gone for shown in subject(layers)):
        counts.append(say("ui.counts_gone", n=gone))
    yield f'<p class="zm-counts">{" · ".join(counts)}</p>'


def _since(margin: Imprint, since: Mapping[str, Any] | None) -> str:
    """How many records are new, changed and gone since a day; nothing where the map does not say."""
    if not since:
        return ""
    numbers = {name: since[name] for name in ("new", "changed", "gone")}
    return _dated(said(catalogue.text(margin.language, "ui.since", **numbers)), since["date"])


def _edition(margin: Imprint) -> str:
    """What this edition does not show of the records, or shows otherwise."""
    own, told = margin.edition, list[str]()
    if own is None:
        return ""
    if own.label:
        told.append(f"<bdi>{said(own.label)}</bdi>.")
    if own.hidden:
        told.append(said(catalogue.text(margin.language, "warning.edition_hidden", n=own.hidden)))
    if own.cells_m:
        size = f"{catalogue.number(margin.language, round(own.cells_m))} m"
        told.append(said(catalogue.text(margin.language, "warning.edition_cells", size=size)))
    if own.dissolved:
        told.append(said(catalogue.text(margin.language, "warning.edition_dissolved")))
    return " ".join(told)


def _data_dates(margin: Imprint, layers: Sequence[Shown], dates: Dates) -> str:
    """Of when the data is: the stated date or that of the newest record, and by when half of the records were known."""

    def say(key: str) -> str:
        return said(catalogue.text(margin.language, key))

    if not (margin.data_date or dates.newest):
        return say("warning.no_date")
    stated = _dated(say("ui.data_of"), str(margin.data_date)) if margin.data_date else ""
    told = [stated or _dated(say("ui.newest"), dates.newest)]
    if older_than := dates.as_settings()["olderThan"]:
        others = (shown.layer.what for shown in layers if shown.recorded)
        mixed = dates.of == "hazards" and any(kind.subject and not kind.dangerous for kind in others)
        told.append(_dated(say("ui.half_older_hazards" if mixed else "ui.half_older"), older_than))
    return "; ".join(told)


def _dated(pattern: str, date: str) -> str:
    """Fill in a date that stays 2024-05-31 between words that run from right to left; by itself it would turn round."""
    return pattern.replace("{date}", f'<bdi dir="ltr">{said(date)}</bdi>')


def _overview(language: str, layers: Sequence[Shown], under: Under) -> Iterator[str]:
    drawn = [(shown.layer, shown.drawable) for shown in layers]
    in_doubt = {shown.layer.name: list(shown.doubts) for shown in layers}
    records = placed(drawn, {shown.layer.name for shown in subject(layers)}, in_doubt)
    label = said(catalogue.text(language, "fallback.overview"))
    yield f"<h2>{label}</h2>"
    yield overview.picture(records, label, drawn, under=under, language=language)
    if outside := overview.outside(records):
        # Of a language's forms the two that are read with any number, as no browser is there to choose.
        form = "one" if outside == 1 and "ui.far_outside.one" in catalogue.catalogue(language) else "other"
        yield f"<p>{said(catalogue.text(language, f'ui.far_outside.{form}', n=outside))}</p>"
    rows = [
        f"<li>{overview.sample(key)} {said(catalogue.text(language, key))}: {catalogue.number(language, count)}</li>"
        for key, count in counts(records).items()
    ]
    if gone := sum(shown.gone for shown in subject(layers)):
        words = said(catalogue.text(language, "class.signs/gone"))
        rows.append(f"<li>{overview.gone_sample()} {words}: {catalogue.number(language, gone)}</li>")
    if vague := int((records.are_vague & ~records.are_ground).sum()):
        words = said(catalogue.text(language, "class.signs/district"))
        rows.append(f"<li>{overview.vague_sample()} {words}: {catalogue.number(language, vague)}</li>")
    yield f'<ul class="zm-key">{"".join(rows)}</ul>'
    if pictured := settings(records):
        rows = [
            f"<li>{pictograms.sample(name)} {said(catalogue.value(language, 'setting', name))}: "
            f"{catalogue.number(language, count)}</li>"
            for name, count in pictured.items()
        ]
        yield f"<p>{said(catalogue.text(language, 'field.setting'))}</p>"
        yield f'<ul class="zm-settings">{"".join(rows)}</ul>'
    found = statuses(records)
    if found:
        outlines = (f"<li>{overview.outline(key)} {said(catalogue.text(language, key))}</li>" for key in found)
        yield f"<p>{said(catalogue.text(language, 'ui.status_is_outline'))}</p>"
        yield f'<ul class="zm-statuses">{"".join(outlines)}</ul>'
    yield f"<p>{said(catalogue.text(language, 'warning.static'))}</p>"
    if catalogue.text(language, "language.reviewed") == "no":
        yield f"<p>{said(catalogue.text(language, 'ui.not_reviewed'))}</p>"


def _credit(language: str, credits: Sequence[str]) -> str:
    """Whose the ground of the picture is; who made it asks to be named wherever it is seen."""
    named = [*credits, *(catalogue.text(language, key) for key in ("ui.ground_credit", "ui.ground_views"))]
    return " · ".join(f"<bdi>{said(one)}</bdi>" for one in named)


def _counts(language: str, layers: Sequence[Shown]) -> Iterator[str]:
    has_gone = any(shown.gone for shown in layers)
    keys = ["fallback.layer", "fallback.recorded", "fallback.drawn", "fallback.not_drawn"]
    heads = [said(catalogue.text(language, key)) for key in (*keys, *["class.signs/gone"] * has_gone)]
    yield f"<h2>{said(catalogue.text(language, 'fallback.counts'))}</h2>"
    yield f"<table><thead><tr>{''.join(f'<th scope=col>{head}</th>' for head in heads)}</tr></thead><tbody>"
    for shown in layers:
        numbers = (shown.recorded, shown.drawn, shown.missing, *[shown.gone] * has_gone)
        cells = "".join(f"<td>{catalogue.number(language, number)}</td>" for number in numbers)
        yield f"<tr><th scope=row><bdi>{said(title_of(shown.layer, language))}</bdi></th>{cells}</tr>"
    yield "</tbody></table>"
