"""What was exported from a project, edited in another program and sent back is merged as what was changed in it."""

import json

import geopandas
import openpyxl
import pytest
import shapely

import geo
from geo.compare.edited import sent_as
from geo.errors import SourceError
from geo.exports import FORMATS

ZONES = {f"H{n}": shapely.box(46 + n / 50, 40, 46.01 + n / 50, 40.0123456789) for n in range(6)}
LARGER = shapely.box(46, 40, 46.012, 40.0123457)


@pytest.fixture
def project(tmp_path):
    frame = geopandas.GeoDataFrame(
        {
            "id": list(ZONES), "name": [f"Field {id_}" for id_ in ZONES], "status": "open", "area_type": "SHA",
            "ordnance": [("AP_mine", "UXO")] * 6, "reported_on": "2024-05", "position_accuracy_m": 12.5, "own": "x; y",
        },
        geometry=list(ZONES.values()), crs=4326,
    )  # fmt: skip
    own = geo.Project.create(tmp_path / "valley", title="Valley")
    own.add(frame, kind="hazards", layer="zones")
    return own


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_that_nobody_edited_changes_nothing(project, suffix, tmp_path):
    geo.export(project, tmp_path / f"out{suffix}")
    assert [one.contribution.changes for one in sent_as(project, tmp_path / f"out{suffix}")] == []


def test_what_was_edited_in_a_geojson_is_merged_and_a_later_import_does_not_take_it_for_a_change(project, tmp_path):
    path = tmp_path / "out.geojson"
    geo.export(project, path)
    told = json.loads(path.read_text(encoding="utf-8"))
    first, second, *others = told["features"]
    first["geometry"] = json.loads(shapely.to_geojson(LARGER))
    first["properties"]["name"] = "Ağdam"
    second["properties"]["status"] = "closed"
    new = {"type": "Feature", "properties": {"name": "New"}, "geometry": json.loads(shapely.to_geojson(LARGER))}
    path.write_text(json.dumps({**told, "features": [first, second, *others[1:], new]}), encoding="utf-8")
    project.layer("zones")
    merging = geo.merge(project, path)
    assert sorted(merging.overlaid.outcome.fates.values()) == ["applied", "applied", "pending", "pending"]
    zones = project.layer("zones").frame.set_index("id")
    assert zones.loc["H0", "name"] == "Ağdam" and zones.loc["H1", "status"] == "open" and "H2" in zones.index
    assert [46.0, 40.0123456789] in shapely.get_coordinates(zones.loc["H0"].geometry).tolist()
    assert geo.merge(project, path).files == {"out.geojson": (0, 4)}


def test_what_was_edited_in_a_workbook_or_a_table_is_merged(project, tmp_path):
    path = tmp_path / "out.xlsx"
    geo.export(project, path)
    book = openpyxl.load_workbook(path)
    (sheet,) = [one for one in book if any(cell.value == "H3" for cell in next(one.iter_cols()))]
    row = next(cell.row for cell in next(sheet.iter_cols()) if cell.value == "H3")
    column = next(cell.column for cell in sheet[row] if cell.value == "Field H3")
    sheet.cell(row, column).value = "Şuşa"
    book.save(path)
    assert list(geo.merge(project, path).counts().values()) == [1, 0, 0, 0, 0, 0]
    geo.export(project, tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "out.csv").write_text(text.replace("Field H4", "Xocalı"), encoding="utf-8")
    assert geo.merge(project, tmp_path / "out.csv").counts()["applied"] == 2
    zones = project.layer("zones").frame.set_index("id")
    assert zones["name"].tolist()[3:5] == ["Şuşa", "Xocalı"]


def test_the_version_that_a_file_came_from_is_found_among_older_ones(project, tmp_path):
    path = tmp_path / "out.geojson"
    geo.export(project, path)
    path.write_text(path.read_text(encoding="utf-8").replace("Field H4", "Xocalı"), encoding="utf-8")
    frame = project.layer("zones").frame.assign(status="worked_on")
    project.add(frame, kind="hazards", layer="zones", yes=True)
    assert geo.merge(project, path).counts() | {"applied": 1, "pending": 0} == geo.merge(project, path).counts()
    assert set(project.layer("zones").frame["status"]) == {"worked_on"}


def test_a_file_of_other_records_is_refused(project, tmp_path):
    (tmp_path / "other.csv").write_text("id,name,type,lat,lon\nX1,a,SHA,40,46\n", encoding="utf-8")
    with pytest.raises(SourceError, match="holds no record of this project"):
        geo.merge(project, tmp_path / "other.csv")
