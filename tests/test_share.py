"""What leaves in an edition is what its profile lists; what is not listed is in no byte of it."""

from __future__ import annotations

import base64
import gzip
import json
import re
import zipfile
from pathlib import Path
from typing import get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from unpacking import holds

import geo
from geo.cli import main
from geo.errors import UsageError
from geo.records import KINDS, Layer
from geo.records.imprint import Imprint
from geo.records.properties import to_properties
from geo.share import cells, profile_of
from geo.share.profiles import Accidents, Hazards, Profile, Records
from geo.share.redact import redact
from geo.share.verifying import verify
from geo.store.opening import project_of

UNIT = 1e-7
TRAINING = Path(__file__).parent.parent / "data" / "training"


def canaries(kind="hazards"):
    """A layer in which each field, and a column of another program, holds a value that stands nowhere else."""
    record = {}
    for number, field in enumerate(KINDS[kind].fields):
        if field.type == "date":
            record[field.name] = f"20{10 + number % 9}-0{1 + number % 9}-1{number % 9}"
        elif field.type == "measure":
            record[field.name] = 7331.25 + number
        elif field.type == "count":
            record[field.name] = 73_310 + number
        elif field.type in ("value", "values"):
            record[field.name] = f"canary_{field.name}"
        elif field.type == "counts":
            record[field.name] = {"UXO": 7_331}
        else:
            record[field.name] = f"canary-{field.name}"
    extra = {"informant": "canary-informant", "position_entered": "canary-entered", "source_file": "canary-file.xlsx"}
    record |= {"id": "canary-id-1", "sensitivity": "public", "area_type": "SHA", "status": "open"} | extra
    if kind != "hazards":
        record = {name: value for name, value in record.items() if name not in ("sensitivity", "area_type", "status")}
    frame = gpd.GeoDataFrame(
        [record, {**record, "id": "canary-id-2"}],
        geometry=[shapely.box(45.1234567, 40.7654321, 45.1299999, 40.7699999), shapely.Point(444.25, 40)],
        crs="EPSG:4326",
    )
    return Layer("reports", kind, frame, "Reports")


def every_byte(path):
    """All that a file says: as it stands, with each run of base64 decoded, and everything that is packed unpacked."""
    content = path.read_bytes()
    found = [content]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            found += [archive.read(name) for name in archive.namelist()]
    blocks = re.findall(rb'<script type="application/octet-stream"[^>]*class="zm-data"[^>]*>([^<]*)<', content)
    runs = [b"".join(blocks), *re.findall(rb">([A-Za-z0-9+/=]{64,})<", content)]
    for run in filter(None, runs):
        packed = base64.b64decode(run)
        found += [packed, gzip.decompress(packed)] if packed[:2] == b"\x1f\x8b" else [packed]
    text = b"\n".join(found)
    return text + text.replace(b"\\u00", b"%")


def leaked(paths, layer):
    """The fields and other columns whose canary is in any of the files."""
    record = to_properties(layer.frame)[0]
    text = b"\n".join(every_byte(path) for path in paths)
    needles = {name: str(value).encode() for name, value in record.items()} | {
        "position": b"444.25",
        "second": b"canary-id-2",
    }
    usual = {"SHA", "open", "public"}  # words that a page says anyway
    return {name for name, needle in needles.items() if needle.decode() not in usual and needle in text}


@pytest.fixture
def written(tmp_path):
    """Write layers as a map and as each export."""

    def write(layers, name):
        paths = [tmp_path / f"{name}.html"]
        geo.draw(layers, title="Valley").save(paths[0])
        for ending in ("geojson", "csv", "kml", "xlsx", "gpkg", "fgb"):
            geo.export(layers, tmp_path / f"{name}.{ending}")
            paths.append(tmp_path / f"{name}.{ending}")
        return paths

    return write


def test_no_canary_of_what_a_profile_does_not_list_is_in_any_byte_that_leaves(written):
    layer = canaries()
    layers, account = geo.edition(layer, "public")
    assert leaked(written(layers, "public"), layer) <= {"setting", "admin1", "admin2"}
    assert account.hidden == 0 and "informant" in account.layers[0].left_out


