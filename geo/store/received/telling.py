"""What became of contributions, in lines of text: counts first, then what waits, then what people disagree about."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from geo.contributions.caution import is_same
from geo.contributions.laying import GEOMETRY, Conflict, Laid
from geo.contributions.outlines import Outline
from geo.crs import area_m2
from geo.findings.counting import counted, listed, verb
from geo.store.received.overlay import Overlaid

SHOWN = 20
"""Waiting changes and conflicts that are listed unless all are asked for."""
_SHORT = 8
_MEANS = {
    "applied": "in force",
    "same": "say what is so already",
    "superseded": "replaced by later ones",
    "pending": "wait for review",
    "rejected": "rejected",
    "orphan": "cannot be laid over a record",
}


def waits(count: int) -> str:
    """Say how many changes wait; "" where none does.

    >>> waits(5)
    '5 contributed changes wait for review.'
    """
    return f"{counted(count, 'contributed change')} {verb(count, 'waits', 'wait')} for review." if count else ""


def sentence(overlaid: Overlaid) -> str:
    """Count every change by its fate, in one sentence whose numbers add up."""
    counts = overlaid.outcome.counts()
    told = ", ".join(f"{count:,} {_MEANS[fate]}" for fate, count in counts.items())
    return f"{counted(sum(counts.values()), 'contributed change')} in all: {told}."


def of_state(overlaid: Overlaid, *, every: bool = False, new: Collection[str] = (), maker: str = "") -> Iterator[str]:
    """Tell the counts, what waits (of one maker, if one is named), what is disputed, and what has no record."""
    waiting = [one for one in overlaid.waiting if is_by(one, maker)]
    yield sentence(overlaid)
    if told := waits(len(overlaid.waiting)):
        yield told
    if maker:
        yield f"{counted(len(waiting), 'change')} of these {verb(len(waiting))} by {maker}."
    most = None if every else SHOWN
    for one in waiting[:most]:
        yield f"  {short(one.key, overlaid)}  {about(one, overlaid)}"
    yield from _more(len(waiting), most)
    conflicts = overlaid.outcome.conflicts
    if conflicts:
        yield f"{counted(len(conflicts), 'conflict')}; the most cautious value and all of the land are in force:"
    for conflict in conflicts[:most]:
        yield f"  {_disputed(conflict, overlaid)}"
    yield from _more(len(conflicts), most)
    if every:
        yield from _decided(overlaid)
    for key, why in sorted(overlaid.outcome.why.items()):
        if overlaid.outcome.fates[key] != "rejected" and (every or key in new):
            yield f"  {short(key, overlaid)}  {overlaid.changes[key].target.id}: {why}"


def _decided(overlaid: Overlaid) -> Iterator[str]:
    """What was decided, by whom and why."""
    for key, one in sorted(overlaid.decided.items()):
        if change := overlaid.changes.get(key):
            told = f"{one.verdict}ed by {one.by or 'somebody'} on {one.on[:10]}"
            because = f": {one.because}" if one.because else ""
            which = f"{change.target.layer or change.layer}, {change.target.id}"
            yield f"  {short(key, overlaid)}  {which}: {told}{because}"


def is_by(change: Laid, maker: str) -> bool:
    """Whether a change is by a maker, whose name or organisation holds these words."""
    return maker.casefold() in change.maker.casefold()


def short(key: str, overlaid: Overlaid) -> str:
    """Give the beginning of the key of a change, long enough to be of no other."""
    length = _SHORT
    while length < len(key) and sum(other.startswith(key[:length]) for other in overlaid.changes) > 1:
        length += 1
    return key[:length]


def about(change: Laid, overlaid: Overlaid) -> str:
    """Say in one line what a change would do to which record, by whom, when and why."""
    merged = overlaid.outcome.records.get(change.target)
    record = overlaid.before.get(change.target)
    name = (merged.record.properties.get("name") if merged else None) or ""
    which = f"{change.target.layer or change.layer}, {change.target.id}" + (f" ({name})" if name else "")
    parts = [
        f"{field} {_value(old)} → {_value(new)}"
        for field, (old, new) in change.sets.items()
        if not is_same(old, new) and field != "position_entered"
    ]
    now = record.outline if record is not None else None
    if change.op in ("correct", "add") and change.outline is not None:
        parts.append(_areas(now, change.outline))
    if change.op in ("cut", "split", "withdraw"):
        parts.append({"cut": "cut a part away", "split": "split it", "withdraw": "withdraw it"}[change.op])
    by = f"by {change.maker or 'somebody'} on {change.on}"
    return f"{which}: {'; '.join(filter(None, parts))}, {by}" + (f": {change.because}" if change.because else "")


def _areas(before: Outline | None, after: Outline) -> str:
    if before is None:
        return "a new shape"
    was, now = area_m2([before.land, after.land])
    return "another shape" if not (was or now) else f"{was:,.0f} m² → {now:,.0f} m²"


def _disputed(conflict: Conflict, overlaid: Overlaid) -> str:
    makers = {overlaid.changes[key].maker or "somebody" for key in conflict.changes if key in overlaid.changes}
    ids = ", ".join(short(key, overlaid) for key in conflict.changes)
    what = "its shape" if conflict.field == GEOMETRY else conflict.field
    values = " against ".join(_value(value) for value in conflict.values)
    return (
        f"{conflict.target.id}, {what}" + (f": {values}" if values else "") + f" (by {listed(sorted(makers))}: {ids})"
    )


def _value(value: object) -> str:
    return "not given" if value in (None, "") else str(value)


def _more(count: int, most: int | None) -> Iterator[str]:
    if most is not None and count > most:
        yield f"  … and {count - most:,} more"
