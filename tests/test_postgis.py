"""A database that a team shares: what goes in comes out, nobody's own things are dropped, no password is told."""

import json
import os
import signal
import subprocess
import sys
import time

import geopandas as gpd
import pandas as pd
import psycopg
import pytest
import shapely
from postgres import PASSWORD, server

import geo
from geo.cli import main
from geo.errors import NotSaved, SourceError, UsageError
from geo.postgis.address import Address, is_postgres
from geo.records import Layer
from geo.records.properties import to_properties
from geo.store.training import FOLDERS


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    with server(tmp_path_factory.mktemp("postgres")) as address:
        yield address


@pytest.fixture(scope="module")
def training(database):
    project = geo.Project(next(folder for folder in FOLDERS if (folder / "zonemark.toml").is_file()))
    geo.export(project, f"{database}/training")
    return project


@pytest.fixture
def connected(database):
    address = Address.of(database)
    with psycopg.connect(host=address.host, port=address.port, dbname="zm", autocommit=True) as one:
        yield one


def hazards(*records, column=None):
    frame = gpd.GeoDataFrame(
        [{"id": id_, "name": name, **(column or {})} for id_, name in records],
        geometry=[shapely.Point(46 + number / 100, 40) for number in range(len(records))],
        crs=4326,
    )
    return Layer("survey", "hazards", frame)


def test_every_layer_comes_back_with_every_record_kind_field_list_count_and_letter(training, database):
    seen = 0
    for layer in training.layers():
        back = geo.read(database, sheet=f"training.{layer.name}")
        assert (back.kind, len(back.frame), back.problems) == (layer.kind, len(layer.frame), [])
        assert to_properties(back.frame) == to_properties(layer.frame)
        assert list(back.frame.columns) == list(layer.frame.columns)
        ours, theirs = (shapely.to_wkb(one.geometry.to_numpy()).tolist() for one in (layer.frame, back.frame))
        assert ours == theirs
        seen += len(back.frame)
    assert seen == 947


def test_nulls_numbers_words_and_names_of_columns_come_back(database, tmp_path):
    properties = {
        "Ünïcode ⵣ ខ្មែរ": "Ağdam Шуша آغدام Սյունիք ខ្មែរ", "null": None, "large": 2**70, "whole": 7, "half": 0.5,
        "mixed": 1, "yes": True, "list": "a; b", "nested": '{"a":[1,null]}', "x" * 70: "long", "x" * 70 + "y": "longer",
        "select": "'; DROP TABLE survey; --", "gone_since": "mine", "zonemark_row": "also", "empty": "",
    }  # fmt: skip
    other = {**properties, "mixed": "one", "null": "given"}
    features = [
        {"type": "Feature", "id": id_, "geometry": {"type": "Point", "coordinates": [46, 40, *height]},
         "properties": {"id": id_, "reported_on": "2021-05", **own}}
        for id_, own, height in (("a", properties, [5.5]), ("b", other, []))
    ]  # fmt: skip
    file = tmp_path / "odd.geojson"
    import json

    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    project = geo.Project.create(tmp_path / "odd")
    project.add(file, kind="hazards", yes=True)
    before = project.layer("odd").frame
    geo.export(project, f"{database}/odd")
    after = geo.read(database, sheet="odd.odd").frame
    assert to_properties(after) == to_properties(before)
    assert after.geometry.to_wkt().tolist() == before.geometry.to_wkt().tolist()


def test_plain_geopandas_loses_lists(training, database):
    """The control: what `to_postgis` makes of the same layer."""
    sqlalchemy = pytest.importorskip("sqlalchemy")
    pytest.importorskip("geoalchemy2")
    frame = next(layer.frame for layer in training.layers() if layer.kind == "hazards")[["id", "ordnance", "geometry"]]
    frame = frame[frame.geometry.notna()]  # geopandas 1.1.0 fails at a missing one
    engine = sqlalchemy.create_engine(
        database.replace("postgresql://", f"postgresql+psycopg://{os.environ['PGUSER']}@")
    )
    try:
        frame.reset_index(drop=True).to_postgis("plain", engine)
        back = gpd.read_postgis("SELECT * FROM plain", engine, geom_col="geometry").set_index("id")["ordnance"]
    finally:
        engine.dispose()
    lists = {id_: value for id_, value in frame["ordnance"].items() if isinstance(value, tuple)}
    assert lists and not any(value == tuple(back[id_]) for id_, value in lists.items())