def test_the_same_harness_finds_every_canary_in_the_internal_map(written):
    layer = canaries()
    inside, _ = geo.edition(layer, "internal")
    found = leaked(written(inside, "internal")[:1], layer)
    listed = {name for name in to_properties(layer.frame)[0] if name not in ("area_type", "status", "sensitivity")}
    assert listed - found <= {
        "position_accuracy_m",
        "position_written_to_m",
        "area_reported_m2",
    }  # numbers travel as numbers
    assert {"informant", "position_entered", "second", "source_file"} <= found


def test_dates_are_no_finer_than_the_profile_says(written):
    layers, _ = geo.edition(canaries(), "public")
    assert all(len(value) == 7 for value in layers[0].frame["reported_on"].dropna())


def test_a_hazard_may_be_left_out_only_with_the_count_of_those_that_are(tmp_path):
    layer = canaries()
    layer.frame["sensitivity"] = ["public", None]
    layers, account = geo.edition(layer, "public")
    assert (len(layers[0].frame), account.hidden) == (1, 1)
    geo.draw(layers).save(tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "Hazards that are recorded and that this edition does not show: 1." in page
    assert "in cells of 1,000 m" in page
    geo.export(layers, tmp_path / "map.csv")
    beside = (tmp_path / "map.read-first.txt").read_text(encoding="utf-8")
    assert "1 hazard is recorded and not shown." in beside and "Public edition." in beside
    assert geo.open_map(tmp_path / "map.html").imprint.edition.hidden == 1


def test_a_frame_that_states_no_sensitivity_is_internal():
    layer = canaries()
    del layer.frame["sensitivity"]
    layers, account = geo.edition(layer, "public")
    assert (len(layers[0].frame), account.hidden) == (0, 2)


@pytest.mark.parametrize("stated", [{"hazards": {"hull": True}}, {"contributions": "add"}])
def test_a_profile_states_nothing_that_would_be_ignored(stated):
    with pytest.raises(UsageError, match="cannot state"):
        profile_of("public", {"public": stated})


def test_ids_are_pseudonyms_that_stay_the_same_in_a_project_and_tell_nothing(tmp_path):
    project = geo.Project.create(tmp_path / "valley")
    project.add(canaries())
    first, second = (geo.edition(project, "public")[0][0].frame["id"].tolist() for _ in range(2))
    assert first == second and not any("canary" in id_ for id_ in first)
    other = geo.Project.create(tmp_path / "other")
    other.add(canaries())
    assert set(geo.edition(other, "public")[0][0].frame["id"]).isdisjoint(first)


def test_the_guide_names_every_key_and_value_of_a_profile():
    guide = (TRAINING.parents[1] / "docs" / "pages" / "sharing.md").read_text(encoding="utf-8")
    models = {"": Profile, "records": Records, "hazards": Hazards, "accidents": Accidents}
    for model in models.values():
        for name, field in model.model_fields.items():
            assert name == "name" or re.search(rf"`{name}\b|\b{name} =", guide), name
            values = [one for one in get_args(field.annotation) if isinstance(one, str) and one]
            assert all(value in guide for value in values), (name, values)


@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
def test_what_is_exported_of_an_edition_is_known_as_of_one(tmp_path, ending):
    layers, _ = geo.edition(canaries(), "public")
    geo.export(layers, tmp_path / f"public.{ending}")
    with pytest.raises(UsageError, match="redacted edition"):
        geo.Project.create(tmp_path / "valley").add(tmp_path / f"public.{ending}", kind="hazards")
    assert geo.draw(tmp_path / f"public.{ending}").imprint.edition == layers[0].imprint.edition


def test_a_redacted_edition_is_never_taken_for_the_truth(tmp_path):
    project = geo.Project.create(tmp_path / "valley")
    project.add(canaries())
    assert main(["share", str(project.path), "--profile", "public", "-o", str(tmp_path / "public.html")]) == 0
    with pytest.raises(UsageError, match="redacted edition"):
        project.add(tmp_path / "public.html")
    opened = geo.open_map(tmp_path / "public.html")
    assert "redacted_edition" in [problem.code for problem in opened.problems]


def test_what_an_edition_does_not_show_is_still_said_of_maps_that_are_made_of_it(tmp_path):
    layer = canaries()
    layer.frame["sensitivity"] = ["public", None]
    layers, _ = geo.edition(layer, "public")
    geo.draw(layers, title="Valley").save(tmp_path / "public.html")
    opened = project_of(geo.open_map(tmp_path / "public.html"), tmp_path / "opened")
    again = geo.Project(opened.path)
    for shown in (again.layers(), geo.edition(again, "internal")[0], geo.edition(again, "partners")[0]):
        geo.draw(shown).save(tmp_path / "again.html")
        page = (tmp_path / "again.html").read_text(encoding="utf-8")
        hidden = 2 if shown[0].imprint.edition.label.startswith("Partners") else 1
        assert f"Hazards that are recorded and that this edition does not show: {hidden}." in page
        assert "in cells of 1,000 m" in page


def test_the_command_writes_the_edition_and_the_account_beside_it(tmp_path, capsys):
    project = geo.Project.create(tmp_path / "valley", title="Valley")
    project.add(canaries(), layer="Reports")
    text = (project.path / "zonemark.toml").read_text(encoding="utf-8")
    (project.path / "zonemark.toml").write_text(
        text + "\n[profiles.press]\nlabel = 'For the press'\nfields.hazards = ['setting']\nids = 'none'\n"
        "contributions = 'none'\n",
        encoding="utf-8",
    )
    out = tmp_path / "press.html"
    assert (
        main(["share", str(project.path), "--profile", "press", "-o", str(out), "-o", str(tmp_path / "press.gpkg")])
        == 0
    )
    account = json.loads((tmp_path / "press.html.account.json").read_text(encoding="utf-8"))
    assert account["label"] == "For the press" and account["layers"][0]["shown"] == 2
    assert "columns left out" in (tmp_path / "press.html.account.txt").read_text(encoding="utf-8")
    assert "informant" in capsys.readouterr().out
    assert b"canary-informant" not in every_byte(out)
    assert geo.open_map(out).layers[0].frame["id"].tolist() == ["1", "2"]
    assert geo.edition(geo.Project(project.path), "press")[0][0].imprint.contributions == "none"


def accidents(*rows):
    same = {"injured": 6, "occurred_on": "2026-05-04", "name": "canary"}
    records = [{"id": f"A{number}", "admin1": place, "killed": killed} for number, (place, killed) in enumerate(rows)]
    frame = gpd.GeoDataFrame(
        [{**record, **same} for record in records], geometry=[shapely.Point(46.9, 40)] * len(rows), crs="EPSG:4326"
    )
    return Layer("accidents", "accidents", frame, "Accidents")


def test_accidents_leave_as_a_table_in_which_no_count_is_small(tmp_path):
    layers, account = geo.edition(
        accidents(*[("Aghdam", 1)] * 9, ("Fuzuli", 1), ("Lachin", 5), ("Lachin", 0)), "public"
    )
    (table,) = layers
    assert table.kind == "facts" and not table.frame.geometry.notna().any()
    counts = {int(value) for value in table.frame["value"]}
    assert counts and all(count == 0 or count >= 5 for count in counts)
    assert account.table is not None and not any("canary" in str(value) for value in table.frame.to_numpy().ravel())
    geo.draw(layers).save(tmp_path / "map.html")
    assert b"canary" not in every_byte(tmp_path / "map.html")


def test_a_second_edition_is_made_beside_the_table_of_the_first(tmp_path):
    project = geo.Project.create(tmp_path / "valley")
    project.add(accidents(*[("Aghdam", 1)] * 9, *[("Lachin", 1)] * 7))
    share = ["share", str(project.path), "--profile", "public", "-o", str(tmp_path / "public.html")]
    assert main(share) == 0
    first = geo.open_map(tmp_path / "public.html").layers[0].frame.set_index("subject")["value"]
    project.add(accidents(*[("Aghdam", 1)] * 10, *[("Lachin", 1)] * 13), yes=True)
    assert main(share) == 0
    second = geo.open_map(tmp_path / "public.html").layers[0].frame.set_index("subject")["value"]
    assert second["killed, Aghdam"] == first["killed, Aghdam"] == "9"
    assert (first["killed, Lachin"], second["killed, Lachin"]) == ("7", "13")


def figures_of(profile="public", before=None, **columns):
    """The figures that accidents become, by their subject; `columns` of accidents, a value for each."""
    frame = gpd.GeoDataFrame(columns, geometry=[None] * len(next(iter(columns.values()))), crs="EPSG:4326")
    (layer,), account = redact([Layer("accidents", "accidents", frame)], profile_of(profile), before=before)
    return layer.frame.set_index("subject")["value"].to_dict(), account


def test_a_count_that_accidents_do_not_state_is_unknown_and_not_nought():
    found, account = figures_of(
        admin1=["Aghdam"] * 7 + ["Lachin"] * 6, killed=[None] * 7 + [1] * 6, injured=[0] * 13, id=range(13)
    )
    assert found == {
        "accidents, Aghdam": "7", "killed, Aghdam": "unknown", "injured, Aghdam": "0",
        "accidents, Lachin": "6", "killed, Lachin": "6", "injured, Lachin": "0",
        "accidents that do not state how many were killed, all places": "7",
    }  # fmt: skip
    assert account.suppressed == 0
    few, account = figures_of(admin1=["Aghdam"] * 9, killed=[1] * 7 + [None] * 2, injured=[0] * 6 + [1] * 3)
    assert few["injured, all places"] == "not given" and account.suppressed == 2
    assert few["accidents that do not state how many were killed, all places"] == "not given"


def test_a_table_counts_what_its_profile_lists_and_by_nothing_else():
    listed = {"fields": {"accidents": ["admin1"]}, "accidents": {"show": "table"}}
    frame = accidents(*[("Aghdam", 1)] * 7)
    (layer,), _ = geo.edition(frame, profile_of("press", {"press": listed}))
    assert layer.frame["subject"].tolist() == ["accidents, Aghdam"]
    with pytest.raises(UsageError, match="does not list"):
        profile_of("public", {"public": {"accidents": {"by": "place"}}})
    with pytest.raises(UsageError, match="can only be 1"):
        profile_of("public", {"public": {"accidents": {"fewest": 2}}})


def test_a_table_by_another_field_than_the_one_before_is_refused():
    found = {"admin1": ["A"] * 9, "admin2": ["x"] * 9, "killed": [1] * 9}
    _, account = figures_of(**found)
    with pytest.raises(UsageError, match="would tell of single people"):
        redact(
            [Layer("accidents", "accidents", gpd.GeoDataFrame(found, geometry=[None] * 9, crs="EPSG:4326"))],
            public(accidents={"by": "admin2"}),
            before=account.table,
        )


def test_the_date_of_the_table_is_not_that_of_the_newest_accident():
    dates = ["2025-03-01"] * 6 + ["2026-07-12"]
    frame = gpd.GeoDataFrame({"admin1": ["A"] * 7, "occurred_on": dates}, geometry=[None] * 7, crs="EPSG:4326")
    (layer,), _ = geo.edition(Layer("accidents", "accidents", frame), "public")
    assert set(layer.frame["as_of"]) == {"2025-03"}


def test_of_an_edition_its_project_still_knows_whether_it_has_changed(tmp_path):
    project = geo.Project.create(tmp_path / "valley")
    project.add(canaries())
    project.add(hazards(({"status": "open"}, shapely.Point(46.9, 40))), layer="told-by-another")
    assert main(["share", str(project.path), "--profile", "public", "-o", str(tmp_path / "public.html")]) == 0
    verdict = verify(tmp_path / "public.html", project)
    assert verdict.is_whole and not (verdict.changed or verdict.gone or verdict.new)
    assert project.layers()[0].version not in (tmp_path / "public.html").read_text(encoding="utf-8")


def test_a_profile_that_is_not_there_or_states_nonsense_is_refused():
    with pytest.raises(UsageError, match="Did you mean public"):
        profile_of("publik")
    with pytest.raises(UsageError, match=r"cannot state hazards\.cells_m"):
        profile_of("public", {"public": {"hazards": {"cells_m": "wide"}}})


def test_without_any_public_record_the_command_says_what_to_state(tmp_path, capsys):
    project = geo.Project.create(tmp_path / "valley")
    layer = canaries()
    del layer.frame["sensitivity"]
    project.add(layer)
    main(["share", str(project.path), "--profile", "public", "-o", str(tmp_path / "public.html")])
    assert "No hazard is shown." in capsys.readouterr().out


def decoded(shapes):
    """Shapes as a map file holds them: each coordinate a whole number of 1e-7 degree."""
    return shapely.transform(np.array(shapes, dtype=object), lambda lonlat: np.rint(lonlat / UNIT) * UNIT)


@st.composite
def outlines(draw):
    west = draw(st.floats(-179.9, 179.6))
    south = draw(st.floats(-84, 83))
    size = draw(st.sampled_from([1e-5, 1e-3, 0.02]))
    corners = draw(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=9))
    # To a hundredth of a millimetre: GEOS itself gives up on vertices that differ by the smallest numbers there are.
    lonlat = [(round(west + x * size, 10), round(south + y * size, 10)) for x, y in corners]
    kind = draw(st.sampled_from(["polygon", "line", "point"]))
    one = {"point": shapely.Point(lonlat[0]), "line": shapely.LineString(lonlat)}.get(kind, shapely.Polygon(lonlat))
    return shapely.GeometryCollection([one, shapely.Point(west + 0.3, south)]) if draw(st.booleans()) else one


