"""Fields of one record that cannot all be true: type against evidence, marking, method.

The rules follow IMAS 08.10 and 07.11: a confirmed hazardous area (CHA) rests on direct evidence, a suspected one (SHA)
on indirect evidence; land is released by cancellation, reduction or clearance, and clearance has a depth.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geo.checks.findings import Finding, Noted
from geo.checks.view import Flags, Terms, View
from geo.findings import Severity


@dataclass(frozen=True)
class Contradiction:
    """Where it is, and how it is said."""

    where: Flags
    severity: Severity
    field: str
    what: str
    remedy: str
    together: str = ""
    code: str = "contradiction"


def hazards(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name hazards whose type, evidence, status and marking contradict one another."""
    direct, indirect = view.given("direct_evidence"), view.given("indirect_evidence")
    evidence = view.column("evidence")
    said_direct, said_indirect = _is(evidence, "direct"), _is(evidence, "indirect")
    cha, sha = view.equals("area_type", "CHA"), view.equals("area_type", "SHA")
    only_indirect = (said_indirect & ~direct) | (indirect & ~direct & ~said_direct)
    checked = view.given("marking_checked_on")
    yield from _each(
        view,
        Contradiction(
            cha & only_indirect, "warning", "area_type", "A CHA rests on direct evidence, and this has only indirect.",
            "Is it an SHA, or is direct evidence missing from the record?",
            "{count} of {of} records are a CHA with only indirect evidence.", "cha_without_direct_evidence",
        ),
        Contradiction(
            cha & _is(evidence, "none"), "warning", "area_type", "A CHA rests on direct evidence, and this has none.",
            "Is it an SHA, or is the evidence missing from the record?", "", "cha_without_direct_evidence",
        ),
        Contradiction(
            sha & (direct | said_direct), "warning", "area_type", "There is direct evidence, and the area is an SHA.",
            "Should it be a CHA?",
            "{count} of {of} records are an SHA with direct evidence.", "sha_with_direct_evidence",
        ),
        Contradiction(
            _is(evidence, "none") & (direct | indirect), "warning", "evidence",
            "Evidence is none, and evidence is listed.", "Correct one of the two.",
        ),
        Contradiction(
            said_indirect & direct, "warning", "evidence", "Evidence is indirect, and direct evidence is listed.",
            "Correct one of the two.",
        ),
        Contradiction(
            said_direct & indirect & ~direct, "note", "evidence",
            "Evidence is direct, and only indirect evidence is listed.", "Which direct evidence is there?",
        ),
        Contradiction(
            checked & (~view.given("marking") | view.equals("marking", "unknown")), "note", "marking",
            "The marking was checked, and there is no marking in the record.",
            "Enter which marking was found.", "{count} of {of} records have a date of marking and no marking.",
        ),
        Contradiction(
            view.equals("area_type", "indication") & view.equals("status", "worked_on"), "note", "status",
            "Work goes on at what is only an indication.", "Has it become an SHA or a CHA?",
        ),
        Contradiction(
            view.given("status_reason") & ~view.given("status"), "note", "status",
            "There is a reason for a status, and no status.", "Enter the status.",
        ),
    )  # fmt: skip


def releases(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name releases whose product, method and depth contradict one another."""
    cleared, depth = view.equals("product", "cleared"), view.numbers("depth_m")
    yield from _each(
        view,
        Contradiction(
            cleared & np.isnan(depth), "warning", "depth_m", "Cleared, and to no depth: without one nobody can use it.",
            "Enter the depth in metres.", "{count} of {of} releases are cleared to no depth.", "no_depth",
        ),
        Contradiction(
            cleared & (depth == 0) & ~view.equals("method", "battle_area_clearance"), "note", "depth_m",
            "Cleared to a depth of 0 m, the surface only.", "Is that so, or is the depth not known?", "", "no_depth",
        ),
        Contradiction(
            cleared & view.equals("method", "non_technical_survey"), "warning", "method",
            "Survey without technical means clears nothing.", "Is the product cancelled?",
        ),
        Contradiction(
            view.equals("product", "cancelled") & view.equals("method", "clearance", "battle_area_clearance"),
            "warning", "product", "Land that was worked on by clearance is cleared, not cancelled.",
            "Correct product or method.",
        ),
        Contradiction(
            view.equals("product", "reduced") & view.equals("method", "non_technical_survey"), "note", "product",
            "Land is reduced by technical survey; by non-technical survey it is cancelled.",
            "Correct product or method.",
        ),
    )  # fmt: skip


def _is(values: np.ndarray, wanted: str) -> Flags:
    return np.fromiter((value == wanted for value in values), bool, len(values))


def _each(view: View, *contradictions: Contradiction) -> Iterator[Noted | Finding]:
    for each in contradictions:
        yield from view.each(
            np.flatnonzero(each.where),
            each.code,
            each.severity,
            each.what,
            each.remedy,
            field=each.field,
            together=each.together,
        )
