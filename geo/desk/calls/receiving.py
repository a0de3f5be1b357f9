"""What readers of the project's maps drew and corrected: taken in, looked at, decided about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.contributions.laying import Decided, Laid, Verdict
from geo.desk import told
from geo.desk.calls import Desk
from geo.errors import UsageError
from geo.geojson.writing import as_geometries
from geo.store.received.telling import about

if TYPE_CHECKING:
    from geo.contributions.outlines import Outline
    from geo.store.received.overlay import Overlaid

MOST_DECIDED = 500


def merge(
    desk: Desk, *, contribution: dict[str, Any] | None = None, uploads: list[str] | None = None,
    dry_run: bool = False, yes: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Take in a contribution that was made at the desk, or files that readers sent back."""
    from geo.door import merge

    paths = [desk.dropped(id_) for id_ in uploads or ()]
    if contribution is not None:
        made = desk.folder / "made-at-the-desk.json"
        made.write_text(json.dumps(contribution, ensure_ascii=False), encoding="utf-8", errors="surrogatepass")
        paths.append(made)
    if not paths:
        raise UsageError("There is nothing to take in.")
    desk.step("merging")
    merging = merge(desk.project(), paths, dry_run=dry_run, yes=yes)
    return {
        "files": [{"name": name, "new": new, "known": known} for name, (new, known) in merging.files.items()],
        "counts": merging.counts(),
        "changes": sorted(merging.new),
        "review": _review(merging.overlaid),
    }


def review(desk: Desk) -> dict[str, Any]:
    """List what waits for a decision, what was decided and what is disputed."""
    desk.step("reading")
    return _review(desk.project().contributions.state())


def decide(
    desk: Desk, *, verdict: Verdict, ids: list[str], because: str = "", by: str = "", yes: bool = False
) -> dict[str, Any]:
    """Accept or reject changes, or leave them undecided again."""
    from geo.store.versions.log import who

    if verdict not in ("accept", "reject", "undecided"):
        raise UsageError(f"'{verdict}' is no decision.", remedy="It is accept, reject or undecided.")
    desk.step("merging")
    contributions = desk.project().contributions
    command = f"zonemark desk: {verdict} {' '.join(ids)}"
    return _review(contributions.decide(verdict, ids, by=by or who(), because=because, yes=yes, command=command))


def _review(overlaid: Overlaid) -> dict[str, Any]:
    fates = overlaid.outcome.fates
    waiting = overlaid.waiting
    others = [one for key, one in overlaid.changes.items() if fates[key] != "pending"]
    others.sort(key=lambda one: one.on, reverse=True)
    conflicts = [
        {"layer": one.target.layer, "id": one.target.id, "field": one.field, "values": list(one.values),
         "changes": list(one.changes)}
        for one in overlaid.outcome.conflicts
    ]  # fmt: skip
    return {
        "waiting": [_change(one, overlaid) for one in waiting],
        "decided": [_change(one, overlaid) for one in others[:MOST_DECIDED]],
        "conflicts": conflicts,
        "counts": overlaid.outcome.counts(),
    }


def _change(one: Laid, overlaid: Overlaid) -> dict[str, Any]:
    """A change with both states of its record."""
    record = overlaid.before.get(one.target)
    merged = overlaid.outcome.records.get(one.target)
    name = (merged.record.properties.get("name") if merged else None) or ""
    return {
        "key": one.key,
        "op": one.op,
        "layer": one.target.layer or one.layer,
        "id": one.target.id,
        "name": told.plain(name),
        "kind": one.kind,
        "set": {field: [told.plain(old), told.plain(new)] for field, (old, new) in one.sets.items()},
        "before": _geometry(record.outline if record else None),
        "after": _geometry(one.outline),
        "knife": as_geometries([one.knife])[0] if hasattr(one.knife, "geom_type") else one.knife,
        "text": one.text,
        "because": one.because,
        "maker": one.maker,
        "on": one.on,
        "fate": overlaid.outcome.fates[one.key],
        "why": overlaid.outcome.why.get(one.key, ""),
        "about": about(one, overlaid),
        "decided": _decision(overlaid.decided.get(one.key)),
    }


def _decision(one: Decided | None) -> dict[str, str] | None:
    return None if one is None else {"verdict": one.verdict, "by": one.by, "on": one.on, "because": one.because}


def _geometry(outline: Outline | None) -> dict[str, Any] | None:
    return None if outline is None else as_geometries([outline.shape])[0]
