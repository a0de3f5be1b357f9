"""The rules of the merge, each on one record: what is in force at once, what waits, and what a decision does."""

import time
from dataclasses import replace

import numpy as np
import pytest
import shapely
from contributed import land

from geo.contributions import outlines
from geo.contributions.laying import Decision, Key, Laid, Record
from geo.contributions.merging import merge
from geo.contributions.outlines import beyond

H1 = Key("a", "H1")
SQUARE, RIGHT, BOTH = land({0}), land({1}), land({0, 1})


def one(key="c1", op="correct", target=H1, **more):
    return Laid(key, f"id-{key}", op, target, "hazards", on="2026-11-29", layer="a", **more)


def beneath(outline=BOTH, kind="hazards", **properties):
    return {H1: Record(kind, properties, outline)}


def accepted(key, base, **more):
    return Decision(f"d-{key}", key, "accept", "officer", "2026-11-30", "", base[H1].mark, **more)


def test_a_larger_shape_is_in_force_at_once_as_it_was_drawn():
    base = beneath(SQUARE)
    outcome = merge(base, [one(outline=BOTH, seen=SQUARE)])
    assert outcome.fates == {"c1": "applied"} and outcome.records[H1].record.outline is BOTH


def test_a_smaller_shape_waits_and_is_in_force_once_it_is_accepted():
    base = beneath(BOTH)
    change = one(outline=SQUARE, seen=BOTH, ground=base[H1])
    assert merge(base, [change]).fates == {"c1": "pending"}
    outcome = merge(base, [change], [accepted("c1", base)])
    assert outcome.records[H1].record.outline == SQUARE and outcome.conflicts == []


def test_of_a_shape_that_was_moved_the_land_that_it_adds_is_in_force_while_it_waits():
    base = beneath(land({0, 1}))
    moved = one(outline=land({1, 2}), seen=base[H1].outline, ground=base[H1])
    outcome = merge(base, [moved])
    assert outcome.fates == {"c1": "pending"} and not beyond(land({0, 1, 2}), outcome.records[H1].record.outline)
    assert merge(base, [moved], [accepted("c1", base)]).records[H1].record.outline == land({1, 2})
    smaller = one("c2", outline=land({0}), seen=base[H1].outline, ground=base[H1])
    both = merge(base, [moved, smaller], [accepted("c2", base)])
    assert both.records[H1].record.outline == land(
        {0, 2}
    )  # what one decided about is gone, the other's new land is not


def test_a_change_that_waits_because_of_one_that_came_later_does_not_take_its_land_back():
    base = beneath(None)
    late, early = one("c1", outline=RIGHT, knew=frozenset({"c2"})), one("c2", outline=SQUARE)
    assert merge(base, [late]).records[H1].record.outline == RIGHT
    assert not beyond(BOTH, merge(base, [late, early]).records[H1].record.outline)


def test_what_was_accepted_holds_until_the_source_says_otherwise():
    base = beneath(BOTH, status="open")
    change = one(outline=SQUARE, seen=BOTH, sets={"status": ("open", "closed")}, ground=base[H1])
    later = beneath(land({0, 1, 2}), status="worked_on")
    decision = accepted("c1", base)
    same = merge(beneath(BOTH, status="open", remarks="new"), [change], [decision]).records[H1].record
    assert (same.outline, same.properties["status"]) == (SQUARE, "closed")
    outcome = merge(later, [change], [decision])
    assert outcome.records[H1].record.properties["status"] == "worked_on"
    assert not beyond(later[H1].outline, outcome.records[H1].record.outline)
    assert [one.field for one in outcome.conflicts] == ["geometry", "status"]
    again = merge(later, [change], [decision, Decision("d2", "c1", "accept", record=later[H1].mark, after=("d-c1",))])
    assert (again.records[H1].record.outline, again.conflicts) == (SQUARE, [])


def test_a_correction_lies_over_the_next_version_of_its_source():
    base = beneath(name="Qarvand")
    change = one(sets={"name": ("Qarvand", "Qərvənd")}, ground=base[H1])
    for name, conflicts in (("Qarvand", 0), ("Karvend", 1), ("Qərvənd", 0)):
        outcome = merge(beneath(name=name), [change])
        assert outcome.records[H1].record.properties["name"] == "Qərvənd" and len(outcome.conflicts) == conflicts


