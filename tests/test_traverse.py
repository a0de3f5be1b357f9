"""Traverses: computed by an independent library, closed, adjusted only when asked, and walked back from a polygon."""

import json
import math
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import numpy as np
import pygeomag
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from numpy.polynomial import Polynomial
from openpyxl import Workbook
from pygeodesy import toUtm8

import geo
from geo.cli import main
from geo.crs import area_m2, destination, distance_m, from_lonlat
from geo.errors import SourceError, UnsafeSource, UsageError, ZonemarkError
from geo.traverse import (
    Leg,
    Traverse,
    compute,
    declination,
    polygon_to_traverse,
    read_traverses,
    sketch,
    vertex_table,
    write_text,
)

AGHDAM = (46.93, 39.99)
SQUARE = [Leg("SP", "T1", 0, 100), Leg("T1", "T2", 90, 100), Leg("T2", "T3", 180, 100), Leg("T3", "SP", 270, 100)]


def figure_of(legs, *, adjust=False, **settings):
    return compute(Traverse("area", legs[0].start, *AGHDAM, legs, **settings), adjust=adjust)


def sheet(tmp_path, text, name="sheet.txt"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def codes(problems):
    return [problem.code for problem in problems]


def test_a_square_has_its_area_and_closes():
    figure = figure_of(SQUARE)
    assert figure.area_m2 == pytest.approx(10_000, rel=1e-4)
    assert figure.closure_m < 0.002 and figure.walked_m == 400
    assert [corner.name for corner in figure.corners] == ["SP", "T1", "T2", "T3"]


def test_a_known_closing_error_is_found_with_its_size_ratio_and_direction():
    figure = figure_of([*SQUARE[:3], Leg("T3", "SP", 270, 98)])
    assert figure.closure_m == pytest.approx(2, abs=0.002)
    assert figure.ratio == pytest.approx(199, abs=0.5)
    assert figure.closure_bearing_deg == pytest.approx(90, abs=0.1)
    assert "closing_error" not in codes(figure.problems)


def test_a_closing_error_above_a_hundredth_is_warned_of():
    assert "closing_error" in codes(figure_of([*SQUARE[:3], Leg("T3", "SP", 270, 80)]).problems)


def test_nothing_is_adjusted_unless_it_is_asked_for():
    legs = [*SQUARE[:3], Leg("T3", "SP", 270, 98)]
    plain, adjusted = figure_of(legs), figure_of(legs, adjust=True)
    assert not plain.adjusted and "adjusted" not in codes(plain.problems)
    assert adjusted.adjusted and "adjusted" in codes(adjusted.problems)


def test_bowditch_moves_each_corner_by_its_share_of_the_way():
    legs = [*SQUARE[:3], Leg("T3", "SP", 270, 98)]
    plain, adjusted = figure_of(legs), figure_of(legs, adjust=True)
    moved = [
        float(distance_m(a.lon, a.lat, b.lon, b.lat)) for a, b in zip(plain.corners, adjusted.corners, strict=True)
    ]
    assert moved == pytest.approx([0, 2 * 100 / 398, 2 * 200 / 398, 2 * 300 / 398], abs=0.002)


def test_an_adjusted_figure_closes_by_its_own_last_leg():
    adjusted = figure_of([*SQUARE[:3], Leg("T3", "SP", 270, 98)], adjust=True)
    last, first = adjusted.corners[-1], adjusted.corners[0]
    # The last leg, turned by its own share of the error, ends at the first corner.
    lon, lat = destination(last.lon, last.lat, 270, 98)
    back = (adjusted.closure_bearing_deg + 180) % 360
    lon, lat = destination(lon, lat, back, adjusted.closure_m * 98 / 398)
    assert distance_m(lon, lat, first.lon, first.lat) < 0.001


# A field sheet as it comes: a Soviet compass (6000 mils, magnetic), slopes, an approach by two legs.
FOURTEEN = (
    ("RP", "BM", 2150, 63.4, 2), ("BM", "SP", 2310, 28.7, 0), ("SP", "T1", 310, 84.2, 3), ("T1", "T2", 820, 61.9, 5),
    ("T2", "T3", 455, 102.3, 4), ("T3", "T4", 1190, 77.7, 0), ("T4", "T5", 1640, 55.1, 2), ("T5", "T6", 2030, 91.6, 6),
    ("T6", "T7", 2525, 70.4, 7), ("T7", "T8", 2980, 88.8, 1), ("T8", "T9", 3510, 64.3, 0), ("T9", "T10", 3275, 59.5, 3),
    ("T10", "T11", 4105, 93.0, 2), ("T11", "SP", 5170, 148.1, 0),
)  # fmt: skip


def test_a_traverse_of_fourteen_legs_agrees_with_geographiclib():
    legs = [Leg(a, b, mils, d, "magnetic", "mils6000", slope_deg=slope) for a, b, mils, d, slope in FOURTEEN]
    figure = figure_of(legs, declination_deg=6.35)
    lon, lat = AGHDAM
    expected = {"RP": (lon, lat)}
    for _, end, mils, tape, slope in FOURTEEN:
        azimuth = mils * 360 / 6000 + 6.35
        found = Geodesic.WGS84.Direct(lat, lon, azimuth, tape * math.cos(math.radians(slope)))
        lon, lat = found["lon2"], found["lat2"]
        expected.setdefault(end, (lon, lat))
    points = {station.name: (station.lon, station.lat) for station in (*figure.approach, *figure.corners)}
    off = [float(distance_m(*points[name], *expected[name])) for name in expected]
    assert points.keys() == expected.keys() and max(off) < 1e-6
    first = expected["SP"]
    assert figure.closure_m == pytest.approx(Geodesic.WGS84.Inverse(first[1], first[0], lat, lon)["s12"], abs=1e-6)
    assert [station.name for station in figure.approach] == ["RP", "BM"] and len(figure.corners) == 12


def synthesised_declination(lon, lat, year):
    """Declination from the coefficients of WMM2020 by plain summation, apart from pygeomag's code."""
    a, f, radius = 6378.137, 1 / 298.257223563, 6371.2
    e2, phi, lam = f * (2 - f), math.radians(lat), math.radians(lon)
    normal = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    p, z = normal * math.cos(phi), normal * (1 - e2) * math.sin(phi)
    r, geocentric = math.hypot(p, z), math.atan2(z, p)
    north = east = down = 0.0
    coefficients = Path(pygeomag.__file__).with_name("wmm") / "WMM_2020.COF"
    for line in coefficients.read_text().splitlines()[1:]:
        if line.startswith("9999"):
            break
        n, m, *rest = line.split()
        n, m = int(n), int(m)
        g0, h0, dg, dh = map(float, rest)
        g, h = g0 + (year - 2020) * dg, h0 + (year - 2020) * dh

        def legendre(angle, n=n, m=m):
            factor = math.sqrt((2 - (m == 0)) * math.factorial(n - m) / math.factorial(n + m))
            x = Polynomial([0, 1])
            derived = ((x**2 - 1) ** n).deriv(n + m) / (2**n * math.factorial(n))
            return factor * math.cos(angle) ** m * derived(math.sin(angle))

        scale = (radius / r) ** (n + 2)
        here, slope = legendre(geocentric), (legendre(geocentric + 1e-6) - legendre(geocentric - 1e-6)) / 2e-6
        north -= scale * (g * math.cos(m * lam) + h * math.sin(m * lam)) * slope
        east += scale * m * (g * math.sin(m * lam) - h * math.cos(m * lam)) * here / math.cos(geocentric)
        down -= scale * (n + 1) * (g * math.cos(m * lam) + h * math.sin(m * lam)) * here
    turn = geocentric - phi
    return math.degrees(math.atan2(east, north * math.cos(turn) - down * math.sin(turn)))


def test_the_declination_at_aghdam_is_that_of_the_world_magnetic_model():
    expected = synthesised_declination(*AGHDAM, 2021 + 93 / 365)
    assert declination(*AGHDAM, "2021-04-04").deg == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(("km", "lat", "lon", "deg"), [(54, 82, 87, 51.30), (65, 43, 93, 0.71)])
def test_declinations_are_those_of_the_test_file_of_wmm2020(km, lat, lon, deg):
    assert declination(lon, lat, "2020-01-01", altitude_m=km * 1000).deg == pytest.approx(deg, abs=0.006)


def test_near_a_magnetic_pole_a_compass_is_refused():
    with pytest.raises(UsageError, match="compass does not serve"):
        declination(-96, 80, "2020-01-01")


@pytest.mark.parametrize("on", ["2004-05-06", "2031", "soon", "2021-13-01"])
def test_a_date_without_a_magnetic_model_is_refused(on):
    with pytest.raises(UsageError):
        declination(*AGHDAM, on)


@pytest.mark.parametrize(("on", "model"), [("2012", "WMM 2010"), ("2017-03", "WMM 2015v2"), ("2026-01-01", "WMM 2025")])
def test_the_model_of_the_date_is_taken(on, model):
    assert declination(*AGHDAM, on).model == model


def test_a_magnetic_bearing_is_turned_by_the_declination_as_typed_or_of_the_date():
    leg = [Leg("A", "B", 0, 100, "magnetic")]
    assert figure_of(leg, declination_deg=10.0).corners[1].bearing_true_deg == 10.0
    assert figure_of(leg, date="2021-04-04").corners[1].bearing_true_deg == pytest.approx(6.35, abs=0.1)
    assert figure_of(leg, declination_deg=10.0, date="2021-04-04").corners[1].bearing_true_deg == 10.0


def test_magnetic_bearings_without_declination_and_date_are_refused():
    with pytest.raises(SourceError, match="neither declination nor date"):
        figure_of([Leg("A", "B", 0, 100, "magnetic")])


def test_a_grid_bearing_of_zero_leads_along_the_northings_of_the_grid():
    end = figure_of([Leg("A", "B", 0, 1000, "grid")]).corners[1]
    start, there = toUtm8(AGHDAM[1], AGHDAM[0]), toUtm8(end.lat, end.lon)
    assert there.easting == pytest.approx(start.easting, abs=0.005)


@pytest.mark.parametrize(("unit", "east"), [("degrees", 90), ("mils", 1600), ("mils6000", 1500), ("gons", 100)])
def test_a_quarter_circle_is_east_in_every_unit(unit, east):
    assert figure_of([Leg("A", "B", east, 100, bearing_unit=unit)]).corners[1].bearing_true_deg == 90


@pytest.mark.parametrize(("unit", "pace", "metres"), [("m", None, 100), ("feet", None, 30.48), ("paces", 0.75, 75)])
def test_a_distance_in_every_unit_becomes_metres(unit, pace, metres):
    figure = figure_of([Leg("A", "B", 0, 100, distance_unit=unit, pace_m=pace)])
    assert figure.corners[1].distance_m == pytest.approx(metres)


def test_paces_without_a_stated_length_are_refused():
    with pytest.raises(SourceError, match="pace"):
        figure_of([Leg("A", "B", 0, 100, distance_unit="paces")])


def test_a_slope_shortens_the_distance():
    assert figure_of([Leg("A", "B", 0, 100, slope_deg=60)]).corners[1].distance_m == pytest.approx(50)


def test_uncertainty_grows_along_the_traverse_and_begins_with_the_known_point():
    figure = figure_of(SQUARE, position_accuracy_m=3.0, bearing_sigma_deg=1.0, distance_sigma=0.01)
    found = [corner.uncertainty_m for corner in figure.corners]
    one_leg = math.hypot(100 * 0.01, 100 * math.radians(1))
    assert found == pytest.approx([math.hypot(3, one_leg * math.sqrt(n)) for n in range(4)])


def test_uncertainty_that_the_sheet_does_not_state_is_said_to_be_assumed():
    assert "assumed_precision" in codes(figure_of(SQUARE).problems)
    stated = figure_of(SQUARE, bearing_sigma_deg=1.0, distance_sigma=0.01)
    assert "assumed_precision" not in codes(stated.problems)


def test_the_uncertainty_of_the_declination_turns_the_whole_figure():
    legs = [Leg("A", "B", 0, 1000, "magnetic")]
    typed = figure_of(legs, declination_deg=6.35, bearing_sigma_deg=0, distance_sigma=0)
    modelled = figure_of(legs, date="2021-04-04", bearing_sigma_deg=0, distance_sigma=0)
    assert typed.uncertainty_m == 0
    assert modelled.uncertainty_m == pytest.approx(1000 * math.radians(0.34), abs=0.1)


def test_a_traverse_that_does_not_come_back_has_a_polygon_but_no_closing_error():
    figure = figure_of(SQUARE[:3])
    assert math.isnan(figure.closure_m) and len(figure.polygon.exterior.coords) == 5
    assert "not_closed" in codes(figure.problems)


def test_a_figure_of_two_corners_is_no_polygon():
    figure = figure_of([Leg("A", "B", 0, 100)])
    assert figure.polygon is None and "too_few_corners" in codes(figure.problems)


def test_a_figure_that_crosses_itself_has_no_area_and_is_named():
    figure = figure_of(
        [Leg("A", "B", 45, 140), Leg("B", "C", 180, 100), Leg("C", "D", 315, 140), Leg("D", "A", 180, 100)]
    )
    assert math.isnan(figure.area_m2) and "self_intersection" in codes(figure.problems)


def test_a_leg_from_nowhere_is_refused_by_name():
    with pytest.raises(SourceError, match="no leg leads to 'X'"):
        figure_of([Leg("A", "B", 0, 10), Leg("X", "C", 0, 10)])


CORNERS = st.lists(
    st.tuples(st.floats(0, 359.9), st.floats(5, 400)),
    min_size=3,
    max_size=14,
    unique_by=lambda corner: round(corner[0]),
)


def polygon_of(corners, lon, lat):
    bearings, distances = np.array(sorted(corners)).T
    lons, lats = destination(lon, lat, bearings, distances)
    return shapely.Polygon(np.column_stack([lons, lats]))


@settings(max_examples=examples(60))
@given(CORNERS, st.floats(-179.9, 179.9), st.floats(-75, 75))
def test_a_polygon_comes_back_from_its_traverse_within_a_centimetre(corners, lon, lat):
    polygon = polygon_of(corners, lon, lat)
    reference = tuple(map(float, destination(lon, lat, 200, 600)))
    figure = compute(polygon_to_traverse(polygon, reference=reference))
    ring = shapely.get_coordinates(polygon.exterior)[:-1]
    back = np.array([(corner.lon, corner.lat) for corner in figure.corners])
    turned = np.roll(ring, -int(np.argmin(distance_m(ring[:, 0], ring[:, 1], *back[0]))), axis=0)
    assert distance_m(turned[:, 0], turned[:, 1], back[:, 0], back[:, 1]).max() < 0.01
    assert figure.closure_m < 0.01


@settings(max_examples=examples(30))
@given(CORNERS)
def test_a_polygon_comes_back_from_its_written_sheet_within_a_centimetre(tmp_path_factory, corners):
    polygon = polygon_of(corners, *AGHDAM)
    written = write_text(polygon_to_traverse(polygon, name="P", benchmark=(46.935, 39.99)))
    (traverse,), problems = read_traverses(sheet(tmp_path_factory.mktemp("sheet"), written))
    back = compute(traverse)
    assert problems == [] and back.closure_m < 0.02
    ring = shapely.get_coordinates(polygon.exterior)[:-1]
    for corner in back.corners:
        assert distance_m(ring[:, 0], ring[:, 1], corner.lon, corner.lat).min() < 0.015


def test_a_polygon_that_is_not_one_polygon_is_refused():
    with pytest.raises(UsageError):
        polygon_to_traverse(shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)]))


