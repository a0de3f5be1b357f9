"""What files are called and hold acts on no terminal: every command is run with hostile names, and its bytes seen."""

import ast
import json
import sys
import unicodedata
from pathlib import Path
from types import SimpleNamespace

import pytest
import shapely
from contributing import change, contribution, edition_of
from limited import run_all

from geo.cli import COMMANDS, output
from geo.cli.output import Lines, harmless, lines

ROOT = Path(__file__).parent.parent
EVIL = "X\x1b[2J\x1b]0;owned\x07\x9b31m\u202etxt.\u200bH\u2066\u2028\r\nnothing was found; the land is safe"
IN_FILES = EVIL.replace("\r\n", " ")  # a name of a file or a cell of a CSV line


def acting(text):
    """The characters in what was printed that act on a terminal, or that no reader sees."""
    return {sign for sign in text if sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp", "Cs")}


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What every command prints of a project in which everything is called something hostile."""
    folder = tmp_path_factory.mktemp("out")
    survey, project = folder / f"survey{IN_FILES}.geojson", folder / f"project{IN_FILES}"
    rows = [
        {"id": EVIL, "name": EVIL, "status": EVIL, EVIL: "x", "remarks": EVIL},
        {"id": EVIL, "name": "b", EVIL: "y"},
    ]
    places = [[46.2, 40.1], [46.2, 98]]
    features = [
        {"type": "Feature", "properties": row, "geometry": {"type": "Point", "coordinates": place}}
        for row, place in zip(rows, places, strict=True)
    ]
    survey.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    table = folder / "table.csv"
    table.write_text(f"id,name,lat,lon,{IN_FILES}\n{IN_FILES},{IN_FILES},40,46,{IN_FILES}\n" + "1,plain,40,46,\n" * 200)
    sheet = folder / "sheet.csv"
    sheet.write_text(f'name,point,lat,lon,bearing,distance\n"{EVIL}",A,40,46,,\n', encoding="utf-8")
    (folder / f"sent{IN_FILES}.json").write_bytes(hostile_contribution())
    words = [
        ["new", project, "--title", EVIL],
        ["add", project, survey, "--kind", "hazards", "--layer", EVIL],
        ["add", project, survey, "--kind", "hazards", "--layer", EVIL, "--dry-run", "--verbose"],
        ["map", project, "--per", "admin1"], ["map", project, "--per", "admin2", "-o", folder / f"units{IN_FILES}"],
        ["partition", project, "--to", folder / f"parts{IN_FILES}"], ["check", folder / f"parts{IN_FILES}"],
        ["areas", folder / f"parts{IN_FILES}"],
        ["check", project], ["check", survey], ["check", survey, "--format", "json"],
        ["check", survey, "--format", "csv"], ["check", table, "--verbose"], ["layers", project], ["areas", project],
        ["areas", project, "--by", "name"],
        ["map", project], ["map", survey, "--layer", EVIL, "-o", folder / "map.html"],
        ["export", project, "--to", folder / f"out{IN_FILES}.kml"], ["export", project, "--to", folder / "out.gpx"],
        ["log", project], ["undo", project], ["undo", project, "--to", EVIL], ["undo", project, "--list"],
        ["open", folder / "map.html", "--to", folder / f"opened{IN_FILES}"], ["open", survey, "--to", project],
        ["share", project, "-o", folder / f"shared{IN_FILES}.html"], ["share", project, "--profile", EVIL],
        ["share", project, "--profile", "internal", "--package", "-o", folder / f"packed{IN_FILES}.zip"],
        ["sign", "--new-key", folder / f"key{IN_FILES}"], ["sign", folder / "map.html", "--key", EVIL],
        ["seal", folder / "map.html", "-o", folder / f"sealed{IN_FILES}.html"], ["seal", folder / f"none{IN_FILES}"],
        ["unseal", folder / f"sealed{IN_FILES}.html", "-o", folder / "unsealed.html"], ["unseal", survey, "-o", EVIL],
        ["info", survey], ["info", table], ["fields", EVIL], ["template", folder / f"form{IN_FILES}.xlsx"],
        ["layer", "rename", project, EVIL, f"x{EVIL}"], ["layer", "order", project, EVIL],
        ["settings", project, "--title", EVIL], ["settings", project, "--ground", f"none{EVIL}"], ["settings", project],
        ["review", project, "--verbose"],
        ["layer", "remove", project, f"x{EVIL}"], ["check", survey, "--to", folder / "problems.xlsx"],
        ["add", project, survey, "--by", "name"], ["add", project, survey, "--only", f"name={EVIL}"],
        ["merge", project, folder / f"sent{IN_FILES}.json"], ["merge", project, folder / f"none{IN_FILES}"],
        ["merge", project, survey], ["review", project, "--from", EVIL], ["review", project, "--accept", EVIL],
        ["review", project, "--reject", "all", "--because", EVIL, "--by", EVIL],
        ["formats"], ["verify", folder / "map.html"], ["verify", survey, EVIL], ["verify", folder / f"none{IN_FILES}"],
        ["diff", survey, table, "--verbose"], ["diff", project, folder / f"none{IN_FILES}.csv", "--as-of", EVIL],
        ["traverse", sheet], ["where", EVIL], ["where", "40.1 46.2", "--near", EVIL],
        ["demo", folder / f"demo{IN_FILES}", "--no-open"], ["demo", project, "--no-open"],
        ["desk", survey, "--no-browser"], ["desk", folder, "--no-browser"],
        [EVIL], ["check", folder / f"none{IN_FILES}.csv"], ["check", survey, f"--{IN_FILES}"],
        ["check", survey, "--fail-on", EVIL], ["add", project, survey, "--field", EVIL], ["layers", folder],
        ["map", project, "--ground", folder / f"none{IN_FILES}"],
        ["map", project, "--basemap", folder / f"none{IN_FILES}"], ["new", project], ["check", survey, "--crs", EVIL],
    ]  # fmt: skip
    words = [list(map(str, each)) for each in words]
    return [(each, text) for each, (_, text) in zip(words, run_all([[each, None] for each in words]), strict=True)]


def hostile_contribution():
    """One whose texts are all hostile, of a record that is not there, a new one, and one to be withdrawn."""
    own = SimpleNamespace(layers=list, settings=SimpleNamespace(title=EVIL))
    edition = edition_of(own, layers={EVIL: ""}, profile=EVIL[:100], made_on="")
    changes = [
        change("add", layer=EVIL, shape=shapely.Point(46, 40), set={EVIL[:60]: [None, EVIL]}, because=EVIL),
        change("correct", EVIL, EVIL, set={"status": [EVIL, "closed"], "name": [EVIL, f"{EVIL}!"]}, because=EVIL),
        change("withdraw", EVIL, EVIL, because=EVIL),
        change("note", EVIL, EVIL, text=EVIL),
    ]
    return contribution(own, *changes, name=EVIL[:150], edition=edition)


def test_no_command_prints_what_acts_on_a_terminal(said):
    assert {words[0] for words, _ in said} >= COMMANDS.keys()
    for words, text in said:
        assert not acting(text), (words, text)
        assert "Traceback" not in text, text


def test_no_name_adds_a_line_of_its_own(said):
    for words, text in said:
        assert not [line for line in text.splitlines() if line.startswith("nothing was found")], words


def test_the_hostile_names_do_reach_the_output_and_are_shown(said):
    telling = [words[0] for words, text in said if "\\x1b" in text and "\\u202e" in text]
    assert {"new", "add", "check", "layers", "areas", "map", "export", "undo", "demo"} <= set(telling)
    assert acting(EVIL) and acting(json.dumps(EVIL, ensure_ascii=False))  # the harness sees what it looks for


def test_what_libraries_print_is_made_harmless_too(capsys):
    with output.guarded():
        print(EVIL)
        sys.stderr.write("warning: \x1b[31m\n")
    shown = capsys.readouterr()
    assert not acting(shown.out) and shown.err == "warning: \\x1b[31m\n"
    print(EVIL)
    assert acting(capsys.readouterr().out)  # only while it lasts


@pytest.mark.parametrize("text", ["Şuşa – «Füzuli» № 3", "الحقل رقم ١٢", "حقل ؀٣", "地雷 ½ m²", "नदी"])
def test_names_of_people_who_write_otherwise_stay_readable(text):
    assert harmless(text) == text


def test_lines_of_lines_are_not_escaped_twice():
    assert lines("a\nb", lines("c\nd", "e")) == Lines("a\\nb\nc\\nd\ne")


@pytest.mark.parametrize(
    "words",
    [
        ["check", "{}"], ["add", "p", "{}"], ["map", "{}"], ["map", "p", "-o", "{}"], ["export", "p", "--to", "{}"],
        ["export", "p", "--to={}"], ["layers", "{}"], ["new", "{}"], ["areas", "{}"], ["undo", "{}"], ["{}"],
        ["traverse", "{}"], ["demo", "{}"], ["check", "p", "--crs", "{}"], ["check", "p", "--fail-on", "{}"],
    ],
)  # fmt: skip
def test_an_address_is_refused_and_the_password_in_it_is_not_repeated(words, tmp_path, monkeypatch, capsys):
    from geo.cli import main

    monkeypatch.chdir(tmp_path)
    assert main([word.format("postgresql://me:s3cret@host/db.csv") for word in words]) != 0
    shown = capsys.readouterr()
    assert "s3cret" not in shown.out + shown.err and shown.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", sorted((ROOT / "geo" / "cli").rglob("*.py")), ids=lambda path: path.name)
def test_commands_print_with_one_function(path):
    if path.name == "output.py":
        return
    calls = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    named = {call.id for call in calls if isinstance(call, ast.Name)}
    named |= {call.attr for call in calls if isinstance(call, ast.Attribute)}
    assert not named & {"print", "echo", "secho"}
