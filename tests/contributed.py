"""Records, changes and decisions as hypothesis draws them: shapes of whole cells of a small grid, often related."""

import shapely
from hypothesis import strategies as st

from geo.contributions.laying import Decision, Key, Laid, Record
from geo.contributions.outlines import of
from geo.records import KINDS

_SIDES = [round(number / 100, 2) for number in range(5)]
CELLS = [
    shapely.box(*(round(side, 2) for side in (46 + _SIDES[x], 40 + _SIDES[y], 46 + _SIDES[x + 1], 40 + _SIDES[y + 1])))
    for y in range(3)
    for x in range(4)
]
IDS = ["H1", "H2", "R1"]
VALUES = {
    "status": [*KINDS["hazards"].field("status").values, None, "ours"],
    "area_type": list(KINDS["hazards"].field("area_type").values),
    "ordnance": ["AP_mine", "UXO", "AP_mine; UXO", "unknown", None],
    "position_accuracy_m": [None, 5, 50.0],
    "sensitivity": ["public", "partners", "internal", None],
    "name": ["a", "b", "c"],
}


def kind_of(id_):
    return "releases" if id_.startswith("R") else "hazards"


def land(cells):
    """The outline of some cells; None of none."""
    return of(shapely.normalize(shapely.union_all([CELLS[number] for number in sorted(cells)]))) if cells else None


some_cells = st.frozensets(st.integers(0, len(CELLS) - 1), max_size=6)
fields = st.sets(st.sampled_from(sorted(VALUES)), max_size=3)


@st.composite
def records(draw):
    """Records by their names, and the cells of each."""
    ids = draw(st.sets(st.sampled_from(IDS), min_size=1))
    cells = {id_: draw(some_cells) for id_ in ids}
    stated = {id_: {name: draw(st.sampled_from(VALUES[name])) for name in draw(fields)} for id_ in ids}
    return {
        Key("a", id_): Record(kind_of(id_), {n: v for n, v in stated[id_].items() if v is not None}, land(cells[id_]))
        for id_ in ids
    }, cells


@st.composite
def change(draw, beneath, cells, number, count):
    """One change; shapes grow, shrink or do anything, and what was seen is mostly what is there."""
    key = f"c{number}"
    op = draw(st.sampled_from(["add", "correct", "correct", "correct", "correct", "cut", "split", "withdraw", "note"]))
    id_ = draw(st.sampled_from(["N1", "N2"] if op == "add" else [*IDS, "N1", "H1/b", "H1"]))
    target = Key("" if id_.startswith("N") else "a", id_)
    knew = draw(st.frozensets(st.integers(0, count - 1).map("c{}".format), max_size=3)) if draw(st.booleans()) else ()
    now, base = cells.get(id_, frozenset()), beneath.get(target)
    more = {"kind": kind_of(id_), "knew": frozenset(knew), "maker": draw(st.sampled_from("pq")), "on": "2026-11-29"}
    if op in ("add", "correct"):
        names = draw(fields)
        properties = base.properties if base else {}
        more["sets"] = {
            name: (
                properties.get(name) if draw(st.integers(0, 3)) else draw(st.sampled_from(VALUES[name])),
                draw(st.sampled_from(VALUES[name])),
            )
            for name in names
        }
        if op == "add" or draw(st.booleans()) or not names:
            other = draw(some_cells)
            new = {"grow": now | other, "shrink": now & other, "any": other}[draw(st.sampled_from(["grow", "grow", "shrink", "any"]))]  # fmt: skip  # noqa: E501
            more["outline"] = land(new or {0})
            more["seen"] = base.outline if base and draw(st.booleans()) else None
    if draw(st.integers(0, 2)) == 0 and base:
        more["ground"] = base if draw(st.booleans()) else Record(base.kind, {"status": "open"}, land(draw(some_cells)))
    if op == "cut":
        more["knife"] = shapely.union_all([CELLS[at] for at in sorted(draw(some_cells) or {0})])
    if op == "split":
        x = 46 + draw(st.integers(1, 3)) / 100
        more["knife"] = shapely.LineString([(x, 39), (x, 41)])
    return Laid(key, f"id-{key}", op, target, layer="a", **more)


@st.composite
def histories(draw, most=6):
    """Records, changes of them, and decisions about some of these."""
    beneath, cells = draw(records())
    count = draw(st.integers(0, most))
    changes = [draw(change(beneath, cells, number, max(count, 1))) for number in range(count)]
    decisions = []
    for one in changes:
        base = beneath.get(one.target)
        mark = base.mark if base and draw(st.booleans()) else ""
        for by in draw(st.lists(st.sampled_from(["x", "y"]), max_size=2)):
            verdict = draw(st.sampled_from(["accept", "accept", "reject", "undecided"]))
            after = draw(st.lists(st.sampled_from([decided.id for decided in decisions]), max_size=2)) if decisions else []  # fmt: skip  # noqa: E501
            id_ = f"d{len(decisions)}"
            decisions.append(Decision(id_, one.key, verdict, by, "2026-11-30", "", mark, after=tuple(after)))
    return beneath, changes, decisions
