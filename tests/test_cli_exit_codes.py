"""The codes that commands end with agree with their words: no line says error where the code says that all is well."""

import json

import pytest

from geo.cli import COMMANDS, EXIT_CODES, NEEDS_YOU, main

BOW_TIE = [[[46.8, 39.6], [46.81, 39.61], [46.81, 39.6], [46.8, 39.61], [46.8, 39.6]]]
FAR = {"type": "Point", "coordinates": [39.6, 46.8]}


def feature(name, geometry, **properties):
    return {"type": "Feature", "properties": {"id": name, "area_type": "SHA", **properties}, "geometry": geometry}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A project, a file, a map and a field sheet in each of which an error is."""
    folder = tmp_path_factory.mktemp("codes")
    good = feature("a", {"type": "Point", "coordinates": [46.8, 39.6]})
    features = [good, feature("b", {"type": "Polygon", "coordinates": BOW_TIE}), feature("c", FAR), feature("a", None)]
    (folder / "bad.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    (folder / "good.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature("z", good["geometry"])]})
    )
    (folder / "sheet.csv").write_text("area,from,to,bearing,distance,position\nA,RP,1,10,20,39.6 46.8\nB,RP,1,x,,\n")
    (folder / "words.txt").write_text("six words that nobody else would think of\n")
    (folder / "torn.geojson").write_text('{"type": "Feat')
    assert main(["new", str(folder / "p"), "--extent", "44.7,38.3,50.5,41.95"]) == 0
    assert main(["add", str(folder / "p"), str(folder / "bad.geojson")]) == NEEDS_YOU
    assert main(["map", str(folder / "p"), "-o", str(folder / "map.html")]) in (0, NEEDS_YOU)
    return folder


CALLS = [
    "add p bad.geojson", "add p bad.geojson --verbose", "add p bad.geojson --dry-run", "add p good.geojson",
    "add p torn.geojson", "check p", "check bad.geojson", "check good.geojson", "layers p",
    "layer kind p bad hazards", "map p -o x.html", "map bad.geojson -o x.html", "map torn.geojson",
    "share p --profile internal -o s.html -o s.gpx", "verify map.html", "verify bad.geojson",
    "export p --to x.gpx", "export p --to x.geojson", "log p", "areas p", "open map.html --to opened",
    "open bad.geojson --to opened2", "diff bad.geojson good.geojson", "info bad.geojson", "info torn.geojson",
    "fields hazards", "fields x", "template t.xlsx", "formats", "traverse sheet.csv", "where 39.6,46.8",
    "where nowhere", "seal map.html --passphrase-file words.txt -o sealed.html",
    "seal bad.geojson --passphrase-file words.txt",
    "unseal sealed.html --passphrase-file words.txt -o back.html",
    "unseal map.html -o b.html --passphrase-file words.txt", "sign bad.geojson", "merge p good.geojson",
    "merge p torn.geojson", "review p", "undo p", "demo d --no-open", "new q", "layers q", "map q", "check q",
    "desk bad.geojson --no-browser", "partition good.geojson --to parts", "partition torn.geojson --to parts2",
    "check parts", "check parts --problems-to nowhere/x.txt", "settings q", "settings q --hotline 112",
]  # fmt: skip


@pytest.fixture(scope="module")
def ended(folder):
    """What each command printed, and the code that it ended with."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for call in CALLS:
            found[call] = run(call)
    return found


def run(call):
    from contextlib import redirect_stderr, redirect_stdout
    from io import StringIO

    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(call.split())
    return code, out.getvalue(), err.getvalue()


def test_every_command_is_tried():
    assert {call.split()[0] for call in CALLS} == set(COMMANDS)


def test_every_code_is_one_that_the_help_states(ended):
    assert {code for code, *_ in ended.values()} <= EXIT_CODES.keys()
    assert {code for code, *_ in ended.values()} >= {0, 1, 2, NEEDS_YOU}


def test_no_command_that_says_error_ends_with_0(ended):
    told = {call: code for call, (code, out, _) in ended.items() if any(map(says_error, out.splitlines()))}
    assert len(told) > 5 and 0 not in told.values(), told


def says_error(line):
    return line.startswith("error ") or "need you" in line or "needs you" in line


def test_a_command_that_refuses_says_why_where_errors_go(ended):
    refused = {call: said for call, (code, out, said) in ended.items() if code in (1, 2, 3) and not out}
    assert len(refused) > 3 and all(said.strip() for said in refused.values()), refused


def test_all_in_is_0_in_and_needing_somebody_is_4_and_nothing_in_is_1(ended):
    assert [ended[call][0] for call in CALLS[:5]] == [NEEDS_YOU, NEEDS_YOU, NEEDS_YOU, 0, 1]
