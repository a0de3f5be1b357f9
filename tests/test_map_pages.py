"""What a page is made of, without a browser: addresses found, policy, backgrounds, texts, the static part."""

import re
from html.parser import HTMLParser

import geopandas
import pytest
import shapely

from geo.errors import SourceError, UsageError
from geo.maps import catalogue, draw
from geo.maps.page import basemaps
from geo.maps.page.contents import drawable
from geo.maps.page.fallback import Shown, fallback
from geo.maps.page.page import addresses
from geo.maps.page.seal import as_read
from geo.records import Layer
from geo.records.imprint import Imprint

ZONE = geopandas.GeoDataFrame({"id": ["Z"]}, geometry=[shapely.box(46.7, 39.9, 46.8, 40.0)], crs=4326)


def policy(path):
    text = path.read_text("utf-8").split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    return {rule.split()[0]: rule.split()[1:] for rule in text.split("; ")}


@pytest.mark.parametrize(
    "text",
    [
        '<img src="https://a.example/x.png">', "<img src=//a.example/x.png>", '<script src="http://a.example/x.js">',
        '<link rel="stylesheet" href="https://a.example/x.css">', "<iframe src='https://a.example'>",
        "<style>@import 'https://a.example/x.css'</style>", "<p style='background: url(https://a.example/x.png)'>",
        'L.tileLayer("https://{s}.a.example/{z}/{x}/{y}.png")', "fetch(`//a.example/x`)",
        '{"iconUrl": "https://a.example/x.png"}', "<video poster='https://a.example/x.png'>",
        '<object data="https://a.example/x.swf">', "<form action=https://a.example/x>",
    ],
)  # fmt: skip
def test_an_address_that_a_browser_would_ask_is_found(text):
    assert len(addresses(text)) == 1
    assert "a.example" in addresses(text)[0]


@pytest.mark.parametrize(
    "text",
    ['<a href="https://a.example">', "see https://a.example", '<img src="data:image/png;base64,AA//AA">',
     "a // comment", '{"properties": {"link": "https://a.example"}}'],
)  # fmt: skip
def test_an_address_that_is_only_written_is_not(text):
    assert addresses(text) == []


def test_the_policy_of_a_map_lets_nothing_in(tmp_path):
    rules = policy(draw(ZONE, kind="hazards").save(tmp_path / "map.html"))
    assert rules["default-src"] == rules["connect-src"] == rules["base-uri"] == rules["form-action"] == ["'none'"]
    assert rules["img-src"] == ["data:", "blob:"]
    assert all(source.startswith("'sha256-") for source in rules["script-src"] + rules["style-src"])


def test_only_a_map_with_many_records_may_start_workers(tmp_path, monkeypatch):
    assert "worker-src" not in policy(draw(ZONE, kind="hazards").save(tmp_path / "few.html"))
    monkeypatch.setattr("geo.maps.page.page._MUCH", 1)
    rules = policy(draw(ZONE, kind="hazards").save(tmp_path / "many.html"))
    assert rules["worker-src"] == ["blob:"]
    assert all(source.startswith("'sha256-") for source in rules["script-src"])


def test_online_tiles_add_their_host_to_pictures_and_to_nothing_else(tmp_path):
    rules = policy(draw(ZONE, kind="hazards", online_tiles="OpenStreetMap.Mapnik").save(tmp_path / "map.html"))
    assert rules.pop("img-src") == ["data:", "blob:", "https://tile.openstreetmap.org"]
    assert not [source for sources in rules.values() for source in sources if "openstreetmap" in source]


def test_tiles_that_need_an_account_are_refused():
    with pytest.raises(UsageError, match="need an account"):
        basemaps.online_tiles("Thunderforest.OpenCycleMap")


def test_tiles_nobody_knows_are_refused():
    with pytest.raises(UsageError, match="No online tiles are called 'Nobody'"):
        basemaps.online_tiles("Nobody")


def test_a_background_must_be_pmtiles(tmp_path):
    (tmp_path / "a.pmtiles").write_bytes(b"SQLite format 3")
    with pytest.raises(SourceError, match="not a PMTiles file"):
        draw(ZONE, kind="hazards", basemap=tmp_path / "a.pmtiles")


def test_an_older_pmtiles_is_refused(tmp_path):
    (tmp_path / "a.pmtiles").write_bytes(b"PMTiles\x02" + bytes(120))
    with pytest.raises(SourceError, match="version 2"):
        basemaps.pmtiles(tmp_path / "a.pmtiles")


@pytest.mark.parametrize(
    "heading, said",
    [
        (bytes(90) + b"\x04" + bytes(28), "compressed with Zstandard, not with gzip"),
        (b"\x7f" + bytes(7) + b"\x05" + bytes(111), "cut short: it was 132 bytes"),
    ],
)
def test_a_background_that_no_page_could_draw_is_refused(tmp_path, heading, said):
    (tmp_path / "a.pmtiles").write_bytes(b"PMTiles\x03" + heading)
    with pytest.raises(SourceError, match=said):
        basemaps.pmtiles(tmp_path / "a.pmtiles")