def test_two_cuts_that_were_accepted_take_both_away_and_leave_what_was_drawn_meanwhile():
    base = beneath(land({0, 1, 2}))
    cuts = [one(f"c{at}", "cut", knife=land({at}).shape, ground=base[H1]) for at in (0, 1)]
    decisions = [accepted("c0", base), accepted("c1", base)]
    assert merge(base, cuts, decisions).records[H1].record.outline == land({2})
    grown = one("c9", outline=land({0, 1, 2, 3}), seen=base[H1].outline)
    outcome = merge(base, [*cuts, grown], decisions)
    assert not beyond(grown.outline, outcome.records[H1].record.outline) and outcome.conflicts


def test_a_cut_that_nobody_has_decided_takes_nothing_away():
    base = beneath(BOTH)
    cut = one(op="cut", knife=SQUARE.shape, ground=base[H1])
    waiting = merge(base, [cut])
    assert waiting.fates == {"c1": "pending"} and waiting.records[H1].record.outline == BOTH
    assert merge(base, [cut], [accepted("c1", base)]).records[H1].record.outline == RIGHT


def test_a_cut_takes_from_the_shape_that_its_maker_had_corrected():
    base = beneath(SQUARE)
    grown = one("c1", outline=BOTH, seen=SQUARE)
    cut = one("c2", "cut", knife=SQUARE.shape, knew=frozenset({"c1"}), ground=base[H1])
    outcome = merge(base, [grown, cut], [accepted("c2", base)])
    assert outcome.records[H1].record.outline == RIGHT and outcome.fates == {"c1": "superseded", "c2": "applied"}


def test_a_split_gives_each_part_but_the_largest_an_id_of_its_own():
    base = beneath(land({0, 1, 2}), name="Field")
    split = one(op="split", knife=shapely.LineString([(46.01, 39), (46.01, 41)]))
    assert merge(base, [split]).fates == {"c1": "pending"}
    outcome = merge(base, [split], [accepted("c1", base)], taken={Key("a", "H1/b")})
    part = outcome.records[Key("a", "H1/c")]
    assert (part.record.outline, part.parent, part.record.properties["part_of"]) == (SQUARE, H1, "H1")
    assert outcome.records[H1].record.outline == land({1, 2}) and part.record.properties["name"] == "Field"
    told_of_part = one("c2", target=Key("a", "H1/c"), sets={"name": ("Field", "West")})
    outcome = merge(base, [split, told_of_part], [accepted("c1", base)], taken={Key("a", "H1/b")})
    assert outcome.records[Key("a", "H1/c")].record.properties["name"] == "West"
    assert merge(base, [told_of_part]).fates == {"c2": "orphan"}


def test_a_record_is_withdrawn_by_a_decision_that_knew_of_its_corrections():
    base = beneath(name="a")
    withdraw, correct = one("c1", "withdraw", because="twice"), one("c2", sets={"name": ("a", "b")})
    waiting = merge(base, [withdraw])
    assert waiting.fates == {"c1": "pending"} and waiting.records[H1].record.properties == {"name": "a"}
    alone = merge(base, [withdraw], [accepted("c1", base)]).records[H1].record.properties
    assert (alone["withdrawn_on"], alone["withdrawn_because"]) == ("2026-11-30", "twice")
    both = merge(base, [withdraw, correct], [accepted("c1", base)])
    assert both.fates == {"c1": "pending", "c2": "applied"} and len(both.conflicts) == 1
    knowing = merge(base, [withdraw, correct], [accepted("c1", base, knew=("c2",))])
    assert knowing.fates["c1"] == "applied"


def test_a_new_release_waits_because_it_takes_land_away():
    new = Key("", "new-1")
    add = Laid("c1", "id", "add", new, "releases", outline=SQUARE, layer="releases")
    assert merge({}, [add]).records[new] is None and merge({}, [add]).fates == {"c1": "pending"}
    shown = merge({}, [add], [Decision("d", "c1", "accept")]).records[new]
    assert shown.is_new and shown.is_reviewed and shown.record.outline == SQUARE


def test_a_release_without_a_position_gets_one_only_by_a_decision():
    base = beneath(None, "releases")
    change = one(outline=SQUARE)
    assert merge(base, [change]).fates == {"c1": "pending"}
    assert merge(base, [change], [accepted("c1", base)]).records[H1].record.outline is SQUARE


def test_a_new_hazard_is_an_indication_at_once_and_reviewed_later():
    new = Key("", "new-1")
    add = Laid("c1", "id", "add", new, "hazards", outline=SQUARE, sets={"name": (None, "x")}, maker="M", layer="a")
    found = merge({}, [add]).records[new]
    assert (found.is_new, found.is_reviewed, found.layer) == (True, False, "a")
    assert found.record.properties == {
        "area_type": "indication", "position_method": "map_drawn", "name": "x", "contributed_by": "M",
    }  # fmt: skip
    assert merge({}, [add], [Decision("d", "c1", "accept")]).records[new].is_reviewed


