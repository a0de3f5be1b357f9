"""What holds of any merge: it knows no order, nothing shrinks without a decision, and every change is accounted for."""

from collections import Counter

import shapely
from contributed import VALUES, histories, land
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lengths import examples

from geo.contributions import outlines
from geo.contributions.caution import is_same, rank, reduces
from geo.contributions.laying import FATES, Decision, Key, Laid, Record, decided
from geo.contributions.merging import merge
from geo.contributions.outlines import beyond
from geo.records import KINDS

EXAMPLES = settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))


def told(outcome):
    """An outcome as something that is equal to another if it says the same, bit for bit."""
    return (
        {
            key: one and (dict(one.record.properties), one.record.outline and one.record.outline.key,
                          one.in_force, one.parent, one.is_new, one.is_reviewed, one.layer)
            for key, one in outcome.records.items()
        },
        outcome.fates,
        outcome.why,
        outcome.conflicts,
    )  # fmt: skip


def shown(outcome, key, beneath):
    """The record as it is shown; as its source says it where no change names it."""
    merged = outcome.records.get(key)
    return merged.record if merged else beneath[key]


def with_parts(outcome, key, beneath):
    """The outline of a record together with those of the parts that were split off it."""
    parts = [one.record.outline for one in outcome.records.values() if one and one.parent == key]
    return outlines.together([shown(outcome, key, beneath).outline, *parts])


def says_less(before, after, parts=None):
    """What of a record is less cautious than it was."""
    kind = KINDS[before.kind]
    new = parts or after.outline
    smaller = beyond(new, before.outline) if kind.frees else beyond(before.outline, new)
    fields = [name for name in VALUES if reduces(kind.field(name), before.properties.get(name), after.properties.get(name))]  # fmt: skip  # noqa: E501
    return [*(["geometry"] if smaller else []), *fields, *(["withdrawn"] if "withdrawn_on" in after.properties else [])]


@EXAMPLES
@given(histories(), st.randoms())
def test_order_does_not_matter(history, random):
    beneath, changes, decisions = history
    other_changes, other_decisions = list(changes), list(decisions)
    random.shuffle(other_changes)
    random.shuffle(other_decisions)
    again = dict(random.sample(list(beneath.items()), len(beneath)))
    assert told(merge(beneath, changes, decisions)) == told(merge(again, other_changes, other_decisions))


@EXAMPLES
@given(histories())
def test_what_comes_again_changes_nothing(history):
    beneath, changes, decisions = history
    assert told(merge(beneath, changes, decisions)) == told(merge(beneath, changes * 2, decisions * 3))


@EXAMPLES
@given(histories(), st.randoms())
def test_two_officers_who_exchange_halves_have_the_same(history, random):
    beneath, changes, decisions = history
    cut = random.randint(0, len(changes))
    left, right = changes[:cut], changes[cut:]
    assert told(merge(beneath, left + right, decisions)) == told(merge(beneath, right + left, decisions))


@EXAMPLES
@given(histories())
def test_without_a_decision_nothing_is_less_than_its_source_says(history):
    beneath, changes, _ = history
    outcome = merge(beneath, changes)
    assert {key: less for key, one in beneath.items() if (less := says_less(one, shown(outcome, key, beneath)))} == {}
    assert not any(one and one.parent for one in outcome.records.values())


@EXAMPLES
@given(histories(), st.integers(0, 6))
def test_more_contributions_never_shrink_a_record(history, cut):
    beneath, changes, _ = history
    few, all_ = merge(beneath, changes[:cut]), merge(beneath, changes)
    less = {
        key: found
        for key, one in few.records.items()
        if one and (found := says_less(one.record, shown(all_, key, beneath)))
    }
    assert less == {}


@EXAMPLES
@given(histories())
def test_every_change_has_one_fate_and_the_numbers_add_up(history):
    beneath, changes, decisions = history
    outcome = merge(beneath, changes, decisions)
    assert outcome.fates.keys() == {one.key for one in changes}
    assert set(outcome.fates.values()) <= set(FATES)
    assert sum(outcome.counts().values()) == len(changes)


