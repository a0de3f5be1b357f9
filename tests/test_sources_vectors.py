"""GIS files come through whole: records, words, systems; what cannot be known is asked for."""

import sqlite3
import time
import warnings
import zipfile
from contextlib import closing

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.errors import SourceError, UnsafeSource, UsageError
from geo.records.read_options import ReadOptions
from geo.sources import read_table

DRIVERS = {
    ".shp": "ESRI Shapefile",
    ".gpkg": "GPKG",
    ".fgb": "FlatGeobuf",
    ".tab": "MapInfo File",
    ".mif": "MapInfo File",
}


@pytest.fixture
def zones():
    boxes = [shapely.box(lon, 40, lon + 0.1, 40.1) for lon in (46, 47, 48)]
    return geopandas.GeoDataFrame(
        {"name": ["Ağdam", "Шуша", "x"], "teams": [1, 2, 3], "seen": ["2024-05", "007", "1.50"]},
        geometry=boxes,
        crs="EPSG:4326",
    )


def write(frame, path, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.write_dataframe(frame, path, driver=DRIVERS[path.suffix], **options)
    return path


@pytest.mark.parametrize("ending", DRIVERS)
def test_every_format_gives_every_record_back(tmp_path, zones, ending):
    read = read_table(write(zones, tmp_path / f"zones{ending}", encoding="UTF-8"))
    frame = read.frame.sort_values("teams")
    assert frame["name"].tolist() == zones["name"].tolist()
    assert frame["seen"].tolist() == zones["seen"].tolist()
    assert shapely.equals_exact(frame.geometry.normalize(), zones.geometry.normalize().to_numpy(), 1e-6).all()
    assert read.facts["driver"] == DRIVERS[ending]
    assert read.facts["crs"] == "EPSG:4326"
    assert read.frame.index.tolist() == [1, 2, 3]


@pytest.mark.parametrize("ending", DRIVERS)
def test_nothing_is_written_beside_the_file(tmp_path, zones, ending):
    path = write(zones, tmp_path / f"zones{ending}")
    before = {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    read_table(path)
    assert {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()} == before


def test_a_shapefile_s_cpg_is_respected(tmp_path, zones):
    path = write(zones.iloc[1:2], tmp_path / "zones.shp", encoding="CP1251")
    assert read_table(path).frame.at[1, "name"] == "Шуша"


def test_the_encoding_stated_is_the_one_the_text_was_in(tmp_path, zones):
    path = write(zones.iloc[1:2], tmp_path / "zones.shp", encoding="CP1251")
    assert read_table(path).facts["encoding"] == "CP1251 (.cpg)"


def test_text_without_cpg_is_said_and_its_encoding_can_be_named(tmp_path, zones):
    path = write(zones.iloc[1:2], tmp_path / "zones.shp", encoding="CP1251")
    path.with_suffix(".cpg").unlink()
    data = path.with_suffix(".dbf").read_bytes()
    path.with_suffix(".dbf").write_bytes(data[:29] + b"\0" + data[30:])
    assert [problem.code for problem in read_table(path).problems] == ["encoding_assumed"]
    named = read_table(path, ReadOptions(encoding="CP1251"))
    assert named.problems == []
    assert named.frame.at[1, "name"] == "Шуша"


def test_a_missing_prj_is_asked_for(tmp_path, zones):
    path = write(zones, tmp_path / "zones.shp")
    path.with_suffix(".prj").unlink()
    with pytest.raises(UsageError, match='crs="EPSG:n"'):
        read_table(path)
    assert read_table(path, ReadOptions(crs="EPSG:4326")).frame.geometry.notna().all()


def test_a_missing_shx_is_named(tmp_path, zones):
    path = write(zones, tmp_path / "zones.shp")
    path.with_suffix(".shx").unlink()
    with pytest.raises(SourceError, match=r"needs the file zones\.shx"):
        read_table(path)


def test_a_missing_dbf_leaves_the_geometry_and_is_said(tmp_path, zones):
    path = write(zones, tmp_path / "zones.shp")
    path.with_suffix(".dbf").unlink()
    read = read_table(path)
    assert len(read.frame) == 3
    assert "no_attributes" in [problem.code for problem in read.problems]


def test_a_part_of_a_shapefile_names_the_main_file(tmp_path, zones):
    write(zones, tmp_path / "zones.shp")
    with pytest.raises(SourceError, match=r"\.shp"):
        read_table(tmp_path / "zones.dbf")


def test_a_zipped_shapefile_is_read_whatever_the_case_of_its_names(tmp_path, zones):
    path = write(zones, tmp_path / "zones.shp", encoding="UTF-8")
    with zipfile.ZipFile(tmp_path / "zones.zip", "w") as archive:
        for part in ("shp", "shx", "dbf", "prj", "cpg"):
            archive.write(path.with_suffix(f".{part}"), f"may/ZONES.{part.upper()}")
    assert read_table(tmp_path / "zones.zip").frame["name"].tolist() == zones["name"].tolist()


def test_one_of_several_files_in_a_zip_must_be_named(tmp_path, zones):
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        for name in ("a", "b"):
            archive.write(write(zones, tmp_path / f"{name}.fgb"), f"{name}.fgb")
    with pytest.raises(UsageError, match=r"a\.fgb, b\.fgb"):
        read_table(tmp_path / "both.zip")
    assert len(read_table(tmp_path / "both.zip", ReadOptions(sheet="b")).frame) == 3


def test_another_system_is_transformed_and_what_was_entered_is_kept(tmp_path, zones):
    read = read_table(write(zones.to_crs("EPSG:28408"), tmp_path / "zones.gpkg"))
    assert shapely.distance(read.frame.geometry[1].centroid, zones.geometry[0].centroid) < 1e-6
    assert read.frame["crs_entered"].unique().tolist() == ["EPSG:28408"]
    assert read.frame.at[1, "position_entered"].startswith("POLYGON ((8")
    assert "Pulkovo 1942 to WGS 84" in read.facts["transformation"]
    assert read.frame.at[1, "position_written_to_m"] == float(read.facts["accuracy_m"])


def test_an_accuracy_in_the_file_is_not_overwritten(tmp_path, zones):
    projected = zones.to_crs("EPSG:28408").assign(position_accuracy_m=[50.0, np.nan, 7.0])
    read = read_table(write(projected, tmp_path / "zones.gpkg"))
    assert read.frame["position_accuracy_m"].fillna(0).tolist() == [50.0, 0, 7.0]
    assert read.frame["position_written_to_m"].notna().all()


def test_positions_off_the_earth_are_not_drawn_and_are_kept(tmp_path, zones):
    zones.loc[1, "geometry"] = shapely.box(460, 40, 461, 41)
    read = read_table(write(zones, tmp_path / "zones.gpkg"))
    assert [(problem.code, problem.row) for problem in read.problems] == [("coordinate_range", 2)]
    assert read.frame.geometry[2] is None
    assert read.frame.at[2, "position_entered"].startswith("POLYGON ((461")


def test_layers_are_read_together_or_by_name(tmp_path, zones):
    path = write(zones, tmp_path / "zones.gpkg", layer="May")
    write(zones.iloc[:2].to_crs("EPSG:32638"), path, layer="June")
    both = read_table(path)
    assert both.frame["layer"].value_counts().to_dict() == {"May": 3, "June": 2}
    assert both.frame.index.tolist() == [1, 2, 3, 4, 5]
    assert len(read_table(path, ReadOptions(sheet="June")).frame) == 2
    with pytest.raises(UsageError, match="May, June"):
        read_table(path, ReadOptions(sheet="July"))


def test_whole_numbers_stay_whole_beside_missing_ones(tmp_path, zones):
    zones["teams"] = pd.array([1, None, 3], dtype="Int64")
    frame = read_table(write(zones, tmp_path / "zones.gpkg")).frame
    assert str(frame["teams"].dtype) == "Int64"
    assert frame["teams"].isna().tolist() == [False, True, False]


def test_records_without_geometry_are_kept(tmp_path, zones):
    zones.loc[1, "geometry"] = None
    assert read_table(write(zones, tmp_path / "zones.shp")).frame.geometry.isna().tolist() == [False, True, False]


@pytest.mark.parametrize(
    "select",
    [
        """SELECT 1 AS fid, "ogr_geocode"('x') AS a""",
        "SELECT load_extension('x') AS fid",
        "WITH c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS fid FROM c",
        "WITH c(x) AS/**/(SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS fid FROM c",
    ],
)
def test_sql_that_reaches_outside_a_geopackage_or_never_ends_is_unsafe(tmp_path, zones, select):
    path = write(zones, tmp_path / "zones.gpkg")
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"CREATE VIEW v AS {select}")
        database.commit()
    with pytest.raises(UnsafeSource, match="reaches outside"):
        read_table(path)


def test_a_plain_view_of_a_geopackage_is_harmless(tmp_path, zones):
    path = write(zones, tmp_path / "zones.gpkg")
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE VIEW v AS SELECT fid, name, 'with care' AS importance FROM zones")
        database.commit()
    assert len(read_table(path).frame) == 3


def test_a_geopackage_that_is_being_written_is_refused(tmp_path, zones):
    path = write(zones, tmp_path / "zones.gpkg")
    (tmp_path / "zones.gpkg-wal").write_bytes(b"x")
    with pytest.raises(SourceError, match="open in another program"):
        read_table(path)


def test_a_seamless_mapinfo_table_is_unsafe(tmp_path, zones):
    path = write(zones, tmp_path / "zones.tab")
    path.write_text(path.read_text() + '\nbegin_metadata\n"\\IsSeamless" = "TRUE"\nend_metadata\n')
    with pytest.raises(UnsafeSource):
        read_table(path)


@pytest.mark.parametrize("ending", DRIVERS)
def test_a_file_cut_off_is_refused_or_said(tmp_path, zones, ending):
    path = write(zones, tmp_path / f"zones{ending}")
    for size in (20, path.stat().st_size * 2 // 3):
        path.write_bytes(path.read_bytes()[:size])
        try:
            read = read_table(path)
        except SourceError:
            continue
        assert read.problems or len(read.frame) == 3


def registered_view(path, select):
    """Add a view that the file names as a layer, as GDAL then reads it."""
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"CREATE VIEW v AS {select}")
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('v', 'features', 'v', 4326)"
        )
        database.execute("INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POLYGON', 4326, 0, 0)")
        database.commit()


