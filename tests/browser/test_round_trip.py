"""From the map to the project and back, in three engines: what a reader drew and corrected is on the next map, letter
for letter, and what was not touched is as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from round_trip import ARABIC, CYRILLIC, Reader
from test_engines import engine

import geo

__all__ = ["engine"]
pytestmark = pytest.mark.browser

FIELD = shapely.Polygon([(46.901234567891, 39.9), (46.91, 39.9), (46.91, 39.91), (46.9, 39.908765432109)])
SEVERAL = shapely.GeometryCollection(
    [
        shapely.box(46.92, 39.9, 46.925, 39.905),
        shapely.LineString([(46.92, 39.907), (46.9250000123, 39.907)]),
        shapely.Point(46.927, 39.902),
    ]
)


@pytest.fixture
def project(tmp_path: Path) -> geo.Project:
    frame = geopandas.GeoDataFrame(
        {"id": ["H1", "H2", "H3"], "name": ["Field", "Several", "Twice"], "status": ["open"] * 3},
        geometry=[FIELD, SEVERAL, shapely.box(46.93, 39.9, 46.935, 39.905)],
        crs=4326,
    )
    own = geo.Project.create(tmp_path / "valley", title="Valley", languages=["ar", "ru"])
    own.add(frame, kind="hazards", layer="Zones")
    return own


IDS = "zonemark.data.layers.map((one) => Array.from({ length: one.count }, (_, at) => one.column('id').get(at)))"


def held(project: geo.Project) -> dict[str, Any]:
    return {str(row.id): row for layer in project.layers() for row in layer.frame.itertuples()}


def corners(shape: Any) -> set[tuple[float, float]]:
    return {(lon, lat) for lon, lat in shapely.get_coordinates(shape).tolist()}


def is_as_drawn(shape: Any, drawn: list[list[float]]) -> bool:
    corners = shapely.get_coordinates(shape)
    return len(corners) == len(drawn) + 1 and bool(np.abs(corners[:-1] - np.array(drawn)).max() <= 1.01e-7)


def drawn_by_keys(reader: Reader) -> None:
    """A line of two points at the cross and one by bearing and distance, with no mouse."""
    reader.enter("Line")
    for number in (1, 2):
        reader.engine.press("ArrowRight")
        reader.engine.press("Enter")
        reader.points(number)
    reader.fill("Positions, one a line; or bearing and distance from the last point, as 90° 250 m", "90° 250 m")
    reader.enter("Add")
    reader.points(3)
    reader.enter("Go on")
    reader.enter("Keep")


def test_what_was_drawn_and_corrected_in_a_map_is_on_the_next_one(engine, project, tmp_path):
    reader = Reader(engine)
    reader.open(geo.draw(project, language="en").save(tmp_path / "sent.html"))
    reader.click("Contribute", ".zm-toollist")
    reader.click("Area")
    drawn = reader.draw()
    reader.click("Go on")
    reader.speak("ar")
    reader.fill("الاسم", ARABIC)
    reader.speak("ru")
    reader.fill("Примечания", CYRILLIC)
    reader.speak("en")
    reader.choose("Type", "SHA")
    reader.click("Keep")

    reader.correct(0, "Change the outline")  # by mouse
    x, y = reader.corner("0,0,0")
    engine.drag((x, y), (x - 30, y + 20))
    reader.click("Go on")
    reader.choose("Status", "suspended")
    reader.click("Keep")
    reader.correct(0, "Cut a part away")
    reader.draw(3)
    reader.click("Go on")
    reader.click("Keep")

    reader.correct(1, "Change the outline")  # by keyboard, one of several shapes
    reader.corner("0,0,1")
    engine.press("Shift+ArrowRight")
    reader.enter("Go on")
    reader.enter("Keep")
    reader.correct(2, "Propose to withdraw")
    reader.fill("Reason: how do you know?", "the same as Field")
    reader.click("Keep")
    drawn_by_keys(reader)
    sent = reader.save()
    assert engine.evaluate("[violations.length, localStorage.length, sessionStorage.length]") == [0, 0, 0]
    assert not engine.evaluate("document.querySelector('.zm-card')?.getClientRects().length")

    assert [one["op"] for one in sent["changes"]] == ["add", "correct", "cut", "correct", "withdraw", "add"]
    file = tmp_path / "from-reader.zonemark.json"
    file.write_text(json.dumps(sent), encoding="utf-8")
    before = held(project)
    merging = geo.merge(project, file)
    assert sorted(merging.overlaid.outcome.fates.values()) == ["applied"] * 3 + ["pending", "pending", "pending"]
    project.contributions.decide("accept", [one.key for one in merging.overlaid.waiting])
    now = held(project)
    line, new = sorted(now.keys() - before.keys(), key=lambda id_: now[id_].geometry.geom_type)
    assert shapely.get_coordinates(now[line].geometry).tolist() == sent["changes"][-1]["geometry"]["coordinates"]
    assert (now[new].name, now[new].remarks, now[new].area_type) == (ARABIC, CYRILLIC, "SHA")
    assert is_as_drawn(now[new].geometry, drawn)
    assert now["H1"].status == "suspended" and now["H1"].name == "Field" and now["H3"].withdrawn_because
    assert corners(FIELD) & corners(now["H1"].geometry) == corners(FIELD) - {FIELD.exterior.coords[0]}
    assert len(corners(now["H1"].geometry)) > 4  # moved, and cut
    several = now["H2"].geometry
    assert several.geom_type == "GeometryCollection" and len(corners(SEVERAL) - corners(several)) == 1
    assert (46.9250000123, 39.907) in corners(several)

    reader.open(geo.draw(project, language="en").save(tmp_path / "next.html"))
    names = engine.evaluate("zonemark.data.layers.map(({ name }) => name)")
    assert names == ["zones", "contributed-not-reviewed"] or names == ["zones"]
    ((layer, record),) = [
        (at, row) for at, of in enumerate(engine.evaluate(IDS)) for row, id_ in enumerate(of) if id_ == new
    ]
    shape = engine.evaluate(f"zonemark.data.layers[{layer}].geometry.toGeoJSON({record})")
    assert is_as_drawn(shapely.geometry.shape(shape), drawn)
    shown = f"zonemark.data.layers[{layer}].column"
    assert engine.evaluate(f"[{shown}('name').get({record}), {shown}('remarks').get({record})]") == [ARABIC, CYRILLIC]