def test_the_table_of_vertices_leads_round_the_polygon():
    table = vertex_table(figure_of(SQUARE), declination_deg=6.35)
    assert table["to"].tolist() == ["T1", "T2", "T3", "SP"]
    assert np.cos(np.radians(table.bearing_true_deg - [0, 90, 180, 270])).min() > 0.999999
    assert table.distance_m.to_numpy() == pytest.approx([100] * 4, abs=0.01)
    assert (table.bearing_true_deg - table.bearing_magnetic_deg).mod(360).to_numpy() == pytest.approx([6.35] * 4)
    assert table.utm.tolist() == ["38N"] * 4 and table.mgrs.str.startswith("38S").all()


FORM = """# two areas
area: Canal
position: 38N 664000 4428000
north: magnetic
date: 2021-04-04
RP -> BM   132     45.2   # to the benchmark
BM -> SP   95°30'  12
SP -> T1   30.5    100    5
T1 -> T2   120     80     9%
T2 -> SP   252     125

area: Field
position: 39.99, 46.93
north: true
bearing_unit: mils
distance_unit: paces
pace_m: 0.75
A -> B 0 100
B -> C 1600 100
C -> A 4000 141.4
"""


def test_the_text_form_holds_several_areas_each_with_its_own_settings(tmp_path):
    traverses, problems = read_traverses(sheet(tmp_path, FORM))
    assert problems == [] and [t.name for t in traverses] == ["Canal", "Field"]
    canal, field = traverses
    assert canal.legs[1].bearing == 95.5 and canal.legs[3].slope_deg == pytest.approx(5.14, abs=0.01)
    assert field.legs[0].distance_unit == "paces" and field.legs[0].north == "true"
    assert compute(field).area_m2 == pytest.approx(75 * 75 / 2, rel=0.001)


