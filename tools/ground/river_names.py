"""What rivers are called: their lines have no names, and those of Natural Earth, which have, are coarser.

A stretch of a line takes the name of the river that runs beside it. Further rivers are named by where they begin and
end (river_names.toml): exactly one line may run from the one to the other.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.maps.ground.lines import Vertices

TABLE = Path(__file__).with_name("river_names.toml")
BESIDE_DEG = 0.035
"""How far apart the two may run: some 4 km; both go back to one survey."""
SHORTEST_DEG = 0.12
"""What runs beside a river for less may be another that joins it, unless that is nearly all of a line."""
LARGEST_GAP_DEG = 0.2
WHOLE_SHARE = 0.7
ENDS_DEG = 0.08
_CHUNK = 12  # edges of a river that a tree looks up together

Names = dict[str, str]
Ids = NDArray[np.int64]


def named(lines: list[Vertices], units: int, rivers: Any) -> tuple[list[Vertices], list[int], list[Names]]:
    """Cut lines where a name begins or ends, and say which of the names each has; the first name is none.

    `rivers`: a frame of lines with a column `name`. Raises ValueError for a table that does not fit them.
    """
    told = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    _check_whole(told["whole"])
    found: list[Names] = [{}]
    ends = _by_ends(lines, units, told["by_ends"], found)
    rivers = rivers[rivers["name"].notna() & ~rivers["name"].isin(told["not_one"])]
    called = [_called(" ".join(name.split()), told) if name not in told["whole"] else {"": _tidy(told["whole"][name])}
              for name in rivers["name"]]  # fmt: skip
    beside = _beside(lines, units, rivers.geometry.to_numpy(), np.array([_id_of(one, found) for one in called]))
    cut: list[Vertices] = []
    ids: list[int] = []
    for at, (line, own) in enumerate(zip(lines, beside, strict=True)):
        for start, stop, name in [(0, len(line), ends[at])] if at in ends else _stretches(line / units, own):
            cut.append(line[start:stop])
            ids.append(name)
    return cut, ids, found


def _tidy(name: str) -> str:
    return " ".join(name.split())


def _called(name: str, told: dict[str, Any]) -> Names:
    own = told["called"].get(name, name)
    return own if isinstance(own, dict) else {"": own}


def _id_of(names: Names, found: list[Names]) -> int:
    if names not in found:
        found.append(names)
    return found.index(names)


def _check_whole(table: dict[str, str]) -> None:
    for broken, whole in table.items():
        kept = "".join(letter for letter in whole if letter.isascii())
        asked = "".join(letter if letter.isascii() else "?" for letter in whole)
        if broken not in (kept, asked):
            raise ValueError(f"{broken} is not what is left of {whole}.")


def _by_ends(lines: list[Vertices], units: int, table: list[dict[str, Any]], found: list[Names]) -> dict[int, int]:
    """The lines that the table names, by index."""
    firsts = np.array([line[0] for line in lines]) / units
    lasts = np.array([line[-1] for line in lines]) / units
    ids = {}
    for river in table:
        here, there = np.array(river["from"]), np.array(river["to"])
        ways = [
            (np.abs(one - here) < ENDS_DEG).all(axis=1) & (np.abs(other - there) < ENDS_DEG).all(axis=1)
            for one, other in ((firsts, lasts), (lasts, firsts))
        ]
        runs = np.flatnonzero(ways[0] | ways[1])
        if len(runs) != 1:
            raise ValueError(f"{len(runs)} lines run where {river['name']} does.")
        ids[int(runs[0])] = _id_of({"": river["name"], **river.get("called", {})}, found)
    return ids


def _beside(lines: list[Vertices], units: int, rivers: Any, of: Ids) -> list[Ids]:
    """Of each vertex of each line, the name of the river that runs beside it; 0 for none."""
    pieces, owners = [], []
    for shape, owner in zip(rivers, of.tolist(), strict=True):
        for part in shapely.get_parts(shape):
            vertices = shapely.get_coordinates(part)
            for start in range(0, len(vertices) - 1, _CHUNK):
                pieces.append(shapely.LineString(vertices[start : start + _CHUNK + 1]))
                owners.append(owner)
    points = np.asarray(shapely.points(np.concatenate(lines) / units), dtype=object)
    tree = shapely.STRtree(np.array(pieces, dtype=object))
    asked, answers = tree.query_nearest(points, max_distance=BESIDE_DEG, all_matches=False)
    ids = np.zeros(len(points), dtype=np.int64)
    ids[asked] = np.array(owners)[answers]
    return np.split(ids, np.cumsum([len(line) for line in lines])[:-1])


def _stretches(line: NDArray[np.float64], ids: Ids) -> list[tuple[int, int, int]]:
    """Where on a line its names stand: from which vertex to which, and which name. They meet in a vertex."""
    along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(line, axis=0).T))]
    runs = _runs(_without_gaps(ids, along))
    kept = [
        (start, stop, name if along[stop - 1] - along[start] >= min(SHORTEST_DEG, WHOLE_SHARE * along[-1]) else 0)
        for start, stop, name in runs
    ]
    for start, stop, name in kept:
        if name and along[stop - 1] - along[start] >= WHOLE_SHARE * along[-1]:
            return [(0, len(line), name)]
    smooth = np.concatenate([np.full(stop - start, name) for start, stop, name in kept])
    met = [(start, min(stop + 1, len(line)), name) for start, stop, name in _runs(smooth)]
    return [(start, stop, name) for start, stop, name in met if stop - start > 1]


def _runs(ids: Ids) -> list[tuple[int, int, int]]:
    turns = np.flatnonzero(np.diff(ids)) + 1
    bounds = [0, *turns.tolist(), len(ids)]
    return [(start, stop, int(ids[start])) for start, stop in zip(bounds, bounds[1:], strict=False)]


def _without_gaps(ids: Ids, along: NDArray[np.float64]) -> Ids:
    """Short stretches between two of one name have that name too."""
    ids = ids.copy()
    runs = _runs(ids)
    for before, (start, stop, name), after in zip(runs, runs[1:], runs[2:], strict=False):
        gap = along[min(stop, len(along) - 1)] - along[start - 1]
        if before[2] == after[2] != name and before[2] and gap < LARGEST_GAP_DEG:
            ids[start:stop] = before[2]
    return ids
