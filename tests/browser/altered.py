"""Map files that were cut short or altered, opened in a browser: does each say so, or show what the whole file shows?

It must be said in red within five seconds; until then, and for as long as a busy machine takes, a sentence must stand
that tells not to rely on the page. A page that shows neither after five seconds is silent too.

    python tests/browser/altered.py --cuts 100 --flips 500

opens more of them than the tests do, and with `--of folium` plain folium's page of the same zones.
"""

from __future__ import annotations

import argparse
import collections
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 30.0  # for a machine that is busy
AT_MOST_S = 5.0
STUCK_S = 120.0
"""How long a page is waited for that answers nothing: an altered letter can make a script run for ever."""
AT_ONCE = 4
LEAFLET = Path(__file__).parents[2] / "geo" / "maps" / "viewer" / "node_modules" / "leaflet" / "dist"

# What a reader of the page sees: whether it is said in red (by an alert, or by the sentence that the end of the file
# takes away), how many records of each layer are drawn, and everything that the records say.
LOOK = """async () => {
    const seen = (element) => element.getClientRects().length > 0;
    const sentence = getComputedStyle(document.documentElement, "::before");
    const alerts = [...document.querySelectorAll("[role=alert]")].filter(seen).map((each) => each.innerText);
    const map = window.zonemark;
    const layers = map?.whole && (await map.whole, map.data.layers);
    return {
        red: alerts.join(" ") || (sentence.display !== "none" && sentence.content.length > 9 ? sentence.content : ""),
        standing: [...document.querySelectorAll("#zm-loading")].filter(seen).map((each) => each.innerText).join(" "),
        drawn: layers ? map.engine.drawnCounts().map(({ drawn }) => drawn) : null,
        records: layers ? JSON.stringify(layers.map((layer) => Array.from({ length: layer.count }, (_, i) =>
            [layer.geometry.toGeoJSON(i), layer.columns.map((column) => column.get(i))]))) : null,
        paths: document.querySelectorAll("path.leaflet-interactive").length,
    };
}"""


@dataclass(frozen=True)
class Look:
    """How pages are looked at: with scripts or without, how long until they tell something, and until they answer."""

    javascript: bool = True
    patience_s: float = PATIENCE_S
    stuck_s: float = STUCK_S

    def at(self, page):
        """What is seen of a page once it is loaded; None if it answers nothing."""
        from playwright.sync_api import TimeoutError as NoAnswer

        try:
            page.wait_for_load_state("load", timeout=self.stuck_s * 1000)
            if not self.javascript:
                return page.evaluate(LOOK)
            return page.wait_for_function(LOOK, polling=20, timeout=self.stuck_s * 1000).json_value()
        except NoAnswer:
            return None


@dataclass(frozen=True)
class Found:
    """How one file was found: `what` was done to it, and whether that was said, or changed nothing."""

    what: str
    verdict: str
    seconds: float

    @property
    def is_silent(self) -> bool:
        return self.verdict in ("silent", "unsaid", "stuck")