def missing(original, shown):
    """What of a shape the shown one leaves out; of an outline that crosses itself, of all of its faces."""
    from geo.analysis.faces import filled

    parts = shapely.get_parts(original)
    return shapely.union_all([shapely.difference(filled(part), shown) for part in parts])


@settings(max_examples=examples(400))
@given(outlines(), st.sampled_from([100, 1000, 5000]))
def test_cells_never_leave_out_any_part_of_a_shape(shape, size_m):
    (shown,) = decoded(cells([shape], size_m))
    assert missing(shape, shown).is_empty and shown.is_valid


@pytest.mark.parametrize("method", ["rounding", "simplifying"])
def test_the_same_test_fails_plain_rounding_and_simplifying(method):
    random = np.random.default_rng(3)
    found = 0
    for _ in range(50):
        shape = shapely.Polygon(46 + random.random((9, 2)) * 0.01).convex_hull
        plain = shapely.set_precision(shape, 1e-3) if method == "rounding" else shapely.simplify(shape, 1e-3)
        found += not missing(shape, plain).is_empty
    assert found > 20


def test_cells_of_real_outlines_hold_them(shared_data):
    frames = [geo.read(path).frame for path in (shared_data / "wof_az").glob("*.geojson")]
    every = [shape for frame in frames for shape in frame.geometry if shape is not None]
    shapes = [shape for shape in every if shapely.get_dimensions(shape) == 2 and shape.area < 0.2]
    shown = decoded(cells(shapes, 1000))
    assert len(shapes) > 100 and all(missing(one, two).is_empty for one, two in zip(shapes, shown, strict=True))