HEADING = "area,from,to,bearing,distance,position,north,declination\n"


def test_a_csv_sheet_needs_its_settings_only_once(tmp_path):
    text = HEADING + "F,A,B,0,100,39.99 46.93,magnetic,6.35 E\nF,B,C,90,100,,,\nF,C,A,225,141.42,,,\n"
    (traverse,), problems = read_traverses(sheet(tmp_path, text, "sheet.csv"))
    assert problems == [] and [leg.north for leg in traverse.legs] == ["magnetic"] * 3
    assert traverse.declination_deg == 6.35 and traverse.legs[2].row == 4


def test_a_semicolon_and_decimal_commas_are_read(tmp_path):
    text = (HEADING + "F,A,B,0;5,100;5,39;99 46;93,true,\n").replace(",", "\t").replace(";", ",").replace("\t", ";")
    (traverse,), _ = read_traverses(sheet(tmp_path, text, "sheet.csv"))
    assert traverse.legs[0].bearing == 0.5 and traverse.legs[0].distance == 100.5 and traverse.lat == 39.99


def test_an_xlsx_sheet_is_read_like_a_csv_sheet(tmp_path):
    book = Workbook()
    for row in (
        ["Area", "From", "To", "Bearing", "Distance", "Position", "North"],
        ["F", "A", "B", 0, 100.5, "39.99 46.93", "true"],
        ["F", "B", "C", 90, 100],
        ["F", "C", "A", 225, 141],
    ):
        book.active.append(row)
    book.save(tmp_path / "sheet.xlsx")
    (traverse,), problems = read_traverses(tmp_path / "sheet.xlsx")
    assert problems == [] and traverse.legs[0].distance == 100.5 and len(traverse.legs) == 3


