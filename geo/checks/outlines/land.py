"""Released and remaining land, judged once: for the list of problems, the sums of `zonemark areas` and the map's card.

What a release takes off its hazard is measured in `geo.analysis.cuts`. Whatever is said of hazards and releases
together has one code, one severity and one limit, that of `geo.analysis.slivers`, wherever it is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.analysis.cuts import NONE, SEVERAL, UNKNOWN, Cut, cut_hazards, owners
from geo.analysis.slivers import are_slivers
from geo.checks.facts import SIZE, Fact
from geo.checks.findings import Finding, Noted
from geo.checks.outlines import overlaps
from geo.checks.outlines.together import Together, only_where
from geo.checks.view import Flags, Floats, Terms, View
from geo.findings import Severity
from geo.findings.counting import counted

CODES = (
    "release_without_hazard", "unknown_hazard", "ambiguous_hazard", "area_unknown", "release_outside_hazard",
    "release_partly_outside", "release_larger_than_hazard", "closed_with_land_left", "closed_without_release",
    "released_but_open", "release_overlap", "hazard_after_release", "release_in_hazard",
)  # fmt: skip
NOT_CLOSED = ("open", "worked_on", "suspended")
_LARGER = 1.001
"""A release may be larger than its hazard by what the edges of both differ."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not fit together, and the record that it is said of.

    `at`: where, in lon, lat. `together`: how it is said once for a layer of which most records have it. `of`: other
    records that it concerns just as much, by layer and index.
    """

    view: View
    index: int
    code: str
    severity: Severity
    what: str
    remedy: str
    field: str
    at: Floats | None = None
    together: str = ""
    of: tuple[tuple[View, int], ...] = ()

    @property
    def is_conflict(self) -> bool:
        """Whether it has to be looked at; a note can be right as it stands."""
        return self.severity != "note"


@dataclass(frozen=True)
class Land:
    """Hazards and releases of all layers, what was cut off which hazard (by its index), and what does not fit."""

    hazards: Together
    releases: Together
    cuts: dict[int, Cut]
    faults: list[Fault]
    left_out: list[Finding]
    """What is said of whole layers: pairs that are not listed."""


def _names_a_hazard(view: View, terms: Terms) -> bool:
    return bool(view.mine(view.given("hazard_id")).any())


def _any(parts: Sequence[bool]) -> bool:
    return any(parts)


NAMING = Fact("naming", _names_a_hazard, _any)
"""Whether some release of the layer names a hazard."""


def judge(views: Sequence[View], terms: Terms) -> Land:
    """Measure what releases take off their hazards, and name what does not fit together."""
    hazards, releases = Together(views, "hazards"), Together(views, "releases")
    if not sum(SIZE.of(view, terms) for view in releases.views):
        return Land(hazards, releases, {}, [], [])
    owner = owners(hazards.ids, releases.column("hazard_id"))
    cuts = cut_hazards(
        only_where(hazards.outlined, hazards.geometry),
        only_where(releases.outlined, releases.geometry),
        releases.column("product"),
        owner,
    )
    left_out: list[Finding] = []
    faults = [
        *_of_owners(hazards, releases, owner),
        *_of_cuts(hazards, releases, owner, cuts, terms),
        *_of_hazards(hazards, releases, cuts, terms),
        *overlaps_of_releases(releases, owner, terms, left_out),
        *in_hazards(hazards, releases, owner, terms, left_out),
    ]
    return Land(hazards, releases, cuts, faults, left_out)


def land(views: Sequence[View], terms: Terms) -> Iterator[Noted | Finding]:
    """Name what does not fit together between hazards and the land that was released of them."""
    judged = judge(views, terms)
    yield from problems(judged.faults)
    yield from judged.left_out


def problems(faults: Sequence[Fault]) -> Iterator[Noted | Finding]:
    """Put faults into words, those that most of a layer has in one sentence."""
    common: dict[tuple[int, str], dict[int, str]] = defaultdict(dict)
    for one in faults:
        if one.together:
            common[id(one.view), one.code][one.index] = one.what
    for one in faults:
        if not one.together:
            yield one.view.problem(one.index, one.code, one.severity, one.what, one.remedy, field=one.field, at=one.at)
        elif what := common.pop((id(one.view), one.code), None):
            yield from one.view.each(
                list(what), one.code, one.severity, what.__getitem__, one.remedy,
                field=one.field, together=one.together,
            )  # fmt: skip


def _of_owners(hazards: Together, releases: Together, owner: NDArray[np.intp]) -> Iterator[Fault]:
    """Name releases that are not a hazard's."""
    named = releases.column("hazard_id")
    for index in np.flatnonzero(owner < 0).tolist():
        view, own = releases.at(index)
        key = named[index]
        if owner[index] == NONE:
            yield Fault(view, own, "release_without_hazard", "warning",
                "The release names no hazard, so no land is subtracted.", "Name the hazard in hazard_id.",
                "hazard_id", together="{count} of {of} releases name no hazard, so no land is subtracted.",
            )  # fmt: skip
        elif owner[index] == UNKNOWN and hazards.views:
            yield Fault(view, own, "unknown_hazard", "error",
                f"{key} is not the id of a hazard here, so no land is subtracted.",
                "Correct the id, or add the layer that holds the hazard.", "hazard_id")  # fmt: skip
        elif owner[index] == SEVERAL:
            same = np.flatnonzero(hazards.ids == str(key)).tolist()
            yield Fault(view, own, "ambiguous_hazard", "error",
                f"{key} is the id of {counted(len(same), 'hazard')}, so no land is subtracted from any of them.",
                "Give each hazard an id of its own.", "hazard_id", of=tuple(hazards.at(one) for one in same),
            )  # fmt: skip


