"""What holds of any merge: it knows no order, nothing shrinks without a decision, and every change is accounted for."""

from collections import Counter

from contributed import VALUES, histories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lengths import examples

from geo.contributions import outlines
from geo.contributions.caution import is_same, rank, reduces
from geo.contributions.laying import FATES, Decision, decided
from geo.contributions.merging import merge
from geo.contributions.outlines import beyond
from geo.records import KINDS

EXAMPLES = settings(max_examples=examples(40), suppress_health_check=list(HealthCheck))


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
    return [
        *(["geometry"] if smaller else []),
        *fields,
        *(name for name in after.properties if name.startswith("withdrawn_")),
    ]


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
            now = held.properties.get(name)
            is_own = now == "ours"  # the source's own word, which ranks as unknown
            assert is_own or not reduces(field(name), new, now) or one.key in _known(changes)
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