def test_a_record_is_brought_up_to_date_and_one_that_is_gone_is_marked_and_kept(database, connected):
    geo.export(hazards(("a", "one"), ("b", "two")), f"{database}/months")
    geo.export(hazards(("b", "second"), ("c", "three")), f"{database}/months")
    rows = connected.execute("SELECT id, name, gone_since IS NULL FROM months.survey ORDER BY id").fetchall()
    assert rows == [("a", "one", False), ("b", "second", True), ("c", "three", True)]
    back = geo.read(database, sheet="months.survey").frame.set_index("id")
    assert len(back.loc["a", "missing_since"]) == 10 and pd.isna(back.loc["b", "missing_since"])
    geo.export(hazards(("a", "again")), f"{database}/months")
    assert connected.execute("SELECT gone_since FROM months.survey WHERE id = 'a'").fetchone() == (None,)


def test_what_others_made_in_the_database_stays(database, connected):
    geo.export(hazards(("a", "one")), f"{database}/shared")
    connected.execute("ALTER TABLE shared.survey ADD COLUMN checked_by text DEFAULT 'Anar'")
    connected.execute("CREATE VIEW shared.mine AS SELECT id, checked_by FROM shared.survey")
    geo.export(hazards(("a", "two"), column={"remarks": "new"}), f"{database}/shared")
    assert connected.execute("SELECT * FROM shared.mine").fetchall() == [("a", "Anar")]
    assert connected.execute("SELECT name, remarks FROM shared.survey").fetchall() == [("two", "new")]


def test_a_table_of_somebody_else_is_not_written_into(database, connected):
    connected.execute("CREATE SCHEMA theirs")
    connected.execute("CREATE TABLE theirs.survey (id text, geometry geometry(Point, 32638))")
    with pytest.raises(NotSaved, match=r"theirs\.survey is somebody else's"):
        geo.export(hazards(("a", "one")), f"{database}/theirs")
    assert connected.execute("SELECT count(*) FROM theirs.survey").fetchone() == (0,)


def test_tables_have_a_key_an_index_meanings_and_views_by_type(training, database, connected):
    layer = next(layer for layer in training.layers() if layer.kind == "hazards")
    found = connected.execute(
        "SELECT count(*) FILTER (WHERE indexdef LIKE '%%USING gist%%'), "
        "count(*) FILTER (WHERE indexdef LIKE '%%UNIQUE%%(id)') "
        "FROM pg_indexes WHERE schemaname = 'training' AND tablename = %s", [layer.name]).fetchone()  # fmt: skip
    assert found == (1, 1)
    views = "SELECT f_table_name, type FROM geometry_columns WHERE f_table_schema = 'training' AND srid = 4326"
    views = dict(connected.execute(views).fetchall())
    assert views[f"{layer.name}_polygons"] == "MULTIPOLYGON"
    meaning = "SELECT col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid = to_regclass(%s)"
    meaning += " AND attname = 'status'"
    meant = connected.execute(meaning, [f'training."{layer.name}"']).fetchone()
    assert meant[0] == layer.what.field("status").means


def test_a_table_of_another_program_is_read_like_a_field_file(database, connected):
    connected.execute("CREATE SCHEMA field")
    columns = "gid serial PRIMARY KEY, type text, status text, area numeric(12,2), seen date, tags text[], more jsonb"
    connected.execute(f"CREATE TABLE field.mines ({columns}, geom geometry(Point, 32638))")
    given = "'CHA', 'open', 1500.5, '2024-05-17', ARRAY['AP mine', 'UXO'], '{\"a\": 1}'"
    point = "ST_SetSRID(ST_Point(500000, 4427757), 32638)"
    connected.execute(
        f"INSERT INTO field.mines (type, status, area, seen, tags, more, geom) VALUES ({given}, {point}), "
        "('SHA', NULL, NULL, NULL, NULL, NULL, NULL)"
    )
    reading = geo.read(database, sheet="field.mines")
    assert (reading.kind, reading.frame["area_type"].tolist()) == ("hazards", ["CHA", "SHA"])
    assert (
        reading.frame.geometry.iloc[0].distance(shapely.Point(45, 40)) < 1e-4 and reading.frame.geometry.iloc[1] is None
    )
    assert reading.source.endswith("/zm/field.mines") and reading.source.startswith("postgresql:127.0.0.1/")