def test_of_two_who_add_one_record_who_leaves_a_field_open_is_heard_too():
    new = Key("", "new-1")
    adds = [
        Laid("c1", "id", "add", new, "hazards", outline=SQUARE, layer="a"),
        Laid("c2", "id", "add", new, "hazards", outline=SQUARE, sets={"area_type": (None, "CHA")}, layer="a"),
    ]
    assert merge({}, adds).records[new].record.properties["area_type"] == "indication"
    assert merge({}, adds[1:]).records[new].record.properties["area_type"] == "CHA"
    knowing = replace(adds[1], knew=frozenset({"c1"}))
    assert merge({}, [adds[0], knowing]).records[new].record.properties["area_type"] == "indication"


def test_a_correction_made_on_a_redacted_edition_is_listed_and_not_applied():
    base = beneath(SQUARE)
    found = merge(base, [one(outline=BOTH, is_redacted=True), one("c2", "note", text="gone", is_redacted=True)])
    assert found.fates == {"c1": "orphan", "c2": "applied"} and "redacted" in found.why["c1"]
    assert found.records[H1].record.outline == SQUARE


def test_changes_that_claim_to_know_each_other_in_a_ring_do_not_take_each_others_place():
    base = beneath(SQUARE)
    ring = [one("c1", outline=BOTH, knew=frozenset({"c2"})), one("c2", outline=land({0, 4}), knew=frozenset({"c1"}))]
    outcome = merge(base, ring)
    held = outcome.records[H1].record.outline
    assert not beyond(BOTH, held) and not beyond(land({0, 4}), held)
    assert set(outcome.fates.values()) == {"applied"}


def test_who_claims_to_have_known_a_larger_shape_does_not_shrink_it():
    base = beneath(SQUARE)
    changes = [one("c1", outline=BOTH), one("c2", outline=SQUARE, knew=frozenset({"c1"}))]
    outcome = merge(base, changes)
    assert outcome.fates == {"c1": "applied", "c2": "pending"} and outcome.records[H1].record.outline == BOTH


def test_two_decisions_that_did_not_know_each_other_count_as_none_and_a_later_one_ends_it():
    base = beneath(BOTH)
    change = one(outline=SQUARE, ground=base[H1])
    yes = accepted("c1", base)
    no = Decision("d2", "c1", "reject")
    assert merge(base, [change], [yes, no]).fates == {"c1": "pending"}
    assert merge(base, [change], [yes, no, Decision("d3", "c1", "reject", after=("d-c1", "d2"))]).fates == {"c1": "rejected"}  # fmt: skip  # noqa: E501


def test_a_square_metre_that_is_missing_waits_and_what_an_overlay_leaves_does_not():
    base = beneath(SQUARE)
    for side, fate in ((1.1e-5, "pending"), (1e-10, "applied")):  # about 1 m and 0.01 mm
        less = shapely.difference(SQUARE.shape, shapely.box(46, 40, 46 + side, 40 + side))
        assert merge(base, [one(outline=outlines.of(less), sets={"name": (None, "x")})]).fates == {"c1": fate}


@pytest.mark.parametrize("crossed", [False, True])
def test_of_a_record_with_several_shapes_none_goes_without_a_decision(crossed):
    area = shapely.from_wkt("POLYGON ((46 40, 46.01 40.01, 46.01 40, 46 40.01, 46 40))") if crossed else SQUARE.shape
    road, well = shapely.LineString([(46.2, 40), (46.3, 40)]), shapely.Point(46.5, 40)
    base = beneath(outlines.of(shapely.GeometryCollection([area, road, well])))

    def merged(*shapes):
        return merge(base, [one(outline=outlines.of(shapely.GeometryCollection(shapes)), seen=base[H1].outline)])

    assert merged(area, road, well, shapely.Point(46.6, 40)).fates == {"c1": "applied"}
    for left in ([area, road], [area, well], [road, well], [area, shapely.LineString([(46.2, 40), (46.25, 40)]), well]):
        outcome = merged(*left)
        assert outcome.fates == {"c1": "pending"}
        assert not beyond(base[H1].outline, outcome.records[H1].record.outline)


