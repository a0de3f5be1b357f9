"""Two states compared: every record has one fate, the counts add up, and no land is lost unsaid."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely

import geo
from geo.analysis.faces import filled
from geo.cli import main
from geo.crs import area_m2, distance_m
from geo.errors import UsageError
from geo.records.layer import Layer

TRAINING = Path(__file__).parent.parent / "data" / "training"


def hazards(*records, name="zones", kind="hazards"):
    """A layer of records: (id, geometry as well-known text or None, more fields)."""
    frame = gpd.GeoDataFrame(
        [{"id": id_, **fields} for id_, _, fields in records],
        geometry=[None if text is None else shapely.from_wkt(text) for _, text, _ in records],
        crs="EPSG:4326",
    )
    return Layer(name, kind, frame, name.title())


def square(west, south=40.0, side=0.001):
    return shapely.box(west, south, west + side, south + side).wkt


def test_new_changed_renumbered_vanished_and_unchanged_add_up():
    old = hazards(
        ("A", square(46.0), {"status": "open"}),
        ("B", square(46.1), {"status": "open"}),
        ("C", square(46.2), {"status": "open"}),
        ("D", None, {"status": "open"}),
    )
    new = hazards(
        ("A", square(46.0), {"status": "open"}),
        ("B", square(46.1), {"status": "closed"}),
        ("C-2", square(46.2), {"status": "open"}),
        ("E", square(46.4), {"status": "open"}),
    )
    found = geo.diff(old, new)
    assert [one.id for one in found.new] == ["E"]
    assert [one.id for one in found.vanished] == ["D"]
    assert [(one.record.id, one.fields) for one in found.changed] == [("B", {"status": ("open", "closed")})]
    assert [one.record.id for one in found.closed] == ["B"]
    assert [(one.old_id, one.record.id) for one in found.renumbered] == [("C", "C-2")]
    assert found.unchanged == 1 and not found.lost


def test_the_same_state_differs_in_nothing_as_project_as_map_and_as_export(tmp_path):
    project = geo.Project(TRAINING)
    geo.draw(project).save(tmp_path / "valley.html")
    geo.export(project.layer("hazards"), tmp_path / "hazards.geojson")
    assert not geo.diff(project, tmp_path / "valley.html").differs
    of_file = geo.diff(project.layer("hazards"), tmp_path / "hazards.geojson")
    assert not of_file.new and not of_file.vanished and not of_file.lost
    assert not any(one.is_moved for one in of_file.changed)


def test_land_is_lost_where_no_hazard_and_no_release_lies_over_it():
    old = hazards(
        ("A", square(46.0, side=0.002), {}),
        ("B", square(46.1), {}),
        ("C", square(46.2), {}),
        ("P", "POINT (46.3 40)", {}),
    )
    covered = hazards(("A", square(46.0), {}), ("X", square(46.1, side=0.002), {}))
    released = hazards(("R", square(46.2), {"hazard_id": "C"}), name="released", kind="releases")
    found = geo.diff(old, [covered, released])
    assert [one.record.id for one in found.lost] == ["A", "P"]
    expected = shapely.from_wkt(square(46.0, side=0.002)).difference(shapely.from_wkt(square(46.0)))
    assert found.lost_m2 == pytest.approx(float(area_m2([expected])[0]))
    assert found.lost_sentence().endswith(f": 1 record, {found.lost_m2:,.0f} m², and 1 hazard without an outline.")


def test_a_shortened_line_and_a_shape_beside_an_outline_are_lost_too():
    road, well = "LINESTRING (46.5 40, 46.6 40)", "POINT (46.4 40)"
    several = shapely.GeometryCollection(
        [shapely.MultiPolygon([shapely.from_wkt(square(46.0))]), shapely.from_wkt(well)]
    ).wkt
    old = hazards(("L", road, {}), ("M", road, {}), ("S", several, {}), ("T", several, {}), ("U", square(46.8), {}))

    def lost(*new):
        return [(one.record.id, one.area_m2 is None) for one in geo.diff(old, hazards(*new)).lost]

    whole = (("L", road, {}), ("S", several, {}), ("U", square(46.8), {}))
    assert lost(*whole) == []
    assert lost(("L", "LINESTRING (46.5 40, 46.55 40.000001, 46.6 40)", {}), *whole[1:]) == []  # within a metre
    assert lost(("L", "LINESTRING (46.5 40, 46.52 40)", {}), *whole[1:]) == [("L", True), ("M", True)]
    assert lost(*whole[::2], ("S", square(46.0), {})) == [("S", True), ("T", True)]
    assert lost(*whole[::2], ("S", well, {})) == [("S", False), ("T", False)]
    assert lost() == [("S", False), ("T", False), ("U", False), ("L", True), ("M", True)]


def test_a_smaller_outline_and_a_lost_position_are_lost_land():
    old = hazards(("A", square(46.0), {}), ("B", square(46.1), {}))
    new = hazards(("A", None, {}), ("B", square(46.1, side=0.0009), {}))
    found = geo.diff(old, new)
    assert [one.record.id for one in found.lost] == ["A", "B"]
    changed = {one.record.id: one for one in found.changed}
    assert changed["B"].lost_m2 == pytest.approx(found.lost[1].area_m2) and changed["B"].gained_m2 == 0
    assert changed["A"].lost_m2 is None


def test_land_that_two_hazards_had_is_lost_once():
    old = hazards(("A", square(46.0), {}), ("B", square(46.0005), {}), ("C", square(46.0), {}))
    found = geo.diff(old, hazards())
    whole = shapely.union_all([one.shape for one in found.lost])
    assert found.lost_m2 == pytest.approx(float(area_m2([whole])[0]))
    assert found.lost_m2 < sum(one.area_m2 for one in found.lost) * 0.6


def test_all_faces_of_an_outline_that_crosses_itself_are_land():
    bow_tie = shapely.from_wkt("POLYGON ((46 40, 46.002 40.002, 46.002 40, 46 40.002, 46 40))")
    twice = shapely.from_wkt("POLYGON ((0 0, 3 0, 3 2, 1 2, 1 1, 2 1, 2 3, 0 3, 0 0))")
    assert filled(bow_tie).area == pytest.approx(2e-6)
    assert filled(twice).area > shapely.make_valid(twice).area and filled(twice).covers(shapely.Point(1.5, 1.5))
    found = geo.diff(hazards(("A", bow_tie.wkt, {})), hazards())
    assert found.lost_m2 == pytest.approx(float(area_m2([filled(bow_tie)])[0]))


def test_two_of_one_id_are_told_apart_by_their_order_or_by_their_shape():
    old = hazards(("A", square(46.0), {}), ("A", square(46.1), {}))
    assert not geo.diff(old, old).differs
    fewer = hazards(("A", square(46.1), {}))
    found = geo.diff(old, fewer)
    assert (len(found.vanished), found.unchanged, len(found.lost)) == (1, 1, 1)


def test_what_a_seeded_script_edits_is_what_is_found():
    random.seed(11)
    layer = geo.Project(TRAINING).layer("hazards")
    placed = [id_ for id_ in layer.frame.index if layer.frame.at[id_, "geometry"] is not None]
    gone, status, moved = (set(one) for one in np.array_split(random.sample(placed, 30), 3))
    frame = layer.frame[~layer.frame["id"].isin(gone)].copy()
    for id_ in status:
        frame.at[id_, "status"] = "suspended" if frame.at[id_, "status"] != "suspended" else "open"
    for id_ in moved:
        frame.at[id_, "geometry"] = shapely.transform(frame.at[id_, "geometry"], lambda lonlat: lonlat + [0.01, 0])
    added = frame.iloc[:4].copy()
    added["id"] = [f"new-{number}" for number in range(4)]
    added.geometry = added.geometry.translate(1, 0)
    now = Layer(layer.name, layer.kind, pd.concat([frame, added]), layer.title)
    found = geo.diff(layer, now)
    assert {one.id for one in found.vanished} == gone
    assert {one.record.id for one in found.changed if "status" in one.fields} == status
    assert {one.record.id for one in found.changed if one.is_moved} == moved
    assert {one.id for one in found.new} == {f"new-{number}" for number in range(4)}
    assert found.unchanged == len(layer.frame) - 30
    latitude = layer.frame.geometry.bounds["miny"].min()
    step = float(distance_m([46.0], [latitude], [46.01], [latitude])[0])
    assert all(one.moved_m == pytest.approx(step, rel=0.01) for one in found.changed if one.is_moved)


def test_the_land_lost_is_that_of_an_independent_overlay():
    layer = geo.Project(TRAINING).layer("hazards")
    is_area = layer.frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"]) & layer.frame.geometry.is_valid
    areas = layer.frame[is_area]
    new = areas.iloc[::2]
    found = geo.diff(Layer("a", "hazards", areas), Layer("a", "hazards", new))
    rest = areas.iloc[1::2].geometry.difference(new.geometry.union_all())
    assert found.lost_m2 == pytest.approx(float(np.nansum(area_m2(rest.to_numpy()))), abs=30)


@pytest.fixture
def valley(tmp_path):
    folder = tmp_path / "valley"
    shutil.copytree(TRAINING, folder, ignore=shutil.ignore_patterns("maps"))
    return folder


def test_the_command_says_it_writes_it_and_ends_with_the_code_asked_for(valley, tmp_path, capsys):
    geo.draw(geo.Project(valley)).save(tmp_path / "may.html")
    layer = valley / "layers" / "hazards.geojson"
    lines = layer.read_text(encoding="utf-8").splitlines(keepends=True)
    layer.write_text("".join([*lines[:1], *lines[3:]]), encoding="utf-8")
    written = [tmp_path / f"changes.{ending}" for ending in ("xlsx", "json", "html")]
    more = [word for path in written for word in ("--to", str(path))]
    assert main(["diff", str(tmp_path / "may.html"), str(valley), *more, "--fail-on", "lost"]) == 1
    said = capsys.readouterr().out
    assert "947 records before, 945 now: 0 new, 0 changed, 0 renumbered, 0 closed" in said
    assert "Vanished (2)" in said and "no longer shown" in said
    told = json.loads(written[1].read_text(encoding="utf-8"))
    assert told["counts"]["vanished"] == 2 and told["lost"]["area_m2"] > 0
    book = openpyxl.load_workbook(written[0])
    assert "does not mean that the area is safe" in book.worksheets[0]["A1"].value
    assert [row[0].value for row in book.worksheets[1].iter_rows()][:3] == ["what", "vanished", "vanished"]
    both = geo.open_map(written[2])
    titles = [layer.title for layer in both.layers]
    assert "Hazards (before)" in titles and "Hazard land no longer shown" in titles
    assert both.imprint.fictitious
    assert main(["diff", str(valley), str(valley), "--fail-on", "any"]) == 0


def test_a_project_is_compared_with_what_it_was_after_a_change(valley, tmp_path, capsys):
    project = geo.Project(valley)
    survey = tmp_path / "survey.csv"
    survey.write_text("id,type,lat,lon\nN-1,SHA,40.1,46.9\n", encoding="utf-8")
    project.add(survey)
    survey.write_text("id,type,lat,lon\nN-1,CHA,40.1,46.9\nN-2,SHA,40.2,46.9\n", encoding="utf-8")
    project.add(survey)
    first = project.log()[0].time
    assert main(["diff", str(valley), str(valley), "--as-of", first]) == 0
    said = capsys.readouterr().out
    assert "1 new, 1 changed" in said and "area_type SHA → CHA" in said
    assert main(["diff", str(valley), str(valley), "--as-of", "start"]) == 0
    assert "2 new" in capsys.readouterr().out


def test_hostile_text_is_printed_escaped_and_defused(tmp_path, capsys):
    bad = "=cmd|' /C calc'!A0\x1b[2J\u202e"
    for name, status in (("old", "open"), ("new", "closed")):
        frame = gpd.GeoDataFrame(
            {"id": [bad], "name": [bad], "status": [status]}, geometry=[shapely.Point(46, 40)], crs=4326
        )
        geo.draw(Layer("zones", "hazards", frame)).save(tmp_path / f"{name}.html")
    path = tmp_path / "changes.xlsx"
    assert main(["diff", str(tmp_path / "old.html"), str(tmp_path / "new.html"), "--to", str(path)]) == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said and "\u202e" not in said
    cells = [cell.value for row in openpyxl.load_workbook(path).worksheets[1].iter_rows() for cell in row]
    assert not any(isinstance(cell, str) and cell.startswith("=") for cell in cells)


def test_what_is_new_since_a_day_is_counted_from_the_beginning_of_that_day(tmp_path):
    from geo.compare import Since, since

    project = geo.Project.create(tmp_path / "valley")
    project.add(
        gpd.GeoDataFrame({"id": ["A", "B"]}, geometry=shapely.points([[46, 40], [47, 40]]), crs=4326), layer="z"
    )
    first = project.log()[0].time
    more = gpd.GeoDataFrame({"id": ["A", "B", "C"]}, geometry=shapely.points([[46, 40], [48, 40], [46, 41]]), crs=4326)
    project.add(more, layer="z")
    today = first[:4] + "-" + first[4:6] + "-" + first[6:8]
    assert since(project, today) == Since(today, 3, 0, 0)
    assert (since(project, first).new, since(project, first).changed, since(project, "9999").new) == (1, 1, 0)
    project.add(more.assign(name=["Upper", "Lower", "Third"]), layer="towns", kind="places")
    assert since(project, today) == Since(today, 3, 0, 0)  # as the heading counts: a town is no news of hazards
    with pytest.raises(UsageError, match="neither a day nor a change"):
        since(project, "May")


def test_a_layer_that_other_hands_edited_is_named(tmp_path):
    project = geo.Project.create(tmp_path / "valley")
    project.add(gpd.GeoDataFrame({"id": ["A"], "name": ["x"]}, geometry=[shapely.Point(46, 40)], crs=4326), layer="z")
    assert geo.diff(project, project).edited_outside == []
    layer = project.path / "layers" / "z.geojson"
    layer.write_text(layer.read_text(encoding="utf-8").replace('"x"', '"y"'), encoding="utf-8")
    (told,) = geo.diff(project, project).edited_outside
    assert "edited outside of Zonemark: 1 record changed (A)" in told and told in geo.diff(project, project).lines()
