"""Measure the page: its size beside geopandas.explore's, how soon it is drawn, on a slow phone too, and how it moves.

    python benchmarks/page.py                        1,000, 10,000 and 100,000 zones
    python benchmarks/page.py 10000 --no-explore     only those, without explore's size

The zones are as registers hold them: half of them old, many undated, unnamed or without an area, a few without a
position, and many upon one another. A page is drawn when every record in its first view is painted and stands on the
screen; the ground, names and tabs follow. Beside our page stands a floor: a page that reads the very same bytes, turns
the same blocks back into what was packed, and draws nothing. Both are opened in turn, each in a browser of its own that
nothing listens to (see chromium.py), and the shortest time counts.

A phone is Chromium at 390 by 844, three pixels to one, with a finger, and its page six times slowed. The browser slows
the page's own thread alone, not what the page has others do: the floor on the same phone is printed beside it. A page
there is usable when it is drawn and a tap made at once has opened a card, or gone to the group of records that it met;
a search, typed right after it, is answered when its count stands there.

A pan is a jump of half a view, from asking until all is painted anew; a frame is the longest between two pictures while
the map is dragged. Ground, names of places and groups of records are on, as they always are.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import map as beside
from chromium import Page, chromium
from zones import dirty, zones

OPENINGS = 5
SLOWED = 6
REST_S = 1.0
SCREEN: dict[str, Any] = {"width": 390, "height": 844, "deviceScaleFactor": 3, "mobile": True}
ASKED = "zone 4711"
ANSWER_S = 3.0

_BLOCK = re.compile(r'<script type="application/octet-stream"[^>]*>[^<]*</script>\n')
_FLOOR = """<script>
document.addEventListener("DOMContentLoaded", async () => {
  const bytes = (text) => {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  };
  const packed = {};
  // Words and world are opened when asked for, and the program, which is written otherwise, is none of the data.
  const blocks = 'script[type="application/octet-stream"]:not(#zm-words, #zm-world, #zm-viewer)';
  for (const { id, className, textContent } of document.querySelectorAll(blocks))
    (packed[className || id] ??= []).push(bytes(textContent));
  const unpacked = (pieces) =>
    new Response(new Blob(pieces).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  await Promise.all(Object.values(packed).map(unpacked));
  document.documentElement.dataset.zonemarkShown = "";
});
</script>"""

_DRAWN = """() => new Promise((done) => {
  const shown = () => requestAnimationFrame(() => requestAnimationFrame(done));
  const isDrawn = () => "zonemarkShown" in (document.documentElement?.dataset ?? {});
  if (isDrawn()) return shown();
  const watch = new MutationObserver(() => {
    if (!isDrawn()) return;
    watch.disconnect();
    shown();
  });
  watch.observe(document, { attributes: true, subtree: true, attributeFilter: ["data-zonemark-shown"] });
})"""

_FRAMES = """() => {
  window.frames_ms = [];
  let last = performance.now();
  const next = (now) => {
    window.frames_ms.push(now - last);
    last = now;
    window.framing = requestAnimationFrame(next);
  };
  window.framing = requestAnimationFrame(next);
}"""

_ASK = """async (query) => {
  zonemark.ui.showTab("find");
  const box = document.getElementById("zm-find-input");
  const told = document.querySelector(".zm-find [role=status]");
  const from = performance.now();
  box.value = query;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((done) => {
    const watch = new MutationObserver(() => {
      if (told.textContent === "" || told.textContent.includes("%")) return;
      watch.disconnect();
      done();
    });
    watch.observe(told, { childList: true, characterData: true, subtree: true });
  });
  return [(performance.now() - from) / 1000, told.textContent];
}"""

_A_RECORD = """() => {
  const { map, data } = zonemark;
  const box = map.getContainer().getBoundingClientRect();
  const { geometry, count } = data.layers[0];
  for (let record = 0; record < count; record++) {
    const anchor = geometry.anchor(record);
    if (anchor === null) continue;
    const { x, y } = map.latLngToContainerPoint([anchor[1], anchor[0]]);
    const isIn = (at, size) => at > 0.3 * size && at < 0.7 * size;
    if (isIn(x, box.width) && isIn(y, box.height)) return [x + box.left, y + box.top];
  }
  return null;
}"""


# A tap opens a card, or goes to the group of records that lies there; what lies there is in sight when the map has
# come to rest and it is painted.
_ANSWERED = """(zoom) => new Promise((done) => {
  const look = () => {
    const { map } = zonemark;
    const isAnswered = !document.querySelector(".zm-card").hidden || map.getZoom() !== zoom;
    if (isAnswered && !map._animatingZoom) zonemark.engine.recordTiles.whenIdle().then(done);
    else requestAnimationFrame(look);
  };
  look();
})"""


@dataclass
class Line:
    """A figure, what it is held against, and the most that it may be: of the peer, or by itself."""

    name: str
    ours: float
    peer: float | None = None
    share: float | None = None
    most: float | None = None

    @property
    def holds(self) -> bool:
        """Whether no limit is broken."""
        if self.share is not None and self.peer is not None and self.ours > self.share * self.peer:
            return False
        return self.most is None or self.ours <= self.most

    def __str__(self) -> str:
        ratio = "" if not self.peer else f"1/{self.peer / self.ours:.1f}" if self.ours < self.peer else ""
        if self.peer and not ratio:
            ratio = f"{self.ours / self.peer:.2f}"
        share = "" if self.share is None else f"1/{1 / self.share:.3g}" if self.share < 1 else f"{self.share:g} times"
        limits = ", ".join(limit for limit in (share, "" if self.most is None else f"{self.most:g}") if limit)
        peer = "" if self.peer is None else f"{self.peer:.2f}"
        return f"  {self.name:<30}{self.ours:>9.2f}{peer:>10}{ratio:>9}  {limits:<12}{'' if self.holds else 'NOT HELD'}"


@dataclass
class Table:
    """The lines of one size."""

    count: int
    lines: list[Line] = field(default_factory=list)

    def add(self, *args: Any, **limits: Any) -> None:
        """Add a line and print it at once: the next takes its time."""
        self.lines.append(Line(*args, **limits))
        print(self.lines[-1], flush=True)


def floor_of(page: Path, path: Path) -> None:
    """Write a page of as many bytes as ours, with the same blocks, that only reads and unpacks them."""
    text = page.read_text("utf-8")
    blocks = _BLOCK.findall(text)
    rest = len(text.encode()) - sum(map(len, blocks)) - len(_FLOOR)
    head = f'<!DOCTYPE html><meta charset="utf-8"><title>Floor</title><body><!--{"x" * rest}-->\n'
    path.write_text(head + "".join(blocks) + _FLOOR, "utf-8")


def opening_s(pages: Sequence[Path], *, on_phone: bool = False) -> list[float]:
    """The shortest of several openings of each page, in seconds until its view is shown; in turn."""
    times: list[list[float]] = [[] for _ in pages]
    for _ in range(OPENINGS):
        for path, found in zip(pages, times, strict=True):
            with phone() if on_phone else chromium() as page:
                time.sleep(REST_S)
                found.append(_shown_s(page, path))
    return [min(found) for found in times]


@contextlib.contextmanager
def phone() -> Iterator[Page]:
    """A page of a slow phone."""
    with chromium() as page:
        page.send("Emulation.setDeviceMetricsOverride", **SCREEN)
        page.send("Emulation.setTouchEmulationEnabled", enabled=True)
        page.send("Emulation.setCPUThrottlingRate", rate=SLOWED)
        yield page


def _shown_s(page: Page, path: Path) -> float:
    start = time.perf_counter()
    page.open(path)
    page.evaluate(_DRAWN)
    return time.perf_counter() - start


def used_on_phone_s(path: Path) -> tuple[float, float]:
    """Seconds from asking for the page until a tap on a record is answered; and from typing to the search's answer."""
    with phone() as page:  # a finger looks for nothing in the page's own time
        _shown_s(page, path)
        found, zoom = page.evaluate(_A_RECORD), page.evaluate("() => zonemark.map.getZoom()")
    if found is None:
        raise RuntimeError("There is no record in the middle of the map to tap on.")
    at = {"x": found[0], "y": found[1], "id": 0}
    usable, answered = [], []
    for _ in range(OPENINGS):
        with phone() as page:
            time.sleep(REST_S)
            start = time.perf_counter()
            _shown_s(page, path)
            for kind, points in (("touchStart", [at]), ("touchEnd", [])):
                page.send("Input.dispatchTouchEvent", type=kind, touchPoints=points)
            page.evaluate(_ANSWERED, zoom)
            usable.append(time.perf_counter() - start)
            answered.append(page.evaluate(_ASK, ASKED)[0])
    return min(usable), min(answered)


def moving_ms(path: Path) -> tuple[float, float]:
    """The median of a pan until all is painted, and the longest frame of a drag, in milliseconds."""
    with beside.opened(path) as (page, _):
        page.wait_for_timeout(2 * beside.REST_MS)  # the trees are made, and the file is checked, once it is shown
        pan_ms = statistics.median(page.evaluate(beside.PAN, beside.PANS))
        box = page.locator(".folium-map").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        longest = []
        for turn in range(OPENINGS):
            page.mouse.move(x, y)
            page.evaluate(_FRAMES)
            page.mouse.down()
            page.mouse.move(x + (240 if turn % 2 else -240), y + 120, steps=30)
            page.mouse.up()
            page.evaluate("zonemark.engine.whenDrawn()")
            longest.append(max(page.evaluate("cancelAnimationFrame(framing), frames_ms.slice(2)")))
        return pan_ms, min(longest)


def measured(count: int, folder: Path, *, with_explore: bool) -> Table:
    """Measure and print one size."""
    frame = dirty(zones(count))
    page, floor = folder / "ours.html", folder / "floor.html"
    beside.ours(frame, page)
    floor_of(page, floor)
    table = Table(count)
    print(f"\n{count:,} zones\n  {'':<30}{'ours':>9}{'peer':>10}{'ratio':>9}  must hold")
    size = page.stat().st_size / 1e6
    if with_explore:
        beside.explore(frame, folder / "explore.html")
        most = {10_000: 1 / 6.5, 100_000: 1 / 10}.get(count)
        table.add("size beside explore, MB", size, (folder / "explore.html").stat().st_size / 1e6, share=most)
    else:
        table.add("size, MB", size)
    ours_s, floor_s = opening_s([page, floor])
    most_s, share = (0.6 if count == 10_000 else None), (1.3 if count == 100_000 else None)
    table.add("drawn beside the floor, s", ours_s, floor_s, share=share, most=most_s)
    is_large = count >= 100_000
    table.add("phone: drawn beside floor, s", *opening_s([page, floor], on_phone=True))
    usable_s, answer_s = used_on_phone_s(page)
    table.add("phone: a tap is answered, s", usable_s, most=3.0 if is_large else None)
    table.add("phone: search answered, s", answer_s, most=ANSWER_S)
    pan_ms, frame_ms = moving_ms(page)
    table.add("pan until all is painted, ms", pan_ms, most=50.0)
    table.add("longest frame of a drag, ms", frame_ms, most=50.0)
    return table


def main() -> None:
    """Measure each size in turn; exit 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", nargs="*", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument("--no-explore", action="store_true", help="do not build explore's page")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tables = [measured(count, Path(folder), with_explore=not given.no_explore) for count in given.counts]
    raise SystemExit(0 if all(line.holds for table in tables for line in table.lines) else 1)


if __name__ == "__main__":
    main()
