"""What somebody types or pastes at the desk is taken and undone, or refused in a sentence; nothing is lost."""

import unicodedata

import pytest
from desk import serving

from geo.store import Project

SURVEY = b"name,kind,lat,lon\nOrt 1,SHA,40.1,46.1\nOrt 2,CHA,40.2,46.2\n"
TYPED = {
    "nothing": "",
    "spaces": "   ",
    "ten thousand signs": "x" * 10_000,
    "Arabic": "الألغام في الوادي",
    "signs that control a screen": "a\x00b\x07c",
    "two lines": "a\nb\r\nc",
    "emoji": "💣🔥" * 20,
    "letters that run backwards": "abc\u202egnp.exe",
    "signs that nobody sees": "\u200b\u200d",
    "half a sign": "\ud800",
    "markup": "<img src=x onerror=alert(1)>{{7*7}}{%x",
    "a path": "../../x",
    "what ends a text of TOML": "\"'\\]}\n[[layers]]",
    "a number that is none": "1e999",
    "many marks on a letter": "a" + "\u0301" * 300,
}
FIELDS = ("crs", "encoding", "sheet", "kind")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk with a layer of two hazards and one of two places, and a file that was dropped."""
    home = tmp_path_factory.mktemp("home")
    path = Project.create(home / "valley", title="Valley").path
    with serving(path, home) as asked:
        asked.project = path
        asked.file = asked.drop("may.csv", SURVEY)
        for name, kind in {"zones": "hazards", "places": "places"}.items():
            dropped = asked.drop(f"{name}.csv", SURVEY)
            asked.answer("add", files=[{**dropped, "layer": name, "options": {"kind": kind}}], version=asked.version)
        yield asked


def held(desk):
    """All that the project holds, but for the empty lines of its settings."""
    settings = (desk.project / "zonemark.toml").read_text(encoding="utf-8")
    layers = {path.name: path.read_bytes() for path in (desk.project / "layers").iterdir()}
    return layers, [line for line in settings.splitlines() if line.strip()]


def writes(text):
    """Each call that changes the project and takes a text that somebody typed."""
    yield from (("settings", {"settings": {name: text}}) for name in ("title", "producer", "hotline", "signing_key"))
    yield "rename", {"layer": "zones", "title": text}
    yield "split", {"layer": "zones", "by": text}
    yield "kind", {"layer": "zones", "kind": text}
    yield "merge_layers", {"layers": ["zones", "places"], "title": text}
    yield "remove", {"layer": text}
    yield "undo", {"to": text or "x"}
    yield "decide", {"verdict": "reject", "ids": [text], "because": text}


def assert_told(error):
    """A sentence that a page can show: short, of signs that can be seen, and no fault of the desk's own."""
    assert error["kind"] not in ("Fault", "TooMuch"), error
    told = f"{error['what']} {error['remedy']}"
    assert 10 < len(told) < 2_500
    assert not any(unicodedata.category(one) in ("Cc", "Cs") for one in told if one != "\n"), told
    assert not set(told) & set("\u202a\u202b\u202d\u202e")


@pytest.mark.parametrize("text", TYPED.values(), ids=TYPED)
def test_what_is_typed_is_taken_and_undone_or_refused_in_a_sentence(desk, text):
    before = held(desk)
    for call, arguments in writes(text):
        job = desk.call(call, **arguments, version=desk.version)
        if job["error"]:
            assert_told(job["error"])
        elif held(desk) != before:
            assert desk.answer("state")["layers"]
            desk.answer("undo", version=desk.version)
        assert held(desk) == before, call


@pytest.mark.parametrize("text", TYPED.values(), ids=TYPED)
def test_what_is_stated_of_a_file_is_taken_or_refused_at_the_file(desk, text):
    before = held(desk)
    stated = [{"options": {field: text}} for field in FIELDS if text]
    stated += [{"options": {"fields": {text: "name"}}}, {"options": {"fields": {"name": text}}}]
    stated += [{"layer": text}, {"by": text}, {"source": text}]
    job = desk.call("inspect", files=[{**desk.file, **one} for one in stated])  # each refused for itself
    told = [job] if job["error"] else [job["answer"], *job["answer"]["files"]]
    for error in filter(None, (each["error"] for each in told)):
        assert_told(error)
    assert held(desk) == before


def test_a_line_that_stands_on_every_map_is_one_that_can_be_read(desk):
    for text in ("x" * 10_000, "a\x00b", "a\nb", "abc\u202egnp"):
        for call, arguments in (
            ("settings", {"settings": {"hotline": text}}),
            ("rename", {"layer": "zones", "title": text}),
        ):
            error = desk.call(call, **arguments, version=desk.version)["error"]
            assert "a line of at most 300 signs" in error["what"] and error["remedy"]
    refused = desk.call("settings", settings={"hotline": "a\x00b"}, version=desk.version)["error"]
    assert refused["option"] == "hotline"  # the control that the page says it at
    assert desk.call("rename", layer="zones", title="\u200b\u200d", version=desk.version)["error"]["remedy"]
    desk.answer("settings", settings={"hotline": "\u202a+994 12 345\u202c"}, version=desk.version)
    desk.answer("undo", version=desk.version)
