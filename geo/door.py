"""What the public functions share: whatever people hold comes in by one door, a path too.

The rooms take records; a path is opened here, above all of them, as a project or as a field file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import wraps
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from geo.findings import Problem
from geo.records.read_options import ReadOptions
from geo.records.stating import naming, restated

if TYPE_CHECKING:
    import pandas as pd

    from geo.compare import Comparison
    from geo.scale.folder import Folder
    from geo.scale.runners import Runner
    from geo.sources import Reading
    from geo.store import Project
    from geo.store.received.receiving import Merging

Function = Callable[..., Any]


def taking_paths(function: Function) -> Function:
    """Let a function take paths of field files and of project folders wherever it takes records."""

    @wraps(function)
    def taken(what: Any, *more: Any, **named: Any) -> Any:
        return function(opened(what, options=_how(named)), *more, **named)

    return taken


def taking_parts(function: Function) -> Function:
    """Let a function take paths as `taking_paths` does, and a folder of parts as it lies there."""
    of_paths = taking_paths(function)

    @wraps(function)
    def taken(what: Any, *more: Any, **named: Any) -> Any:
        parts = _parts_at(what)
        return of_paths(what, *more, **named) if parts is None else function(parts, *more, **named)

    return taken


def telling_what_was_read(check: Function) -> Function:
    """Let a check take paths, and say first what was wrong with the files that it has read: nobody else has seen it."""

    @wraps(check)
    def taken(what: Any, *more: Any, **named: Any) -> list[Problem]:
        found: list[Problem] = []
        if (parts := _parts_at(what)) is not None:  # checked as it lies there, part by part
            of_parts: list[Problem] = check(parts, *more, **named)
            return of_parts
        records = opened(what, found, options=_how(named))
        return [*found, *check(records, *more, **named)]

    return taken


def _parts_at(what: Any) -> Folder | None:
    """The folder of parts that a path names, if it does."""
    if not isinstance(what, (str, PathLike)) or not Path(what).is_dir():
        return None
    from geo.scale.folder import folder_at

    return folder_at(Path(what))


def _how(named: Mapping[str, Any]) -> ReadOptions:
    """How files are read for a function that is told a kind, or values beyond the usual ones."""
    return ReadOptions(kind=named.get("kind") or "", values=named.get("values") or {})


def opened(what: Any, problems: list[Problem] | None = None, *, options: ReadOptions | None = None) -> Any:
    """Put what each path names in its place: a project for a folder, a reading for a file. The rest stays as it is.

    What was wrong with files that were read is added to `problems`.
    """
    if isinstance(what, (str, PathLike)):
        path = Path(what)
        if path.is_dir():
            from geo.scale.folder import layers_at
            from geo.store import Project

            return Project(path) if (parts := layers_at(path)) is None else parts
        from geo.sources import layers_of, read

        if (layers := layers_of(path, options)) is not None:
            if problems is not None:
                problems += [problem for one in layers.values() for problem in one.problems]
            return layers
        reading = read(path, options)
        if problems is not None:
            problems += reading.problems
        return reading
    if isinstance(what, Mapping):
        return {name: opened(one, problems, options=options) for name, one in what.items()}
    if isinstance(what, (list, tuple)):
        return [opened(one, problems, options=options) for one in what]
    return what


@overload
def read(
    what: list[Any] | tuple[Any, ...] | Mapping[str, Any] | Project, options: ReadOptions | None = None, **stated: Any
) -> list[Reading]: ...
@overload
def read(what: Any, options: ReadOptions | None = None, **stated: Any) -> Reading: ...
@naming(ReadOptions)
def read(what: Any, options: ReadOptions | None = None, **stated: Any) -> Reading | list[Reading]:
    """Read what people hold into records: one for every row or feature, whether it can be placed or not.

    `what`: the path of a field file; a GeoDataFrame or plain frame, whose columns and values are recognised as those of
    a file; a geo.Layer or a geo.Reading. Of several a list of readings is given, in their order: of a list, of a
    mapping of titles, which become their sources, and of a geo.Project or the path of its folder, layer by layer.
    How it is read can be stated by `options` (a geo.ReadOptions), or by its fields by name: `kind` is one of hazards,
    releases, accidents, places, facts; without it the columns decide. `fields` names the field of a column where its
    heading does not say it. `crs` names the system of the coordinates ("EPSG:32638") where the file does not. `sheet`
    chooses a sheet of a workbook, or a layer of a GIS file. `headings` are those of a table that has no heading row,
    or False. `encoding` and `delimiter` are those of a text file, where they are found out wrongly. With
    `closed_tracks` a GPS track that ends where it began is a polygon. Columns of personal data are left out unless
    `keep_personal`. `values` are allowed values beyond the usual ones, by field.

    Raises SourceError if the file cannot be read, UnsafeSource if reading it could do harm, and UsageError if
    something must be stated that the file does not say, and for what holds no records.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     survey = Path(folder, "survey.csv")
    ...     _ = survey.write_text("name,type,lat,lon\\nA,SHA,40.05,46.93\\nB,CHA,95.2,46.94\\n")
    ...     reading = read(survey, kind="hazards")
    >>> reading.rows, reading.fields["type"], reading.frame.geometry.notna().tolist()
    (2, 'area_type', [True, False])
    >>> [(problem.row, problem.severity) for problem in reading.problems]
    [(3, 'error')]
    """
    from geo import sources
    from geo.records.layer import is_project
    from geo.store import Project

    how = restated(options or ReadOptions(), stated, of="reading")
    if isinstance(what, (str, PathLike)) and Path(what).is_dir():
        what = Project(Path(what))
    if isinstance(what, Mapping):
        found = [(str(title), read(one, how)) for title, one in what.items()]
        return [replace(one, source=title) for title, read_ones in found for one in _flat(read_ones)]
    if is_project(what):
        return [sources.read(layer, how) for layer in what.layers()]
    if isinstance(what, (list, tuple)):
        return [reading for one in what for reading in _flat(read(one, how))]
    return sources.read(what, how)


def _flat(read_ones: Reading | list[Reading]) -> list[Reading]:
    return read_ones if isinstance(read_ones, list) else [read_ones]


def areas(what: Any, *, by: Iterable[str] = (), workers: int | Runner = 1) -> tuple[pd.DataFrame, list[Problem]]:
    """Add up hazardous, released and remaining land in square metres, by fields of the hazards, and name conflicts.

    `what`: a path, a geo.Project, layers, readings or frames; those of hazards and of releases are added up, others
    have no land. Gives a frame with a row for each group and a last one for all (see `geo.analysis.areas.table`), and
    the problems. With more `workers` than one it is done in parts by so many processes: sums and problems are the same.
    Raises UsageError where there are no hazards, or for a field that none of them has.
    """
    from geo.checks.parted.land import add_up
    from geo.records.holding import as_layers
    from geo.scale.folder import Folder
    from geo.scale.runners import running

    fields = [by] if isinstance(by, str) else list(by)
    with running(workers) as runner:
        found = add_up(what if isinstance(what, Folder) else as_layers(what), fields, runner=runner)
    return found.table, found.conflicts


def diff(old: Any, new: Any, *, workers: int | Runner = 1) -> Comparison:
    """Compare two states of the records: what is new, changed, renumbered, gone, and which land is no longer shown.

    `old`, `new`: a path of a project, a field file or a map file, a geo.Project, layers, readings or frames. Areas are
    m² on the ellipsoid, distances metres. Shapes are the same that agree to 1e-7 degree, as map files hold them. A
    folder of parts is compared part by part, by so many `workers`, with the same result.

    >>> import geopandas, shapely
    >>> def state(side):
    ...     return geopandas.GeoDataFrame({"id": ["H1"]}, geometry=[shapely.box(46, 40, 46 + side, 40.001)], crs=4326)
    >>> print(diff(state(0.001), state(0.0005)).lost_sentence())
    Hazard land no longer shown that lies in no release and in no other hazard: 1 record, 4,741 m².
    """
    from geo.compare.parted import compared_by
    from geo.records.holding import as_layers
    from geo.scale.folder import Folder
    from geo.scale.runners import running

    folders = [one if isinstance(one, Folder) else _parts_at(one) for one in (old, new)]
    before, after = (as_layers(opened(one)) if folder is None else folder
                     for one, folder in zip((old, new), folders, strict=True))  # fmt: skip
    with running(workers) as runner:
        return compared_by(before, after, runner=runner)


def merge(project: Any, what: Any, *, dry_run: bool = False, yes: bool = False) -> Merging:
    """Merge what readers drew and corrected in a map into the project that the map was made of.

    `project`: a geo.Project, or the path of its folder. `what`: the path of a contribution, or of a GeoJSON, KML, XLSX,
    CSV … that was saved or exported from the map and edited; or a list of these. Their order does not matter, and one
    may come twice. What says more of a danger is in force at once, new zones in a layer
    "Contributed, not reviewed"; what says less waits for `project.contributions.decide`. With `dry_run` nothing is
    written. `yes`: edits of layers by other hands are taken for changes of the project.
    Raises SourceError in one sentence for a contribution that is damaged, newer, or made on another map; NeedsYes
    where other hands have edited a layer; ProjectLocked, NotSaved, NewerFormat.

    >>> import json, tempfile, geopandas, shapely
    >>> from geo.store import Project
    >>> folder = Path(tempfile.mkdtemp())
    >>> zone = geopandas.GeoDataFrame({"id": ["H1"]}, geometry=[shapely.box(46, 40, 46.1, 40.1)], crs=4326)
    >>> own = Project.create(folder / "valley")
    >>> _ = own.add(zone, kind="hazards", layer="zones")
    >>> note = {"id": "5b0c1f7e-7a11-4c3e-8f00-3c1d5a9be007", "op": "note", "edition": "0" * 12, "layer": "zones",
    ...         "target": "H1", "after": [], "text": "The fence is gone."}
    >>> edition = {"title": "", "made_on": "", "redacted": False, "profile": "", "layers": {"zones": ""}}
    >>> sent = {"type": "zonemark-contribution", "format": 1, "id": note["id"], "made_on": "2026-11-29T16:45:00Z",
    ...         "language": "en", "program": "by hand", "maker": dict.fromkeys(["name", "organisation", "contact"], ""),
    ...         "editions": {"0" * 12: edition}, "changes": [note]}
    >>> _ = (folder / "a.json").write_text(json.dumps(sent))
    >>> [next(merge(own, folder / "a.json").lines()) for _ in range(2)]
    ['a.json: 1 new change.', 'a.json: already merged.']
    """
    from geo.compare.edited import sent_as
    from geo.store import Project

    paths = what if isinstance(what, (list, tuple)) else [what]
    own = project if isinstance(project, Project) else Project(project)
    sent = [one for path in paths for one in sent_as(own, path)]
    return own.contributions.merge(sent, dry_run=dry_run, yes=yes)
