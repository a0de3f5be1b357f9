"""The table of checks: what each looks for, in which kinds of record, and the codes it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from geo.checks import contradictions, counts, dates, digits, duplicates, minimum, positions, values
from geo.checks.facts import SIZE, AcrossFact, Fact
from geo.checks.findings import Finding, Noted
from geo.checks.outlines import areas, geometry, land, overlaps  # fmt: skip
from geo.checks.view import Terms, View
from geo.records import KINDS

EVERY = tuple(KINDS)
PLACED = tuple(name for name, kind in KINDS.items() if kind.placed)


@dataclass(frozen=True)
class Check:
    """One check of a layer: the codes it can give, the function, the kinds of record it looks at.

    `scope`: what it has to see of a layer to speak of one record. That "record" alone, those "near" it too, or no
    record but only what is known of the "layer". `facts`: what it is told of the whole layer.
    """

    codes: tuple[str, ...]
    function: Callable[[View, Terms], Iterable[Noted | Finding]]
    kinds: tuple[str, ...]
    scope: Literal["record", "near", "layer"] = "record"
    facts: tuple[Fact[Any, Any], ...] = ()

    @property
    def about(self) -> str:
        """What it does, in the first line of its function's description."""
        return (self.function.__doc__ or "").strip().splitlines()[0]


@dataclass(frozen=True)
class AcrossCheck:
    """One check of several layers against one another; `facts` as for a `Check`.

    It has to see the records near those it speaks of, the hazards that releases name and the releases that name them.
    """

    codes: tuple[str, ...]
    function: Callable[[Sequence[View], Terms], Iterable[Noted | Finding]]
    facts: tuple[Fact[Any, Any], ...] = ()
    across: tuple[AcrossFact[Any, Any], ...] = ()

    @property
    def about(self) -> str:
        """What it does, in the first line of its function's description."""
        return (self.function.__doc__ or "").strip().splitlines()[0]


CHECKS: tuple[Check, ...] = (
    Check(("no_position", "empty_geometry"), geometry.missing, PLACED),
    Check(("geometry_type",), geometry.kind_of_geometry, PLACED),
    Check(("position_not_finite",), geometry.not_finite, PLACED),
    Check(("self_intersection", "invalid_geometry", "zero_area"), geometry.invalid, PLACED),
    Check(("zero_area", "zero_length"), geometry.degenerate, PLACED),
    Check(("tiny_area", "huge_area", "antimeridian"), geometry.size, PLACED),
    Check(("duplicate_vertex", "spike", "stray_corner"), geometry.vertices, PLACED),
    Check(("null_island", "zero_coordinate"), positions.null_island, PLACED),
    Check(
        ("sign_error", "swapped_axes", "zone_suspected", "far_outlier", "outside_country", "outside_extent"),
        positions.misplaced,
        PLACED,
        facts=(positions.LOST,),
    ),
    Check(("dms_as_decimals",), digits.degrees_and_minutes, PLACED, "layer", (digits.SPOTS,)),
    Check(("too_few_decimals",), digits.too_few_decimals, PLACED),
    Check(("duplicate_id",), duplicates.ids, EVERY, facts=(duplicates.REPEATED,)),
    Check(
        ("duplicate_record", "same_as_another", "duplicate_geometry"),
        duplicates.records,
        PLACED,
        "near",
        (duplicates.VARIED, SIZE),
    ),
    Check(
        ("near_duplicate", "datum_suspected", "too_many_pairs"),
        duplicates.near,
        PLACED,
        "near",
        (duplicates.VARIED, SIZE),
    ),
    Check(("mixed_crs",), duplicates.mixed_crs, PLACED, "layer", (duplicates.SYSTEMS,)),
    Check(("overlap", "nearly_same_outline", "slivers", "too_many_overlaps"), overlaps.hazards, ("hazards",), "near"),
    Check(
        ("area_unit", "area_web_mercator", "area_differs"),
        areas.reported,
        tuple(name for name, kind in KINDS.items() if kind.land),
    ),
    Check(
        ("date_not_understood", "date_in_future", "date_empty", "date_too_early"),
        dates.possible,
        EVERY,
        facts=(dates.DATED,),
    ),
    Check(("date_order",), dates.in_order, tuple(name for name, kind in KINDS.items() if kind.date_order)),
    Check(("stale",), dates.stale, ("hazards",), facts=(dates.DATED,)),
    Check(
        ("contradiction", "cha_without_direct_evidence", "sha_with_direct_evidence"),
        contradictions.hazards,
        ("hazards",),
    ),
    Check(("contradiction", "no_depth"), contradictions.releases, ("releases",)),
    Check(("value_outside_list",), values.outside_list, EVERY),
    Check(("value_outside_list", "entered_not_understood"), values.not_taken, EVERY),
    Check(("negative", "number_not_understood", "depth_unit"), values.measures, EVERY),
    Check(("url_not_http",), values.addresses, EVERY),
    Check(("personal_data",), values.personal, EVERY),
    Check(("field_missing",), minimum.missing_fields, EVERY, facts=(minimum.GIVEN,)),
    Check(("gone_from_source",), minimum.gone_from_source, EVERY),
    Check(("counts_differ",), counts.sums, ("accidents",)),
    Check(("no_casualties",), counts.nobody, ("accidents",)),
    Check(("not_whole",), counts.whole, ("accidents",)),
)

LAND: tuple[AcrossCheck, ...] = (
    AcrossCheck(("duplicate_id",), duplicates.ids_across, across=(duplicates.HELD_BEFORE,)),
    AcrossCheck((*land.CODES, "slivers", "too_many_overlaps"), land.land, (SIZE, land.NAMING)),
)
"""What makes the sums of hazardous and released land doubtful."""

ACROSS: tuple[AcrossCheck, ...] = LAND

SUMS: tuple[AcrossCheck, ...] = (AcrossCheck(("duplicate_id",), duplicates.ids_of_each, (duplicates.REPEATED,)), *LAND)
"""All that makes these sums doubtful, for whoever runs no other check."""
