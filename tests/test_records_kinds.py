"""Kinds are data: a file says all that depends on the kind, and contradicts itself in nothing."""

import dataclasses
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from geo.records.fields import KINDS, read_kinds
from geo.records.read_options import ReadOptions

FOLDER = files("geo.records").joinpath("kinds")
TEXTS = {entry.name.removesuffix(".toml"): entry.read_text(encoding="utf-8") for entry in FOLDER.iterdir()}
SESSIONS = (Path(__file__).parent / "sessions.toml").read_text(encoding="utf-8")


def with_sessions(**changes):
    text = SESSIONS
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    return read_kinds({**TEXTS, "sessions": text})


def test_a_file_is_all_that_a_new_kind_needs():
    sessions = with_sessions()["sessions"]
    assert sessions.placed and sessions.subject and not sessions.dangerous
    assert sessions.field("position_accuracy_m").unit == "m"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('card = ["held_on"', 'card = ["led_by"'), "sessions.toml: it has no field led_by"),
        (('dates = ["held_on"]', 'dates = ["reported_on"]'), "sessions.toml: it has no field reported_on"),
        (('shape = "square"', ""), "sessions.toml: it has positions and no symbol"),
        (('family = "plain"', 'family = "none"'), "sessions.toml: it has positions and no symbol"),
    ],
)
def test_a_kind_that_contradicts_itself_is_refused(change, fault):
    with pytest.raises(ValueError, match=fault):
        with_sessions(change=change)


def test_every_field_says_what_it_holds():
    silent = [(kind.name, field.name) for kind in KINDS.values() for field in kind.fields if not field.means]
    assert silent == []


def test_only_hazards_are_what_no_hazard_is_recorded_speaks_of():
    assert [name for name, kind in KINDS.items() if kind.dangerous] == ["hazards"]


def test_only_figures_have_no_position():
    assert [name for name, kind in KINDS.items() if not kind.placed] == ["facts"]


def test_the_viewers_tests_know_the_kinds_that_maps_bring_to_the_page():
    known = Path(__file__).parent.parent / "geo" / "maps" / "viewer" / "tests" / "kinds.json"
    assert json.loads(known.read_text(encoding="utf-8")) == [kind.to_page() for kind in KINDS.values()]


def test_every_setting_has_a_pictogram_and_nothing_else_has():
    paths = json.loads(files("geo.records").joinpath("pictograms.json").read_text(encoding="utf-8"))["paths"]
    assert [*paths, "unknown"] == list(KINDS["hazards"].field("setting").values)


def test_the_help_of_reading_names_every_kind():
    (kind,) = [one for one in dataclasses.fields(ReadOptions) if one.name == "kind"]
    assert set(re.findall(r"\w+", kind.metadata["help"])) - {"or"} == set(KINDS)