@EXAMPLES
@given(histories())
def test_what_is_lost_was_accepted_of_that_very_record(history):
    beneath, changes, decisions = history
    outcome = merge(beneath, changes, decisions)
    verdicts = decided(decisions)
    accepted = Counter(one.target for one in changes if one.key in verdicts and verdicts[one.key].verdict == "accept")
    for key, one in beneath.items():
        if says_less(one, shown(outcome, key, beneath), with_parts(outcome, key, beneath)):
            assert accepted[key], key


@EXAMPLES
@given(histories())
def test_nobody_is_overruled_in_silence(history):
    beneath, changes, decisions = history
    outcome = merge(beneath, changes, decisions)
    disputed = {(one.target, one.field): one.changes for one in outcome.conflicts}
    offers = {}
    for one in changes:
        if outcome.fates[one.key] != "applied" or not outcome.records.get(one.target):
            continue
        held = outcome.records[one.target].record
        field = KINDS[held.kind].field
        for name, (_, new) in one.sets.items():
            offers.setdefault((one.target, name), []).append((one.key, new))
            assert not reduces(field(name), new, held.properties.get(name)) or one.key in _known(changes)
        if one.outline and not KINDS[held.kind].frees and one.key not in _known(changes):
            assert not beyond(one.outline, with_parts(outcome, one.target, beneath)), one.key
    for at, values in offers.items():
        heads = [(key, value) for key, value in values if key not in _known(changes)]
        if any(not is_same(value, heads[0][1]) for _, value in heads):
            assert {key for key, _ in heads} <= set(disputed[at])


def _known(changes):
    """The changes that somebody else says to have known."""
    return {key for one in changes for key in one.knew if key != one.key}


@EXAMPLES
@given(histories())
def test_the_status_in_force_is_as_cautious_as_every_one_offered(history):
    beneath, changes, decisions = history
    outcome = merge(beneath, changes, decisions)
    status = KINDS["hazards"].field("status")
    for one in changes:
        if outcome.fates[one.key] != "applied" or "status" not in one.sets or one.key in _known(changes):
            continue
        held = outcome.records[one.target].record
        if held.kind == "hazards":
            assert rank(status, held.properties.get("status")) <= rank(status, one.sets["status"][1])


@EXAMPLES
@given(histories())
def test_who_takes_everything_back_has_what_the_sources_say(history):
    beneath, changes, decisions = history
    back = [Decision(f"back-{one.key}", one.key, "reject", after=tuple(past.id for past in decisions)) for one in changes]  # fmt: skip  # noqa: E501
    outcome = merge(beneath, changes, [*decisions, *back])
    assert set(outcome.fates.values()) <= {"rejected"}
    for key, merged in outcome.records.items():
        assert merged is None if key not in beneath else merged.record == beneath[key]


# Single rules, each on one record.

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


def test_a_correction_made_on_a_redacted_edition_is_listed_and_not_applied():
    base = beneath(SQUARE)
    found = merge(base, [one(outline=BOTH, is_redacted=True), one("c2", "note", text="gone", is_redacted=True)])
    assert found.fates == {"c1": "orphan", "c2": "applied"} and "redacted" in found.why["c1"]
    assert found.records[H1].record.outline == SQUARE


def test_changes_that_claim_to_know_each_other_in_a_ring_do_not_take_each_others_place():
    base = beneath(SQUARE)
    ring = [one("c1", outline=BOTH, knew=frozenset({"c2"})), one("c2", outline=land({0, 4}), knew=frozenset({"c1"}))]
    held = merge(base, ring).records[H1].record.outline
    assert not beyond(BOTH, held) and not beyond(land({0, 4}), held)


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


def test_where_shapes_cannot_be_laid_over_each_other_the_change_waits(monkeypatch):
    def fails(*_):
        raise shapely.errors.GEOSException("TopologyException")

    base = beneath(SQUARE)
    monkeypatch.setattr(shapely, "covers", fails)
    assert merge(base, [one(outline=BOTH)]).fates == {"c1": "pending"}