def test_a_workbook_that_could_make_its_reader_open_files_is_refused(tmp_path):
    book = Workbook()
    book.active.append(["From", "To", "Bearing", "Distance", "Surveyed", "Date"])
    book.save(tmp_path / "good.xlsx")
    with zipfile.ZipFile(tmp_path / "good.xlsx") as good, zipfile.ZipFile(tmp_path / "bad.xlsx", "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            if name.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + content
            bad.writestr(name, content)
    with pytest.raises(UnsafeSource, match="document type"):
        read_traverses(tmp_path / "bad.xlsx")
    with pytest.raises(SourceError, match="no legs"):
        read_traverses(tmp_path / "good.xlsx")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("north: true", ""), "north"), (("A -> B 0 ", "A -> B 361 "), "bearing"),
        (("A -> B 0 100", "A -> B 0 0"), "distance"), (("north: true", "north: up"), "north"),
        (("north: true", "north: true\ndistance_unit: paces"), "pace_m"),
        (("north: true", "north: true\nbearing_unit: hours"), "bearing_unit"),
        (("39.99, 46.93", "579000 4473000"), "position"), (("A -> B 0 100", "A -> B 0 100 95"), "slope"),
        (("north: true", "north: true\ndeclination: east"), "declination"),
    ],
)  # fmt: skip
def test_a_fault_in_a_sheet_is_named_with_its_field_and_stops_no_other_area(tmp_path, change, field):
    good = "area: good\nposition: 39.99, 46.93\nnorth: true\nA -> B 0 100\nB -> C 90 100\nC -> A 225 141\n"
    traverses, problems = read_traverses(sheet(tmp_path, good.replace("good", "bad").replace(*change) + good))
    assert [traverse.name for traverse in traverses] == ["good"]
    assert field in [problem.field for problem in problems] and {problem.id for problem in problems} == {"bad"}


@pytest.mark.parametrize("text", ["", "hello", "north: true", "a,b\n1,2\n", "\0\0", "A -> B"])
@pytest.mark.parametrize("name", ["sheet.txt", "sheet.csv", "sheet.xlsx", "sheet.doc"])
def test_a_file_that_is_no_sheet_is_refused(tmp_path, text, name):
    try:
        traverses, problems = read_traverses(sheet(tmp_path, text, name))
    except SourceError:
        return
    assert traverses == [] and problems != []


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SourceError):
        read_traverses(tmp_path / "none.csv")


def test_the_sketch_shows_names_as_text_whatever_they_hold():
    hostile = "<script>alert(1)</script>&\"'\0\ud800{{ 7*7 }}"
    figure = compute(
        Traverse(hostile, "SP", *AGHDAM, [Leg("SP", hostile, 0, 9), Leg(hostile, "B", 90, 9), Leg("B", "SP", 225, 13)])
    )
    drawing = sketch(figure)
    tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(drawing).iter()}
    assert "script" not in tags and "<script" not in drawing and "href" not in drawing


def test_the_sketch_is_to_scale_and_shows_the_gap_until_it_is_adjusted():
    legs = [*SQUARE[:3], Leg("T3", "SP", 270, 90)]
    assert 'class="gap"' in sketch(figure_of(legs)) and 'class="gap"' not in sketch(figure_of(legs, adjust=True))
    assert ">20 m<" in sketch(figure_of(legs))


def test_the_command_prints_writes_and_draws(tmp_path, capsys):
    out, drawing = tmp_path / "out.geojson", tmp_path / "sketch.svg"
    assert main(["traverse", str(sheet(tmp_path, FORM)), "--to", str(out), "--sketch", str(drawing)]) == 0
    said = capsys.readouterr().out
    assert "Canal" in said and "closing error" in said and "not adjusted" in said and "declination +6." in said
    assert '"position_method":"bearing_distance"' in out.read_text(encoding="utf-8")
    assert (tmp_path / "sketch-1.svg").exists() and (tmp_path / "sketch-2.svg").exists()


def test_the_command_says_when_it_adjusts(tmp_path, capsys):
    assert main(["traverse", str(sheet(tmp_path, FORM)), "--adjust"]) == 0
    assert "spread by Bowditch's rule" in capsys.readouterr().out


def test_the_command_fails_on_a_faulty_area_and_still_computes_the_others(tmp_path, capsys):
    assert main(["traverse", str(sheet(tmp_path, FORM.replace("north: true", "")))]) == 1
    assert "closing error" in capsys.readouterr().out


def test_the_area_of_the_figure_is_that_of_its_polygon():
    figure = figure_of(SQUARE)
    assert figure.area_m2 == area_m2([figure.polygon])[0]


def test_the_command_makes_the_sheet_of_a_polygon_that_leads_back_to_it(tmp_path, capsys):
    drawn, sheet_, back = tmp_path / "a.geojson", tmp_path / "a.txt", tmp_path / "b.geojson"
    box = shapely.to_geojson(shapely.box(46.93, 39.99, 46.931, 39.991))
    feature = f'{{"type":"Feature","properties":{{"id":"H-1","area_type":"SHA"}},"geometry":{box}}}'
    drawn.write_text(f'{{"type":"FeatureCollection","features":[{feature}]}}', encoding="utf-8")
    options = ["--to", str(sheet_), "--reference", "39.989 46.929", "--date", "2021-04-04"]
    assert main(["traverse", str(drawn), *options]) == 0
    assert "RP" in capsys.readouterr().out and "RP -> SP" in sheet_.read_text(encoding="utf-8")
    assert main(["traverse", str(sheet_), "--to", str(back)]) == 0
    (polygon,) = geo.read(back, kind="hazards").frame.geometry
    assert polygon.symmetric_difference(shapely.box(46.93, 39.99, 46.931, 39.991)).area < 1e-10


