"""The page in four languages, one of them from right to left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SAID = {
    "en": ("Layers", "not recorded", "Confirmed hazardous area (CHA)", "4 May 2019"),
    "az": ("Laylar", "qeyd olunmayıb", "Təsdiq edilmiş təhlükəli ərazi (CHA)", "4 may 2019"),
    "ru": ("Слои", "не указано", "Подтверждённый опасный район (CHA)", "4 мая 2019 г."),
    "ar": ("الطبقات", "غير مسجل", "منطقة خطرة مؤكدة (CHA)", "4 مايو 2019"),
}


@pytest.fixture
def spoken_page(open_once: Callable[..., Page], valley_file: Path) -> Page:
    """One page for all tests that state its language first; no card is open."""
    page = open_once(valley_file)
    page.keyboard.press("Escape")
    expect(page.locator(".zm-card")).to_be_hidden()
    return page


def speak(page: Page, language: str) -> None:
    page.locator("select.zm-language").select_option(language)
    expect(page.locator("html")).to_have_attribute("lang", language)


def open_first_hazard(page: Page) -> None:
    page.evaluate("zonemark.ui.openRecords([{layer: 1, record: 0}])")


@pytest.mark.parametrize("language", SAID)
def test_tabs_values_and_dates_are_in_the_language(spoken_page: Page, language: str) -> None:
    tab, missing, value, date = SAID[language]
    speak(spoken_page, language)
    open_first_hazard(spoken_page)
    expect(spoken_page.get_by_role("tab").first).to_have_text(tab)
    card = spoken_page.get_by_role("article")
    expect(card).to_contain_text(value)
    expect(card).to_contain_text(date)
    spoken_page.evaluate("zonemark.ui.openRecords([{layer: 1, record: 3}])")
    expect(card).to_contain_text(missing, ignore_case=True)  # it begins a sentence


@pytest.mark.parametrize("language", SAID)
def test_no_key_of_a_text_is_ever_shown(spoken_page: Page, language: str) -> None:
    speak(spoken_page, language)
    open_first_hazard(spoken_page)
    for name in ("layers", "find", "near", "records", "numbers"):
        spoken_page.locator(f"#zm-tab-{name}").click()
        said = spoken_page.locator("#zm-app").inner_text()
        for start in ("ui.", "field.", "value.", "class.", "warning.", "{"):
            assert start not in said.replace("{{7*7}}", ""), (name, start)


def test_arabic_is_mirrored(valley_page: Page) -> None:
    speak(valley_page, "ar")
    expect(valley_page.locator("html")).to_have_attribute("dir", "rtl")
    panel = valley_page.locator(".zm-panel").bounding_box()
    assert panel and panel["x"] > 900
    open_first_hazard(valley_page)
    card = valley_page.get_by_role("article").bounding_box()
    assert card and card["x"] < 100


def test_mirrored_tabs_are_walked_in_their_own_direction(valley_page: Page) -> None:
    speak(valley_page, "ar")
    valley_page.locator("#zm-tab-layers").focus()
    valley_page.keyboard.press("ArrowLeft")
    expect(valley_page.locator("#zm-tab-find")).to_be_focused()


def test_the_text_of_a_record_keeps_its_own_direction(valley_page: Page) -> None:
    speak(valley_page, "ar")
    open_first_hazard(valley_page)
    name = valley_page.get_by_role("article").get_by_role("heading", level=2).locator("bdi")
    expect(name).to_have_attribute("dir", "auto")
    assert name.evaluate("node => getComputedStyle(node).direction") == "ltr"


def test_coordinates_run_from_left_to_right_everywhere(valley_page: Page) -> None:
    speak(valley_page, "ar")
    open_first_hazard(valley_page)
    position = valley_page.get_by_role("article").locator("bdi", has_text="39.900000, 46.700000")
    assert position.evaluate("node => getComputedStyle(node).direction") == "ltr"


HOW_MANY = """(write) => {
  const drawn = ["ltr", "rtl"].map((dir) => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: 60, height: 40, dir });
    document.body.append(canvas);
    const ctx = Object.assign(canvas.getContext("2d"), { font: "30px sans-serif", textAlign: "center" });
    if (write) ctx.fillText("×2", 30, 30);
    else zonemark.engine.drawSymbol(canvas, "signs/several");
    const picture = canvas.toDataURL();
    canvas.remove();
    return picture;
  });
  return drawn[0] === drawn[1];
}"""


def test_how_many_lie_at_a_place_is_written_alike_on_pages_of_both_directions(spoken_page: Page) -> None:
    assert not spoken_page.evaluate(HOW_MANY, True)  # a canvas by itself turns it round
    assert spoken_page.evaluate(HOW_MANY, False)


def test_places_are_named_in_the_language(valley_page: Page) -> None:
    for language, name in (("az", "Ağdam"), ("ru", "Агдам"), ("ar", "أغدام")):
        speak(valley_page, language)
        valley_page.evaluate("zonemark.ui.openRecords([{layer: 0, record: 0}])")
        expect(valley_page.get_by_role("article").get_by_role("heading", level=2)).to_have_text(name)


def test_an_answer_that_stands_is_said_anew(valley_page: Page) -> None:
    valley_page.get_by_role("tab", name="Near here").click()
    valley_page.get_by_label("Type a position").fill("10, 10")
    valley_page.get_by_role("button", name="Go").click()
    speak(valley_page, "ru")
    expect(valley_page.get_by_role("tabpanel")).to_contain_text(
        "не зарегистрировано опасностей с пригодными координатами. Это не означает, что их нет."
    )


def test_each_language_is_named_in_itself(spoken_page: Page) -> None:
    names = spoken_page.locator("select.zm-language option").all_inner_texts()
    assert set(names) == {"English", "Azərbaycanca", "Русский", "العربية"}


def test_words_of_values_are_found_in_the_language(valley_page: Page) -> None:
    speak(valley_page, "ru")
    valley_page.locator("#zm-tab-find").click()
    valley_page.locator("#zm-find-input").fill("противотранспортная")
    expect(valley_page.get_by_role("tabpanel").get_by_role("listitem")).to_have_count(1)


@pytest.mark.parametrize(("language", "times"), [("en", 0), ("az", 1), ("ru", 1), ("ar", 1)])
def test_the_page_says_which_translation_nobody_has_reviewed(valley_page: Page, language: str, times: int) -> None:
    speak(valley_page, language)
    valley_page.evaluate("zonemark.ui.showAbout()")
    said = valley_page.evaluate('zonemark.ui.words.text("ui.not_reviewed")')
    expect(valley_page.locator(".zm-about").get_by_text(said)).to_have_count(times)
