"""A map with all the languages there are: each one speaks, counts as its readers do, and fits where it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo import draw
from geo.maps.catalogue import catalogue, languages
from geo.store import Project

pytestmark = pytest.mark.browser

TRAINING = Path(__file__).parents[2] / "data" / "training"
FORMS = ("zero", "one", "two", "few", "many", "other")
LATER = {"fr", "es", "pt"}  # whose form "many", for whole millions, came with CLDR 38: older browsers lack it

# Texts that reach over the edge of what they stand in. The list of sources and rows of records end in … on purpose;
# the headings of the legend are turned where they are long.
CUT = """() => [...document.querySelectorAll("#zm-app button, #zm-app select, #zm-app summary")]
  .filter(one => one.offsetParent && one.clientWidth > 1 && !one.matches(".zm-textbutton, .zm-cell, :has(.zm-rowname)"))
  .filter(one => {
    const text = document.createRange();
    text.selectNodeContents(one);
    const [drawn, box] = [text.getBoundingClientRect(), one.getBoundingClientRect()];
    const isOver = !one.matches("select") && (drawn.left < box.left - 1 || drawn.right > box.right + 1);
    return isOver || one.scrollWidth > one.clientWidth + 1;
  })
  .map(one => one.textContent)"""


@pytest.fixture(scope="module")
def all_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("languages") / "all.html"
    draw(Project(TRAINING), languages="all").save(path)
    return path


@pytest.fixture(scope="module")
def all_page(browser, all_map: Path) -> Page:
    page = browser.new_page()
    page.goto(all_map.as_uri())
    page.wait_for_selector("html[data-zonemark=drawn]", state="attached")  # what stands in the tabs is written last
    yield page
    page.close()


def speak(page: Page, language: str) -> None:
    page.evaluate("language => zonemark.ui.speak(language)", language)
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("language", languages())
def test_a_language_has_the_plural_forms_that_the_browser_asks_for(all_page: Page, language: str) -> None:
    script = "language => new Intl.PluralRules(language).resolvedOptions().pluralCategories"
    asked = set(all_page.evaluate(script, language))
    own = {form for form in FORMS if f"ui.records.{form}" in catalogue(language)}
    assert own - asked <= ({"many"} if language in LATER else set())
    assert asked <= own


@pytest.mark.parametrize("language", languages())
def test_python_and_the_page_write_a_number_alike(all_page: Page, language: str) -> None:
    from geo.maps.catalogue import number

    speak(all_page, language)
    assert all_page.evaluate("zonemark.ui.words.number(1234567)") == number(language, 1234567)


@pytest.mark.parametrize("language", languages())
def test_the_page_says_everything_in_the_language(all_page: Page, language: str) -> None:
    speak(all_page, language)
    own = catalogue(language)
    assert all_page.locator("html").get_attribute("dir") == own["language.direction"]
    warnings = all_page.locator("#zm-app").inner_text()
    assert own["warning.absence"] in warnings
    assert own["ui.ground_credit"] in warnings


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desk", "phone"])
@pytest.mark.parametrize("language", languages())
def test_no_text_is_wider_than_its_control(all_page: Page, language: str, size: tuple[int, int]) -> None:
    all_page.set_viewport_size({"width": size[0], "height": size[1]})
    speak(all_page, language)
    for tab in ("layers", "find", "near", "records"):
        all_page.locator(f"#zm-tab-{tab}").click()
        assert all_page.evaluate(CUT) == [], tab


def test_a_text_that_is_too_wide_is_found(all_page: Page) -> None:
    button = all_page.locator("#zm-tab-find")
    long = json.dumps("W" * 60)
    before = button.evaluate(
        f"one => {{ const was = one.innerHTML; one.style.whiteSpace = 'nowrap'; one.style.overflowWrap = 'normal';"
        f" one.lastElementChild.textContent = {long}; return was; }}"
    )
    assert len(all_page.evaluate(CUT)) == 1
    button.evaluate("(one, was) => { one.innerHTML = was; one.removeAttribute('style'); }", before)


@pytest.mark.parametrize("language", languages())
def test_headings_of_the_legend_are_no_taller_than_they_need(all_page: Page, language: str) -> None:
    all_page.set_viewport_size({"width": 1280, "height": 800})
    speak(all_page, language)
    all_page.locator("#zm-tab-layers").click()
    head = all_page.locator(".zm-matrix thead").first.bounding_box()
    assert head and head["height"] < 130


# Of each heading of the legend's table: pairs of neighbours that nearly touch, and words that are broken.
CROWDED = """() => {
  const edges = (node) => {
    const text = document.createRange();
    text.selectNodeContents(node.querySelector(".zm-headword"));
    return text.getBoundingClientRect();
  };
  const heads = [...document.querySelectorAll(".zm-matrix thead .zm-cell")];
  heads.sort((a, b) => edges(a).left - edges(b).left);
  const touching = heads.slice(1).filter((one, at) => edges(one).left - edges(heads[at]).right < 5);
  const isBroken = (node) => {
    const text = node.querySelector(".zm-headword").firstChild;
    return [...text.data.matchAll(/[^ -]+/g)].some(({ 0: word, index }) => {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const lines = [...range.getClientRects()].map((one) => Math.round(one.top));
      return node.closest("tbody") && new Set(lines).size > 1;
    });
  };
  const broken = [...document.querySelectorAll(".zm-matrix th .zm-cell")].filter(isBroken);
  return [...touching, ...broken].map((one) => one.textContent);
}"""
UNSPACED = {"km"}  # words without spaces between them are broken where the browser knows how


@pytest.mark.parametrize("language", languages())
def test_headings_of_the_legend_stand_apart_and_break_no_word(all_page: Page, language: str) -> None:
    all_page.set_viewport_size({"width": 1280, "height": 800})
    speak(all_page, language)
    all_page.locator("#zm-tab-layers").click()
    assert all_page.evaluate(CROWDED) == [] or language in UNSPACED