def test_the_polygons_of_the_command_are_read_as_hazards_with_their_accuracy(tmp_path):
    out = tmp_path / "out.geojson"
    main(["traverse", str(sheet(tmp_path, FORM)), "--to", str(out)])
    assert "does not mean that the area is safe" in json.loads(out.read_text(encoding="utf-8"))["description"]
    frame = geo.read(out, kind="hazards").frame
    assert frame.position_method.tolist() == ["bearing_distance"] * 2 and (frame.position_accuracy_m > 0).all()


SHOT = [SQUARE[0], Leg("T1", "tree", 300, 40), *SQUARE[1:]]


def test_a_side_shot_is_computed_and_said_and_is_no_corner():
    figure = figure_of(SHOT)
    assert [corner.name for corner in figure.corners] == ["SP", "T1", "T2", "T3"] and figure.walked_m == 400
    assert figure.area_m2 == pytest.approx(10_000, rel=1e-4)
    (tree,), (corner,) = figure.side_shots, [c for c in figure.corners if c.name == "T1"]
    assert float(distance_m(corner.lon, corner.lat, tree.lon, tree.lat)) == pytest.approx(40)
    assert [problem.what for problem in figure.problems if problem.code == "side_shot"][0].startswith("'tree'")


def test_a_side_shot_may_stand_after_the_leg_that_closes():
    figure = figure_of([*SQUARE, Leg("T2", "tree", 10, 20)])
    assert len(figure.corners) == 4 and figure.closure_m < 0.002 and figure.side_shots[0].start == "T2"


def test_the_table_and_the_sketch_show_a_side_shot_as_such():
    table = vertex_table(figure_of(SHOT)).set_index("point")
    assert table.role.tolist() == ["corner"] * 4 + ["side shot"] and table.to["T3"] == "SP"
    assert table.shot_from["tree"] == "T1" and table.bearing_true_deg["tree"] == pytest.approx(300)
    assert 'class="shot"' in sketch(figure_of(SHOT)) and "tree" in sketch(figure_of(SHOT))


def test_a_side_shot_hangs_on_its_adjusted_corner_and_takes_no_part_in_the_adjustment():
    short = Leg("T3", "SP", 270, 98)
    with_shot, without = figure_of([*SHOT[:-1], short], adjust=True), figure_of([*SQUARE[:3], short], adjust=True)
    assert with_shot.corners == without.corners and with_shot.walked_m == without.walked_m
    (tree,), origin = with_shot.side_shots, with_shot.corners[1]
    assert float(distance_m(origin.lon, origin.lat, tree.lon, tree.lat)) == pytest.approx(40)


def test_legs_that_all_leave_one_point_make_no_polygon_and_are_not_adjusted():
    radial = [Leg("SP", "A", 0, 50), Leg("SP", "B", 90, 50), Leg("SP", "C", 180, 50), Leg("C", "SP", 0, 49)]
    figure = figure_of(radial, adjust=True)
    assert figure.polygon is None and not figure.adjusted
    assert {"not_adjusted", "too_few_corners", "side_shot"} <= set(codes(figure.problems))
    assert "open_ends" in codes(figure_of(radial[:3]).problems)


def test_legs_that_leave_the_way_round_and_do_not_come_back_make_no_polygon():
    legs = [*SQUARE[:2], Leg("T2", "T3", 180, 50), Leg("T1", "T4", 180, 100), Leg("T4", "SP", 270, 100)]
    figure = figure_of(legs)
    assert figure.polygon is None and "branch" in codes(figure.problems)


@pytest.mark.parametrize(
    ("legs", "said"),
    [
        ([*SQUARE, Leg("T1", "SP", 180, 100)], "has come back already"),
        ([*SHOT[:-1], Leg("T3", "tree", 270, 98)], "a second leg leads to 'tree'"),
        ([*SHOT[:2], Leg("T1", "T2", 90, 9), Leg("SP", "T4", 0, 9), Leg("T4", "T1", 0, 9)], "do not go one way round"),
    ],
)
def test_legs_that_make_no_sense_are_refused(legs, said):
    with pytest.raises(SourceError, match=said):
        figure_of(legs)


def test_a_leg_that_comes_back_elsewhere_than_to_the_first_corner_is_refused():
    with pytest.raises(SourceError, match="begins at 'T1'"):
        figure_of(SQUARE, begins="T1")


AREA = "area: F\nposition: 39.99, 46.93\nnorth: true\nA -> B 0 100\nB -> C 90 100\nC -> A 225 141.42\n"


def test_a_setting_holds_for_the_legs_after_it_and_not_for_those_before(tmp_path):
    changed = AREA.replace("north: true", "north: magnetic\ndeclination: 6 E").replace(
        "B ->", "declination: 10 W\nB ->"
    )
    (traverse,), problems = read_traverses(sheet(tmp_path, changed))
    figure = compute(traverse)
    assert problems == [] and [leg.declination_deg for leg in traverse.legs] == [6, -10, -10]
    assert figure.corners[1].bearing_true_deg == pytest.approx(6)
    assert figure.corners[2].bearing_true_deg == pytest.approx(80)
    assert math.isnan(figure.declination_deg)


def test_each_setting_of_a_leg_is_its_own(tmp_path):
    first = "date: 2015-04-04\nbearing_unit: degrees\nbearing_sigma: 1\ndistance_sigma: 1\ngrid_crs: EPSG:32638\n"
    later = "date: 2021-04-04\nbearing_unit: mils\nbearing_sigma: 2\ndistance_sigma: 3\ngrid_crs: EPSG:32639\n"
    later += "distance_unit: paces\npace_m: 0.7\nnorth: grid\n"
    text = AREA.replace("A -> B 0 100\n", f"{first}A -> B 0 100 5\n{later}").replace("225", "4000")
    (traverse,), problems = read_traverses(sheet(tmp_path, text))
    one, two, _ = traverse.legs
    assert problems == [] and (one.north, two.north) == ("true", "grid") and (one.slope_deg, two.slope_deg) == (5, 0)
    assert (one.date, one.bearing_unit, one.bearing_sigma_deg, one.distance_sigma) == ("2015-04-04", "degrees", 1, 0.01)
    assert (two.date, two.bearing_unit, two.bearing_sigma_deg, two.distance_sigma) == ("2021-04-04", "mils", 2, 0.03)
    assert (one.grid_crs, two.grid_crs, one.pace_m, two.pace_m) == ("EPSG:32638", "EPSG:32639", None, 0.7)


