"""Measure the map beside geopandas.explore on the same frame: file size, building, opening, memory, panning.

    python benchmarks/map.py                     10,000 and 100,000 zones beside explore, then 1,000,000 alone
    python benchmarks/map.py 10000 --no-explore  only those, only ours

Both pages are opened from disk in the system's Chromium. explore's page asks ten files of hosts; they are answered
from npm's copies or with nothing, so that explore is measured as if its network took no time at all. Each page is
opened five times in a browser of its own that has come to rest, since one that has just been started still keeps both
cores of a small machine busy with itself; the shortest time counts: it is the one that least else disturbed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import geopandas
import psutil
from playwright.sync_api import Page, Route, sync_playwright
from zones import zones

VIEWER = Path(__file__).parents[1] / "geo" / "maps" / "viewer"
CHROMIUM = "/usr/bin/chromium"
PANS = 15
OPENINGS = 5
REST_MS = 1000
LIMIT_MS = 600_000

# What must hold, as the largest part of explore's figure that ours may be; at a million zones, where explore cannot
# follow, in absolute numbers.
RATIOS = {
    10_000: {"file_mb": 1 / 6.5, "drawn_s": 1 / 2},
    100_000: {"file_mb": 1 / 10, "built_s": 1 / 3, "drawn_s": 1 / 30, "memory_mb": 1 / 4},
}
LIMITS = {
    100_000: {"pan_ms": 150.0},
    1_000_000: {"built_s": 90.0, "drawn_s": 15.0, "building_gb": 6.0},
}

DRAWN = """() => new Promise((done) => {
  const shown = () => requestAnimationFrame(() => requestAnimationFrame(done));
  // Of ours all records are painted then; ground and names follow.
  const root = document.documentElement;
  const whole = () => document.getElementById("zm-data") === null || "zonemarkShown" in root.dataset;
  if (whole()) return shown();
  const watch = new MutationObserver(() => {
    if (!whole()) return;
    watch.disconnect();
    shown();
  });
  watch.observe(root, { attributes: true });
})"""

PAN = """async (pans) => {
  const map = window.zonemark?.map ?? Object.values(window).find((each) => window.L && each instanceof L.Map);
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const times = [];
  for (let i = 0; i < pans; i++) {
    const start = performance.now();
    map.panBy([i % 4 < 2 ? 400 : -400, i % 2 ? 250 : -250], { animate: false });
    await window.zonemark?.engine.whenDrawn();
    await frame();
    times.push(performance.now() - start);
  }
  return times;
}"""


@dataclass
class Measured:
    """Megabytes, seconds, milliseconds. `memory_mb` is the page's process, `heap_mb` the part that JavaScript holds."""

    file_mb: float
    built_s: float
    drawn_s: float
    heap_mb: float
    memory_mb: float
    pan_ms: float
    building_gb: float = 0.0


def ours(frame: geopandas.GeoDataFrame, path: Path) -> None:
    from geo.maps import draw
    from geo.records.layer import Layer

    draw([Layer("zones", "hazards", frame, "Zones")], title="Zones").save(str(path))


def explore(frame: geopandas.GeoDataFrame, path: Path) -> None:
    flat = frame.assign(ordnance=[", ".join(found) for found in frame["ordnance"]])  # explore cannot show a list
    flat.explore().save(str(path))


def measure(build: Any, frame: geopandas.GeoDataFrame, path: Path) -> Measured:
    start = time.perf_counter()
    build(frame, path)
    built_s = time.perf_counter() - start
    building_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    times = []
    for opening in range(OPENINGS):
        with opened(path) as (page, drawn_s):
            times.append(drawn_s)
            if opening == 0:
                heap_mb = page.evaluate("performance.memory.usedJSHeapSize") / 2**20
                memory_mb = renderer_mb()
                pan_ms = statistics.median(page.evaluate(PAN, PANS))
    return Measured(path.stat().st_size / 1e6, built_s, min(times), heap_mb, memory_mb, pan_ms, building_gb)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[tuple[Page, float]]:
    """A page in a browser of its own, and the seconds from asking for it until all of its view was drawn."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--enable-precise-memory-info"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(LIMIT_MS)
        page.route(lambda address: not address.startswith("file:"), answer)
        page.on("pageerror", lambda error: print(f"  page error: {error}"))
        page.wait_for_timeout(REST_MS)
        start = time.perf_counter()
        page.goto(path.as_uri(), timeout=LIMIT_MS)
        page.evaluate(DRAWN)
        yield page, time.perf_counter() - start
        browser.close()


def answer(route: Route) -> None:
    """Give explore's page Leaflet as npm has it; everything else it asks for is not needed to draw."""
    name = route.request.url.rsplit("/", 1)[-1]
    leaflet = VIEWER / "node_modules" / "leaflet" / "dist" / name
    if name in ("leaflet.js", "leaflet.css") and leaflet.exists():
        route.fulfill(path=leaflet)
    else:
        route.fulfill(body="")


def renderer_mb() -> float:
    """Memory of the largest page process under this one, in MiB, without what processes share."""
    sizes = [0.0]
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if "--type=renderer" in process.cmdline():
                sizes.append(process.memory_full_info().uss / 2**20)
    return max(sizes)


def report(count: int, ours_is: Measured, explore_is: Measured | None) -> bool:
    """Print one size's figures side by side; False when a limit is broken."""
    held = True
    print(f"\n{count:,} zones{'' if explore_is else '   (explore cannot open this many)'}")
    print(f"  {'':<12}{'zonemark':>10}{'explore':>10}{'ratio':>9}  must hold")
    for name, value in asdict(ours_is).items():
        other = getattr(explore_is, name) if explore_is and name != "building_gb" else None
        most = RATIOS.get(count, {}).get(name)
        limit = LIMITS.get(count, {}).get(name)
        ok = (not other or most is None or value <= other * most) and (limit is None or value <= limit)
        held &= ok
        rule = f"1/{1 / most:.3g}" if most else f"{limit:g}" if limit is not None else ""
        ratio = f"1/{other / value:.1f}" if other else ""
        beside = f"{other:.2f}" if other else ""
        print(f"  {name:<12}{value:>10.2f}{beside:>10}{ratio:>9}  {rule}{'' if ok else '  NOT HELD'}")
    return held


def main() -> None:
    """Measure each size in turn; exit 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--no-explore", action="store_true", help="measure only our page")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    given = parser.parse_args()
    held, figures = True, {}
    with tempfile.TemporaryDirectory() as folder:
        for count in given.counts:
            frame = zones(count)
            ours_is = measure(ours, frame, Path(folder) / "ours.html")
            follow = count <= 100_000 and not given.no_explore
            explore_is = measure(explore, frame, Path(folder) / "explore.html") if follow else None
            held &= report(count, ours_is, explore_is)
            figures[count] = {"zonemark": asdict(ours_is), "explore": asdict(explore_is) if explore_is else None}
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1))
    raise SystemExit(0 if held else 1)


if __name__ == "__main__":
    main()
