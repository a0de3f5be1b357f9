"""A table of hazards that also counts casualties, or how land is cleared, is one of hazards, and it is said."""

import pytest
from told import codes, column, told

HAZARDS = {
    "types and casualties": "ID,Type,Status,Killed,Injured,lat,lon\n1,SHA,open,0,2,39.5,46.9\n2,CHA,open,1,0,39.6,46\n",
    "types in words": "ID,Class,Men,Women,Killed,Injured,lat,lon\n1,Confirmed hazardous area,0,0,0,2,39.5,46.9\n",
    "types in Spanish": "ID,Tipo de área,Muertos,Heridos,lat,lon\n1,Área Peligrosa Sospechosa,0,1,4.5,-74.1\n",
    "a column for each type": "Community,SHA (m2),CHA (m2),Killed,Injured,lat,lon\nA,1000,2000,1,2,39.5,46.9\n",
    "clearance that goes on": "Task,Hazard type,Status,Method,Depth (m),Completion date,Devices found,lat,lon\n"
    "T1,CHA,open,manual clearance,0.2,,,39.5,46.9\nT2,CHA,completed,manual clearance,0.2,2024-05-01,3 UXO,39.6,46.9\n",
}


@pytest.mark.parametrize("text", HAZARDS.values(), ids=HAZARDS)
def test_what_calls_each_row_suspected_or_confirmed_is_hazards(read, text):
    reading = read(text)
    assert reading.kind == "hazards" and "state the kind" in told(reading, "kind_doubtful")


def test_outlines_that_count_casualties_are_hazards(read):
    ring = "[[[46.9,39.5],[46.901,39.5],[46.901,39.501],[46.9,39.5]]]"
    shape = f'{{"type":"Polygon","coordinates":{ring}}}'
    feature = f'{{"type":"Feature","properties":{{"killed":1,"injured":2}},"geometry":{shape}}}'
    reading = read(f'{{"type":"FeatureCollection","features":[{feature}]}}', "a.geojson")
    assert (reading.kind, codes(reading)) == ("hazards", ["kind_doubtful"])


OTHERS = {
    "accidents in such areas": (
        "Date of accident,Hazard type,Killed,Injured,lat,lon\n2024-05-01,SHA,0,2,39.5,46.9\n", "accidents"),
    "accidents of a type": ("Date,Type,Killed,Injured,lat,lon\n2024-05-01,explosion,0,2,39.5,46.9\n", "accidents"),
    "land that was cleared": ("Task,Hazard type,Status,Method,Completion date,lat,lon\n"
                              "T1,CHA,cleared,manual clearance,2024-04-01,39.5,46.9\n", "releases"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), OTHERS.values(), ids=OTHERS)
def test_what_tells_of_accidents_or_of_cleared_land_alone_stays_so(read, text, kind):
    reading = read(text)
    assert reading.kind == kind and "kind_doubtful" not in codes(reading)


def test_tags_tell_of_accidents_and_a_part_of_the_killed_is_not_all(read):
    reading = read(
        "a,b,c,d,e\n#geo+lat,#geo+lon,#affected+f+killed,#affected+killed+num,#affected+injured\n39.5,46.9,1,3,2\n"
    )
    assert (reading.kind, column(reading, "killed"), column(reading, "injured")) == ("accidents", [3], [2])


def test_the_id_of_a_hazard_tells_though_somebody_is_named(read):
    reading = read("Hazard ID,Status,Victim name,lat,lon\nHZ-7,closed,Somebody,39.5,46.9\n")
    assert (reading.kind, column(reading, "status")) == ("hazards", ["closed"])
    assert "Somebody" not in reading.frame.to_string() and "kind_doubtful" in codes(reading)


COLLECTION = '{"type":"FeatureCollection"'
POINT = '{"type":"Feature","properties":{"name":"A"},"geometry":{"type":"Point","coordinates":[46.9,39.5]}}'
CALLED = {
    "a name that QGIS writes": (f'{COLLECTION},"name":"cleared_areas","features":[{POINT}]}}', "a.geojson"),
    "a layer of uMap": (f'{COLLECTION},"features":[{POINT}],"_umap_options":{{"name":"Cleared"}}}}', "a.json"),
    "a title above the table": ("List of cleared areas\nid,lat,lon,name\n1,39.5,46.9,A\n2,39.6,46.9,B\n", "a.csv"),
    "the name of a document": ("<kml><Document><name>Accidents</name><Placemark><Point><coordinates>46.9,39.5"
                               "</coordinates></Point></Placemark></Document></kml>", "a.kml"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "name"), CALLED.values(), ids=CALLED)
def test_what_a_file_calls_itself_is_evidence(read, text, name):
    assert "calls itself" in told(read(text, name), "kind_doubtful")


def test_a_title_of_both_is_no_doubt(read):
    title = "Register of hazardous areas and of areas that were cleared"
    assert "kind_doubtful" not in codes(read(f"{title}\nid,lat,lon,name\n1,39.5,46.9,A\n2,39.6,46.9,B\n"))