def test_cells_cover_the_circle_that_a_vague_position_may_lie_in():
    (shown,) = cells([shapely.Point(46.9, 40)], 500, accuracy_m=[2000])
    from geo.crs import destination

    lon, lat = destination(np.full(360, 46.9), np.full(360, 40.0), np.arange(360.0), np.full(360, 2000.0))[:2]
    assert shapely.contains_xy(shown, lon, lat).all()


def test_a_vague_position_beside_the_180th_meridian_takes_cells_on_both_sides_and_none_between():
    (shown,) = cells([shapely.Point(179.999, 10)], 1000, accuracy_m=[900])
    assert shown.covers(shapely.Point(179.999, 10)) and shown.covers(shapely.Point(-179.994, 10))
    assert shown.area < 0.002 and shown.is_valid


def test_what_is_not_wholly_on_earth_gets_no_cells_instead_of_those_of_a_part():
    whole, beyond = cells([shapely.box(179.9, 10, 180, 10.1), shapely.box(179.9, 10, 180.1, 10.1)], 1000)
    assert whole.area > 0.01 and beyond is None


def test_two_editions_of_one_hazard_show_the_same_cells():
    one = cells([shapely.box(46.901, 40.001, 46.902, 40.002)], 1000)
    two = cells([shapely.box(46.9011, 40.0011, 46.9021, 40.0021)], 1000)
    assert shapely.equals(one[0], two[0])


