"""A contribution file is read whole or refused in one sentence, and its description is what is read."""

import json
import re
from copy import deepcopy
from pathlib import Path

import pytest

from geo.contributions.model import MOST_BYTES, Change, read
from geo.errors import SourceError

PAGE = Path(__file__).parent.parent / "docs" / "pages" / "contributions.md"
EXAMPLE = json.loads(re.search(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1])
SQUARE, POINT = EXAMPLE["changes"][2]["geometry"], EXAMPLE["changes"][1]["geometry"]


def collection(*geometries):
    return {"type": "GeometryCollection", "geometries": [*geometries]}


COLLECTION = collection(SQUARE, POINT)


def altered(*steps, to):
    """The example with one value replaced, or a key added."""
    found = deepcopy(EXAMPLE)
    at = found
    for step in steps[:-1]:
        at = at[step]
    at[steps[-1]] = to
    return json.dumps(found).encode()


def refusal(content):
    with pytest.raises(SourceError) as refused:
        read(content, "a.zonemark.json")
    assert "\n" not in str(refused.value)
    return refused.value.what


def test_the_example_of_the_description_is_read_and_written_again():
    found = read(json.dumps(EXAMPLE).encode(), "a.json")
    assert [one.op for one in found.changes] == ["add", "add", "correct", "cut", "split", "withdraw", "note"]
    assert json.loads(found.to_bytes()) == {
        **EXAMPLE,
        "changes": [{key: value for key, value in one.items() if value != {}} for one in EXAMPLE["changes"]],
    }


def test_every_key_stands_in_the_description():
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in Change.model_fields if f"`{name}`" not in text] == []


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"", "damaged: line 1"),
        (json.dumps(EXAMPLE).encode()[:600], "damaged: line 1"),
        (b'{"type":"zonemark-contribution","type":"x"}', 'the key "type" is there twice'),
        (b"\xff\xfe\x00", "UTF-16"),
        (b'{"type":"FeatureCollection","features":[]}', "not a contribution"),
        (b"[1]", "not a contribution"),
        (b"{" * 10_000, "damaged"),
        (b" " * (MOST_BYTES + 1), "larger than 5 MB"),
        (altered("format", to=2), "format 2, and this Zonemark reads format 1"),
        (altered("format", to="1"), "format"),
        (altered("sender", to="x"), "sender: is not a key of this format"),
        (altered("changes", to=EXAMPLE["changes"] * 300), "2,100 changes"),
        (altered("changes", to=[]), "changes"),
        (altered("changes", 6, "id", to=EXAMPLE["changes"][5]["id"]), "change 7 has the id of an earlier one"),
        (altered("changes", 0, "edition", to="0" * 12), "an edition that the file does not name"),
        (altered("changes", 0, "layer", to="others"), "a layer that its edition does not name"),
        (altered("changes", 0, "target", to="H-1"), "the target of a new record"),
        (altered("changes", 2, "target", to=EXAMPLE["changes"][0]["target"]), None),
        (altered("changes", 2, "op", to="add"), "the target of a new record"),
        (altered("changes", 2, "geometry", to=None), "geometry is null"),
        (altered("changes", 2, "text", to="x"), "correct does not take text"),
        (altered("changes", 5, "because", to=""), "withdraw needs because"),
        (altered("changes", 1, "radius_m", to=0), "change 2, radius_m"),
        (altered("changes", 0, "radius_m", to=5), "a radius needs a Point"),
        (altered("changes", 3, "knife", "type", to="LineString"), "change 4, knife"),
        (altered("changes", 2, "set", "source_file", to=[None, "x"]), "noted by the project"),
        (altered("changes", 2, "set", "withdrawn_on", to=[None, "x"]), "noted by the project"),
        (altered("changes", 2, "set", "status", to="open"), "change 3, set.status"),
        (altered("changes", 2, "set", "status", to=["open", {"a": 1}]), "change 3, set.status"),
        (altered("changes", 2, "geometry", "coordinates", 0, 0, to=[40.0, 146.9]), "longitude comes before latitude"),
        (altered("changes", 2, "geometry", "coordinates", 0, 0, to=[46.9, 40.0, 5]), "not [longitude, latitude]"),
        (altered("changes", 2, "geometry", "coordinates", 0, 0, to=[46.9, 40.0]), "does not close"),
        (altered("changes", 2, "geometry", "coordinates", to=[]), "no positions"),
        (altered("changes", 2, "geometry", to=COLLECTION), None),
        (altered("changes", 2, "geometry", to=collection()), "without geometries"),
        (altered("changes", 2, "geometry", to={**SQUARE, "type": "GeometryCollection"}), "without geometries"),
        (altered("changes", 2, "geometry", to=collection(COLLECTION)), "one of: Point"),
        (altered("changes", 2, "geometry", to=collection("x")), "one of: Point"),
        (altered("changes", 2, "geometry", to={**COLLECTION, "coordinates": []}), "more than those"),
        (altered("changes", 3, "knife", to=COLLECTION), "the knife of a cut is a Polygon"),
        (altered("made_on", to="yesterday"), "made_on"),
        (altered("made_on", to="2026-02-30T16:45:00Z"), "made_on: is not a time"),
        (altered("made_on", to="0000-01-01T00:00:00Z"), "made_on: is not a time"),
    ],
)  # fmt: skip
def test_what_is_not_as_described_is_refused_in_one_sentence(content, because):
    if because is None:
        assert read(content, "a.json")
    else:
        assert because in refusal(content)


def test_a_message_repeats_only_the_beginning_of_what_is_wrong():
    assert len(refusal(altered("x" * 5_000, to=1))) < 400


def test_a_change_is_known_by_what_it_says_and_not_by_how_it_is_written():
    told = deepcopy(EXAMPLE["changes"][1])
    again = {**dict(reversed(told.items())), "geometry": {"coordinates": [46.9, 40], "type": "Point"}, "radius_m": 3e2}
    assert Change(**told).key == Change(**again).key
    assert Change(**told).key != Change(**{**told, "radius_m": 301}).key