def test_a_background_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        basemaps.pmtiles(tmp_path / "a.pmtiles")


def test_the_background_stands_in_the_page(tmp_path):
    (tmp_path / "a.pmtiles").write_bytes(b"PMTiles\x03" + bytes(120))
    text = draw(ZONE, kind="hazards", basemap=tmp_path / "a.pmtiles").save(tmp_path / "map.html").read_text("utf-8")
    assert 'id="zm-basemap">UE1UaWxlcw' in text


def test_a_text_that_a_language_lacks_is_english(monkeypatch):
    monkeypatch.setattr(catalogue, "_load", lambda language: {"a": "text"} if language == "en" else {})
    assert catalogue.text("az", "a") == "text"


def test_the_static_table_says_values_in_words_and_gives_lists_commas():
    frame = ZONE.assign(ordnance=[("AP_mine", "own word")], status="worked_on", remarks=["<i>"])
    from geo.maps.page.contents import drawable
    from geo.maps.page.fallback import Shown, fallback

    layer = Layer("zones", "hazards", frame)
    text = fallback(Imprint(title="T", language="en"), [Shown(layer, drawable(layer))])
    assert "anti-personnel mine, own word" in text
    assert "being worked on" in text


def test_the_marks_of_the_overview_add_up_to_what_is_drawn():
    from geo.maps.page import overview
    from geo.maps.page.contents import drawable
    from geo.maps.page.still.placed import placed

    points = shapely.points([[46 + (n % 97) / 50, 39 + (n % 89) / 50] for n in range(5000)])
    layer = Layer("many", "hazards", geopandas.GeoDataFrame({"id": range(5000)}, geometry=points, crs=4326))
    records = placed([(layer, drawable(layer))])
    picture = overview.picture(records, "Overview")
    marks = re.findall(r"<(?:circle|rect [^>]*stroke)[^>]*?(?:/>|><title>(\d+)</title>)", picture)
    assert sum(int(number or 1) for number in marks) == 5000
    assert len(marks) <= overview.MOST_MARKS


def test_the_overview_goes_on_across_the_180th_meridian():
    from geo.maps.page import overview
    from geo.maps.page.still.frame import WIDTH
    from geo.maps.page.still.placed import placed

    split = shapely.union(shapely.box(179.9, -16.9, 180, -16.8), shapely.box(-180, -16.9, -179.9, -16.8))
    shapes = [shapely.Point(178.4, -18.1), split, shapely.Point(-179, -18)]  # Fiji lies on both sides
    layer = Layer("zones", "hazards", geopandas.GeoDataFrame({"id": [*"ABC"]}, geometry=shapes, crs=4326))
    records = placed([(layer, drawable(layer))])
    picture = overview.picture(records, "Overview")
    found = [int(x) for x in re.findall(r'<circle cx="(\d+)"', picture)]
    assert len(found) == 3 and max(found) - min(found) > WIDTH / 2 and overview.outside(records) == 0
    assert sorted(found)[1] - min(found) == pytest.approx((max(found) - min(found)) * 1.6 / 2.6, abs=2)
    assert picture.count('fill="#f1eee6"') == 2, "land on either side"
    assert "179° E<" in picture and "180°<" in picture and "30′ W<" in picture


def test_the_overview_of_the_world_ends_at_the_poles():
    from geo.maps.page.still.frame import fitted
    from geo.maps.page.still.names import grid

    parallels = re.findall(r"(\d+)°[^<]* [NS]<", grid(fitted(None)))
    assert parallels and max(map(int, parallels)) <= 90


def test_a_page_without_a_date_says_that_it_has_none(tmp_path):
    text = draw(ZONE, kind="hazards").save(tmp_path / "map.html").read_text("utf-8")
    assert catalogue.text("en", "warning.no_date") in text


def test_a_name_in_the_overview_covers_no_hazard_and_no_other_name():
    from geo.maps.page import overview
    from geo.maps.page.contents import drawable
    from geo.maps.page.still.placed import placed

    points = shapely.points([[46 + n / 10, 40] for n in range(6)])
    places = geopandas.GeoDataFrame({"id": range(6), "name": ["Longest name"] * 6}, geometry=points, crs=4326)
    zones = geopandas.GeoDataFrame({"id": ["Z"]}, geometry=[shapely.Point(46.02, 40)], crs=4326)
    layers = [Layer("places", "places", places), Layer("zones", "hazards", zones)]
    drawn = [(layer, drawable(layer)) for layer in layers]
    picture = overview.picture(placed(drawn), "Overview", drawn)
    assert len(re.findall("<text[^>]*>Longest name", picture)) < 6
    assert picture.index("Longest name") < picture.index('fill="#ffffff"')