def test_released_land_is_not_shown_beside_enlarged_hazards():
    layers, account = geo.edition(geo.Project(TRAINING), "public")
    assert "releases" not in {layer.kind for layer in layers}
    assert "accidents" not in {layer.kind for layer in layers}
    assert {one.why for one in account.layers if one.kind == "releases"} == {"the profile lists no field of this kind"}
    assert pd.Series([layer.imprint.fictitious for layer in layers]).all()


def hazards(*rows, title="Reports"):
    records = [{"id": f"canary-{number}", "sensitivity": "public", **row} for number, (row, _) in enumerate(rows)]
    frame = gpd.GeoDataFrame(records, geometry=[shape for _, shape in rows], crs="EPSG:4326")
    return Layer("reports", "hazards", frame, title)


def public(**stated):
    return profile_of("public", {"public": stated})


def test_dissolved_hazards_are_one_area_of_each_kind_and_nobody_can_count_them(tmp_path):
    layer = hazards(
        *(({"area_type": "SHA", "status": "open"}, shapely.Point(46.9 + x / 1000, 40)) for x in range(7)),
        ({"area_type": "CHA", "status": "open"}, shapely.Point(47.5, 40)),
        ({"area_type": "CHA", "status": "open"}, None),
    )
    layers, account = geo.edition(layer, public(hazards={"dissolve": True}))
    (shown,) = layers
    assert len(shown.frame) == 3 and shown.frame["id"].tolist() == ["1", "2", "3"]
    for shape in layer.frame.geometry.dropna():
        assert shown.frame.geometry.dropna().covers(shape).any()
    assert shown.frame.geometry.isna().sum() == 1  # that one has no position is not hidden
    assert "so that nobody can count them" in " ".join(account.lines())
    geo.draw(layers).save(tmp_path / "map.html")
    assert "their number is not given" in (tmp_path / "map.html").read_text(encoding="utf-8")
    assert geo.open_map(tmp_path / "map.html").imprint.edition.dissolved
    with pytest.raises(UsageError, match="state cells_m too"):
        public(hazards={"cells_m": 0, "dissolve": True})


