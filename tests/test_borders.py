"""No map draws a border as settled on which views of the world differ."""

import pytest
import shapely

from geo.maps.ground.world import outlines

APART = {
    "Crimea and Kherson": [(34.0, 45.6), (34.0, 46.6)],
    "both sides of the berm in Western Sahara": [(-13.5, 25.0), (-12.2, 25.0)],
    "Western Sahara and Morocco": [(-11.0, 27.3), (-11.0, 28.1)],
    "the Golan and Syria": [(35.8, 33.0), (36.2, 33.0)],
    "both parts of Cyprus": [(33.4, 34.95), (33.4, 35.25)],
    "Somalia and Somaliland": [(48.0, 9.5), (49.6, 9.5)],
}


def crossed(kind, line):
    return bool(shapely.crosses(outlines(kind), shapely.LineString(line)).any())


@pytest.mark.parametrize("ends", APART.values(), ids=APART.keys())
def test_no_solid_line_divides(ends):
    assert not crossed("border", ends)
    assert crossed("disputed", ends)


def test_a_settled_border_is_solid():
    spain_and_france = [(0.6, 42.3), (0.6, 43.2)]
    assert crossed("border", spain_and_france)
    assert not crossed("disputed", spain_and_france)
