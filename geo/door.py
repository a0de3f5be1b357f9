"""What the public functions share: whatever people hold comes in by one door, a path too.

The rooms take records; a path is opened here, above all of them, as a project or as a field file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import UsageError
from geo.findings import Problem

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame

    from geo.compare import Comparison
    from geo.records import Layer

Function = Callable[..., Any]


def taking_paths(function: Function) -> Function:
    """Let a function take paths of field files and of project folders wherever it takes records."""

    @wraps(function)
    def taken(what: Any, *more: Any, **named: Any) -> Any:
        return function(opened(what), *more, **named)

    return taken


def telling_what_was_read(check: Function) -> Function:
    """Let a check take paths, and say first what was wrong with the files that it has read: nobody else has seen it."""

    @wraps(check)
    def taken(what: Any, *more: Any, **named: Any) -> list[Problem]:
        found: list[Problem] = []
        records = opened(what, found)
        return [*found, *check(records, *more, **named)]

    return taken


def opened(what: Any, problems: list[Problem] | None = None) -> Any:
    """Put what each path names in its place: a project for a folder, a reading for a file. The rest stays as it is.

    What was wrong with files that were read is added to `problems`.
    """
    if isinstance(what, (str, PathLike)):
        path = Path(what)
        if path.is_dir():
            from geo.store import Project

            return Project(path)
        from geo.sources import layers_of_map, read

        if (layers := layers_of_map(path)) is not None:
            if problems is not None:
                problems += [problem for one in layers.values() for problem in one.problems]
            return layers
        reading = read(path)
        if problems is not None:
            problems += reading.problems
        return reading
    if isinstance(what, Mapping):
        return {name: opened(one, problems) for name, one in what.items()}
    if isinstance(what, (list, tuple)):
        return [opened(one, problems) for one in what]
    return what


def areas(what: Any, *, by: Iterable[str] = ()) -> tuple[pd.DataFrame, list[Problem]]:
    """Add up hazardous, released and remaining land in square metres, by fields of the hazards, and name conflicts.

    `what`: a path, a geo.Project, layers, readings or frames; those of hazards and of releases are added up, others
    have no land. Gives a frame with a row for each group and a last one for all (see `geo.analysis.areas.table`), and
    the problems. Raises UsageError where there are no hazards, or for a field that none of them has.
    """
    from geo.analysis.areas import table
    from geo.checks import conflicts_of_land
    from geo.records.holding import as_layers

    layers = as_layers(what)
    hazards, releases = hazards_and_releases(layers)
    fields = [by] if isinstance(by, str) else list(by)
    for name in fields:
        if name not in hazards:
            known = ", ".join(str(one) for one in hazards.columns if one != hazards.active_geometry_name)
            raise UsageError(f"No hazard has a field '{name}'.", remedy=f"There are: {known}.")
    return table(hazards, releases, by=fields), conflicts_of_land(layers)


def diff(old: Any, new: Any) -> Comparison:
    """Compare two states of the records: what is new, changed, renumbered, gone, and which land is no longer shown.

    `old`, `new`: a path of a project, a field file or a map file, a geo.Project, layers, readings or frames. Areas are
    m² on the ellipsoid, distances metres. Shapes are the same that agree to 1e-7 degree, as map files hold them.

    >>> import geopandas, shapely
    >>> def state(side):
    ...     return geopandas.GeoDataFrame({"id": ["H1"]}, geometry=[shapely.box(46, 40, 46 + side, 40.001)], crs=4326)
    >>> print(diff(state(0.001), state(0.0005)).lost_sentence())
    Hazard land no longer shown that lies in no release and in no other hazard: 1 record, 4,741 m².
    """
    from geo.compare import compare
    from geo.records.holding import as_layers

    return compare(as_layers(opened(old)), as_layers(opened(new)))


def hazards_and_releases(layers: Iterable[Layer]) -> tuple[GeoDataFrame, GeoDataFrame | None]:
    """Put together the hazards of some layers, and the releases. Raises UsageError where there are no hazards."""
    import pandas as pd

    frames = {kind: [layer.frame for layer in layers if layer.kind == kind] for kind in ("hazards", "releases")}
    if not frames["hazards"]:
        raise UsageError("There is no layer of hazards.", remedy="Add one, or name the kind of the records.")
    return pd.concat(frames["hazards"]), pd.concat(frames["releases"]) if frames["releases"] else None