def _of_cuts(
    hazards: Together, releases: Together, owner: NDArray[np.intp], cuts: dict[int, Cut], terms: Terms
) -> Iterator[Fault]:
    """Name releases that lie outside their hazard, are larger than it, or cannot be measured with it."""
    done = {release for cut in cuts.values() for release in cut.indexes}
    is_outside = _slivers([(cut.inside, cut.inside_m2) for cut in cuts.values()], terms)
    is_inside = _slivers([(cut.outside, cut.outside_m2) for cut in cuts.values()], terms)
    number = 0
    for hazard, cut in cuts.items():
        for nth, release in enumerate(cut.indexes):
            record = (*releases.at(release), hazards.name(hazard))
            if is_outside[number]:
                yield _outside(record, releases.geometry[release])
            elif not is_inside[number]:
                yield _partly_outside(record, cut.outside[nth], cut.outside_m2[nth])
            area = cut.inside_m2[nth] + cut.outside_m2[nth]
            if area > max(cut.whole_m2 + terms.sliver_m2, _LARGER * cut.whole_m2):
                yield _larger(record, area, cut.whole_m2)
            number += 1
    for release in np.flatnonzero(owner >= 0).tolist():
        if release not in done:
            view, own = releases.at(release)
            whose = f"Hazard {hazards.name(int(owner[release]))}" if releases.outlined[release] else "The release"
            yield Fault(view, own, "area_unknown", "warning",
                f"{whose} has no area that can be measured, so no land is subtracted.",
                "Draw it as a polygon that does not cross itself.", "geometry")  # fmt: skip


def _slivers(parts: list[tuple[NDArray[np.object_], Floats]], terms: Terms) -> Flags:
    """Which of many shapes, given with their areas, are only slivers: of all at once."""
    if not parts:
        return np.empty(0, dtype=bool)
    shapes, areas = (np.concatenate(part) for part in zip(*parts, strict=True))
    return are_slivers(shapes, areas, terms.sliver_m2)


def _outside(record: tuple[View, int, str], release: Any) -> Fault:
    view, own, hazard = record
    return Fault(view, own, "release_outside_hazard", "error",
        f"All of the release lies outside its hazard, {hazard}, so no land is subtracted.",
        "Is the hazard's id right? Is the CRS of both?", "geometry", _inside(release))  # fmt: skip


def _partly_outside(record: tuple[View, int, str], outside: Any, outside_m2: float) -> Fault:
    view, own, hazard = record
    return Fault(view, own, "release_partly_outside", "warning",
        f"{outside_m2:,.0f} m² of the release lie outside its hazard, {hazard}; only the part inside is subtracted.",
        "Is the hazard's id right? Work beyond the hazard's border can be right, and then the hazard was larger.",
        "geometry", _inside(outside))  # fmt: skip


