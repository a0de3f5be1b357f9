"""A large layer is read run by run, and then says what it says when it is read as a whole."""

import tracemalloc
from io import BytesIO

import pytest

from geo.errors import SourceError, StoreError
from geo.geojson import GeometryText, as_text, collection, laid_out
from geo.geojson.documents import OtherLayout, document, sound_runs
from geo.store.layer_file import read_frame, read_layer

A = '{"type":"Feature","id":"a","properties":{"id":"a"},"geometry":{"type":"Point","coordinates":[46,40]}}'
B = A.replace('"a"', '"b"')
HEAD = '{"type":"FeatureCollection","zonemark":{"kind":"hazards"},"features":[\n'
DEEP = B.replace('"b"}', f'"b","n":{"[" * 96}{"]" * 96}}}')

LAYOUTS = {
    "as Zonemark writes it": f"{HEAD}{A},\n{B}\n]}}\n",
    "with carriage returns": f"{HEAD}{A},\r\n{B}\r\n]}}\r\n",
    "two in a line": f"{HEAD}{A},{B},\n{A}\n]}}\n",
    "nothing": f"{HEAD}\n]}}\n",
    "no comma": f"{HEAD}{A}\n{B}\n]}}\n",
    "two commas": f"{HEAD}{A},,\n{B}\n]}}\n",
    "a comma behind the last": f"{HEAD}{A},\n{B},\n]}}\n",
    "a list that ends and begins again": f"{HEAD}{A}],[{B}\n]}}\n",
    "members behind the features": f'{HEAD}{A}\n],"name":"x"}}\n',
    "features twice": HEAD.replace("{", '{"features":[],', 1) + f"{A}\n]}}\n",
    "half a letter": f"{HEAD}{A},\n" + B.replace('"b"', '"\\ud800"') + "\n]}\n",
    "a key twice": f"{HEAD}{A},\n" + B.replace('"properties"', '"id":"c","properties"') + "\n]}\n",
    "a number that is none": f"{HEAD}{A},\n" + B.replace("40", "NaN") + "\n]}\n",
    "cut off": f"{HEAD}{A},\n{B}\n",
    "cut off in a line": f"{HEAD}{A},\n{B[:40]}",
    "as deep as may be": f"{HEAD}{A},\n{DEEP}\n]}}\n",
    "deeper than may be": f"{HEAD}{A},\n" + DEEP.replace("[]", "[[]]") + "\n]}\n",
    "features of Esri": f'{HEAD}{{"attributes":{{}}}},\n{A}\n]}}\n',
    "no features at all": HEAD + ",\n".join(['{"x":1}'] * 1001) + "\n]}\n",
    "bytes that are no text": f"{HEAD}{A},\n" + B.replace("40", "4\xff") + "\n]}\n",
}
BY_RUNS = {"as Zonemark writes it", "with carriage returns", "two in a line", "as deep as may be"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_runs_give_what_the_whole_gives_or_leave_it_to_it(layout, monkeypatch):
    monkeypatch.setattr("geo.geojson.documents._PIECE", 1)
    data = LAYOUTS[layout].encode("latin-1")
    try:
        frame, runs = sound_runs(BytesIO(data), "zones.geojson")
        frame.features = [feature for run in runs for feature in run]
    except OtherLayout:
        frame = None
    assert (frame is not None) == (layout in BY_RUNS)
    try:
        whole = document(data, "zones.geojson")
    except SourceError:
        whole = None
    assert frame is None or frame == whole


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layer_in_runs_is_the_layer_read_whole(layout, monkeypatch, tmp_path):
    data = LAYOUTS[layout].encode("latin-1")
    path = tmp_path / "zones.geojson"
    path.write_bytes(data)

    def read():
        try:
            file, frame = read_frame(path)
        except StoreError as error:
            return str(error)
        return file.hash, file.members, list(file.problems), frame.drop(columns="geometry").to_dict(), frame.to_wkt()

    monkeypatch.setattr("geo.geojson.documents._PIECE", 1)
    in_runs = read()
    monkeypatch.setattr("geo.store.layer_file.sound_runs", _never)
    assert str(in_runs) == str(read())


def _never(*_):
    raise OtherLayout


def test_a_frame_is_read_in_less_memory_than_the_records_take(tmp_path, monkeypatch):
    monkeypatch.setattr("geo.geojson.documents._PIECE", 20_000)
    ring = ",".join(f"[46.{number:015},40.1]" for number in range(20))
    zone = f'{{"type":"Polygon","coordinates":[[{ring},[46.000000000000000,40.1]]]}}'
    lines = [A.replace('"a"', f'"{n}"').replace('{"type":"Point","coordinates":[46,40]}', zone) for n in range(1000)]
    path = tmp_path / "zones.geojson"
    path.write_text(HEAD + ",\n".join(lines) + "\n]}\n")

    def peak(read):
        tracemalloc.start()
        kept = read()
        taken = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return kept and taken

    in_runs, whole = peak(lambda: read_frame(path)), peak(lambda: document(path.read_bytes(), "zones"))
    assert 4 * in_runs < whole and 1.5 * peak(lambda: read_layer(path.read_bytes(), where="zones")) < whole


def test_a_geometry_held_as_text_says_what_its_lists_say():
    polygon = {"type": "Polygon", "coordinates": [[[46.0, 40.0], [46.1, 40.0], [46.1, 40.1], [46.0, 40.0]]]}
    text = as_text(polygon)
    assert laid_out(text) == polygon and text == polygon and polygon == text
    assert GeometryText('{"type":"Point","coordinates":[48,39]}') == as_text(
        {"type": "Point", "coordinates": [48.0, 39.0]}
    )
    assert text != as_text({"type": "Point", "coordinates": [46.0, 40.0]}) and text != None  # noqa: E711
    odd = {**polygon, "bbox": [46.0, 40.0, 46.1, 40.1]}
    assert as_text(odd) is odd and as_text(None) is None
    feature = {"type": "Feature", "id": "ü\ud800", "properties": {}, "geometry": polygon, "of": {"geometry": polygon}}
    held = {**feature, "geometry": text, "of": {"geometry": text}}
    assert collection([held], {"name": "x"}) == collection([feature], {"name": "x"})
    with pytest.raises(TypeError):
        collection([{**held, "properties": {"seen": object()}}], {})