def test_places_are_named_in_the_language_of_the_page():
    import numpy

    from geo.maps.page.still.names import names

    places = ZONE.assign(name="Agdam", name_aze="Ağdam", geometry=[shapely.Point(46.9, 39.9)])
    layer = [(Layer("places", "places", places), numpy.array([True]))]
    assert [name.text for language in ("az", "ru") for name in names(language, layer)] == ["Ağdam", "Agdam"]


def test_a_hostile_name_is_text_in_the_overview(tmp_path):
    places = ZONE.assign(name="<script>x</script>", geometry=[shapely.Point(46.9, 39.9)])
    text = draw(places, kind="places").save(tmp_path / "map.html").read_text("utf-8")
    assert "<script>x" not in text
    assert "&lt;script&gt;x&lt;/script&gt;</text>" in text


class _Parser(HTMLParser):
    """What a parser that knows all of HTML finds: the standard library's."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(f"<{tag}" + "".join(f" {name}={value or ''}" for name, value in attrs if name != "hidden"))

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


HOSTILE = ["Ağdam", "<b>&lt;&amp;", "a > b < c", "\"'`=", "&copy &nbsp; &#0;", "{{ 7 }}", "\x0b\t x", "]]>-->"]


@pytest.mark.parametrize("text", HOSTILE)
def test_the_seal_reads_the_static_part_as_a_parser_of_html_does(text):
    frame = geopandas.GeoDataFrame(
        {"id": ["A", "B"], "name": [text, None], "remarks": [text * 3, text], "source": [text, "x"]},
        geometry=shapely.points([46.5, 46.6], [39.5, 39.6]),
        crs=4326,
    )
    layer = Layer("zones", "hazards", frame, text)
    margin = Imprint(title=text, producer=text, hotline=text, made_on="2026-11-20", language="ar", fictitious=True)
    html = fallback(margin, [Shown(layer, drawable(layer))])
    parser = _Parser()
    parser.feed(html)
    parser.close()
    assert as_read(html) == "".join(parser.parts)
    assert as_read(html).count("<") > 50


def _picture(layers, **how):
    """The picture without scripts, and what stands between it and its legend."""
    text = b"".join(draw(layers, **how).pieces()).decode()
    return text[text.index('<svg id="zm-overview"') : text.index('<ul class="zm-key"')]


def _hazards(points, **columns):
    table = {"id": [f"H{n}" for n in range(len(points))], **columns}
    return Layer("found", "hazards", geopandas.GeoDataFrame(table, geometry=shapely.points(points), crs=4326))


AROUND_AGHDAM = [(46.5 + n % 10 / 10, 39.6 + n // 10 / 10) for n in range(100)]


def test_one_record_far_away_does_not_make_the_picture_without_scripts_a_continent():
    near, with_far = (_picture([_hazards(points)]) for points in (AROUND_AGHDAM, [*AROUND_AGHDAM, (2.3, 48.8)]))
    assert "1 record lies far outside" in with_far and "far outside" not in near
    assert re.findall(r"\d+°[\d′]* [NE]", with_far) == re.findall(r"\d+°[\d′]* [NE]", near) != []


def test_the_picture_without_scripts_names_states_and_towns_before_the_villages_of_the_records():
    villages = geopandas.GeoDataFrame(
        {"id": range(40), "name": [f"Village {n:02}" for n in range(40)]},
        geometry=shapely.points([(46.5 + n % 8 / 8, 39.55 + n // 8 / 5) for n in range(40)]),
        crs=4326,
    )
    layers = [_hazards([(46.4, 39.4), (47.6, 40.6)]), Layer("villages", "places", villages)]
    named = re.findall(r"<text[^>]*>([^<]+)</text>", _picture(layers))
    assert {"AZERBAIJAN", "ARMENIA", "Barda", "Khojaly"} <= set(named)
    assert any(name.startswith("Village") for name in named)


def test_the_picture_without_scripts_shades_a_district_that_is_all_that_is_known():
    area = geopandas.GeoDataFrame(
        {"id": ["D"], "name": ["Fuzuli"]}, geometry=[shapely.box(47, 39.4, 47.5, 39.8)], crs=4326
    )
    vague = _hazards([(47.2, 39.6), (46.8, 39.9)], admin2=["Füzuli", "Elsewhere"], position_accuracy_m=[20_000.0] * 2)
    shaded = _picture([vague, Layer("districts", "places", area)])
    assert shaded.count("fill-opacity") == 1 and shaded.count('stroke-dasharray="5 4"><circle') == 1
    bare = _picture([vague])
    assert "fill-opacity" not in bare and len(re.findall(r'<circle cx="\d+" cy="\d+" r="\d+"/>', bare)) == 2
