"""What the pointer says: a hand, a halo and a line of words; list and map light up each other."""

import pytest
from playwright.sync_api import Page, expect
from valley import CENTRE

AT = """([lon, lat]) => {
  const { x, y } = zonemark.map.latLngToContainerPoint([lat, lon]);
  const box = zonemark.map.getContainer().getBoundingClientRect();
  return [x + box.left, y + box.top];
}"""
# How much of the halo's own canvas, the last one over the map, is painted.
HALO = """() => {
  const canvas = [...document.querySelectorAll("canvas.zm-overlay")].at(-1);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.reduce((sum, value, at) => sum + (at % 4 === 3 && value > 0), 0);
}"""


def point_at(page: Page, lon: float, lat: float) -> None:
    page.mouse.move(*page.evaluate(AT, [lon, lat]), steps=2)


def halo(page: Page, *, shown: bool) -> None:
    page.wait_for_function(f"() => (({HALO})() > 0) === {str(shown).lower()}")


def cursor(page: Page) -> str:
    return page.evaluate("getComputedStyle(zonemark.map.getContainer()).cursor")


@pytest.fixture
def near_page(valley_page: Page) -> Page:
    valley_page.evaluate("([lon, lat]) => zonemark.map.setView([lat, lon], 15, { animate: false })", list(CENTRE))
    valley_page.evaluate("zonemark.engine.whenDrawn()")
    return valley_page


def test_over_a_record_are_a_hand_a_halo_and_one_line(near_page: Page) -> None:
    point_at(near_page, CENTRE[0] - 0.0015, CENTRE[1] - 0.0015)
    line = near_page.locator(".zm-tip")
    expect(line).to_have_text("Orchard · Farmland · CHA, open · 4 May 2019")
    assert cursor(near_page) == "pointer"
    halo(near_page, shown=True)
    point_at(near_page, CENTRE[0] + 0.001, CENTRE[1] + 0.001)
    expect(line).to_contain_text("1 more here")


def test_over_nothing_there_is_nothing(near_page: Page) -> None:
    point_at(near_page, CENTRE[0], CENTRE[1])
    halo(near_page, shown=True)
    point_at(near_page, CENTRE[0] + 0.01, CENTRE[1] - 0.006)
    expect(near_page.locator(".zm-tip")).to_be_hidden()
    assert cursor(near_page) != "pointer"
    halo(near_page, shown=False)


def test_list_and_map_light_up_each_other(near_page: Page) -> None:
    near_page.get_by_role("tab", name="Records").click()
    row = near_page.get_by_role("listitem").filter(has_text="Orchard").get_by_role("button")
    row.hover()
    halo(near_page, shown=True)
    near_page.get_by_role("tab", name="Records").hover()
    halo(near_page, shown=False)
    row.focus()
    halo(near_page, shown=True)
    point_at(near_page, CENTRE[0] - 0.0015, CENTRE[1] - 0.0015)
    near_page.wait_for_selector(".zm-listbutton.zm-lit:has-text('Orchard')")


def test_a_name_is_text_beside_the_pointer_too(near_page: Page) -> None:
    near_page.evaluate("""() => {
      const column = zonemark.ui.layers.find(({ kind }) => kind === "hazards").column("name");
      Object.defineProperty(column, "get", { value: () => "<b>{{7*7}}</b>" });
    }""")
    point_at(near_page, CENTRE[0] - 0.0015, CENTRE[1] - 0.0015)
    expect(near_page.locator(".zm-tip")).to_contain_text("{{7*7}}")
    assert near_page.locator(".zm-tip b").count() == 0
