"""A kind of record that is only a file is drawn, counted and listed: nothing of it is lost in silence."""

import sys
from pathlib import Path

import geopandas
import pytest
from shapely import Point

from geo.maps import draw
from geo.records import KINDS, Layer, fields

SESSIONS = (Path(__file__).parents[1] / "sessions.toml").read_text(encoding="utf-8")


@pytest.fixture
def with_sessions(monkeypatch):
    """Zonemark as it would be with one more file of a kind."""
    from geo.maps.page import overview
    from geo.maps.page.still import placed

    kinds = fields.read_kinds({**fields._texts(), "sessions": SESSIONS})
    for name, module in list(sys.modules.items()):
        if name.startswith("geo.") and getattr(module, "KINDS", None) is KINDS:
            monkeypatch.setattr(module, "KINDS", kinds)
    for module in (overview, placed):
        monkeypatch.setattr(module, "MARKS", placed._marks_of(kinds.values()))
    return kinds


def sessions():
    records = {"id": ["S-1", "S-2", "S-3"], "held_on": ["2026-05-01"] * 3, "attended": [10, 20, 30]}
    return geopandas.GeoDataFrame(records, geometry=[Point(46, 40), Point(46.1, 40.1), None], crs="EPSG:4326")


def test_records_of_a_new_kind_are_counted_drawn_and_found_near(with_sessions, open_map, tmp_path):
    path = tmp_path / "sessions.html"
    draw(Layer("sessions", "sessions", sessions(), "Sessions")).save(path)
    page = open_map(path)
    assert "3 recorded, 2 drawn" in page.locator("#zm-heading, header").first.inner_text()
    near = page.evaluate(
        "zonemark.engine.near({lon: 46, lat: 40, accuracy_m: 0}, {radius_m: 5000, mostRows: 50}).kinds"
    )
    assert [(one["kind"], one["within"]) for one in near if one["within"]] == [("sessions", 1)]
    assert page.evaluate("zonemark.engine.classOf({layer: 0, record: 0})") == "sessions"


def test_without_scripts_records_of_a_new_kind_have_their_mark(with_sessions, open_map, tmp_path):
    path = tmp_path / "sessions.html"
    draw(Layer("sessions", "sessions", sessions(), "Sessions")).save(path)
    page = open_map(path, javascript=False)
    assert page.locator("#zm-overview g[fill='#3b6ea5'] > *").count() == 2


def test_a_map_of_a_kind_that_nothing_describes_is_not_made(tmp_path):
    assert "sessions" not in KINDS
    with pytest.raises(Exception, match="sessions"):
        draw(Layer("sessions", "sessions", sessions(), "Sessions")).save(tmp_path / "sessions.html")
