"""Problems, errors, layers and records as the page has them: plain values, texts as they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo.errors import NeedsYes, ZonemarkError
from geo.findings import SEVERITIES, Problem, speaking
from geo.records.source_gone import are_gone

if TYPE_CHECKING:
    from geo.store import Change, Project

MOST_PROBLEMS = 500
_LONGEST = 1_000
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def problem(one: Problem, language: str) -> dict[str, Any]:
    """Give a problem; what can be stated about it stands apart, for the page to offer a control."""
    return {
        "code": one.code,
        "severity": one.severity,
        "title": speaking.title_of(speaking.spoken(language), one.code),
        "text": replace(one, option="").sentences(language),
        "source": one.source,
        "row": one.row,
        "id": one.id,
        "field": one.field,
        "lon": one.lon,
        "lat": one.lat,
        "option": one.option or "",
    }


def problems(found: Iterable[Problem], language: str, most: int = MOST_PROBLEMS) -> dict[str, Any]:
    """Give the worst of several problems, and how many of each severity there are."""
    all_ = sorted(found, key=lambda one: SEVERITIES.index(one.severity))
    return {"problems": [problem(one, language) for one in all_[:most]], "counts": counts(all_)}


def counts(found: Iterable[Problem]) -> dict[str, int]:
    """Count problems by severity."""
    own = Counter(one.severity for one in found)
    return {severity: own[severity] for severity in SEVERITIES}


def groups(found: Sequence[Problem], language: str, most: int) -> list[dict[str, Any]]:
    """Give problems by their codes, the worst first, the first `most` of each."""
    by_code: dict[tuple[str, str], list[Problem]] = {}
    for one in sorted(found, key=lambda one: SEVERITIES.index(one.severity)):
        by_code.setdefault((one.severity, one.code), []).append(one)
    return [
        {
            "code": code,
            "severity": severity,
            "title": speaking.title_of(speaking.spoken(language), code),
            "count": len(own),
            "problems": [problem(one, language) for one in own[:most]],
        }
        for (severity, code), own in by_code.items()
    ]


def error(one: ZonemarkError) -> dict[str, Any]:
    """Give an error, and what is doubted where it asks whether something is meant."""
    doubts = one.doubts if isinstance(one, NeedsYes) else []
    what = " ".join(doubt.what for doubt in doubts) if doubts else one.what
    texts = {"what": _readable(what), "remedy": "" if doubts else _readable(one.remedy)}
    told = {"kind": type(one).__name__, **texts, "option": one.option}
    return {**told, "doubts": [doubt(each) for each in doubts]}


def _readable(text: str) -> str:
    """A sentence that may quote what somebody gave: without signs that control a screen, the middle cut if long."""
    plain = _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST // 2]} … {plain[-_LONGEST // 2 :]}"


def doubt(one: Any) -> dict[str, str]:
    """Give why a change looks wrong."""
    return {"code": one.code, "what": one.what, "layer": one.layer, "source": one.source}


def change(one: Change, title: str, *, is_new: bool) -> dict[str, Any]:
    """Give what became of the records of a layer."""
    return {"layer": one.layer, "title": title, "is_new": is_new, "missing": one.missing, **one.counts}


def layers(project: Project) -> list[dict[str, Any]]:
    """Give the layers of a project in drawing order; one that cannot be read says why."""
    found: list[dict[str, Any]] = []
    for name in project.layer_names:
        try:
            layer = project.layer(name)
        except ZonemarkError as failure:
            found.append({"name": name, "title": name, "error": error(failure)})
            continue
        frame = layer.frame
        without = int(frame.geometry.isna().sum())
        found.append(
            {
                "name": layer.name,
                "title": layer.title,
                "kind": layer.kind,
                "records": len(frame),
                "placed": len(frame) - without,
                "without": without,
                "missing": int(are_gone(frame).sum()),
                "versions": len(project.versions(layer.name)),
                "fields": [str(column) for column in frame.columns if column != frame.geometry.name],
                "error": None,
            }
        )
    return found


def plain(value: Any) -> Any:
    """Give a value of a frame as JSON has it; what is missing is None.

    >>> import math
    >>> plain(math.nan), plain("a"), plain(2.5)
    (None, 'a', 2.5)
    """
    if value is None or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    found = getattr(value, "item", lambda: value)()
    return plain(found) if isinstance(found, (str, bool, int, float)) else str(value)
