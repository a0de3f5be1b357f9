"""Whatever somebody types into the fields of the desk stays text: no script runs, nothing breaks, no page widens."""

from __future__ import annotations

import pytest
from at_desk import survey
from playwright.sync_api import expect

from geo.store import Project

TEXTS = [
    """ `<img src=x onerror="ran=1"><script>ran=1</script>{{7}}{%x"'><svg onload=ran=1></title></textarea>` """,
    """ "W".repeat(300) """,
    """ "💣👩‍👩‍👧‍👦".repeat(20) """,
    """ "abc\\u202egnp.exe" """,
    """ "a\\u0000b\\u0007" """,
    """ "\\ud800x" """,
    """ "y".repeat(100000) """,
]
"""Written in JavaScript: half a sign of UTF-16 goes by no other way into a field."""
DONE = """() => document.querySelector('html[data-zonemark-desk]') && !document.querySelector('.zm-desk[aria-busy]')
  && (!document.documentElement.dataset.before || document.querySelector('.zm-desk-failed:not([hidden])'))"""
SEEN = """() => [typeof ran, document.documentElement.scrollWidth <= innerWidth,
  [...document.querySelectorAll('.zm-desk, .zm-desk-failed, .zm-desk-log')]
    .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className)]"""
FILL = """(fields, text) => { for (const field of fields) { field.value = text;
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true })); } }"""


CHOOSE = """(lat) => zonemark.ui.map.eachLayer((one) => one.getLatLng?.().lat === lat && one.fire("click", {}, true))"""


def type_into(desk, fields: str, text: str) -> int:
    """Fill all fields of the open panel that a selector finds, as if somebody had pasted; gives how many there are."""
    found = desk.panel.locator(fields)
    found.evaluate_all(
        FILL.replace("(fields, text)", "(fields)").replace("field.value = text", f"field.value = {text}")
    )
    return found.count()


@pytest.fixture
def desk(at_desk):
    return at_desk("phone", make=survey)


def press(desk, button) -> None:
    """Press a button, until what it does is done, or refused in sight."""
    desk.page.evaluate("document.documentElement.dataset.before = 'yes'")
    button.click()
    desk.page.wait_for_function(DONE)
    assert desk.page.evaluate(SEEN) == ["undefined", True, []]


def test_no_text_that_is_typed_at_the_desk_runs_breaks_or_widens_anything(desk, tmp_path) -> None:
    file = tmp_path / "may.csv"
    lines = [f"N-{n},Ort {n},SHA,{40 + n / 1000},46.9" for n in range(40)]
    file.write_text("\n".join(["id,name,area_type,lat,lon", *lines]), encoding="utf-8")
    ways = {  # the panel: its fields, the button behind them, and what is typed
        "layers": ("input[type=text]", "Rename", TEXTS[:1] + TEXTS[4:]),
        "map": ("[data-option=hotline], [data-option=producer]", "Keep", TEXTS),
        "review": ("article textarea", "Reject", TEXTS[:2]),
    }
    refused = 0
    for panel, (fields, button, texts) in ways.items():
        for text in texts:
            desk.open(panel)
            desk.unfold()
            assert type_into(desk, fields, text)
            press(desk, desk.panel.get_by_role("button", name=button, exact=True).first)
            refused += desk.panel.locator(".zm-desk-failed:visible").count()
    assert refused >= 6, "the control: both are seen, what is taken and what is refused"
    desk.open("files")
    desk.panel.locator("input[type=file]").set_input_files(file)
    expect(desk.panel.locator(".zm-desk-doing")).to_be_visible()
    desk.unfold()
    desk.page.evaluate(CHOOSE, 40.035)
    expect(desk.panel.locator("tr.zm-desk-chosen")).to_have_text("37N-35Ort 35SHA40.03546.9")  # below the first rows
    for text in TEXTS:
        desk.unfold()
        assert type_into(desk, ".zm-desk-file input[type=text]", text) >= 2
        desk.page.wait_for_selector(".zm-desk:not([aria-busy])")
        assert desk.page.evaluate(SEEN) == ["undefined", True, []]
    desk.open("history")  # where each is named
    assert desk.page.evaluate(SEEN) == ["undefined", True, []]
    desk.page.evaluate("ran = 1")
    assert desk.page.evaluate(SEEN)[0] == "number", "the control: a script that ran would be seen"
    assert [len(layer.frame) for layer in Project(desk.project).layers()] == [4]
    desk.assert_quiet()

    settings = desk.project / "zonemark.toml"
    settings.write_text(settings.read_text("utf-8").replace("format = 1\n", "format = 99\n"), "utf-8")
    desk.page.reload()
    desk.wait()
    expect(desk.open("layers").get_by_text("so it only reads it")).to_be_visible()  # before somebody tries to write


def test_what_the_editor_cannot_keep_is_refused_at_its_control_and_stays_there(desk) -> None:
    desk.open("problems")
    desk.unfold()
    desk.press("Mend here", desk.panel.locator("li", has_text="H-4").first)
    editor = desk.page.locator(".zm-edit")
    focused = desk.page.locator(":focus")
    desk.press("Change what is recorded", editor)
    editor.locator("details").evaluate_all("all => all.forEach((one) => { one.open = false })")
    remarks = editor.get_by_label("Remarks", exact=True)
    remarks.evaluate(
        "(one) => { one.value = 'y'.repeat(10001); one.dispatchEvent(new Event('input', { bubbles: true })) }"
    )
    desk.press("Keep", editor)
    expect(focused).to_have_js_property("validationMessage", "Too long (at most 10,000).")
    expect(remarks).to_be_focused()  # which stood in a fold that was closed
    assert len(remarks.input_value()) == 10_001
    remarks.evaluate("(one) => { one.value = 'a\\ud800b'; one.dispatchEvent(new Event('input', { bubbles: true })) }")
    reason = editor.get_by_label("Reason: how do you know?")
    reason.fill("z" * 2_001)
    desk.press("Keep", editor)
    expect(reason).to_be_focused()
    assert len(reason.input_value()) == 2_001, "nothing is cut off"
    reason.fill("Seen.")
    desk.press("Keep", editor)
    desk.alter("Save", "taken in", editor)
    (layer,) = Project(desk.project).layers()
    assert dict(zip(layer.frame["id"], layer.frame["remarks"], strict=True))["H-4"] == "a\ufffdb"

    desk.page.evaluate("zonemark.ui.contribute({ layer: 0, record: 0 })")
    desk.press("Remark", editor)
    editor.get_by_label("Remark", exact=True).fill("   ")
    desk.press("Keep", editor)
    expect(focused).to_have_js_property("validity.valueMissing", True)
    desk.assert_quiet()
