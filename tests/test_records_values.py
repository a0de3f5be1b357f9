"""Words become values, lists are taken apart, flat status columns are split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.records.fields import KINDS
from geo.records.values import read_devices, read_lists, read_states, read_values

HAZARDS = KINDS["hazards"]
STATUS, AREA_TYPE, ORDNANCE = HAZARDS.field("status"), HAZARDS.field("area_type"), HAZARDS.field("ordnance")


def state(text, field=STATUS):
    [outcome] = read_states([text], field)
    return outcome.value, outcome.others


@pytest.mark.parametrize(
    ("text", "status", "others"),
    [
        ("cleared", "closed", {"status_reason": "cleared"}),
        ("Cancelled", "closed", {"status_reason": "cancelled"}),
        ("suspected - open", "open", {"area_type": "SHA"}),
        ("CHA closed", "closed", {"area_type": "CHA"}),
        ("Closed – cleared", "closed", {"status_reason": "cleared"}),
        ("SHA/in progress", "worked_on", {"area_type": "SHA"}),
        ("Подтверждённый опасный район, открыт", "open", {"area_type": "CHA"}),
        ("Área peligrosa confirmada abierta", "open", {"area_type": "CHA"}),
    ],
)
def test_a_flat_status_is_split(text, status, others):
    assert state(text) == (status, others)


def test_a_type_in_a_column_of_status_says_nothing_of_the_status():
    value, others = state("confirmed hazardous area")
    assert value != value and others == {"area_type": "CHA"}


def test_of_reduced_land_a_part_may_remain():
    assert state("reduced") == ("unknown", {"status_reason": "reduced"})


@pytest.mark.parametrize(
    "text",
    ["not yet cleared", "partially cleared", "cleared?? no", "open, closed", "cleared - open", "never cancelled"],
)
def test_what_does_not_say_that_a_hazard_is_gone_leaves_it(text):
    assert state(text)[0] != "closed"


def test_not_cleared_is_open():
    assert [state(text)[0] for text in ("not cleared", "uncleared", "to be cleared", "не очищено")] == ["open"] * 4


def test_a_status_in_a_column_of_types_goes_to_the_status():
    assert state("Cleared area", AREA_TYPE)[1] == {"status": "closed", "status_reason": "cleared"}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("AP mines and UXO", ("AP_mine", "UXO")),
        ("ap_mine uxo", ("AP_mine", "UXO")),
        ("AP/AT mines", ("AP_mine", "AV_mine")),
        ('["AXO", "UXO"]', ("AXO", "UXO")),
        ("ПТМ; растяжка", ("AV_mine", "booby_trap")),
        ("TM-57 + PMN-2", ("AV_mine", "AP_mine")),
        ("mina antipersonal y MUSE", ("AP_mine", "UXO")),
        ("mines antipersonnel et MNE", ("AP_mine", "UXO")),
        ("Piyada əleyhinə mina və PHS", ("AP_mine", "UXO")),
        ("gadget, UXO", ("UXO", "unknown")),
        ("UXO, UXO", ("UXO",)),
        ("AP mine (PMN-2)", ("AP_mine",)),
        ("ألغام مضادة للأفراد، قنابل عنقودية", ("AP_mine", "cluster_munition_remnant")),
    ],
)
def test_lists_are_taken_apart(text, kinds):
    assert read_lists([text], ORDNANCE)[0].value == kinds


def test_what_is_not_understood_is_unknown_kept_and_suggested():
    [outcome] = read_values(["suspendet"], STATUS)
    assert (outcome.value, outcome.entered, outcome.remedy) == ("unknown", True, "Did you mean suspended?")


def test_a_field_without_unknown_stays_missing():
    [outcome] = read_values(["dug up"], KINDS["releases"].field("product"))
    assert outcome.value != outcome.value and outcome.code == "value_outside_list"


def test_a_projects_own_values_are_allowed():
    setting = HAZARDS.field("setting")
    assert read_values(["Refugee camp"], setting)[0].problem
    assert read_values(["Refugee camp"], setting, ["refugee_camp"])[0].value == "refugee_camp"


@pytest.mark.parametrize(
    "text", ["unknown", "inconnu", "desconocido", "desconhecido", "неизвестно", "naməlum", "невідомо", "غير معروف"]
)
def test_unknown_is_known_in_eight_languages(text):
    assert read_values([text], STATUS)[0].value == "unknown"


@pytest.mark.parametrize("text", ["AP_mine: 3; UXO: 2", "3 AP mines, 2 UXO", '{"AP_mine": 3, "UXO": 2}'])
def test_devices_are_counted_by_ordnance(text):
    assert read_devices([text], KINDS["releases"].field("devices_found"))[0].value == {"AP_mine": 3, "UXO": 2}


@given(st.text(max_size=60))
def test_any_text_has_an_outcome(text):
    assert read_states([text], STATUS)[0] and read_lists([text], ORDNANCE)[0]
    assert read_devices([text], KINDS["releases"].field("devices_found"))[0]


def test_a_column_of_ten_thousand_stories_takes_no_time():
    stories = [f"{number} mines were seen by people on the way to the field " * 20 for number in range(10_000)]
    assert all(outcome.problem for outcome in read_lists(stories, ORDNANCE))
