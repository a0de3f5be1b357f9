"""Text in UTF-16, as Windows and what speaks .NET write it, with its mark or without, whatever its declaration says."""

import pytest
from told import column, drawn

POINT = (
    '{"type": "Feature", "properties": {"name": "Sahə"}, "geometry": {"type": "Point", "coordinates": [46.9, 39.5]}}'
)
FILES = {
    "zones.geojson": f'{{"type": "FeatureCollection", "features": [{POINT}]}}',
    "zones.geojsonl": f"{POINT}\n",
    "zones.json": '[{"name": "Sahə", "lat": 39.5, "lon": 46.9}]',
    "zones.kml": '<?xml version="1.0" encoding="UTF-8"?><kml><Placemark><name>Sahə</name>'
    "<Point><coordinates>46.9,39.5</coordinates></Point></Placemark></kml>",
    "zones.gpx": '<gpx version="1.1"><wpt lat="39.5" lon="46.9"><name>Sahə</name></wpt></gpx>',
    "zones.csv": "name,lat,lon\nSahə,39.5,46.9\n",
}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("name", FILES)
def test_a_file_in_wide_letters_is_read(read, name, encoding):
    reading = read(FILES[name].encode(encoding), name)
    assert (drawn(reading), column(reading, "name")) == (["POINT (46.9 39.5)"], ["Sahə"])


def test_a_file_in_utf_8_that_calls_itself_utf_16_is_read(read):
    reading = read(FILES["zones.kml"].replace("UTF-8", "utf-16"), "zones.kml")
    assert (drawn(reading), column(reading, "name")) == (["POINT (46.9 39.5)"], ["Sahə"])