@pytest.mark.parametrize(
    "select",
    [
        "SELECT a.fid AS fid, a.geom AS geom FROM zones a, zones b, zones c, zones d, zones e, zones f, zones g",
        "SELECT fid, geom, hex(zeroblob(400000000)) AS x FROM zones",
        "SELECT fid, geom, printf('%.*c', 500000000, 'x') AS x FROM zones",
        "SELECT fid, geom, '/*' AS c, (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) "
        "FROM c) AS x FROM zones -- */",
        "SELECT * FROM zones UNION ALL SELECT * FROM zones",
    ],
)
def test_a_view_that_is_more_than_rows_of_one_table_is_never_run(tmp_path, zones, select):
    path = write(zones, tmp_path / "zones.gpkg")
    registered_view(path, select)
    for layer in (None, "zones", "v"):
        start = time.process_time()
        with pytest.raises(UnsafeSource, match="'v' is more than columns and rows of one table"):
            read_table(path, ReadOptions(sheet=layer))
        assert time.process_time() - start < 2


def test_a_column_that_a_table_calculates_is_never_run(tmp_path, zones):
    path = write(zones, tmp_path / "zones.gpkg")
    with closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE zones ADD COLUMN x TEXT GENERATED ALWAYS AS (hex(zeroblob(400000000))) VIRTUAL")
        database.commit()
    with pytest.raises(UnsafeSource, match="'zones' is more than"):
        read_table(path)


def test_a_view_of_rows_and_columns_of_one_table_is_read(tmp_path, zones):
    path = write(zones, tmp_path / "zones.gpkg")
    registered_view(path, "SELECT fid, geom, name FROM zones WHERE fid > 1")
    assert len(read_table(path, ReadOptions(sheet="v")).frame) == 2


def test_views_that_only_people_look_at_do_not_stop_the_reading(tmp_path, zones):
    path = write(zones, tmp_path / "zones.gpkg")
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE VIEW counts AS SELECT a.name, count(*) FROM zones a JOIN zones b GROUP BY a.name")
        database.execute("CREATE VIEW sizes AS SELECT fid, ST_Area(geom) FROM zones")
        database.commit()
    assert len(read_table(path).frame) == 3


def test_equal_texts_of_a_file_are_one_text_in_memory(tmp_path):
    frame = geopandas.GeoDataFrame({"type": ["SHA", "CHA"] * 50}, geometry=[shapely.Point(46, 40)] * 100, crs=4326)
    frame.to_file(tmp_path / "zones.gpkg")
    texts = read_table(tmp_path / "zones.gpkg").frame["type"].tolist()
    assert len({id(text) for text in texts}) == 2