def _larger(record: tuple[View, int, str], area_m2: float, whole_m2: float) -> Fault:
    view, own, hazard = record
    return Fault(view, own, "release_larger_than_hazard", "warning",
        f"The release has {area_m2:,.0f} m², its hazard, {hazard}, only {whole_m2:,.0f} m².",
        "Check both outlines.", "geometry")  # fmt: skip


def _of_hazards(hazards: Together, releases: Together, cuts: dict[int, Cut], terms: Terms) -> Iterator[Fault]:
    """Name closed hazards of which land is left, and hazards that are not closed though nothing is left."""
    status = hazards.column("status")
    left = np.fromiter((cut.remaining for cut in cuts.values()), dtype=object, count=len(cuts))
    is_gone = _slivers([(left, np.array([cut.remaining_m2 for cut in cuts.values()]))], terms)
    for (hazard, cut), nothing in zip(cuts.items(), is_gone.tolist(), strict=True):
        view, own = hazards.at(hazard)
        state, is_left = status[hazard], not nothing
        if state == "closed" and is_left:
            yield Fault(view, own, "closed_with_land_left", "warning",
                f"The hazard is closed, but {cut.remaining_m2:,.0f} of its {cut.whole_m2:,.0f} m² were not released.",
                "Add the missing releases, or correct the status.", "status", _inside(cut.remaining),
            )  # fmt: skip
        if state in NOT_CLOSED and not is_left:
            names = ", ".join(releases.name(index) for index in cut.indexes[:3])
            yield Fault(view, own, "released_but_open", "warning",
                f"All of the hazard was released ({names}), but its status is {state}.",
                "Has the hazard been closed? Is a release drawn too large?", "status")  # fmt: skip
    if not any(NAMING.of(view, terms) for view in releases.views):
        return
    named = {str(key) for key in releases.column("hazard_id") if key is not None}
    is_named = np.fromiter((key in named for key in hazards.ids), bool, hazards.size)
    for hazard in np.flatnonzero((status == "closed") & ~is_named & (hazards.ids != "")).tolist():
        view, own = hazards.at(hazard)
        yield Fault(view, own, "closed_without_release", "warning",
            "The hazard is closed, and no release belongs to it.",
            "How was the land released? Add the release, or correct the status.", "status",
            together="{count} of {of} hazards are closed, and no release belongs to them.",
        )  # fmt: skip


def overlaps_of_releases(
    releases: Together, owner: NDArray[np.intp], terms: Terms, left_out: list[Finding]
) -> Iterator[Fault]:
    """Name releases that share land; of one hazard, one of them is wrong, else both can be right."""
    for number, one in enumerate(releases.views):
        for other, two in enumerate(releases.views[: number + 1]):
            pairs = overlaps.find(one, two, terms)
            left_out += overlaps.left_out(one, pairs, "releases", terms)
            for mine, theirs, area, at in overlaps.listed(pairs):
                own, its = releases.first[number] + mine, releases.first[other] + theirs
                is_one_hazard = owner[own] >= 0 and owner[own] == owner[its]
                name = two.name(theirs) if one is two else releases.name(int(its))
                yield Fault(one, mine, "release_overlap", "warning" if is_one_hazard else "note",
                    f"The release overlaps {name}: {area:,.0f} m² are released twice"
                    f"{', and are counted once' if is_one_hazard else ''}.",
                    "Which release stands for the land?" if is_one_hazard else
                    "Sums of released area count this land twice.", "geometry", at)  # fmt: skip


