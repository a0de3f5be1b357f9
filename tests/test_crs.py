"""Measures agree with GeographicLib; datum shifts are named, and chosen by where the data lie."""

import numpy as np
import pytest
import shapely
from geographiclib.geodesic import Geodesic
from pyproj import Transformer, network

from geo import crs
from geo.errors import UsageError


def geographiclib_area(polygon):
    def ring(coordinates):
        measure = Geodesic.WGS84.Polygon()
        for lon, lat in list(coordinates)[:-1]:
            measure.AddPoint(lat, lon)
        return abs(measure.Compute(False, True)[2])

    return ring(polygon.exterior.coords) - sum(ring(hole.coords) for hole in polygon.interiors)


def polygon_of(area_m2, lon, lat, seed, corners=7):
    """A star-shaped polygon of about an area around a place."""
    rng = np.random.default_rng(seed)
    bearings = np.sort(rng.uniform(0, 360, corners))
    lons, lats = crs.destination(lon, lat, bearings, np.sqrt(area_m2 / 2) * rng.uniform(0.7, 1.2, corners))
    return shapely.Polygon(np.column_stack([lons, lats]))


@pytest.mark.parametrize("area", [1, 100, 1e4, 1e6, 1e8, 1e9])
@pytest.mark.parametrize("lat", [0, 1e-4, 20, -40.39, 60, 80, -89, 89.99, 90])
@pytest.mark.parametrize("lon", [46.93, 180, -179.9999])
def test_areas_agree_with_geographiclib(area, lat, lon):
    polygon = polygon_of(area, lon, lat, seed=int(abs(lat)) + 1)
    # Two sums of the same series differ by up to half a square centimetre, whatever the area.
    assert crs.area_m2([polygon])[0] == pytest.approx(geographiclib_area(polygon), rel=1e-6, abs=5e-5)


@pytest.mark.parametrize("lat", [0, 40.39, -75])
def test_a_square_metre_is_a_square_metre(lat):
    polygon = polygon_of(1, 46.93, lat, seed=3)
    metric = Transformer.from_crs("EPSG:4326", crs.local_metric(46.93, lat, equal_area=True), always_xy=True)
    flat = shapely.transform(polygon, lambda xy: np.column_stack(metric.transform(*xy.T)))
    assert crs.area_m2([polygon])[0] == pytest.approx(flat.area, abs=5e-5)


def test_holes_are_taken_off_and_the_way_a_ring_runs_does_not_matter():
    shell, hole = shapely.box(46, 40, 47, 41), shapely.box(46.2, 40.2, 46.4, 40.4)
    ringed = shapely.Polygon(shell.exterior.coords, [hole.exterior.coords])
    reversed_ = shapely.Polygon(shell.exterior.coords[::-1], [hole.exterior.coords[::-1]])
    assert crs.area_m2([ringed])[0] == pytest.approx(float(np.diff(crs.area_m2([hole, shell]))[0]))
    assert crs.area_m2([reversed_])[0] == pytest.approx(crs.area_m2([ringed])[0])


def test_a_polygon_cut_at_the_antimeridian_measures_as_one():
    cut = shapely.MultiPolygon([shapely.box(179.9, 0, 180, 0.1), shapely.box(-180, 0, -179.9, 0.1)])
    elsewhere = shapely.box(10, 0, 10.2, 0.1)
    assert crs.area_m2([cut])[0] == pytest.approx(crs.area_m2([elsewhere])[0], rel=1e-6)
    assert crs.perimeter_m([cut])[0] == pytest.approx(crs.perimeter_m([elsewhere])[0], rel=1e-6)


def test_a_polygon_written_across_the_antimeridian_measures_as_one():
    across = shapely.Polygon([(179.9, 0), (-179.9, 0), (-179.9, 0.1), (179.9, 0.1)])
    assert crs.area_m2([across])[0] == pytest.approx(crs.area_m2([shapely.box(10, 0, 10.2, 0.1)])[0], rel=1e-6)


def test_what_has_no_area_measures_zero_and_what_is_missing_is_not_a_number():
    found = crs.area_m2([shapely.Point(1, 1), shapely.LineString([(0, 0), (1, 1)]), shapely.Polygon(), None])
    assert found[:3].tolist() == [0, 0, 0] and np.isnan(found[3])


