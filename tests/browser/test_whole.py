"""A file that was cut short or altered says so in red, or shows exactly what the whole one shows."""

import pytest
from altered import cut, flipped, folium_page, judge
from playwright.sync_api import expect
from valley import layers

from geo.maps import catalogue, draw

SENTENCE = "getComputedStyle(document.documentElement, '::before')"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "map.html"
    return draw(layers(), title="The valley", languages=("en", "ar")).save(path).read_bytes()


def silent(found):
    return [one for one in found if one.is_silent]


def test_the_first_kilobyte_says_it_in_the_language_of_the_map(whole):
    assert catalogue.text("en", "warning.cut").encode() in whole[:1024]


def test_wherever_a_file_is_cut_it_says_so_in_red(browser, whole, tmp_path):
    found = judge(browser, tmp_path, whole, cut(whole, 12))
    assert [one.verdict for one in found] == ["red"] * 12


def test_it_says_so_where_no_script_runs(browser, whole, tmp_path):
    found = judge(browser, tmp_path, whole, cut(whole, 12), javascript=False)
    assert [one.verdict for one in found] == ["red"] * 12


def test_no_altered_byte_changes_a_map_in_silence(browser, whole, tmp_path):
    found = judge(browser, tmp_path, whole, flipped(whole, 20))
    assert silent(found) == []


def test_folium_shows_fewer_zones_in_silence(browser, tmp_path):
    page = folium_page(layers()[1])
    assert silent(judge(browser, tmp_path, page, cut(page, 6), patience_s=3))


def test_a_page_whose_script_never_ends_is_noticed(browser, tmp_path):
    page = folium_page(layers()[1])
    endless = page.replace(b"</body>", b"<script>for(;;);</script></body>", 1)
    found = judge(browser, tmp_path, page, [("endless", endless)], stuck_s=2)
    assert [one.verdict for one in found] == ["stuck"]


def test_the_sentence_is_there_for_screen_readers_in_every_language(open_map, whole, tmp_path):
    (tmp_path / "map.html").write_bytes(whole[:-5000])
    page = open_map(tmp_path / "map.html", expect_errors=True)
    said = page.get_by_role("alert").inner_text().split("\n")
    assert said == [catalogue.text(language, "warning.cut") for language in ("en", "ar")]
    assert page.evaluate(f"{SENTENCE}.display") == "none"  # said once


@pytest.mark.parametrize("letter", [b"!", b"\xff", b"<", b"A"])
@pytest.mark.parametrize("block", [b"zm-settings", b"zm-world", b"zm-ground", b"zm-viewer", b"zm-data"])
def test_a_letter_of_a_block_that_is_another_ends_in_red(open_map, whole, tmp_path, block, letter):
    at = whole.index(b">", whole.index(b'id="' + block)) + 200
    assert whole[at : at + 1] != letter
    (tmp_path / "map.html").write_bytes(whole[:at] + letter + whole[at + 1 :])
    page = open_map(tmp_path / "map.html", expect_errors=True)
    expect(page.get_by_role("alert")).to_have_text(catalogue.text("en", "warning.damaged"))
    assert page.get_by_text("The map is being drawn").is_hidden()


def test_a_figure_altered_in_the_static_part_is_said_too(open_map, whole, tmp_path):
    altered = whole.replace(b"9 recorded, 7 drawn", b"9 recorded, 8 drawn", 1)
    assert altered != whole
    (tmp_path / "map.html").write_bytes(altered)
    page = open_map(tmp_path / "map.html", expect_errors=True)
    page.get_by_role("alert").wait_for()
    assert catalogue.text("en", "warning.damaged") in page.get_by_role("alert").inner_text()


def test_a_page_that_lost_its_style_builds_nothing_and_says_so(open_map, whole, tmp_path):
    altered = whole.replace(b".zm-unseen{", b".zm-unseem{", 1)
    assert altered != whole
    (tmp_path / "map.html").write_bytes(altered)
    page = open_map(tmp_path / "map.html", expect_errors=True)
    assert page.get_by_role("alert").inner_text() == catalogue.text("en", "warning.damaged")
    assert page.get_by_text("9 recorded, 7 drawn").is_visible()
    assert page.locator("#zm-app").count() == 0


def test_a_viewer_that_is_there_but_is_never_started_is_said(open_map, whole, tmp_path):
    altered = whole.replace(b"zonemarkUnpacked.then", b"zonemarkUnpacked.thon", 1)
    assert altered != whole
    (tmp_path / "map.html").write_bytes(altered)
    page = open_map(tmp_path / "map.html", expect_errors=True)  # waits until something was said
    assert page.get_by_role("alert").inner_text() == catalogue.text("en", "warning.failed")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_broken_tag_that_swallows_the_page_leaves_the_sentence(open_map, whole, tmp_path, javascript):
    at = whole.index(b"</script>")
    (tmp_path / "map.html").write_bytes(whole[:at] + b"<.script>" + whole[at + len(b"</script>") :])
    page = open_map(tmp_path / "map.html", javascript=javascript, wait=False, expect_errors=True)
    page.wait_for_load_state("load")
    assert page.evaluate(f"{SENTENCE}.display") == "block"


def test_an_altered_guard_is_said_by_the_viewer(open_map, whole, tmp_path):
    altered = whole.replace(b'"data-zonemark"', b'"data-zonemarj"', 1)
    assert altered != whole
    (tmp_path / "map.html").write_bytes(altered)
    page = open_map(tmp_path / "map.html", expect_errors=True)
    page.get_by_role("alert").wait_for()
    assert catalogue.text("en", "warning.damaged") in page.get_by_role("alert").inner_text()