def test_each_leg_takes_the_declination_of_its_own_date():
    legs = [Leg("A", "B", 0, 100, "magnetic", date="2012"), Leg("B", "C", 0, 100, "magnetic", date="2026")]
    _, b, c = figure_of(legs).corners
    assert b.bearing_true_deg == pytest.approx(declination(*AGHDAM, "2012").deg)
    assert c.bearing_true_deg == pytest.approx(declination(*AGHDAM, "2026").deg)
    assert codes(figure_of(legs).problems).count("declination") == 2


def test_the_uncertainty_of_a_leg_is_its_own():
    legs = [Leg("A", "B", 0, 100, bearing_sigma_deg=0, distance_sigma=0.1), Leg("B", "C", 0, 100)]
    figure = figure_of(legs, bearing_sigma_deg=0, distance_sigma=0)
    assert [corner.uncertainty_m for corner in figure.corners] == pytest.approx([0, 10, 10])
    assert "assumed_precision" in codes(figure_of([legs[0], Leg("B", "C", 0, 100)]).problems)
    assert "assumed_precision" not in codes(figure_of(legs[:1]).problems)


@pytest.mark.parametrize("line", ["position: 41.0, 47.0", "crs: EPSG:4284", "position_m: 5"])
def test_what_belongs_to_the_first_point_must_not_change_or_come_late(tmp_path, line):
    key = line.partition(":")[0]
    stated = {"position": "", "crs": "crs: EPSG:4326\n", "position_m": "position_m: 3\n"}[key]
    traverses, (problem,) = read_traverses(
        sheet(tmp_path, AREA.replace("A -> B", f"{stated}A -> B").replace("B -> C", f"{line}\nB -> C"))
    )
    assert traverses == [] and problem.code == "second_setting"
    assert problem.field == key and problem.row == (5 if stated == "" else 6)
    if stated:
        _, (problem,) = read_traverses(sheet(tmp_path, AREA.replace("B -> C", f"{line}\nB -> C")))
        assert problem.code == "late_setting" and problem.row == 5


def test_a_position_on_every_row_is_read_where_it_is_always_the_same(tmp_path):
    rows = "F,A,B,0,100,{},true,\nF,B,C,90,100,{},true,\nF,C,A,225,141.42,{},true,\n"
    same, other = ("39.99 46.93",) * 3, ("39.99 46.93", "39.991 46.93", "39.991 46.931")
    (traverse,), problems = read_traverses(sheet(tmp_path, HEADING + rows.format(*same), "sheet.csv"))
    assert problems == [] and (traverse.lon, traverse.lat) == (46.93, 39.99)
    traverses, problems = read_traverses(sheet(tmp_path, HEADING + rows.format(*other), "sheet.csv"))
    assert traverses == [] and [problem.row for problem in problems] == [3, 4]


def test_a_written_sheet_keeps_the_settings_of_each_leg(tmp_path):
    legs = [
        Leg("A", "B", 0, 100, "magnetic", declination_deg=6.0, date="2020"),
        Leg("B", "C", 90, 100, "magnetic", declination_deg=-10.0, date="2021", bearing_sigma_deg=2.0),
    ]
    (back,), problems = read_traverses(sheet(tmp_path, write_text(Traverse("F", "A", *AGHDAM, legs))))
    assert problems == []
    assert [(leg.declination_deg, leg.date, leg.bearing_sigma_deg) for leg in back.legs] == [
        (6.0, "2020", None),
        (-10.0, "2021", 2.0),
    ]
    with pytest.raises(UsageError, match="takes a setting back"):
        write_text(Traverse("F", "A", *AGHDAM, legs[::-1]))


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        (("A -> B 0 100", "A -> B 0 1,200"), "distance", "can be 1200 or 1.2"),
        (("B -> C 90 100", "B -> C 10,125 100"), "bearing", "can be 10125 or 10.125"),
        (("north: true", "north: true\nposition_m: 1,500"), "position_m", "can be 1500 or 1.5"),
        (("A -> B 0 100", "A -> B 0 1 050"), "slope", "or the end of a distance"),
        (("north: true", "north: magnetic\ndeclination: -6.3 W"), "declination", "a sign and a letter"),
        (("north: true", "north: magnetic\ndeclination: -6.3 E"), "declination", "a sign and a letter"),
        (("A -> B 0 100", "bearing_unit: gons\nA -> B 90°30' 100"), "bearing", "in degrees, but the unit is gons"),
        (("A -> B 0 100", "bearing_unit: mils\nA -> B 90° 100"), "bearing", "in degrees, but the unit is mils"),
        (("north: true", "north: true\nbearing_sigma: 2%"), "bearing_sigma", "not a number"),
    ],
)
def test_a_number_that_can_be_read_in_two_ways_is_a_problem(tmp_path, change, field, said):
    traverses, (problem, *_) = read_traverses(sheet(tmp_path, AREA.replace(*change)))
    assert traverses == [] and problem.field == field and said in problem.what and problem.row is not None


@pytest.mark.parametrize(("text", "deg"), [("6.3 W", -6.3), ("-6.3", -6.3), ("+6.3 E", 6.3), ("0,125", 0.125)])
def test_a_declination_has_a_sign_or_a_letter(tmp_path, text, deg):
    (traverse,), _ = read_traverses(sheet(tmp_path, AREA.replace("north: true", f"north: true\ndeclination: {text}")))
    assert traverse.declination_deg == deg


def test_a_comma_that_splits_a_number_of_a_csv_sheet_is_a_problem(tmp_path):
    text = "area,from,to,bearing,position,north,distance\nF,A,B,0,39.99 46.93,true,1,200\n"
    traverses, (problem,) = read_traverses(sheet(tmp_path, text, "sheet.csv"))
    assert traverses == [] and problem.row == 2 and "beyond the 7 columns" in problem.what


