"""zonemark map"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli import options, wording
from geo.cli.output import say
from geo.cli.progress import each, working
from geo.errors import Problem, UsageError

if TYPE_CHECKING:
    from geo.cli.reading import Given
    from geo.maps import HazardMap
    from geo.sources import Reading


def map_(
    what: Annotated[list[Path], typer.Argument(metavar="PROJECT|FILE…", help="A project's folder, or field files.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="By default maps/TITLE.html in the project.")
    ] = None,
    title: Annotated[str, typer.Option(help="The map's title; by default the project's.")] = "",
    producer: Annotated[str, typer.Option(help="Who makes the map.")] = "",
    hotline: Annotated[str, typer.Option(help="Whom to call about a find.")] = "",
    language: Annotated[str, typer.Option(metavar="CODE", help="The language the page opens in.")] = "",
    languages: Annotated[
        str, typer.Option(metavar="A,B,C", help="The languages it can be switched to; 'all' for all there are.")
    ] = "",
    basemap: Annotated[Path | None, typer.Option(metavar="FILE.pmtiles", help="A background to put inside.")] = None,
    online_tiles: Annotated[
        str, typer.Option(metavar="NAME", help="Tiles a reader may fetch with a click; a name of xyzservices.")
    ] = "",
    made_on: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The day to state as the day of making.")] = "",
    fictitious: Annotated[bool, typer.Option("--fictitious", help="Say everywhere that nothing here is real.")] = False,
    open_: Annotated[bool, typer.Option("--open", help="Open the map in the browser.")] = False,
    layer: Annotated[list[str] | None, typer.Option(help="The title of a file's layer; once for each file.")] = None,
    kind: options.Kind = "",
    field: options.Fields = None,
    crs: options.Crs = "",
    sheet: options.Sheet = "",
    headings: options.Headings = "",
    encoding: options.Encoding = "",
    delimiter: options.Delimiter = "",
    closed_tracks: options.ClosedTracks = False,
    keep_personal: options.KeepPersonal = False,
    verbose: options.Verbose = False,
) -> None:
    """Make a map of a project or of field files: one HTML file that opens anywhere, with no network."""
    from geo.cli.reading import Given, headings_of

    given = Given(
        kind, options.parse_fields(field), crs, sheet, headings_of(headings), encoding, delimiter, "", keep_personal,
        closed_tracks,
    )  # fmt: skip
    said: dict[str, Any] = {"title": title, "producer": producer, "hotline": hotline, "language": language}
    said |= {"languages": _languages(languages), "basemap": basemap, "online_tiles": online_tiles}
    said |= {"made_on": _day(made_on), "fictitious": fictitious}
    said = {name: value for name, value in said.items() if value}
    make = _of_project if any(path.is_dir() for path in what) else _of_files
    drawn, path, problems = make(what, given, layer or (), said)
    with working(f"Writing {(out or path).name}"):
        path = drawn.save(out or path)
    if problems:
        say(wording.grouped(problems, every=verbose))
    _say(drawn, path)
    if open_:
        typer.launch(path.resolve().as_uri())


Made = tuple["HazardMap", Path, Sequence[Problem]]
"""A map, where it goes unless told otherwise, and what there is to say about its records."""


def _of_project(paths: Sequence[Path], given: Given, titles: Sequence[str], said: dict[str, Any]) -> Made:
    from geo.maps import draw
    from geo.store.names import slug

    if len(paths) > 1:
        raise UsageError("A map is made of one project, or of files.", remedy="Give one folder and nothing else.")
    if given.is_worth_remembering or titles:
        raise UsageError(
            f"{paths[0]} is a project, and its layers are what its zonemark.toml says.",
            remedy="Leave out --kind, --layer, --field, --crs and the like.",
        )
    project = options.open_project(paths[0])
    with working(f"Reading {paths[0]}"):
        drawn = draw(project, **said)
    name = slug(drawn.imprint.title or project.path.resolve().name)
    return drawn, project.path / "maps" / f"{name}.html", project.problems


def _of_files(paths: Sequence[Path], given: Given, titles: Sequence[str], said: dict[str, Any]) -> Made:
    from geo.cli.reading import read_file, say_what_was_read, sources_named
    from geo.maps import ZoneLayer, draw

    if titles and len(titles) != len(paths):
        counts = f"{wording.number(len(titles), 'title')} for {wording.number(len(paths), 'file')}"
        raise UsageError(f"--layer gives {counts}.", remedy="Give --layer once for each file, in their order.")
    read = partial(read_file, given=given)
    files = [read(path) for path in each(paths, f"Reading {sources_named(paths)}")]
    say_what_was_read(files)
    readings: list[Reading] = [file.reading for file in files]
    drawn = draw([], **({"title": paths[0].stem} | said))
    for path, reading, title in zip(paths, readings, titles or [path.stem for path in paths], strict=True):
        drawn.add_child(ZoneLayer(reading, name=path.stem, title=title))
    return drawn, Path(f"{paths[0].stem}.html"), [problem for reading in readings for problem in reading.problems]


def _say(drawn: HazardMap, path: Path) -> None:
    rows: list[list[object]] = []
    for one in drawn.shown:
        on_map = [one.drawn, one.missing] if one.layer.what.placed else ["-", "-"]
        rows.append([one.layer.title, one.layer.kind, one.recorded, *on_map])
    say(wording.table(["layer", "kind", "recorded", "drawn", "without usable position"], rows))
    say(f"{path} is written: {path.stat().st_size / 1e6:.1f} MB.")


def _languages(text: str) -> tuple[str, ...]:
    from geo.cli.reading import headings_of
    from geo.maps.catalogue import languages

    return languages() if text == "all" else headings_of(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"--made-on {text}: that is no day.", remedy="Write it as 2024-05-31.") from None