def test_collections_count_what_is_inside_them():
    box = shapely.box(46, 40, 46.1, 40.1)
    nested = shapely.GeometryCollection([shapely.Point(0, 0), shapely.GeometryCollection([box])])
    assert crs.area_m2([nested])[0] == crs.area_m2([box])[0]


def test_no_geometries_are_no_failure():
    assert crs.area_m2([]).shape == crs.perimeter_m([]).shape == (0,)


def test_perimeters_and_distances_agree_with_geographiclib():
    ring = shapely.Polygon([(46.93, 40.39), (47.2, 40.5), (47.1, 39.9)])
    expected = sum(
        Geodesic.WGS84.Inverse(a[1], a[0], b[1], b[0])["s12"]
        for a, b in zip(ring.exterior.coords[:-1], ring.exterior.coords[1:], strict=True)
    )
    assert crs.perimeter_m([ring])[0] == pytest.approx(expected, abs=1e-6)
    assert crs.perimeter_m([ring.exterior])[0] == 0


def test_the_nearest_points_of_two_geometries_are_found_across_the_antimeridian():
    distance, bearing, _, _ = crs.nearest(shapely.Point(179.999, 0), shapely.Point(-179.999, 0))
    assert distance == pytest.approx(222.64, abs=0.01) and bearing == pytest.approx(90)


def test_geometries_that_overlap_are_no_distance_apart():
    assert crs.nearest(shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3))[0] == 0


def test_the_network_is_never_asked_for_a_grid():
    assert not network.is_network_enabled()


def test_a_datum_shift_is_named_with_its_accuracy():
    moved = crs.to_lonlat(np.array([shapely.Point(46.93, 39.99)]), "EPSG:4284")
    assert moved.transformation == "Pulkovo 1942 to WGS 84 (16)" and moved.accuracy_m == 4.5
    assert 0 < moved.alternatives_m < 4.5 and moved.notes == ()


def test_wgs84_read_as_pulkovo_1942_is_about_100_m_off_in_karabakh():
    point = shapely.Point(46.93, 39.99)
    moved = crs.to_lonlat(np.array([point]), "EPSG:4284").geometries[0]
    assert crs.distance_m(46.93, 39.99, moved.x, moved.y) == pytest.approx(104, abs=10)


def test_another_transformation_is_taken_where_another_is_published():
    baku = crs.to_lonlat(np.array([shapely.Point(49.9, 40.3)]), "EPSG:4284")
    assert baku.transformation == "Pulkovo 1942 to WGS 84 (15)" and baku.accuracy_m == 2.0


def test_published_transformations_that_disagree_beyond_their_accuracy_are_said():
    baku = crs.to_lonlat(np.array([shapely.Point(49.9, 40.3)]), "EPSG:4284")
    assert baku.alternatives_m > baku.accuracy_m
    assert "Other published transformations lie up to" in baku.notes[0]


def test_a_file_that_no_single_area_of_use_covers_has_a_transformation_for_each_place():
    both = np.array([shapely.Point(49.9, 40.3), shapely.Point(24.0, 57.0)])
    moved = crs.to_lonlat(both, "EPSG:4284")
    assert moved.transformation == "Pulkovo 1942 to WGS 84 (16)"


def test_data_outside_every_area_of_use_is_said_to_be_so():
    notes = crs.to_lonlat(np.array([shapely.Point(-60.0, -30.0)]), "EPSG:4284").notes
    assert "outside the area" in notes[0]


def test_a_ballpark_transformation_is_refused_unless_it_is_asked_for():
    point = np.array([shapely.Point(100.0, 50.0)])
    with pytest.raises(UsageError, match="No published transformation"):
        crs.to_lonlat(point, "EPSG:4001")
    asked = crs.to_lonlat(point, "EPSG:4001", allow_ballpark=True)
    assert asked.accuracy_m is None and "ballpark" in asked.notes[0]


def test_a_better_transformation_whose_grid_is_missing_is_said():
    notes = crs.to_lonlat(np.array([shapely.Point(-100.0, 40.0)]), "EPSG:4267").notes
    assert any("which is not installed" in note for note in notes)


def test_a_conversion_on_wgs84_loses_nothing():
    moved = crs.to_lonlat(np.array([shapely.Point(663808.181466689, 4472832.983087431)]), "EPSG:32638")
    assert moved.accuracy_m == 0 and moved.geometries[0].equals_exact(shapely.Point(46.93, 40.39), 1e-9)


