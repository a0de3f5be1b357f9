"""What a map can say: its languages beside English carry the texts of what it has, and what is small stays small."""

from __future__ import annotations

import json
import re
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from geo.maps import catalogue, draw
from geo.maps.page.fallback import Shown
from geo.maps.page.sayings import ALSO_FALLBACK, PYTHON_ONLY, sayable
from geo.records import KINDS, Layer

KEYS = [*catalogue.catalogue("en")]
PLAIN = {"land": {}, "layers": [], "onlineTiles": None, "others": [], "fictitious": False, "edition": None,
         "dates": {"of": "hazards"}}  # fmt: skip
VIEWER = Path(__file__).parent.parent / "geo" / "maps" / "viewer" / "src"


def layer(kind: str = "hazards", shape: shapely.Geometry | None = None, **columns: object) -> Shown:
    frame = geopandas.GeoDataFrame({"id": ["A"], **columns}, geometry=[shape or shapely.Point(46, 39)], crs="EPSG:4326")
    return Shown(Layer("one", kind, frame), np.array([True]))


def said(*layers: Shown, reasons: tuple[str, ...] = (), any_record: bool = False, **settings: object) -> set[str]:
    return {*sayable(KEYS, layers, {**PLAIN, **settings}, reasons, any_record=any_record)}


AREA = shapely.box(46, 39, 47, 40)
LINE = shapely.LineString([(46, 39), (47, 40)])
HAVING = {  # a text, the map that says it; a plain point of a hazard says none of these
    "value.status.open": {"layers": [layer(status=["open"])]},
    "class.hazards/unknown/open": {"layers": [layer(status=["open"])]},
    "value.ordnance.UXO": {"layers": [layer(ordnance=[("AP_mine", "UXO")])]},
    "value.ordnance.AXO": {"layers": [layer("releases", devices_found=[{"AXO": 2}])]},
    "value.product.unknown": {"layers": [layer("releases", product=[None])]},
    "class.releases/cleared": {"layers": [layer("releases", product=["cleared"])]},
    "ui.cleared_to": {"layers": [layer("releases", product=["cleared"])]},
    "field.crs_entered": {"layers": [layer(crs_entered=["EPSG:4284"])]},
    "field.depth_m": {"layers": [layer(depth_m_entered=["deep"])]},
    "field.killed": {"layers": [layer("accidents")]},
    "class.accidents": {"layers": [layer("accidents")]},
    "ui.numbers_uncounted": {"layers": [layer("accidents")]},
    "class.places/area": {"layers": [layer("places", AREA)]},
    "ui.figures_help": {"layers": [layer("facts")]},
    "class.signs/circle": {"layers": [layer(position_accuracy_m=[500.0])]},
    "ui.gone_since": {"layers": [layer(missing_since=["2026-05-01"])]},
    "value.in_source.no": {"layers": [layer(missing_since=["2026-05-01"])]},
    "ui.points_bearing": {"layers": [layer(shape=AREA)]},
    "ui.card_length": {"layers": [layer(shape=LINE)]},
    "reason.not_a_number": {"reasons": ("not_a_number",)},
    "reason.position_unusable": {"reasons": ("no_position",), "layers": [layer(position_entered=["?"])]},
    "conflict.release_overlap": {"land": {"conflicts": [[0, 0, ["release_overlap"]]]}},
    "ui.land_remaining": {"land": {"hazards": [[0, 0]], "conflicts": []}},
    "doubt.swapped_axes": {"settings": [{"doubts": [[0, "swapped_axes"]]}]},
    "class.signs/doubt": {"settings": [{"doubts": [[0, "swapped_axes"]]}]},
    "class.signs/contributed": {"settings": [{"name": "contributed-not-reviewed", "doubts": []}]},
    "warning.contributed": {"waiting": 3},
    "value.since.new": {"since": {"date": "2026-05-01", "new": 1, "changed": 0, "gone": 0}},
    "field.withdrawal": {"settings": [{"lately": [[0, "asked"]], "doubts": []}]},
    "value.withdrawal.yes": {"layers": [layer(withdrawn_on=["2026-05-01"])]},
    "ui.since": {"since": {"date": "2026-05-01", "new": 1, "changed": 0, "gone": 0}},
    "ui.online_tiles_ask": {"onlineTiles": {"host": "a.example"}},
    "ui.others": {"others": [{"title": "T"}]},
    "warning.fictitious": {"fictitious": True},
    "warning.edition_cells": {"edition": {"label": ""}},
    "ui.near_shown": {"edition": {"label": "", "hidden": 3}},
    "warning.age_records": {"dates": {"of": "records"}},
    "value.blocks.housing": {"any_record": True},
    "class.hazards/spot_task/closed": {"any_record": True},
}


