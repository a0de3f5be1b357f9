"""The texts of the desk: the same in every language of the page, each asked for, and none of them in a map file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import geopandas
import pytest
import shapely
from unpacking import contents

from geo import draw
from geo.maps.bundle import viewer
from geo.maps.catalogue import languages, texts_of_desk

MAPS = Path(__file__).parent.parent / "geo" / "maps"
FOLDER = MAPS / "languages" / "desk"
MADE = ("desk.step_", "desk.count_", "desk.n_", "desk.fate_", "desk.field_", "desk.profile_", "desk.accepted",
        "desk.rejected")  # fmt: skip
"""Beginnings of keys that the page puts together from what it is told."""


def own(language: str) -> dict[str, str]:
    return json.loads((FOLDER / f"{language}.json").read_text("utf-8"))


def places(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("language", languages())
def test_a_language_has_every_text_of_the_desk_with_the_places_of_english(language: str) -> None:
    assert {key: places(text) for key, text in own(language).items()} == {
        key: places(text) for key, text in own("en").items()
    }
    assert [key for key, text in own(language).items() if text.strip() != text or not text] == []


def test_each_text_of_the_desk_is_asked_for_and_each_that_is_asked_for_is_there() -> None:
    # The pages that wait, and that say why there is no map, run no script: geo/desk writes them.
    paths = [*(MAPS / "viewer" / "src" / "desk").rglob("*.ts"), *(MAPS.parent / "desk").rglob("*.py")]
    source = "\n".join(path.read_text("utf-8") for path in paths)
    words = set(re.findall(r'["`]([a-z_]+)["`]', source))
    words |= {f"{one}_do" for one in words}
    assert [key for key in own("en") if key.removeprefix("desk.") not in words and not key.startswith(MADE)] == []
    asked = set(re.findall(r'(?:frame|this)\.text\("([a-z_]+)"', source))
    assert len(asked) > 80 and {f"desk.{one}" for one in asked} - own("en").keys() == set()


def test_a_language_without_a_catalogue_speaks_english() -> None:
    assert texts_of_desk("xx") == own("en")
    assert texts_of_desk("az")["desk.files"] == own("az")["desk.files"] != own("en")["desk.files"]


def test_no_map_file_carries_anything_of_the_desk(tmp_path: Path) -> None:
    zone = geopandas.GeoDataFrame({"id": ["H1"]}, geometry=[shapely.box(46, 40, 46.1, 40.1)], crs=4326)
    page = draw({"Zones": zone}, kind="hazards", languages="all").save(tmp_path / "map.html").read_bytes()
    found = list(contents(page))
    sentences = [own(language)["desk.no_problems"].encode() for language in languages()]
    marks = [
        b"zm-desk",
        b"desk.files",
        viewer("desk.js")[:200],
        viewer("desk.css")[-200:],
        *sentences,
    ]  # it begins as that of the editor
    assert [mark for mark in marks if any(mark in part for part in found)] == []
    assert any(b"zonemarkKit" in part for part in found), "what the viewer carries is found"
    assert any(mark in viewer("desk.js") for mark in marks)
    assert b"connect-src 'none'" in page
