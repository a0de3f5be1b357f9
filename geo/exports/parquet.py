"""GeoParquet: a layer as columns, which comes back as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.disk import replacing
from geo.errors import SourceError
from geo.exports.flat import Notice, flatten
from geo.findings import Problem
from geo.geojson import without_unknown_heights
from geo.geopackage.told import Told
from geo.geoparquet import reading, writing
from geo.records.imprint import Imprint

if TYPE_CHECKING:
    import pyarrow as pa

    from geo.records import Layer


def write_parquet(layers: Sequence[Layer], path: Path, notice: Notice) -> list[Problem]:
    """Write one GeoParquet of one layer, in the order of the records and with those that have no position."""
    (layer,) = layers
    flat = flatten(layer, notice, path.name)
    imprint = Imprint(title=notice.title, producer=notice.producer, fictitious=notice.fictitious or None,
                      edition=notice.edition)  # fmt: skip
    shapes = np.asarray(without_unknown_heights(layer.frame.geometry.array), dtype=object)
    added = {name: cells for name, cells in flat.columns.items() if name not in flat.stated}
    told = Told(layer.kind, layer.title, imprint=imprint.to_attributes())
    table = writing.table_of(flat.stated, shapes, told, added=added, notice=notice.text)
    with replacing(path, lambda file: _is_whole(file, table)) as unfinished:
        writing.write(table, unfinished)
    return [one for one in flat.problems if one.code not in ("broken_letters", "types_as_text")]


def _is_whole(path: Path, table: pa.Table) -> bool:
    try:
        with reading.opened(path) as file:
            found: Any = file.read()
            return bool(found.equals(table))
    except SourceError:
        return False