@pytest.mark.parametrize("key", HAVING)
def test_a_text_is_carried_by_a_map_that_has_what_it_speaks_of_and_by_no_other(key: str) -> None:
    told = dict(HAVING[key])
    layers = told.pop("layers", [layer()])
    if "settings" in told:
        told["layers"] = told.pop("settings")
    assert key in said(*layers, **told)
    assert key not in said(layer())


def test_a_text_that_no_rule_knows_is_carried() -> None:
    assert sayable(["ui.new", "problem.new", "warning.new"], [], PLAIN) == ["ui.new", "problem.new", "warning.new"]


def test_whatever_can_be_brought_in_has_its_words() -> None:
    every = said(layer(), any_record=True)
    left = {key for key in KEYS if key.startswith(("value.", "field.", "class.", "reason."))} - every
    assert {key for key in left if not re.search("in_source|missing_since|signs|since|withdrawal", key)} == set()


def test_what_only_python_says_the_page_does_not_ask_for() -> None:
    code = "\n".join(path.read_text("utf-8") for path in VIEWER.rglob("*.ts"))
    asked = {key for key in KEYS if key.startswith(PYTHON_ONLY) and f'"{key}"' in code}
    assert asked == {ALSO_FALLBACK}


def test_every_rule_is_about_a_text_that_there_is() -> None:
    from geo.maps.page.sayings import _STARTS

    assert [start for start in _STARTS if not any(key.startswith(start) for key in KEYS)] == []


def test_values_of_every_field_are_looked_for() -> None:
    fields = {key.split(".")[1] for key in KEYS if key.startswith("value.") and key.count(".") == 2}
    known = {field.name for kind in KINDS.values() for field in kind.fields}
    assert fields <= known | {"in_source", "since", "withdrawal"}


def zones(count: int) -> geopandas.GeoDataFrame:
    at = np.arange(count)
    return geopandas.GeoDataFrame(
        {"id": at.astype(str), "area_type": np.array(["CHA", "SHA"])[at % 2], "status": ["open"] * count},
        geometry=shapely.box(46 + at / 100, 39, 46.005 + at / 100, 39.005),
        crs="EPSG:4326",
    )


@pytest.fixture(scope="module")
def size_with(tmp_path_factory):
    path = tmp_path_factory.mktemp("size") / "map.html"

    def size(*languages: str) -> int:  # the texts of the editor go with it, and have a budget of their own
        return draw(zones(20), languages=("en", *languages), contributions="none").save(path).stat().st_size

    return size


@pytest.fixture(scope="module")
def english(size_with) -> int:
    return size_with()


MOST_BYTES = 6_000
MOST_BYTES_OF_EDITOR = 16_000
MOST_BYTES_OF_OWN_FILES = (
    3_500  # what a map without files.ts, ownfiles.ts and their parts of the editor's panel is smaller by
)


@pytest.mark.parametrize("language", [one for one in catalogue.languages() if one != "en"])
def test_a_language_is_a_small_part_of_a_map(size_with, english: int, language: str) -> None:
    assert size_with(language) - english < MOST_BYTES


def test_the_editor_and_files_of_ones_own_are_a_small_part_of_a_map(tmp_path: Path, english: int) -> None:
    whole = draw(zones(20)).save(tmp_path / "map.html").stat().st_size - english
    assert whole < MOST_BYTES_OF_EDITOR + MOST_BYTES_OF_OWN_FILES


def test_settings_hold_no_texts(tmp_path: Path) -> None:
    from geo.mapfile.opening import open_map

    settings = open_map(draw(zones(1)).save(tmp_path / "map.html")).settings
    assert "catalogues" not in settings and json.dumps(settings)
