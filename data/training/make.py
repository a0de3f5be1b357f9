"""Make the training project in this folder: a fictitious valley in open sea, from one seed.

    python data/training/make.py [FOLDER]

What a field team would hand in beside it, files of several formats and a table full of faults, goes to field-files/.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from field_files import write_field_files
from hazards import accidents, hazards, releases
from pyproj import Transformer
from shapely import LineString, Point, transform
from shapely.geometry.base import BaseGeometry
from valley import CENTRE, VILLAGES, Valley, make_valley

import geo
from geo.records import KINDS

HERE = Path(__file__).parent
SEED = 20210404
TITLE = "Quill valley, training map"
Row = tuple[BaseGeometry | None, dict[str, Any]]
TO_LONLAT = Transformer.from_crs(
    f"+proj=aeqd +lon_0={CENTRE[0]} +lat_0={CENTRE[1]} +datum=WGS84 +units=m", "EPSG:4326", always_xy=True
)
DIGITS = 7  # decimals of a degree: 1 cm


def lonlat(xy: np.ndarray) -> np.ndarray:
    """Turn metres around the centre, shape (n, 2), into degrees, rounded to a centimetre."""
    lon, lat = TO_LONLAT.transform(xy[:, 0], xy[:, 1])
    return np.round(np.column_stack([lon, lat]), DIGITS)


def reading(rows: Sequence[Row], kind: str, source: str) -> geo.Reading:
    """Turn rows in metres into a reading in degrees, as if it had come from a file."""
    fields = [name for name in KINDS[kind].names if any(name in record for _, record in rows)]
    extra = dict.fromkeys(name for _, record in rows for name in record if name not in fields)
    columns: dict[str, Any] = {}
    for name in [*fields, *extra]:
        field, cells = KINDS[kind].field(name), [record.get(name) for _, record in rows]
        dtype = {"measure": "float64", "count": "Int64", "values": object, "counts": object}.get(
            field.type if field else "", "str"
        )
        columns[name] = pd.Series(cells, dtype=dtype)
    shapes = [None if shape is None else transform(shape, lonlat) for shape, _ in rows]
    frame = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs="EPSG:4326"))
    frame.index = pd.RangeIndex(1, len(rows) + 1, name="row")
    return geo.Reading(frame, [], kind, source)


def place(id: str, shape: BaseGeometry, setting: str, name: str | None = None) -> Row:
    """A place of the valley's ground."""
    return shape, {"id": id, "name": name, "setting": setting, "source": "FICTITIOUS training data"}


def ground(valley: Valley) -> dict[str, list[Row]]:
    """The layers of the ground by title, in drawing order."""
    roads = [
        place(f"road-{n}", line.simplify(2), "road", name) for n, (name, line) in enumerate(valley.roads.items(), 1)
    ]
    roads += [place(f"track-{n:02d}", line.simplify(2), "road") for n, line in enumerate(valley.tracks, 1)]
    houses = [place(f"house-{n:03d}", house, "residential_area") for n, (_, house) in enumerate(valley.houses, 1)]
    yards = [
        place(f"cemetery-{n}", yard, "cemetery", f"{name} cemetery")
        for n, (name, yard) in enumerate(valley.cemeteries, 1)
    ]
    water = [place("river-quill", valley.river.simplify(1), "riverbank", "River Quill")]
    water.append(place("larch-brook", LineString(valley.brook).simplify(2), "water_source", "Larch Brook"))
    return {
        "Woods": [place(f"wood-{n:02d}", wood, "forest") for n, wood in enumerate(valley.woods, 1)],
        "Fields": [place(f"field-{n:03d}", field, "farmland") for n, field in enumerate(valley.fields, 1)],
        "Water": water,
        "Ways": roads,
        "Houses and cemeteries": houses + yards,
        "Villages": [
            place(f"village-{n}", Point(x, y), "residential_area", name)
            for n, (name, (x, y, _)) in enumerate(VILLAGES.items(), 1)
        ],
    }


def make(folder: Path) -> geo.Project:
    """Make the project in `folder`, in place of what an earlier run made there."""
    for part in ("layers", "history", "field-files"):
        shutil.rmtree(folder / part, ignore_errors=True)
    (folder / "zonemark.toml").unlink(missing_ok=True)
    valley = make_valley(SEED)
    rng = np.random.default_rng(SEED)
    reported = hazards(valley, rng)
    project = geo.Project.create(
        folder,
        title=TITLE,
        producer="Zonemark, for training",
        hotline="no such number",
        languages=("en", "az", "ru", "ar"),
        fictitious=True,
    )
    for title, rows in ground(valley).items():
        project.add(reading(rows, "places", "valley"), layer=title)
    project.add(reading(reported, "hazards", "training survey"), layer="Hazards")
    project.add(reading(releases(reported, rng), "releases", "training completion reports"), layer="Land released")
    project.add(reading(accidents(valley, reported, rng), "accidents", "training accident reports"), layer="Accidents")
    write_field_files(folder / "field-files", valley, rng, lonlat)
    shutil.rmtree(folder / "history", ignore_errors=True)
    return project


if __name__ == "__main__":
    made = make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
    for layer in made.layers():
        print(f"{len(layer.frame):5d}  {layer.title}")
