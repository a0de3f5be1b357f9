"""Pictures of the numbers: their bars add up to the heading, whatever is filtered, and agree with a count by hand."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import expect

DATA = Path(__file__).parents[2] / "data"
DATES = {
    "hazards": ("verified_on", "information_on", "reported_on"),
    "releases": ("completed_on", "information_on", "reported_on"),
    "accidents": ("occurred_on", "information_on", "reported_on"),
}
BARS = """() => Object.fromEntries([...document.querySelectorAll(".zm-chart[id]")].map((chart) => [
    chart.id.slice("zm-chart-".length),
    [...chart.querySelectorAll("tbody tr")].map((row) => [
        row.querySelector(".zm-word").textContent,
        ...[...row.querySelectorAll("td")].map((cell) => cell.textContent),
    ]),
]))"""


@pytest.fixture(scope="module", params=["azerbaijan", "training"])
def project(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("numbers") / f"{request.param}.html"
    folder = DATA / request.param
    subprocess.run([sys.executable, "-m", "geo.cli", "map", folder, "-o", path], check=True, capture_output=True)
    return folder, path


@pytest.fixture
def numbers(project, open_once):
    """One page of each for all tests, with all rows of its pictures, and the records they are of; all are shown."""
    folder, path = project
    page = open_once(path)
    page.emulate_media(media="screen")
    clear = page.get_by_role("banner").get_by_role("button", name="Clear all filters")
    if clear.is_visible():
        clear.click()
    expect(page.get_by_role("banner")).not_to_contain_text("shown")
    page.get_by_role("tab", name="Numbers").click()
    page.get_by_role("button", name="By year", exact=True).click()
    return unfolded(page), records(folder)


def unfolded(page):
    for more in page.get_by_role("button", name=re.compile("^More values")).all()[::-1]:
        more.click()
    return page


def records(folder):
    toml = (folder / "zonemark.toml").read_text(encoding="utf-8")
    kinds = dict(re.findall(r'name = "([^"]+)"\nkind = "([^"]+)"', toml))
    found = []
    for name, kind in kinds.items():
        if kind in DATES:
            layer = json.loads((folder / "layers" / f"{name}.geojson").read_text(encoding="utf-8"))
            found += [{"kind": kind, **feature["properties"]} for feature in layer["features"]]
    return found


def date(record):
    return next((record[name] for name in DATES[record["kind"]] if record.get(name)), "")


def number(text):
    """What is shown, of "5" and of "5 of 12"."""
    return int(re.match(r"[\d,]+", text)[0].replace(",", ""))


def sums(bars):
    return {name: sum(number(row[1]) for row in rows) for name, rows in bars.items() if name != "accidents"}


def test_the_bars_agree_with_a_count_by_hand(numbers):
    page, all_records = numbers
    bars = page.evaluate(BARS)
    years = Counter(date(record)[:4] or "no date" for record in all_records)
    assert {label: number(n) for label, n in bars["years"] if number(n)} == years
    settings = Counter(record.get("setting") or "not_recorded" for record in all_records)
    named = {label.replace(" ", "_"): number(n) for label, n in bars["setting"]}
    assert named == settings
    districts = Counter(record.get("admin2") or "not recorded" for record in all_records)
    assert {label: number(n) for label, n in bars["admin2"]} == districts
    for name, field, kinds in (("types", "area_type", 3), ("statuses", "status", 3)):
        hazards = Counter(record[field] for record in all_records if record["kind"] == "hazards")
        counted = sorted(number(n) for _, n in bars[name])
        others = Counter(record.get("product", record["kind"]) if name == "types" else record["kind"]
                         for record in all_records if record["kind"] != "hazards")  # fmt: skip
        assert counted == sorted([*hazards.values(), *others.values()]), kinds


def test_the_bars_add_up_to_the_heading_under_any_filter(numbers):
    page, all_records = numbers
    assert set(sums(page.evaluate(BARS)).values()) == {len(all_records)}
    for chart, name in (("setting", "riverbank"), ("years", "2022"), ("statuses", "nknown"), ("types", "Accidents")):
        page.locator(f"#zm-chart-{chart} .zm-bar-name", has_text=name).first.click()
        banner = page.get_by_role("banner")
        expect(banner).to_contain_text(f"of {len(all_records)} shown")
        shown = number(re.search(r"([\d,]+) of [\d,]+ shown", banner.inner_text())[1])
        assert set(sums(page.evaluate(BARS)).values()) == {shown}


def test_a_filtered_count_agrees_with_one_by_hand(numbers):
    page, all_records = numbers
    page.locator("#zm-chart-years .zm-bar-name", has_text="2022").click()
    left = [record for record in all_records if date(record)[:4] in ("2022", "")]
    expect(page.get_by_role("banner")).to_contain_text(f"{len(left)} of {len(all_records)} shown")
    settings = Counter(record.get("setting") or "not_recorded" for record in left)
    bars = {label.replace(" ", "_"): number(n) for label, n in page.evaluate(BARS)["setting"]}
    assert {name: n for name, n in bars.items() if n} == settings


def test_accidents_are_counted_with_killed_and_injured(numbers):
    page, all_records = numbers
    accidents = [record for record in all_records if record["kind"] == "accidents"]
    rows = page.evaluate(BARS)["accidents"]
    told = [sum(number(row[at]) for row in rows if row[at] != "not recorded") for at in (1, 2, 3)]
    assert told == [len(accidents), *(sum(one.get(name) or 0 for one in accidents) for name in ("killed", "injured"))]
    silent = [sum(one.get(name) is None for one in accidents) for name in ("killed", "injured")]
    note = page.locator("#zm-chart-accidents")
    if any(silent):
        expect(note).to_contain_text("killed {}, injured {}".format(*silent))
    else:
        expect(note).not_to_contain_text("no number is recorded")


def test_a_date_without_a_month_is_a_bar_of_its_own(numbers):
    page, all_records = numbers
    page.get_by_role("button", name="By month").click()
    months = Counter(
        "no date" if not date(record) else date(record)[:7] if len(date(record)) > 4 else "month not known"
        for record in all_records
    )
    rows = {label: number(n) for label, n in page.evaluate(BARS)["months"]}
    for name in ("no date", "month not known"):
        assert rows.get(name, 0) == months[name]
    assert sum(rows.values()) == len(all_records)
    assert sorted(n for n in rows.values() if n) == sorted(months.values())


def test_enter_on_a_bar_filters_and_keeps_the_focus(numbers):
    page, _ = numbers
    bar = page.locator("#zm-chart-setting").get_by_role("button", name="riverbank")
    bar.press("Enter")
    expect(bar).to_have_attribute("aria-pressed", "true")
    expect(bar).to_be_focused()
    expect(page.get_by_role("tabpanel")).to_contain_text("Kind of place: riverbank")
    bar.press("Enter")
    expect(page.get_by_role("banner")).not_to_contain_text("shown")


def test_a_csv_carries_warning_date_and_source_and_every_row(numbers, project):
    page, all_records = numbers
    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV: Status").click()
    lines = Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()
    head = "\n".join(line for line in lines if line.startswith(("#", '"#')))
    for text in ("does not mean that an area is safe", "Newest record", "Sources:"):
        assert text in head
    rows = [line.split(",") for line in lines if not line.startswith(("#", '"#'))][1:]
    assert sum(int(row[1]) for row in rows) == len(all_records)
    is_training = project[0].name == "training"
    assert ("Fictitious data" in head) == is_training
    assert all(("FICTITIOUS" in row) == is_training for row in rows)


def test_a_png_is_saved_and_a_sheet_is_printed_by_itself(numbers):
    page, _ = numbers
    with page.expect_download() as saved:
        page.get_by_role("button", name="PNG: Type").click()
    assert Path(saved.value.path()).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    page.evaluate("window.print = () => undefined")
    page.get_by_role("button", name="Print: Type").click()
    page.emulate_media(media="print")
    sheet = page.locator(".zm-numberssheet")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text("does not mean that an area is safe")
    expect(sheet.locator("figure")).to_have_count(1)
    assert sheet.get_by_role("button").count() == 0


@pytest.mark.parametrize("project", ["azerbaijan"], indirect=True)  # the training valley has no published figures
def test_figures_in_words_are_listed_and_not_drawn(numbers):
    page, _ = numbers
    fold = page.locator("details", has_text="casualties, total")
    fold.locator("summary").first.click()
    expect(fold.get_by_role("img")).to_be_visible()
    drawn, listed = fold.get_by_role("table").all()
    expect(drawn).not_to_contain_text("more than 120")
    expect(listed).to_contain_text("more than 120")
    assert drawn.locator("tbody tr").count() + listed.locator("tbody tr").count() == 55