def test_lon_lat_stays_as_it_is():
    points = np.array([shapely.Point(46.93, 40.39), None])
    moved = crs.to_lonlat(points, "EPSG:4326")
    assert moved.geometries.tolist() == points.tolist() and moved.accuracy_m == 0


def test_heights_are_kept_beside_geometries_that_have_none():
    mixed = np.array([shapely.Point(663808, 4472833, 812.5), shapely.Point(663808, 4472833)])
    moved = crs.to_lonlat(mixed, "EPSG:32638").geometries
    assert moved[0].z == 812.5 and not moved[1].has_z


def test_a_geometry_that_cannot_be_brought_over_is_counted_and_stops_no_other():
    points = np.array([shapely.Point(1e30, 1e30), shapely.Point(663808, 4472833)])
    moved = crs.to_lonlat(points, "EPSG:32638")
    assert moved.geometries[0] is None and moved.geometries[1] is not None
    assert "1 of 2 geometries" in moved.notes[-1]


@pytest.mark.parametrize("name", ["EPSG:999999", "nonsense", "", "EPSG:5800"])
def test_a_crs_that_is_not_known_or_not_tied_to_the_earth_is_refused(name):
    with pytest.raises(UsageError):
        crs.find_crs(name)


def test_from_lonlat_undoes_to_lonlat():
    x, y = crs.from_lonlat([46.93, 49.9], [39.99, 40.3], "EPSG:4284")
    points = crs.points_to_lonlat(x, y, "EPSG:4284")
    # A Helmert transformation of points without height is undone to some millimetres.
    assert crs.distance_m(points.lon, points.lat, [46.93, 49.9], [39.99, 40.3]) == pytest.approx(0, abs=0.01)


def test_each_geometry_says_which_transformation_it_went_by():
    both = np.array([shapely.Point(49.9, 40.3), None, shapely.box(-60, -31, -59, -30)])
    each = crs.to_lonlat(both, "EPSG:4284").each
    assert each.names[1] == "" and each.outside.tolist() == [False, False, True]
    assert each.names[0] == "Pulkovo 1942 to WGS 84 (15)" and each.accuracies[0] == 2.0


@pytest.mark.parametrize(
    ("code", "lon", "lat", "inside"),
    [
        ("EPSG:28408", 46.93, 40.39, True),
        ("EPSG:28408", -27.817, 54.267, False),
        ("EPSG:3857", 46.93, 40.39, True),
        ("EPSG:4284", -170.0, 66.0, True),
        ("EPSG:4326", np.nan, 40.39, False),
    ],
)
def test_the_area_of_use_of_a_crs_contains_what_it_is_made_for(code, lon, lat, inside):
    assert crs.in_area_of_use(code, np.array([lon]), np.array([lat])).tolist() == [inside]


def test_a_margin_widens_the_area_of_use():
    lon, lat = np.array([50.0]), np.array([40.39])
    assert not crs.in_area_of_use("EPSG:28408", lon, lat)[0]
    assert crs.in_area_of_use("EPSG:28408", lon, lat, margin_deg=6.0)[0]


def test_an_area_that_is_said_to_be_right_to_2_percent_is():
    random = np.random.default_rng(4)
    lats = random.uniform(-90, 90, 600)
    stars = [
        polygon_of(10 ** random.uniform(0, 8), random.uniform(-180, 180), lat, seed) for seed, lat in enumerate(lats)
    ]
    strips = [shapely.box(9, lat, 9 + random.uniform(1e-4, 0.06), lat + 1e-5) for lat in lats[:100]]
    bent = [shapely.Polygon([(9, lat), *((9 + x, lat) for x in np.linspace(0.001, 0.05, 9)), (9.05, lat + 1e-6)])
            for lat in lats[100:150]]  # fmt: skip
    shapes = [*stars, *strips, *bent, *(star.boundary for star in stars[:20]), stars[0].buffer(1e-9), None]
    about, exact = crs.about_area_m2(shapes), crs.area_m2(shapes)
    told = ~np.isnan(about)
    np.testing.assert_allclose(about[told], exact[told], rtol=0.02)
    small = np.array([6e4 > area > 1e3 and abs(lat) < 69 for area, lat in zip(exact, lats, strict=False)])
    assert told[: len(lats)][small].all() and not told.all()