def test_released_land_shown_beside_cells_only_shrinks():
    frame = gpd.GeoDataFrame(
        {"id": ["R1", "R2", "R3"], "product": "cleared"},
        geometry=[
            shapely.box(46.9, 40, 46.95, 40.05),
            shapely.box(46.9, 40, 46.9001, 40.0001),
            shapely.from_wkt("POLYGON ((46 40, 46.1 40.1, 46.1 40, 46 40.1, 46 40))"),
        ],
        crs="EPSG:4326",
    )
    fields = {"releases": ["product"], "hazards": ["status"]}
    layers, account = geo.edition(
        Layer("releases", "releases", frame, "R"),
        public(releases="records", fields=fields, records={"unknown": "public"}),
    )
    (shown,) = layers[0].frame.geometry
    assert frame.geometry[0].covers(shown) and 0.5 < shown.area / frame.geometry[0].area < 1
    assert (account.layers[0].recorded, account.layers[0].shown) == (3, 1)


def test_a_corner_that_is_no_number_lets_no_exact_corner_out():
    with np.errstate(invalid="ignore"):
        broken = shapely.from_wkt("POLYGON ((46.1234567 40, 46.2 40.7654321, NaN 40, 46.1234567 40))")
    layers, _ = geo.edition(hazards(({"status": "open"}, broken)), "public")
    (shown,) = layers[0].frame.geometry
    corners = np.round(shapely.get_coordinates(shown), 7)
    assert shown.covers(shapely.Point(46.1234567, 40)) and not np.isin([46.1234567, 40.7654321], corners).any()


@pytest.mark.parametrize(
    ("project", "profile", "shown"),
    [("files", "none", "none"), ("none", "", "none"), ("files", "", "files"), ("none", "files", "files")],
)
def test_a_profile_says_whether_its_readers_draw_and_else_the_project_does(tmp_path, project, profile, shown):
    layer = hazards(({"status": "open"}, shapely.Point(46.9, 40)))
    layer.imprint = Imprint(contributions=project)
    layers, _ = geo.edition(layer, public(contributions=profile))
    geo.draw(layers).save(tmp_path / "map.html")
    assert geo.open_map(tmp_path / "map.html").imprint.contributions == shown.removeprefix("files")
    assert holds(tmp_path / "map.html", "window.zonemarkEditor=") == (shown == "files")


