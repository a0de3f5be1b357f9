"""A record that its source no longer has looks so in its card and wherever it is listed, in every language."""

import geopandas
import pytest
from shapely import Point

from geo.maps import draw

SAID = {"en": "no longer", "az": "artıq", "ru": "больше нет", "ar": "لم يعد"}


@pytest.mark.parametrize("language", SAID)
def test_a_card_says_that_its_source_no_longer_has_the_record(open_map, tmp_path, language):
    records = {"id": ["H1", "H2"], "area_type": ["SHA", "SHA"], "missing_since": ["2026-05-01", None]}
    frame = geopandas.GeoDataFrame(records, geometry=[Point(46, 40), Point(46.1, 40)], crs="EPSG:4326")
    draw(frame, languages=[language]).save(tmp_path / "map.html")
    page = open_map(tmp_path / "map.html")
    for record, says in ((0, True), (1, False)):
        page.evaluate("(record) => zonemark.ui.openRecords([{layer: 0, record}], 0)", record)
        heading, card = page.locator(".zm-cardheading"), page.locator(".zm-cardheading + .zm-note")
        assert (SAID[language] in heading.inner_text()) == says
        assert (card.count() > 0 and SAID[language] in card.inner_text()) == says