def test_an_outline_that_crosses_itself_without_end_is_laid_as_its_hull_and_not_for_hours():
    corners = (46, 40) + np.random.default_rng(1).random((20_000, 2)) * 0.01
    scribble = outlines.of(shapely.Polygon(corners))
    start = time.process_time()
    outcome = merge(beneath(SQUARE), [one(outline=scribble, seen=SQUARE)])
    assert time.process_time() - start < 10
    assert not beyond(SQUARE, outcome.records[H1].record.outline)
    assert shapely.covers(scribble.land, shapely.points(corners)).all()


def test_where_shapes_cannot_be_laid_over_each_other_the_change_waits(monkeypatch):
    def fails(*_):
        raise shapely.errors.GEOSException("TopologyException")

    base = beneath(SQUARE)
    monkeypatch.setattr(shapely, "covers", fails)
    assert merge(base, [one(outline=BOTH)]).fates == {"c1": "pending"}


def test_who_claims_to_have_known_a_more_cautious_value_does_not_take_it_back():
    base = beneath(status="suspended")
    changes = [
        one("c1", sets={"status": ("suspended", "open")}),
        one("c2", sets={"status": ("suspended", "suspended")}, knew=frozenset({"c1"})),
    ]
    outcome = merge(base, changes)
    assert outcome.fates == {"c1": "applied", "c2": "pending"}
    assert outcome.records[H1].record.properties["status"] == "open"


@pytest.mark.parametrize(
    ("field", "old", "new", "waits"),
    [
        ("status", "open", "suspended", True),
        ("status", "closed", "open", False),
        ("status", None, "closed", True),
        ("status", None, "open", False),
        ("status", "open", None, True),
        ("status", "closed", "our own word", True),
        ("area_type", "SHA", "CHA", True),
        ("marking", "none", "fenced", True),
        ("sensitivity", "partners", "public", True),
        ("sensitivity", None, "public", True),
        ("sensitivity", "public", None, False),
        ("ordnance", "AP_mine; UXO", "UXO", True),
        ("ordnance", "UXO", "AP_mine; UXO", False),
        ("ordnance", "unknown", "UXO", False),
        ("position_accuracy_m", 500, 5.0, True),
        ("position_accuracy_m", 5, 500, False),
        ("name", "a", "b", False),
        ("a column of somebody's own", "a", "b", False),
    ],
)
def test_what_says_less_of_a_danger_waits(field, old, new, waits):
    stated = {} if old is None else {field: old}
    outcome = merge(beneath(**stated), [one(sets={field: (old, new)})])
    assert outcome.fates == {"c1": "pending" if waits else "applied"}


@pytest.mark.parametrize(
    ("field", "first", "second", "held"),
    [
        ("status", "closed", "open", "open"),
        ("status", "our own word", "closed", "our own word"),
        ("ordnance", "AP_mine", "UXO; IED", "AP_mine; IED; UXO"),
        ("position_accuracy_m", 20, 30, 30),
        ("name", "b", "a", "a"),
    ],
)
def test_of_two_values_that_were_accepted_the_more_cautious_holds_and_both_are_listed(field, first, second, held):
    base = beneath()
    changes = [one("c1", sets={field: (None, first)}), one("c2", sets={field: (None, second)})]
    outcome = merge(base, changes, [accepted("c1", base), accepted("c2", base)])
    assert outcome.records[H1].record.properties[field] == held
    assert [(each.field, each.changes) for each in outcome.conflicts] == [(field, ("c1", "c2"))]


def test_what_waits_is_heard_where_it_says_more_and_not_where_nobody_knows_what_it_says():
    base = beneath(status="worked_on", ordnance="AP_mine")
    changes = [one("c1", sets={"status": ("open", "our own word")}), one("c2", sets={"ordnance": ("AP_mine", "UXO")}),
               one("c3", sets={"status": ("open", "suspended")})]  # fmt: skip
    assert merge(base, changes[:1]).records[H1].record.properties["status"] == "worked_on"
    outcome = merge(base, changes)
    assert set(outcome.fates.values()) == {"pending"}
    held = outcome.records[H1].record.properties
    assert (held["status"], held["ordnance"]) == ("suspended", "AP_mine; UXO")


def test_a_release_is_the_other_way_round():
    base = beneath(BOTH, "releases", hazard_id="H1", depth_m=0.2)
    for change, fate in (
        (one(outline=SQUARE), "applied"), (one(outline=land({0, 1, 2})), "pending"),
        (one(sets={"hazard_id": ("H1", "H2")}), "pending"), (one(sets={"depth_m": (0.2, 0.5)}), "pending"),
        (one(sets={"depth_m": (0.2, 0.1)}), "applied"),
    ):  # fmt: skip
        assert merge(base, [change]).fates == {"c1": fate}
