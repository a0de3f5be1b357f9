"""Layers become a map: what is accepted, how it is named and counted, and that the same input gives the same bytes."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import geopandas
import numpy
import pandas
import pytest
import shapely

from geo.errors import UsageError
from geo.maps import HazardMap, ZoneLayer, draw
from geo.records import Layer

SQUARE = shapely.box(46.70, 39.90, 46.71, 39.91)


def frame(count=3, crs=4326, **columns):
    return geopandas.GeoDataFrame(
        {"id": [f"Z-{n}" for n in range(count)], **columns}, geometry=[SQUARE] * count, crs=crs
    )


def read_page(path):
    return path.read_text("utf-8")


@pytest.mark.parametrize(
    "layers",
    [
        frame(),
        Layer("zones", "hazards", frame()),
        [Layer("zones", "hazards", frame())],
        (frame(),),
        {"Zones": frame()},
        iter([frame()]),
    ],
    ids=["frame", "layer", "list", "tuple", "mapping", "iterator"],
)
def test_layers_are_given_in_any_of_these_ways(layers):
    assert draw(layers, kind="hazards").counts() == {"recorded": 3, "drawn": 3, "missing": 0}


@pytest.mark.parametrize("nothing", [42, "zones", [None], {"Zones": "x"}])
def test_what_is_no_layer_is_refused(nothing):
    with pytest.raises(UsageError, match="nothing that holds records"):
        draw(nothing)


def test_an_empty_list_is_a_map_without_records():
    assert draw([]).counts() == {"recorded": 0, "drawn": 0, "missing": 0}


def test_layers_of_one_name_are_told_apart_and_none_is_lost():
    layers = draw([Layer("zones", "hazards", frame()), Layer("zones", "hazards", frame(2))]).layers
    assert [(layer.name, len(layer.frame)) for layer in layers] == [("zones", 3), ("zones-2", 2)]


def test_a_layer_inside_a_feature_group_is_found():
    import folium

    drawing = HazardMap()
    group = folium.FeatureGroup("patrol").add_to(drawing)
    ZoneLayer(frame(), kind="hazards").add_to(group)
    assert drawing.counts()["recorded"] == 3


def test_the_callers_frame_is_not_changed(tmp_path):
    mine = frame(source=["a", None, "b"]).drop(columns="id")
    before = mine.copy(deep=True)
    draw(mine, kind="hazards").save(tmp_path / "map.html")
    pandas.testing.assert_frame_equal(mine, before)


def test_another_reference_system_is_brought_to_lon_lat():
    there = frame(crs=4326).to_crs(32638)
    (layer,) = draw(there, kind="hazards").layers
    assert layer.frame.total_bounds == pytest.approx(SQUARE.bounds, abs=1e-7)


def test_a_frame_without_a_reference_system_is_refused_with_a_remedy():
    with pytest.raises(UsageError, match=r"set_crs\(4326\)"):
        draw(frame(crs=None), kind="hazards")


def test_an_unknown_kind_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="hazards, releases"):
        draw(frame(), kind="minefields")


def test_facts_miss_no_position():
    figures = geopandas.GeoDataFrame(
        {"id": ["F"], "subject": ["accidents"], "value": ["12"]}, geometry=[None], crs=4326
    )
    assert draw(Layer("figures", "facts", figures)).counts()["missing"] == 0


@pytest.mark.parametrize("frame_of", [pandas.DataFrame, geopandas.GeoDataFrame], ids=["plain", "without geometries"])
def test_a_map_with_figures_is_saved(frame_of, tmp_path):
    figures = pandas.DataFrame({"id": ["F"], "subject": ["cleared"], "value": ["12"], "unit": ["km2"]})
    given = figures if frame_of is pandas.DataFrame else geopandas.GeoDataFrame(figures, geometry=[None], crs=4326)
    page = read_page(draw(Layer("figures", "facts", given)).save(tmp_path / "map.html"))
    assert "cleared" in page


def test_columns_of_one_name_are_both_kept(tmp_path):
    twice = pandas.concat([frame(remarks=["a"] * 3), pandas.Series(["b"] * 3, name="remarks")], axis=1)
    drawing = draw(geopandas.GeoDataFrame(twice, crs=4326), kind="hazards")
    filled = drawing.layers[0].frame.dropna(axis="columns", how="all").drop(columns="geometry")
    assert filled.iloc[0].to_dict() == {"id": "Z-0", "remarks": "a", "remarks (2)": "b"}
    assert drawing.save(tmp_path / "map.html").exists()


@pytest.mark.parametrize("columns", [["x"], [("a", "b")], [3], [None]], ids=str)
def test_any_column_name_can_be_drawn(columns, tmp_path):
    named = frame().assign(**{"-": "text"}).rename(columns={"-": columns[0]})
    draw(named, kind="hazards").save(tmp_path / "map.html")


ODD = {
    "array": numpy.array([1, 2]), "bytes": b"\xff\x00", "time": datetime(2020, 1, 1, tzinfo=UTC),
    "day": date(2020, 1, 1), "no time": pandas.NaT, "NA": pandas.NA, "decimal": Decimal("1.10"), "geometry": SQUARE,
    "nested": {"a": [1, {"b": None}]},
    "huge": 10**30, "complex": 1 + 2j, "half a pair": "\ud800", "nul": "a\x00b", "infinity": float("inf"), "set": {1},
    "class": object, "NaN in a list": [float("nan")], "series": pandas.Series([1]), "long": "x" * 1_000_000,
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_no_odd_value_in_a_cell_stops_a_map(odd, tmp_path):
    cells = pandas.Series(["a", None, "c"], dtype=object)
    cells.iat[1] = ODD[odd]
    columns = ("own", "id", "name", "source", "reported_on", "area_type", "ordnance")  # a layer for each
    drawing = draw({name: frame().assign(**{name: cells}) for name in columns}, kind="hazards")
    assert drawing.save(tmp_path / "map.html").exists()
    assert [layer.title for layer in drawing.layers] == list(columns)
    assert drawing.counts()["drawn"] == 3 * len(columns)


def test_the_date_of_the_data_is_the_newest_in_the_records_that_is_not_still_to_come():
    from geo.maps.page.dates import dates

    dated = frame(reported_on=["2019-04", "2091-01-01", "2019-03-30"], verified_on=[None, "2018", "soon"])
    assert dates([Layer("zones", "hazards", dated)]).newest == "2019-04"
    assert dates([Layer("zones", "hazards", dated)], until="2019-03-31").newest == "2019-03-30"
    assert dates([Layer("ground", "places", frame(reported_on=["2024"] * 3))]).newest == ""


def test_each_source_is_listed_once_with_its_address():
    from geo.maps.page.contents import sources

    told = frame(source=["Survey", "Survey", "Report"], source_url=["https://a.example", None, None])
    assert sources([Layer("zones", "hazards", told)]) == [
        {"title": "Survey", "url": "https://a.example"},
        {"title": "Report"},
    ]


def test_of_very_many_sources_the_rest_is_counted():
    from geo.maps.page.contents import MOST_SOURCES, sources

    listed = sources(
        [Layer("zones", "hazards", frame(MOST_SOURCES + 5, source=[f"S{n}" for n in range(MOST_SOURCES + 5)]))]
    )
    assert len(listed) == MOST_SOURCES + 1
    assert listed[-1] == {"title": "… + 5"}


def test_an_unknown_language_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="en, ar, az, es, fa, fr, hy, ka, km, pt, ru, tr, uk, vi"):
        draw(frame(), kind="hazards", language="xx")


def test_languages_in_one_text_are_refused():
    with pytest.raises(UsageError, match="Give a list"):
        draw(frame(), kind="hazards", languages="en")


@pytest.mark.parametrize(
    "said",
    [
        {"title": "Valley"}, {"producer": "Team"}, {"hotline": "102"}, {"language": "ru"}, {"languages": ["en", "az"]},
        {"fictitious": True}, {"made_on": date(2024, 5, 31)}, {"data_date": "2024-05"},
        {"online_tiles": "OpenStreetMap.Mapnik"}, {"kind": "places"},
        {"signing_key": "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"},
    ],
    ids=lambda said: next(iter(said)),
)  # fmt: skip
def test_everything_that_can_be_said_of_a_map_changes_it(said, tmp_path):
    plain = draw(frame(), **{"kind": "hazards", "languages": ["en"]}).save(tmp_path / "plain.html")
    other = draw(frame(), **({"kind": "hazards", "languages": ["en"]} | said)).save(tmp_path / "other.html")
    assert plain.read_bytes() != other.read_bytes()


def test_the_same_map_is_the_same_bytes(tmp_path):
    import folium

    def one(name):
        drawing = draw(frame(ordnance=[("AP_mine", "UXO"), None, ()]), kind="hazards", title="Valley")
        folium.Marker([39.9, 46.7], popup="here").add_to(drawing)
        return drawing.save(tmp_path / name).read_bytes()

    assert one("a.html") == one("b.html")


def test_a_map_saved_twice_is_the_same_bytes(tmp_path):
    drawing = draw(frame(), kind="hazards")
    assert drawing.save(tmp_path / "a.html").read_bytes() == drawing.save(tmp_path / "b.html").read_bytes()


def test_another_process_with_other_hashes_makes_the_same_bytes(tmp_path):
    source = (
        "import sys, geopandas, shapely; from geo.maps import draw\n"
        "records = {'id': ['A', 'B'], 'source': ['x', 'y'], 'ordnance': [('UXO', 'AP_mine'), None]}\n"
        "zones = geopandas.GeoDataFrame(records, geometry=[shapely.box(0, 0, 1, 1), None], crs=4326)\n"
        "draw({'Zones': zones}, kind='hazards', title='Valley').save(sys.argv[1])\n"
    )
    made = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.html"
        subprocess.run([sys.executable, "-c", source, path], check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        made.append(path.read_bytes())
    assert made[0] == made[1]


def test_a_disk_that_refuses_leaves_the_map_that_was_there(tmp_path, monkeypatch):
    path = draw(frame(), kind="hazards").save(tmp_path / "map.html")
    before = path.read_bytes()
    drawing = draw(frame(), kind="hazards", title="New")
    monkeypatch.setattr("geo.maps.folium_.hazard_map.write_page", lambda *_: iter([b"half a page", 1 / 1]))
    with pytest.raises(TypeError):
        drawing.save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_page_holds_its_records_in_blocks_and_never_as_markup(tmp_path):
    text = "<b>{{ 7*191 }}</b>"
    page = read_page(
        draw(frame(remarks=[text] * 3, name=[text] * 3), kind="hazards", title=text).save(tmp_path / "m.html")
    )
    assert text not in page
    assert "&lt;b&gt;{{ 7*191 }}&lt;/b&gt;" in page  # the static part, escaped