def test_columns_that_are_not_known_are_named_in_a_note(tmp_path):
    text = "area,from,to,bearing,distance,position,north,Weather,Seen by\nF,A,B,0,100,39.99 46.93,true,fine,\n"
    (traverse,), (problem,) = read_traverses(sheet(tmp_path, text, "sheet.csv"))
    assert problem.severity == "note" and "'Weather', 'Seen by'" in problem.what


@pytest.mark.parametrize("heading", ["Slope %", "slope_%", "slope (%)", "Slope percent"])
def test_slopes_in_a_column_of_per_cent_and_a_magnetic_declination_are_understood(tmp_path, heading):
    text = f"area,from,to,bearing,distance,position,north,Magnetic declination,{heading}\n"
    text += "F,A,B,0,100,39.99 46.93,magnetic,6 E,9\nF,B,C,0,100,,,,9%\n"
    (traverse,), problems = read_traverses(sheet(tmp_path, text, "sheet.csv"))
    assert problems == [] and traverse.declination_deg == 6
    assert [leg.slope_deg for leg in traverse.legs] == pytest.approx([5.14, 5.14], abs=0.01)


def test_two_columns_for_one_thing_are_refused(tmp_path):
    text = "area,from,to,bearing,distance,slope,slope %\nF,A,B,0,100,,9\n"
    with pytest.raises(SourceError, match="two columns for 'slope'"):
        read_traverses(sheet(tmp_path, text, "sheet.csv"))