def in_hazards(
    hazards: Together, releases: Together, owner: NDArray[np.intp], terms: Terms, left_out: list[Finding]
) -> Iterator[Fault]:
    """Name releases that lie in a hazard that is not theirs, and hazards that were reported after their release."""
    status, named, product = hazards.column("status"), releases.column("hazard_id"), releases.column("product")
    is_later = _later(hazards, releases)
    for release, hazard, area, at in _shared(hazards, releases, terms, left_out):
        view, own = releases.at(release)
        name = hazards.name(hazard)
        much = "this release" if area is None else f"{area:,.0f} m² of this release"
        if owner[release] == hazard or (named[release] is not None and str(named[release]) == hazards.ids[hazard]):
            # The hazard that the land was cleared of was reported before, of course; only later word of it counts.
            when = is_later(release, hazard, ("information_on",))
            if when and product[release] == "cleared" and status[hazard] != "closed":
                yield Fault(view, own, "hazard_after_release", "note",
                    f"Its hazard {name} was reported again {when}: it lies on {much}.",
                    "Treat the land as hazardous until it is known which report holds.", "hazard_id", at,
                )  # fmt: skip
        elif when := is_later(release, hazard, ("information_on", "reported_on")):
            yield Fault(view, own, "hazard_after_release", "warning",
                f"Hazard {name} was reported {when}: it lies on {much}.",
                "Treat the land as hazardous; look for the cause: a missed item, new contamination, or a position.",
                "hazard_id", at)  # fmt: skip
        else:
            yield _of_other(view, own, named[release], f"hazard {name}", (area, status[hazard]), at)


def _later(hazards: Together, releases: Together) -> Callable[[int, int, tuple[str, ...]], str]:
    """Give what tells in words that a hazard was reported after a release, or nothing if that is not certain.

    Dates compare as far as both are known: 2021 is not later than 2021-04-04.
    """
    fields = ("information_on", "reported_on")
    written = {field: hazards.column(field) for field in fields}
    spans = {field: hazards.dates(field) for field in fields}
    completed, last = releases.column("completed_on"), releases.dates("completed_on").last

    def words(release: int, hazard: int, asked: tuple[str, ...]) -> str:
        after = next((field for field in asked if spans[field].first[hazard] > last[release]), None)
        if after is None:
            return ""
        oldest = written["information_on"][hazard] if after == "reported_on" else None
        of = f" (what is known is of {oldest})" if oldest is not None else ""
        return f"on {written[after][hazard]}{of}, after the release of {completed[release]}"

    return words


def _of_other(view: View, own: int, key: object, name: str, land: tuple[float | None, str | None], at: Floats) -> Fault:
    area, status = land
    much = "it lies" if area is None else f"{area:,.0f} m² of it lie"
    where = f"{much} in {name}" + (f" ({status})" if status else "")
    if key is None:
        what = f"The release names no hazard, but {where}."
        remedy = f"Does it release {name}? Then write {name.removeprefix('hazard ')} in hazard_id."
    else:
        what = f"The release belongs to {key}, and {where}."
        remedy = "Is the hazard's id right, and the outline of both?"
    severity: Severity = "note" if status == "closed" else "warning"
    return Fault(view, own, "release_in_hazard", severity, what, remedy, "hazard_id", at)


def _shared(
    hazards: Together, releases: Together, terms: Terms, left_out: list[Finding]
) -> Iterator[tuple[int, int, float | None, Floats]]:
    """The releases and hazards that share land, by their indexes: how much of it (m²) and where.

    The area is None for a hazard that is recorded as a point or a line, or whose outline crosses itself.
    """
    for number, one in enumerate(releases.views):
        for other, two in enumerate(hazards.views):
            pairs = overlaps.find(one, two, terms)
            left_out += overlaps.left_out(one, pairs, "releases and hazards", terms, slivers=False)
            for mine, theirs, area, at in overlaps.listed(pairs):
                yield int(releases.first[number]) + mine, int(hazards.first[other]) + theirs, float(area), at
    shapeless = np.flatnonzero(~shapely.is_missing(hazards.geometry) & ~hazards.outlined)
    outlined = np.flatnonzero(releases.outlined)
    met = shapely.STRtree(hazards.geometry[shapeless]).query(releases.geometry[outlined], "intersects")
    # In the order of the records, as overlaps are.
    for mine, theirs in met[:, np.lexsort(met[::-1])].T.tolist():
        hazard = int(shapeless[theirs])
        yield int(outlined[mine]), hazard, None, _inside(hazards.geometry[hazard])


def _inside(shape: shapely.Geometry) -> Floats:
    """A place in a shape, lon and lat."""
    return np.asarray(shapely.get_coordinates(shapely.point_on_surface(shape))[0])
