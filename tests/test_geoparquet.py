"""A GeoParquet gives back what was written into it, and one of somebody else's is read as any table with shapes."""

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from test_geopackage import ANY_RECORDS, ODD, OTHER, SCRIPTS, any_records_come_back, layer
from test_records_properties import same

import geo
from geo.cli import main
from geo.errors import SourceError, UnsafeSource, UsageError
from geo.geoparquet import describing, reading, writing
from geo.sources import layers_of
from geo.store.training import FOLDERS

FOREIGN = gpd.GeoDataFrame(
    {"name": ["Шуша", None], "own": ["007", "010"], "stamp": pd.to_datetime(["2021-05-04", None])},
    geometry=[shapely.box(5_200_000, 4_800_000, 5_200_100, 4_800_100), None], crs="EPSG:3857",
)  # fmt: skip


def written(tmp_path, *layers):
    geo.export(list(layers), tmp_path / "out.parquet")
    return tmp_path / "out.parquet"


def foreign(tmp_path, frame=FOREIGN, **how):
    frame.to_parquet(tmp_path / "theirs.parquet", **how)
    return tmp_path / "theirs.parquet"


def with_metadata(path, **entries):
    """The file with other entries in its metadata."""
    table = pq.read_table(path)
    kept = {**(table.schema.metadata or {}), **{name.encode(): text.encode() for name, text in entries.items()}}
    pq.write_table(table.replace_schema_metadata(kept), path)
    return path


def test_a_project_comes_back_to_the_letter(tmp_path):
    training = geo.Project(next(folder for folder in FOLDERS if (folder / "zonemark.toml").is_file()))
    geo.export(training, tmp_path / "all.parquet")
    assert main(["new", str(tmp_path / "again"), "--fictitious"]) == 0
    for name in training.layer_names:
        assert main(["add", str(tmp_path / "again"), str(tmp_path / f"all-{name}.parquet")]) in (0, 4)
        before, after = (one / "layers" / f"{name}.geojson" for one in (training.path, tmp_path / "again"))
        assert after.read_bytes() == before.read_bytes()
    assert len(training.layer_names) == 9


def test_odd_values_and_names_come_back(tmp_path):
    one = layer([ODD, OTHER], shapes=[shapely.from_wkt("POLYGON Z ((46 40 1, 46.1 40 2, 46 40.1 3, 46 40 1))"), None])
    back = layers_of(written(tmp_path, one))
    assert list(back) == ["Fields"]
    same(back["Fields"].frame.set_index("id", drop=False), one.frame)
    assert back["Fields"].frame.geometry.iloc[0].wkb == one.frame.geometry.iloc[0].wkb


@ANY_RECORDS
def test_any_records_come_back(records, kind, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    any_records_come_back(records, kind, lambda given_: geo.read(written(folder, given_)).frame)


def test_geopandas_reads_what_is_written_and_loses_what_plain_columns_cannot_hold(tmp_path):
    path = written(tmp_path, layer([ODD, OTHER], shapes=[shapely.box(46, 40, 46.1, 40.1), None]))
    frame = gpd.read_parquet(path, bbox=(46, 40, 47, 41))
    assert frame["name"].tolist() == [SCRIPTS]
    assert frame.crs == "OGC:CRS84"
    assert frame["mixed"].tolist() != [1]  # the control: JSON there, a number in what Zonemark reads


def test_a_file_of_somebody_else_is_read_as_a_table(tmp_path):
    reading_ = geo.read(foreign(tmp_path), kind="places")
    assert reading_.frame["name"].tolist()[:1] == ["Шуша"]
    assert reading_.frame["own"].tolist() == ["007", "010"]
    assert reading_.frame["reported_on"].tolist()[0] == "2021-05-04"
    assert reading_.frame.geometry.iloc[0].centroid.x == pytest.approx(46.7128, abs=1e-3)
    assert reading_.frame.geometry.isna().tolist() == [False, True]
    assert layers_of(tmp_path / "theirs.parquet") is None


@pytest.mark.parametrize(
    ("entries", "what"),
    [
        ({"geo": "{}"}, "names no column of shapes"),
        ({"geo": '{"primary_column": "geometry", "columns": {"geometry": {"encoding": "point"}}}'}, "not read"),
        ({"zonemark": '{"format": 99}'}, "newer Zonemark"),
    ],
)
def test_a_file_that_is_not_as_the_standard_has_it_is_refused(entries, what, tmp_path):
    with pytest.raises(SourceError, match=what):
        geo.read(with_metadata(foreign(tmp_path), **entries))


def test_a_text_of_a_system_is_never_handed_on(tmp_path):
    geo_ = (
        '{"primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB", "crs": "+nadgrids=/etc/passwd"}}}'
    )
    path = with_metadata(foreign(tmp_path), geo=geo_)
    with pytest.raises(UsageError, match="does not name the system"):
        geo.read(path, kind="places")
    assert geo.read(path, kind="places", crs="EPSG:3857").frame.geometry.notna().any()


def test_what_would_fill_the_memory_or_is_cut_off_is_refused(tmp_path):
    table = pa.table({f"c{number}": pa.nulls(6_000_000) for number in range(100)})
    pq.write_table(table, tmp_path / "bomb.parquet", row_group_size=6_000_000)
    with pytest.raises(UnsafeSource, match="6,000,000 rows"):
        geo.read(tmp_path / "bomb.parquet")
    path = foreign(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(SourceError, match=r"theirs\.parquet cannot be read"):
        geo.read(path)


def test_one_shape_that_is_no_shape_costs_itself(tmp_path):
    table = pq.read_table(foreign(tmp_path))
    shapes = pa.array([b"\x01\x02", table.column("geometry")[0].as_py()])
    pq.write_table(table.set_column(table.column_names.index("geometry"), "geometry", shapes), tmp_path / "a.parquet")
    found = geo.read(tmp_path / "a.parquet", kind="places")
    assert found.frame.geometry.isna().tolist() == [True, False]
    assert [(one.code, one.row) for one in found.problems if one.severity == "error"] == [("geometry_unreadable", 1)]


def test_without_pyarrow_it_is_said_what_to_install(tmp_path, monkeypatch):
    path = foreign(tmp_path)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow.parquet", None)
    with pytest.raises(UsageError, match="needs pyarrow") as said:
        geo.read(path)
    assert "zonemark[scale]" in said.value.remedy


def test_numbers_beside_the_records_come_back_and_are_no_property(tmp_path):
    one = layer([ODD, OTHER])
    from geo.geopackage.told import Told
    from geo.records.properties import stated_values

    stated = {name: (indexes, values) for name, indexes, values in stated_values(one.frame)}
    shapes = one.frame.geometry.to_numpy()
    table = writing.table_of(stated, shapes, Told("hazards", "Fields"), numbers={"row": [7, 9]})
    about = describing.about_in(table.schema.metadata, "x")
    assert reading.numbers_of(table, about, "row").tolist() == [7, 9]
    same(reading.records_of(table, about, "geometry_2"), one.frame)