def workbook(path, **sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        own = book.create_sheet(title)
        for row in rows:
            own.append(row)
    return book, path


SHEET = [
    ["Area", "From", "To", "Bearing", "Distance", "Position", "North", "Slope"],
    ["F", "A", "B", 0, 100, "39.99 46.93", "true"],
    ["F", "B", "C", 90, 100],
    ["F", "C", "A", 225, 141.42],
]


@pytest.mark.parametrize(
    ("value", "shape", "degrees"), [(1.0, "0%", 45), (0.09, "0.0%", 5.14), (9, '0"%"', 5.14), (9, "0", 9)]
)
def test_a_cell_that_is_shown_as_per_cent_is_read_as_per_cent(tmp_path, value, shape, degrees):
    book, path = workbook(tmp_path / "sheet.xlsx", one=SHEET)
    cell = book["one"]["H2"]
    cell.value, cell.number_format = value, shape
    book.save(path)
    (traverse,), _ = read_traverses(path)
    assert traverse.legs[0].slope_deg == pytest.approx(degrees, abs=0.01)


def test_a_bearing_that_is_shown_as_per_cent_is_a_problem(tmp_path):
    book, path = workbook(tmp_path / "sheet.xlsx", one=SHEET)
    book["one"]["D2"].number_format = "0%"
    book.save(path)
    traverses, (problem,) = read_traverses(path)
    assert traverses == [] and problem.field == "bearing"


def test_all_sheets_of_a_workbook_are_read_and_the_rows_named_with_their_sheet(tmp_path):
    plain = [row[1:] for row in SHEET]
    broken = [SHEET[0], ["G", *SHEET[1][1:]], ["G", "B", "C", 900, 100]]
    book, path = workbook(tmp_path / "book.xlsx", East=SHEET, West=plain, Notes=[["Seen", "by"], [1, 2]], Bad=broken)
    book.save(path)
    traverses, problems = read_traverses(path)
    assert [(one.name, one.source) for one in traverses] == [
        ("F", "book.xlsx, sheet East"),
        ("West", "book.xlsx, sheet West"),
    ]
    assert [str(problem.where) for problem in problems] == ["book.xlsx", "book.xlsx, sheet Bad, row 3, bearing"]
    assert problems[0].code == "other_sheets" and "Notes" in problems[0].what


def test_an_area_that_stands_on_two_sheets_is_left_out_and_named(tmp_path):
    book, path = workbook(tmp_path / "book.xlsx", East=SHEET, West=SHEET)
    book.save(path)
    traverses, (problem,) = read_traverses(path)
    assert traverses == [] and problem.code == "scattered" and problem.source == "book.xlsx, sheet West"


def test_a_workbook_says_what_is_odd_about_a_sheet_of_legs(tmp_path):
    book, path = workbook(tmp_path / "book.xlsx", East=SHEET)
    book["East"]["H3"].value = "=4+5"
    book.save(path)
    _, problems = read_traverses(path)
    assert "formula_without_result" in codes(problems)


def test_a_single_sheet_behind_another_is_found(tmp_path):
    book, path = workbook(tmp_path / "book.xlsx", Notes=[["Seen", "by"]], East=SHEET)
    book.save(path)
    (traverse,), problems = read_traverses(path)
    assert traverse.source == "book.xlsx" and codes(problems) == ["other_sheets"]


def grid_figure(tmp_path, position, extra=""):
    text = AREA.replace("39.99, 46.93", position).replace("north: true", f"north: grid\n{extra}")
    (traverse,), problems = read_traverses(sheet(tmp_path, text))
    assert problems == []
    return compute(traverse)


def test_grid_bearings_count_from_the_grid_in_which_the_position_is_written(tmp_path):
    own = grid_figure(tmp_path, "39T 238500 4475000").corners[1].bearing_true_deg
    stated = grid_figure(tmp_path, "39T 238500 4475000", "grid_crs: EPSG:32639\n").corners[1].bearing_true_deg
    other = grid_figure(tmp_path, "39T 238500 4475000", "grid_crs: EPSG:32638\n").corners[1].bearing_true_deg
    assert own == stated and (other - own) % 360 == pytest.approx(3.89, abs=0.05)
    start = toUtm8(40.38457543, 47.91938133, zone=39)
    corner = grid_figure(tmp_path, "39T 238500 4475000").corners[1]
    end = toUtm8(corner.lat, corner.lon, zone=39)
    assert end.easting == pytest.approx(start.easting, abs=0.005)


def test_the_grid_of_a_national_position_is_taken(tmp_path):
    figure = grid_figure(tmp_path, "300000 600000", "crs: EPSG:27700\n")
    x, y = from_lonlat([c.lon for c in figure.corners], [c.lat for c in figure.corners], "EPSG:27700")
    assert x[1] == pytest.approx(x[0], abs=0.005) and y[1] > y[0] + 99


def test_a_position_in_degrees_has_the_grid_of_its_utm_zone(tmp_path):
    corner = grid_figure(tmp_path, "39.99, 46.93").corners[1]
    assert (corner.bearing_true_deg + 180) % 360 - 180 == pytest.approx(1.24, abs=0.01)


@pytest.mark.parametrize(
    ("crs", "said"),
    [
        ("EPSG:4326", "in degrees"), ("EPSG:3857", "pictures of maps"), ("EPSG:32633", "not made for 39.9900"),
        ("EPSG:32738", "not made for"), ("EPSG:27700", "not made for"), ("EPSG:1", "not a coordinate reference"),
    ],
)  # fmt: skip
def test_a_grid_without_a_north_for_the_place_is_refused(crs, said):
    with pytest.raises(ZonemarkError, match=said):
        figure_of([Leg("A", "B", 0, 100, "grid", grid_crs=crs)])


def test_a_grid_that_crosses_the_antimeridian_is_made_for_places_on_both_sides():
    for lon in (179.0, -179.9):
        legs = [Leg("A", "B", 0, 100, "grid", grid_crs="EPSG:3460")]
        assert compute(Traverse("F", "A", lon, -17.0, legs)).corners[1].distance_m == 100


def test_the_polygons_of_a_pulkovo_start_say_their_crs_and_their_transformation(tmp_path):
    out = tmp_path / "out.geojson"
    text = AREA.replace("39.99, 46.93", "8579000 4473000\ncrs: EPSG:28408")
    assert main(["traverse", str(sheet(tmp_path, text)), "--to", str(out)]) == 0
    frame = geo.read(out, kind="hazards").frame
    assert frame.crs_entered.tolist() == ["EPSG:28408"] and "Pulkovo 1942" in frame.position_transformation.iloc[0]


@pytest.mark.parametrize("start", ["8579000 4473000\ncrs: EPSG:28408", "39T 238500 4475000", "40.39 46.93 SK-42"])
def test_a_written_sheet_leads_to_the_same_start(tmp_path, start):
    (traverse,), _ = read_traverses(sheet(tmp_path, AREA.replace("39.99, 46.93", start)))
    (back,), problems = read_traverses(sheet(tmp_path, write_text(traverse)))
    assert problems == [] and (back.lon, back.lat, back.position_crs) == (
        traverse.lon,
        traverse.lat,
        traverse.position_crs,
    )


FAR_EAST = Traverse("W", "SP", 179.9995, 65.0, SQUARE)


def test_a_polygon_across_the_antimeridian_is_cut_there_and_keeps_its_area():
    figure = compute(FAR_EAST)
    polygon = figure.polygon
    assert polygon.geom_type == "MultiPolygon" and polygon.is_valid and len(polygon.geoms) == 2
    assert polygon.bounds[0] == -180 and polygon.bounds[2] == 180
    assert all(part.bounds[2] - part.bounds[0] < 0.01 for part in polygon.geoms)
    assert figure.area_m2 == pytest.approx(10_000, rel=1e-4)
    assert area_m2([polygon])[0] == pytest.approx(figure.area_m2, abs=0.01)
    assert "self_intersection" not in codes(figure.problems)


@pytest.mark.parametrize("lon", [179.99, -179.99])
def test_a_long_edge_is_cut_where_its_geodesic_crosses(lon):
    way = 1 if lon > 0 else -1
    legs = [Leg("A", "B", 90 * way % 360, 20_000), Leg("B", "C", 0, 10_000), Leg("C", "D", 270 * way % 360, 20_000)]
    figure = compute(Traverse("W", "A", lon, 65.0, legs))
    assert len(figure.polygon.geoms) == 2
    assert area_m2([figure.polygon])[0] == pytest.approx(figure.area_m2, abs=1)


def test_a_figure_that_crosses_itself_on_the_antimeridian_is_named():
    legs = [Leg("A", "B", 45, 140), Leg("B", "C", 180, 100), Leg("C", "D", 315, 140), Leg("D", "A", 180, 100)]
    assert "self_intersection" in codes(compute(Traverse("W", "A", 179.9995, 65.0, legs)).problems)


def test_a_traverse_round_a_pole_makes_no_polygon():
    _, lat = destination(0, 90, 180, 577.35)
    legs = [Leg("A", "B", 30, 1000), Leg("B", "C", 30, 1000), Leg("C", "A", 30, 1000)]
    figure = compute(Traverse("N", "A", 0, float(lat), legs))
    assert figure.polygon is None and "round_the_pole" in codes(figure.problems)


def test_the_sheet_of_a_polygon_that_is_cut_walks_round_the_whole(tmp_path):
    out, back = tmp_path / "out.geojson", tmp_path / "back.txt"
    assert main(["traverse", str(sheet(tmp_path, write_text(FAR_EAST))), "--to", str(out)]) == 0
    assert main(["traverse", str(out), "--to", str(back)]) == 0
    (traverse,), problems = read_traverses(back)
    assert problems == [] and compute(traverse).area_m2 == pytest.approx(10_000, rel=1e-3)


def test_the_help_names_every_column_that_is_known():
    from geo.cli.commands.traverse import traverse as command
    from geo.traverse.rows import SETTINGS

    assert [name for name in SETTINGS if name not in command.__doc__] == []


@pytest.mark.parametrize(("name", "text"), [("sheet.csv", HEADING), ("sheet.txt", "")])
def test_a_sheet_of_an_old_code_page_is_read_as_any_other_table_and_said(tmp_path, name, text):
    form = "area: Поле у канала\nposition: 39.99, 46.93\nnorth: true\nA -> B 0 100\nB -> C 90 100\nC -> A 225 141\n"
    rows = "Поле у канала,A,B,0,100,39.99 46.93,true,\n,B,C,90,100,,,\n,C,A,225,141,,,\n"
    path = tmp_path / name
    path.write_bytes((text + rows if text else form).encode("cp1251"))
    (traverse,), problems = read_traverses(path)
    assert traverse.name == "Поле у канала"
    assert [problem.code for problem in problems] == ["encoding_assumed"] and "cp1251" in problems[0].what
