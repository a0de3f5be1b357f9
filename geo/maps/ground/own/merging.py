"""Places of the maker's file among those that the package carries: each stands on the map once.

A place of the file is the same as one of the package that lies near and has its name in some spelling. It takes over
the package's rank, if that is higher, and its other spellings.
"""

from __future__ import annotations

import numpy as np
import shapely

from geo.cells.words import fold
from geo.maps.ground.world import Places, together

_SAME_WITHIN_DEG = 0.06  # 6 km: a gazetteer has the middle of a town elsewhere than a mapper has


def with_own(carried: Places, own: Places) -> Places:
    """Give the places of both, the maker's first; they take the place of what is the same in those carried."""
    if not len(own.names):
        return carried
    tree = shapely.STRtree(np.asarray(shapely.points(carried.lonlat), dtype=object))
    points = np.asarray(shapely.points(own.lonlat), dtype=object)
    ranks, others = own.rank.copy(), [list(spellings) for spellings in own.others]
    replaced: set[int] = set()
    for mine, theirs in zip(*tree.query(points, "dwithin", distance=_SAME_WITHIN_DEG).tolist(), strict=True):
        spellings = {own.names[mine], *own.others[mine]}
        carried_ones = {carried.names[theirs], *carried.others[theirs]}
        if theirs in replaced or not {*map(fold, spellings)} & {*map(fold, carried_ones)}:
            continue
        replaced.add(theirs)
        ranks[mine] = max(ranks[mine], carried.rank[theirs])
        others[mine] += sorted(carried_ones - spellings)
    kept = np.array([at for at in range(len(carried.names)) if at not in replaced], dtype=np.intp)
    return together([own._replace(rank=ranks, others=others), carried.chosen(kept)])
