"""The example of published reports: everything that came in is there, and nothing is said that no source says."""

import csv
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import geo

FOLDER = Path(__file__).parent.parent / "data" / "azerbaijan"
STATEMENT = {"AZR-028": "cemetery", "AZR-029": "crossroads", "AZR-030": "residential_area", "AZR-031": "riverbank"}


@pytest.fixture(scope="module")
def rows():
    with (FOLDER / "sources" / "reports.csv").open(encoding="utf-8") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def layers():
    return {layer.name: layer for layer in geo.Project(FOLDER).layers()}


@pytest.fixture(scope="module")
def records(layers):
    return pd.concat([layer.frame for layer in layers.values() if layer.kind in ("hazards", "accidents")])


def test_all_reports_are_there_once(rows, records):
    assert len(rows) == 263 and sorted(records["id"]) == sorted(rows)


def test_every_report_is_drawn_or_listed(layers):
    shown = geo.draw([layer for layer in layers.values() if layer.kind in ("hazards", "accidents")]).shown
    assert sum(one.recorded for one in shown) == 263
    assert (sum(one.drawn for one in shown), sum(one.missing for one in shown)) == (219, 44)


def test_the_four_of_the_statement_have_no_position_and_a_layer_each(layers):
    found = {name: layers[name].frame for name in ("cemeteries", "crossroads", "residential-areas", "riverbanks")}
    for id_, setting in STATEMENT.items():
        frame = next(frame for frame in found.values() if id_ in frame.index)
        assert frame.loc[id_, "setting"] == setting and frame.geometry.loc[id_] is None


def test_a_setting_is_that_of_the_source(rows, records):
    assert {id_: row["setting"] for id_, row in rows.items()} == dict(
        zip(records["id"], records["setting"], strict=True)
    )


def test_every_record_has_its_source(rows, records):
    by_id = records.set_index("id")
    assert all(by_id.loc[id_, "source"] == row["source"] for id_, row in rows.items())
    assert all(by_id.loc[id_, "source_url"] == row["source_url"] for id_, row in rows.items() if row["source_url"])


def test_counts_that_no_source_states_stay_empty(rows, layers):
    accidents = pd.concat(layer.frame for layer in layers.values() if layer.kind == "accidents")
    for name in ("killed", "injured", "civilian", "military", "deminer"):
        stated = {id_: row[name] for id_, row in rows.items() if row["kind"] == "accident"}
        assert len(stated) == 149
        read = accidents[name].astype("Int64").astype("string").fillna("")
        assert dict(read) == stated


def test_an_accuracy_is_that_of_the_source_and_none_is_made_up(rows, records):
    read = records.set_index("id")["position_accuracy_m"]
    assert all(
        (pd.isna(read[id_]) if row["position_accuracy_m"] == "" else read[id_] == float(row["position_accuracy_m"]))
        for id_, row in rows.items()
    )


def test_nothing_is_called_confirmed(layers):
    for layer in layers.values():
        if layer.kind == "hazards":
            assert set(layer.frame["area_type"]) == {"indication"} and set(layer.frame["status"]) == {"unknown"}


def test_figures_stand_side_by_side_as_text(layers):
    figures = layers["published-figures"].frame
    with (FOLDER / "sources" / "figures.csv").open(encoding="utf-8") as file:
        published = [(row["subject"], row["value"], row["as_of"]) for row in csv.DictReader(file)]
    read = figures[["subject", "value", "as_of"]].fillna("").itertuples(index=False, name=None)
    assert sorted(read) == sorted(published)


def test_figures_that_contradict_name_one_another(layers):
    figures = layers["published-figures"].frame
    killed = figures[(figures["subject"] == "killed, total") & (figures["as_of"] == "2022-12-15")]
    assert dict(zip(killed["value"], killed["also_published_for_this_date"], strict=True)) == {
        "46": "45 (Trend)",
        "45": "46 (OC Media)",
    }


def test_a_figure_that_is_not_counted_from_the_start_says_so_in_its_name(layers):
    names = set(layers["published-figures"].frame["name"])
    assert {"killed, total: 70 persons", "killed, total: 19 persons, calendar year 2023 only"} <= names
    assert "killed, total: 1 persons, period 19 May to 18 Aug 2022 only" in names


def test_a_clearance_report_and_a_hazard_report_are_told_apart_by_name(rows, records):
    assert all(
        f": {row['report_kind']}" in row["name"] and rows[row["id"]]["kind"].replace("_", " ") == row["report_kind"]
        for _, row in records.iterrows()
    )


def test_a_report_that_names_only_a_district_says_so(rows, records):
    said = records[records["position_note"].str.startswith("Only the district")]["id"]
    assert sorted(said) == sorted(id_ for id_, row in rows.items() if "inside the district" in row["geocode_source"])


def test_what_lies_before_10_november_2020_stands_apart_and_says_its_age(rows, layers):
    apart = {name: layer.frame for name, layer in layers.items() if "before-10-november-2020" in name}
    early = {id_ for id_, row in rows.items() if 0 < len(_date(row)) and _date(row) < "2020-11-10"[: len(_date(row))]}
    assert len(early) == 43 and {id_ for frame in apart.values() for id_ in frame["id"]} == early
    assert all(frame["age_note"].str.startswith("Reported before 10 November 2020").all() for frame in apart.values())
    others = pd.concat([layer.frame for name, layer in layers.items() if layer.kind == "hazards" and name not in apart])
    assert "age_note" not in others or not others["age_note"].notna().any()


def _date(row):
    return row["occurred_on"] or row["reported_on"]


def test_no_report_names_a_crossroads_at_a_place(layers):
    assert layers["crossroads"].frame.geometry.isna().all()


def test_three_of_the_four_kinds_of_place_of_the_statement_have_positions(layers):
    hazards = pd.concat([layer.frame for layer in layers.values() if layer.kind == "hazards"])
    placed = hazards[hazards.geometry.notna()]["setting"].value_counts()
    assert (placed["residential_area"], placed["riverbank"], placed["cemetery"]) == (17, 2, 7)


def test_a_village_is_called_by_its_name_only(layers):
    names = set(layers["places-named"].frame["name"])
    assert {"Yusifjanli", "Madagiz (Sugovushan)", "Suarasi"} <= names and not any("," in name for name in names)


def test_checks_find_no_error(layers):
    assert not [problem for problem in geo.check(list(layers.values())) if problem.severity == "error"]


def test_the_script_makes_what_is_kept(tmp_path):
    subprocess.run([sys.executable, FOLDER / "make.py", tmp_path], check=True, capture_output=True)
    made = {path.name: path.read_bytes() for path in (tmp_path / "layers").iterdir()}
    assert made == {path.name: path.read_bytes() for path in (FOLDER / "layers").iterdir()}
    assert (tmp_path / "zonemark.toml").read_bytes() == (FOLDER / "zonemark.toml").read_bytes()