def cut(content: bytes, count: int) -> list[tuple[str, bytes]]:
    """The file cut at as many places, from its first kilobytes to the last bytes before its end."""
    last = len(content) - 60
    ends = [1024 + (last - 1024) * at // (count - 1) for at in range(count)]
    return [(f"cut after {end} of {len(content)} bytes", content[:end]) for end in ends]


def flipped(content: bytes, count: int, seed: int = 7) -> list[tuple[str, bytes]]:
    """The file with one bit of one byte turned: half of them anywhere, half close to a tag of a block."""
    chance = random.Random(seed)
    tags = [
        at for at in range(len(content)) if content.startswith((b"<script", b"</script", b"<style", b"<div id"), at)
    ]
    made = []
    for number in range(count):
        by_a_tag = min(chance.choice(tags) + chance.randrange(40), len(content) - 1)
        at = chance.randrange(len(content)) if number % 2 else by_a_tag
        bit = 1 << chance.randrange(8)
        altered = bytearray(content)
        altered[at] ^= bit
        made.append((f"byte {at} {content[at : at + 1]!r} → {bytes(altered[at : at + 1])!r}", bytes(altered)))
    return made


def judge(
    browser,
    folder: Path,
    whole: bytes,
    files: list[tuple[str, bytes]],
    *,
    javascript=True,
    patience_s=PATIENCE_S,
    stuck_s=STUCK_S,
) -> list[Found]:
    """Open each file, several at once, and compare what is seen with what the whole file shows."""
    look = Look(javascript, patience_s, stuck_s)
    ((_, seen, *_),) = _seen(browser, folder, [("whole", whole)], Look(javascript))
    assert seen, "the whole file answers nothing"
    expected = {**seen, "standing": ""}
    assert not expected["red"], f"the whole file is not quiet: {expected['red']}"
    assert not javascript or expected["drawn"] or expected["paths"], "the whole file draws nothing"
    found = []
    for at in range(0, len(files), AT_ONCE):
        for what, seen, seconds, bare in _seen(browser, folder, files[at : at + AT_ONCE], look):
            found.append(Found(what, _verdict(seen, expected if javascript else None, bare), seconds))
    return found


def _verdict(seen, expected, bare):
    if seen is None:
        return "stuck"
    same = {**seen, "red": "", "standing": ""} == expected
    return "unsaid" if bare else "red" if seen["red"] else "the same" if same else "silent"


def _seen(browser, folder, files, look):
    context = browser.new_context(viewport={"width": 1000, "height": 700}, java_script_enabled=look.javascript)
    context.route(lambda address: not address.startswith(("file:", "data:", "blob:")), _answer)
    pages = []
    for number, (what, content) in enumerate(files):
        path = folder / f"altered-{number}.html"
        path.write_bytes(content)
        page = context.new_page()
        start = time.monotonic()
        page.goto(path.as_uri(), wait_until="commit")
        pages.append((what, page, start))
    found = [(what, *_watched(page, start, look)) for what, page, start in pages]
    context.close()
    return found


def _watched(page, start, look):
    """What is seen of a page when it has told something, after how many seconds, and whether nothing warned before.

    None is seen where a script of the page runs for ever.
    """
    seen, bare = look.at(page), False
    while seen and look.javascript and not _tells(seen) and time.monotonic() < start + look.patience_s:
        # Nothing is told, and nothing that tells not to rely on it stands.
        bare = bare or (time.monotonic() > start + AT_MOST_S and not seen["standing"])
        page.wait_for_timeout(100)
        seen = look.at(page)
    if seen and seen["drawn"]:  # what is said of it then is said by now
        seen = look.at(page)
    return seen, time.monotonic() - start, bare


def _tells(seen):
    return seen["red"] or seen["drawn"] or seen["paths"]


def _answer(route):
    """Give folium's page Leaflet from npm; nothing else that it asks for is needed to draw."""
    file = LEAFLET / route.request.url.rsplit("/", 1)[-1]
    route.fulfill(path=file) if file.name in ("leaflet.js", "leaflet.css") else route.fulfill(body="")


def folium_page(layer) -> bytes:
    """Plain folium's page of a layer."""
    import folium

    page = folium.Map(tiles=None, location=[39.9, 46.7])
    for shape in layer.frame.geometry[layer.frame.is_valid & ~layer.frame.is_empty]:
        folium.GeoJson(shape.__geo_interface__).add_to(page)
    return page.get_root().render().encode()


def main() -> int:
    """Cut, alter, look, and return 1 if a page said nothing of what was done to it."""
    from conftest import ARGUMENTS, CHROMIUM
    from playwright.sync_api import sync_playwright
    from valley import layers

    from geo.maps import draw

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cuts", type=int, default=100)
    parser.add_argument("--flips", type=int, default=500)
    parser.add_argument("--of", choices=("zonemark", "folium"), default="zonemark")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        ours = draw(layers(), title="The valley").save(folder / "map.html").read_bytes()
        content = ours if given.of == "zonemark" else folium_page(layers()[1])
        damaged = {"cut": cut(content, given.cuts), "flipped": flipped(content, given.flips)}
        # Plain folium says nothing, however long one waits for it.
        waits = {} if given.of == "zonemark" else {"patience_s": 3.0, "stuck_s": 10.0}
        found = {kind: judge(browser, folder, content, files, **waits) for kind, files in damaged.items()}
        if given.of == "zonemark":
            found["cut, without scripts"] = judge(browser, folder, ours, cut(ours, given.cuts), javascript=False)
    silent = 0
    for kind, each in found.items():
        silent += sum(one.is_silent for one in each)
        print(*[f"silent, {kind}: {one.what}" for one in each if one.is_silent], sep="\n")
        counts = dict(collections.Counter(one.verdict for one in each))
        print(f"{given.of}, {kind}: {counts}, at most {max(one.seconds for one in each):.1f} s")
    print(f"{sum(map(len, found.values()))} files, {silent} silent")
    return min(silent, 1)


if __name__ == "__main__":
    sys.exit(main())