@pytest.mark.parametrize("profile", ["public", "partners"])
def test_a_layer_of_which_all_is_withheld_does_not_say_that_nothing_is_recorded(profile):
    shown = hazards(({"status": "open"}, shapely.Point(46.9, 40)))
    withheld = hazards(({"sensitivity": "internal"}, shapely.Point(46.9, 40)), title="Others")
    place = gpd.GeoDataFrame({"id": ["P"]}, geometry=[shapely.Point(46, 40)], crs=4326)
    layers, account = geo.edition([shown, withheld, Layer("places", "places", place)], profile)
    assert [len(layer.frame) for layer in layers] == [1] and account.hidden == 1
    only, account = geo.edition(withheld, profile)  # that none is shown has to be seen
    assert [len(layer.frame) for layer in only] == [0] and account.hidden == 1


def test_names_and_titles_of_layers_that_a_profile_does_not_name_stay_and_which_records_stand_in_one(tmp_path):
    # A layer is a file that somebody sent: what else he reported is nobody's business.
    frame = hazards(({"status": "open"}, shapely.Point(46.9, 40))).frame
    told = Layer("told-by-canary-ali", "hazards", frame, "Told by canary Ali")
    layers, account = geo.edition([told, told], "public")
    assert [(layer.name, layer.title, len(layer.frame)) for layer in layers] == [("hazards", "Hazards", 2)]
    assert layers[0].frame.index.is_unique and len(account.layers) == 2
    geo.draw(layers).save(tmp_path / "map.html")
    assert b"canary" not in every_byte(tmp_path / "map.html")
    (one,) = account.for_readers(layers).layers  # nor how many came from one hand
    assert (one.layer, one.recorded, one.shown) == ("hazards", 2, 2)
    dissolved, account = geo.edition([told, told], public(hazards={"dissolve": True}))
    assert [len(layer.frame) for layer in dissolved] == [1]
    assert account.layers[0].shown_columns == ["id", "status"]
    named, _ = geo.edition(told, public(layers=["told-by-canary-ali"]))
    assert named[0].title == "Told by canary Ali"
    kept, _ = geo.edition(told, "partners")
    assert kept[0].title == "Told by canary Ali"


def test_map_and_export_make_editions_too_and_give_the_account(tmp_path, capsys):
    project = geo.Project.create(tmp_path / "valley", title="Valley")
    project.add(canaries(), layer="Reports")
    assert main(["map", str(project.path), "--profile", "public"]) == 0
    drawn = project.path / "maps" / "valley-public.html"
    assert main(["export", str(project.path), "--profile", "public", "--to", str(tmp_path / "out.gpkg")]) == 0
    assert leaked([drawn, tmp_path / "out.gpkg"], canaries()) <= {"setting", "admin1", "admin2"}
    for path in (drawn, tmp_path / "out.gpkg"):
        assert "informant" in path.with_name(f"{path.name}.account.txt").read_text(encoding="utf-8")
    assert main(["map", str(project.path), "-o", str(tmp_path / "inside.html")]) == 4  # a position is out of range
    assert "informant" in leaked([tmp_path / "inside.html"], canaries())  # the harness finds what is there
    assert main(["map", str(project.path), "--profile", "public", "--since", "2020-01-01"]) == 2
    assert (
        main(
            ["export", str(project.path), "--profile", "public", "--layer", "reports", "--to", str(tmp_path / "b.csv")]
        )
        == 2
    )
    capsys.readouterr()


@pytest.mark.parametrize("command", ["share", "map", "export"])
def test_an_edition_of_a_project_that_can_only_be_read_is_refused_with_what_to_do(tmp_path, capsys, command):
    project = geo.Project.create(tmp_path / "valley")
    project.add(gpd.GeoDataFrame({"id": ["H1"]}, geometry=[shapely.Point(46.9, 40)], crs=4326), layer="survey")
    (project.path / "share").symlink_to(project.path / "nowhere")  # no folder can be made, as on a disk only read
    out = {"share": "-o", "map": "-o", "export": "--to"}[command]
    file = tmp_path / ("map.csv" if command == "export" else "map.html")
    assert main([command, str(project.path), "--profile", "public", out, str(file)]) == 3
    assert "copy the project to a folder that you may change" in capsys.readouterr().err and not file.exists()