def test_a_project_remembers_how_a_table_is_read_and_no_user(database, connected, tmp_path, capsys):
    connected.execute("CREATE SCHEMA often")
    connected.execute("CREATE TABLE often.mines (gid int PRIMARY KEY, art text, geom geometry(Point, 4326))")
    connected.execute("INSERT INTO often.mines VALUES (1, 'CHA', ST_SetSRID(ST_Point(46, 40), 4326))")
    project = str(tmp_path / "p")
    main(["new", project])
    words = ["add", project, database, "--table", "often.mines", "--kind", "hazards", "--layer", "mines", "--yes"]
    assert main([*words, "--field", "art=area_type"]) == 0, capsys.readouterr().err
    assert main(words) == 0 and "1 unchanged" in capsys.readouterr().out
    told = (tmp_path / "p" / "zonemark.toml").read_text(encoding="utf-8")
    assert "often.mines" in told and os.environ["PGUSER"] not in told


@pytest.mark.parametrize("address", [
    "postgresql://me:hunter2@127.0.0.1/zm", "postgresql://127.0.0.1/zm?password=hunter2", "postgres://:hunter2@h/db",
    "postgresql://me:hunter2%40x@[::1]:5432/zm/s", "postgresql://?service=x&password=hunter2",
])  # fmt: skip
@pytest.mark.parametrize("command", ["add", "export", "check", "map", "info"])
def test_a_password_in_an_address_is_refused_and_never_repeated(address, command, tmp_path, capsys):
    project = str(tmp_path / "p")
    main(["new", project])
    words = {"add": [project, address], "export": [project, "--to", address]}.get(command, [address])
    assert main([command, *words]) == 2
    told = "".join(capsys.readouterr())
    assert "hunter2" not in told and "pgpass" in told
    for call in (lambda: geo.read(address), lambda: geo.export(hazards(("a", "b")), address)):
        with pytest.raises(UsageError) as refused:
            call()
        assert "hunter2" not in str(refused.value)


def test_a_wrong_password_is_not_told(database, tmp_path, monkeypatch):
    wrong = tmp_path / "pgpass"
    wrong.write_text("*:*:*:*:hunter2\n")
    wrong.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(wrong))
    with pytest.raises(SourceError, match="lets nobody in") as refused:
        geo.read(database, sheet="x.y")
    assert "hunter2" not in str(refused.value) and PASSWORD not in str(refused.value)


def test_other_addresses_are_no_database():
    assert [is_postgres(text) for text in ("mysql://h/d", "postgresql.csv", "postgresql:h/d")] == [False, False, False]


def test_a_writer_that_is_killed_has_changed_nothing(database, connected):
    geo.export(hazards(("a", "one")), f"{database}/killed")
    code = (
        "import geo, sys; sys.path.insert(0, 'tests'); from test_postgis import hazards; "
        f"geo.export(hazards(*((f'k{{n}}', 'x' * 200) for n in range(60_000))), '{database}/killed')"
    )
    child = subprocess.Popen([sys.executable, "-c", code])
    writing = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY zonemark_incoming%' AND state = 'active'"
    end = time.monotonic() + 60
    while connected.execute(writing).fetchone() == (0,) and time.monotonic() < end and child.poll() is None:
        time.sleep(0.005)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert child.returncode == -signal.SIGKILL
    assert connected.execute("SELECT id, name FROM killed.survey").fetchall() == [("a", "one")]


def test_records_without_ids_are_refused_before_anything_is_written(database, connected):
    with pytest.raises(UsageError, match="needs an id for each record"):
        geo.export(hazards(("a", "one"), ("a", "two")), f"{database}/twice")
    assert connected.execute("SELECT to_regclass('twice.survey')").fetchone() == (None,)


def test_of_an_edition_in_a_database_the_account_stands_in_the_current_folder(
    database, connected, tmp_path, monkeypatch
):
    project = geo.Project.create(tmp_path / "valley")
    project.add(hazards(("a", "Ali's field"), column={"sensitivity": "public", "status": "open"}))
    monkeypatch.chdir(tmp_path)
    assert main(["export", str(project.path), "--profile", "public", "--to", f"{database}/public_edition"]) == 0
    assert connected.execute("SELECT status FROM public_edition.hazards").fetchall() == [("open",)]
    assert "name" in json.loads((tmp_path / "zm-public-edition.account.json").read_text())["layers"][0]["left_out"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "valley", "zm-public-edition.account.json", "zm-public-edition.account.txt",
    ]  # fmt: skip
