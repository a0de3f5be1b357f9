"""A sealed map asks for its passphrase, opens offline, and says what is wrong where it does not."""

import json

import pytest
from playwright.sync_api import expect
from valley import layers

from geo.maps import catalogue, draw
from geo.maps.sealing import sealed

PASSPHRASE = "value arise chant lazy yahoo await"


@pytest.fixture(scope="module")
def shut(tmp_path_factory):
    path = tmp_path_factory.mktemp("sealed") / "map.html"
    drawn = draw(layers(), title="The valley", producer="Team Four", languages=("en", "ar", "ru"))
    path.write_bytes(sealed(b"".join(drawn.pieces()), PASSPHRASE))
    return path


def answer(page, passphrase):
    page.get_by_label("Passphrase").fill(passphrase)
    page.get_by_role("button", name="Open").click()


def renderers_s(page):
    """The seconds of the processor that pages have taken: on the clock they take longer where much else is done."""
    told = page.context.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    return sum(one["cpuTime"] for one in told["processInfo"] if one["type"] == "renderer")


def opened(page):
    page.wait_for_selector("html[data-zonemark=drawn]", state="attached")
    return page.evaluate("window.zonemark.whole")


def test_it_asks_says_that_a_passphrase_is_wrong_and_opens_with_the_right_one(open_map, shut):
    page = open_map(shut)
    assert page.title() == catalogue.text("en", "seal.sealed")
    assert page.get_by_text(catalogue.text("en", "warning.absence")).is_visible()
    sides = "(one) => [one.getBoundingClientRect().left, one.getBoundingClientRect().right]"
    assert page.locator(".zm-warning").first.evaluate(sides) == page.get_by_label("Passphrase").evaluate(sides)
    assert page.get_by_text("Stonecroft").count() == 0 and page.get_by_text("The valley").count() == 0
    answer(page, "value arise chant lazy yahoo wait")
    page.get_by_text(catalogue.text("en", "seal.wrong")).wait_for()
    answer(page, f" {PASSPHRASE.replace(' ', '  ', 1)}")
    assert opened(page) is True
    assert page.title() == "The valley" and page.get_by_label("Passphrase").count() == 0
    assert page.evaluate("zonemark.data.layers.map(({ count }) => count)") == [1, 6, 2, 1]
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert PASSPHRASE not in page.content()
    edition = json.loads(page.locator("#zm-manifest").text_content())  # what is sent back names the map that was sealed
    assert [one["name"] for one in edition["layers"]] == ["places", "hazards", "releases", "accidents"]


def test_it_asks_in_each_of_its_languages_and_shows_what_is_typed(open_map, shut):
    page = open_map(shut, width=390, height=844)
    for language in ("ar", "ru"):
        page.get_by_role("combobox").select_option(language)
        expect(page.get_by_label(catalogue.text(language, "seal.passphrase"))).to_be_visible()
        expect(page.locator("#zm-ask")).to_have_attribute("dir", catalogue.text(language, "language.direction"))
    field = page.get_by_label(catalogue.text("ru", "seal.passphrase"))
    assert field.get_attribute("type") == "password"
    page.get_by_label(catalogue.text("ru", "seal.show")).check()
    assert field.get_attribute("type") == "text"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_it_says_in_each_language_that_it_is_a_sealed_map(open_map, shut):
    page = open_map(shut, javascript=False)
    for language in ("en", "ar", "ru"):
        for key in ("seal.sealed", "warning.absence", "fallback.open_android"):
            assert page.get_by_text(catalogue.text(language, key)).is_visible()


def test_a_viewer_without_the_means_is_told_so(open_map, shut):
    page = open_map(shut, first="Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined });")
    assert page.get_by_text(catalogue.text("en", "seal.no_crypto")).is_visible()
    assert page.get_by_role("button", name="Open").is_disabled()


def altered(content):
    """What somebody could change of a sealed file: heading or letters of its box, the world, the style."""
    at = content.index(b'id="zm-box">') + 5000
    box = content[:at] + (b"B" if content[at : at + 1] == b"A" else b"A") + content[at + 1 :]
    world = content.index(b'id="zm-world">') + 200
    return {
        "rounds": content.replace(b'"rounds":1000000', b'"rounds":1000'),
        "salt": content.replace(b'"salt":"', b'"salt":"AAAA', 1),
        "box": box,
        "world": content[:world] + (b"B" if content[world : world + 1] == b"A" else b"A") + content[world + 1 :],
        "style": content.replace(b".zm-unseen{", b".zm-unseem{", 1),
    }


@pytest.mark.parametrize("part", ["rounds", "salt", "box", "world", "style"])
def test_an_altered_one_is_refused_in_red(open_map, shut, tmp_path, part):
    content = altered(shut.read_bytes())[part]
    assert content != shut.read_bytes()
    (tmp_path / "map.html").write_bytes(content)
    page = open_map(tmp_path / "map.html", expect_errors=True)
    answer(page, PASSPHRASE)
    page.get_by_text(catalogue.text("en", "warning.damaged")).wait_for()


def test_one_that_was_cut_or_whose_asking_was_altered_says_so(open_map, shut, tmp_path):
    content = shut.read_bytes()
    (tmp_path / "cut.html").write_bytes(content[:-4000])
    page = open_map(tmp_path / "cut.html", expect_errors=True)
    assert catalogue.text("en", "warning.cut") in page.get_by_role("alert").inner_text()
    (tmp_path / "asking.html").write_bytes(content.replace(b'"PBKDF2-SHA256"', b'"PBKDF2-SHA255"'))
    page = open_map(tmp_path / "asking.html", expect_errors=True)
    page.get_by_role("alert").wait_for()  # its policy runs no script that is another
    assert page.get_by_label("Passphrase").count() == 0


def test_a_hundred_thousand_zones_open_in_less_than_five_seconds(open_map, tmp_path):
    import geopandas as gpd
    import numpy as np
    import shapely

    random = np.random.default_rng(4)
    west, south = random.uniform(44, 50, 100_000), random.uniform(38, 42, 100_000)
    frame = gpd.GeoDataFrame(
        {"id": [f"H-{number}" for number in range(100_000)], "status": "open", "area_type": "SHA"},
        geometry=shapely.box(west, south, west + 0.001, south + 0.001),
        crs=4326,
    )
    path = tmp_path / "large.html"
    path.write_bytes(sealed(b"".join(draw(frame, kind="hazards").pieces()), PASSPHRASE))
    page = open_map(path)
    before = renderers_s(page)
    answer(page, PASSPHRASE)
    assert opened(page) is True
    took = renderers_s(page) - before
    assert page.evaluate("zonemark.engine.drawnCounts()[0].drawn") == 100_000
    assert took < 5, took
