"""A map with so many records that they are opened in a worker while the page is still being read."""

import json

import geopandas
import numpy as np
import pytest
import shapely

from geo.maps import draw
from geo.records.layer import Layer

COUNT = 30_000
NO_WORKERS = "delete window.Worker"
DEAF_WORKERS = "window.Worker = class { postMessage() {} terminate() {} }"
FAILING_WORKERS = """window.Worker = class {
    postMessage() { queueMicrotask(() => this.onmessage({ data: { fault: "planted" } })); }
    terminate() {}
}"""
WORKERS_THAT_STOP = """window.Worker = class extends Worker {
    set onmessage(told) {
        super.onmessage = (event) => told(event.data.placed ? { data: { fault: "planted" } } : event);
    }
}"""
DRAWN = "zonemark.engine.drawnCounts().map(({ recorded, drawn }) => [recorded, drawn])"


def zones():
    """Polygons of eight vertices with nothing to be compressed about them."""
    random = np.random.default_rng(20210407)
    angle = np.sort(random.uniform(0, 2 * np.pi, (COUNT, 8)), axis=1)
    radius = random.uniform(0.001, 0.003, (COUNT, 8))
    centre = random.uniform((45, 39), (49, 41), (COUNT, 2))
    rings = centre[:, None] + np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=2)
    names = [f"{number:016x}" for number in random.integers(0, 2**62, COUNT)]
    frame = {"id": [f"Z-{i}" for i in range(COUNT)], "notes": names}
    return geopandas.GeoDataFrame(frame, geometry=shapely.polygons(rings), crs="EPSG:4326")


@pytest.fixture(scope="module")
def frame():
    return zones()


@pytest.fixture(scope="module")
def large(frame, tmp_path_factory):
    return draw([Layer("zones", "hazards", frame, "Zones")], title="Many").save(
        tmp_path_factory.mktemp("large") / "map.html"
    )


def record(page, index):
    return page.evaluate(
        """(index) => {
            const layer = zonemark.data.layers[0];
            return [layer.column("id").get(index), layer.column("notes").get(index), layer.geometry.toGeoJSON(index)];
        }""",
        index,
    )


def assert_all_is_there(page, frame):
    assert page.evaluate(DRAWN) == [[COUNT, COUNT]]
    for index in (0, 1, COUNT // 2, COUNT - 1):
        name, notes, geometry = record(page, index)
        assert (name, notes) == (frame["id"][index], frame["notes"][index])
        assert shapely.hausdorff_distance(shapely.from_geojson(json.dumps(geometry)), frame.geometry[index]) < 1e-7


def test_the_records_of_a_large_map_come_out_of_the_worker(open_map, large, frame):
    page = open_map(large)
    assert page.evaluate("zonemarkRecords.early.then((bytes) => bytes.length > 0)")
    assert page.locator(".zm-data").count() > 1
    assert_all_is_there(page, frame)


@pytest.mark.parametrize("workers", [NO_WORKERS, DEAF_WORKERS, FAILING_WORKERS], ids=["none", "deaf", "failing"])
def test_without_a_worker_the_page_opens_them_itself(open_map, large, frame, workers):
    page = open_map(large, first=workers)
    assert not page.evaluate("Promise.resolve(window.zonemarkRecords?.early).catch(() => null)")
    assert_all_is_there(page, frame)


def test_where_a_worker_stops_halfway_the_page_reads_the_shapes_itself(open_map, large, frame):
    page = open_map(large, first=WORKERS_THAT_STOP)
    assert page.evaluate("zonemarkRecords.early.then((bytes) => bytes.length > 0)")
    assert page.evaluate("zonemarkRecords.placed(0).catch((fault) => fault.message)") == "planted"
    assert_all_is_there(page, frame)


def test_a_large_map_asks_nobody(large, requests_by_netlog):
    settled = lambda page: page.wait_for_selector("html[data-zonemark='drawn']", state="attached")  # noqa: E731
    assert requests_by_netlog(large, settle=settled) == []


def damaged(text):
    at = text.rindex('class="zm-data">') + 400
    return text[:at] + "A" * 40 + text[at + 40 :]


def cut_short(text):
    return text[: text.rindex('class="zm-data">') + 400]


def without_a_block(text):
    at = text.rindex('<script type="application/octet-stream" class="zm-data">')
    return text[:at] + text[text.index("</script>", at) + 9 :]


@pytest.mark.parametrize("harm", [damaged, cut_short, without_a_block])
def test_a_large_map_that_is_not_whole_says_so_in_red(open_map, large, tmp_path, harm):
    (tmp_path / "map.html").write_text(harm(large.read_text(encoding="utf-8")), encoding="utf-8")
    page = open_map(tmp_path / "map.html", expect_errors=True)
    assert page.evaluate("document.documentElement.dataset.zonemark") == "failed"
    assert "Do not rely on it" in page.get_by_role("alert").inner_text()
