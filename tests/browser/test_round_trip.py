"""From the map to the project and back: what a reader drew is on the next map where it was drawn, letter for letter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from playwright.sync_api import Page
from test_contributed import received
from test_editor import VIOLATIONS, assert_quiet, editor, lonlat, points, press, spots, tool

import geo

pytestmark = pytest.mark.browser

NAME = "Bağ · بستان · Сад {{ 7*7 }} </script>"


def test_a_zone_that_was_drawn_in_a_map_is_on_the_next_one(open_map: Callable[..., Page], tmp_path: Path) -> None:
    project = received(tmp_path)
    project.undo()  # its own zone alone
    page = open_map(geo.draw(project, language="en").save(tmp_path / "sent.html"), first=VIOLATIONS)
    tool(page, "Contribute")
    press(page, "Area")
    drawn = []
    for number, (x, y) in enumerate(spots(page), 1):
        drawn.append(lonlat(page, x, y))
        page.mouse.click(x, y)
        points(page, number)
    press(page, "Go on")
    editor(page).get_by_label("Name", exact=True).fill(NAME)
    press(page, "Keep")
    with page.expect_download() as download:
        press(page, "Save")
    sent = tmp_path / download.value.suggested_filename
    download.value.save_as(sent)
    assert_quiet(page)

    merging = geo.merge(project, sent)
    assert [fate for key, fate in merging.overlaid.outcome.fates.items() if key in merging.new] == ["applied"]
    (zone,) = [layer.frame for layer in project.layers() if layer.title == "Contributed, not reviewed"]
    assert zone["name"].tolist() == [NAME]
    corners = shapely.get_coordinates(zone.geometry.iloc[0])
    assert np.abs(corners[:-1] - np.array(drawn)).max() <= 1.01e-7

    page = open_map(geo.draw(project, language="en").save(tmp_path / "next.html"))
    assert page.evaluate("zonemark.data.layers.map(l => l.name)") == ["zones", "contributed-not-reviewed"]
    ring = page.evaluate("zonemark.data.layers[1].geometry.toGeoJSON(0)")["coordinates"][0]
    assert np.abs(np.array(ring)[:-1] - np.array(drawn)).max() <= 1.01e-7
    assert page.evaluate("zonemark.data.layers[1].column('name').get(0)") == NAME
    assert geo.merge(project, sent).files == {sent.name: (0, 1)}
