"""zonemark map"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli import options, wording
from geo.cli.editions import OfProfile, Package, edition_of, require_zip, say_account, write_package
from geo.cli.output import say
from geo.cli.progress import each, working
from geo.cli.sealing import PassphraseFile, Seal, require_seal, save_sealed, say_passphrase, to_seal_with
from geo.errors import UsageError
from geo.findings.counting import counted, listed
from geo.records.imprint import Imprint
from geo.records.read_options import ReadOptions

if TYPE_CHECKING:
    from geo.maps import HazardMap
    from geo.sources import Reading


LARGE = 50_000_000
"""Bytes of a map from which on it is said how to make several of it."""
MOST_LAYERS = 4
"""So many layers have a line each; of more, their sums have one."""


@options.taking(Imprint, "imprint")
@options.taking(ReadOptions, "how")
def map_(
    what: Annotated[list[Path], typer.Argument(metavar="PROJECT|FILE…", help="A project's folder, or field files.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="By default maps/TITLE.html in the project.")
    ] = None,
    imprint: Imprint = options.UNSTATED,
    ground: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Ground from a file: .osm.pbf, vector .pmtiles, or a GeoNames country file."),
    ] = None,
    basemap: Annotated[Path | None, typer.Option(metavar="FILE.pmtiles", help="A background to put inside.")] = None,
    online_tiles: Annotated[
        str, typer.Option(metavar="NAME", help="Tiles a reader may fetch with a click; a name of xyzservices.")
    ] = "",
    borders: Annotated[
        str, typer.Option(metavar="drawn|none", help="Whether borders of states and districts are drawn.")
    ] = "",
    since: Annotated[
        str, typer.Option(metavar="DATE|CHANGE", help="Say what is new and changed since; of a project.")
    ] = "",
    open_: Annotated[bool, typer.Option("--open", help="Open the map in the browser.")] = False,
    layer: Annotated[
        list[str] | None, typer.Option(help="The title of a file's layer: once for each file, or once for them all.")
    ] = None,
    by: Annotated[str, typer.Option(metavar="FIELD", help="Make a layer of each value of this field.")] = "",
    per: Annotated[
        str,
        typer.Option(metavar="admin1|admin2", help="A map for each unit, and a page that leads to them, in a folder."),
    ] = "",
    how: ReadOptions = options.AS_IT_IS,
    profile: OfProfile = "",
    package: Package = False,
    seal: Seal = False,
    passphrase_file: PassphraseFile = None,
    verbose: options.Verbose = False,
) -> None:
    """Make a map of a project or of field files: one HTML file that opens anywhere, with no network."""
    require_seal(seal, passphrase_file)
    passphrase = to_seal_with(passphrase_file) if seal else ""
    from geo.cli.reading import without_doubts

    under: dict[str, Any] = {
        "ground": ground,
        "basemap": basemap,
        "online_tiles": online_tiles or None,
        "borders": borders,
    }
    if per:
        if profile or package or seal or since or by or layer:
            raise UsageError("--per makes plain maps of all records.",
                             remedy="Leave out --profile, --package, --seal, --since, --by and --layer.")  # fmt: skip
        _say_units(what, how, imprint, out, per, under)
        return
    is_project = any(path.is_dir() for path in what)
    make = _of_project if is_project else _of_files
    require_zip(out, package, seal=seal)
    if package:
        profile = profile or "internal"
    if profile:
        if since or make is _of_files:
            raise UsageError("--profile is of a project as it is.", remedy="Leave out --since, and name a project.")
        redacted, account = edition_of(options.open_project(what[0]), profile)
        under |= {"profile": profile, "redacted": redacted}
    if since:
        under["since"] = since
    drawn, path = make(what, how, layer or (), imprint, {**under, "by": by, "verbose": verbose})
    path = out or path
    if package:
        path = path if out else path.with_suffix(".zip")
        write_package(drawn, account, path)
    else:
        with working(f"Writing {path.name}"):
            path = save_sealed(drawn, path, passphrase) if seal else drawn.save(path)
    if shown := drawn.problems if verbose or is_project else without_doubts(drawn.problems):
        say(wording.grouped(shown, every=verbose))
    _say(drawn, path, every=verbose, is_written=package)
    if profile:
        say_account(account, path)
    if seal:
        say_passphrase(passphrase, passphrase_file)
    say(*(wording.verdict(drawn.problems) or _drawn_or_not(drawn, what[0] if is_project else None)))
    if open_:
        typer.launch(path.resolve().as_uri())
    options.end_with(drawn.problems)


def _say_units(
    what: Sequence[Path], how: ReadOptions, imprint: Imprint, out: Path | None, per: str, under: dict[str, Any]
) -> None:
    """Write a map for each unit into a folder, and say what is on each and on all of them."""
    from geo.cells.slugs import slug
    from geo.cli.layers import layers_in
    from geo.disk import making_folder
    from geo.maps.units import INDEX, draw_units

    layers, problems = layers_in(what, how)
    named = replace(imprint, title=imprint.title or ("" if what[0].is_dir() else what[0].stem))
    usual = what[0] / "maps" if what[0].is_dir() else Path()
    folder = out or usual / slug(f"{named.title or what[0].resolve().name} {per}")
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(f"{folder} is there already.", remedy="Name another folder with -o, or remove it.")
    with working(f"Writing {folder.name}"), making_folder(folder) as making:
        units = draw_units(layers, making, per, imprint=named, **under)
    rows: list[list[object]] = [
        [unit.name or "not given", unit.file, unit.recorded.get("hazards", 0), unit.total] for unit in units
    ]
    hazards, total = sum(unit.recorded.get("hazards", 0) for unit in units), sum(unit.total for unit in units)
    say(wording.table([per, "file", "hazards", "records"], [*rows, ["all", INDEX, hazards, total]]))
    if problems:
        say(wording.grouped(problems, every=False))
    say(f"{folder / INDEX} is written, with {counted(len(units), 'map')}. Pass the folder on as a whole.")
    options.end_with(problems)


def _of_project(
    paths: Sequence[Path], how: ReadOptions, titles: Sequence[str], imprint: Imprint, under: Mapping[str, Any]
) -> tuple[HazardMap, Path]:
    """A map of a project or a folder of parts, and where it goes unless told otherwise."""
    from geo.cells.slugs import slug
    from geo.maps import draw
    from geo.scale.folder import layers_at

    if len(paths) > 1:
        raise UsageError("A map is made of one project, or of files.", remedy="Give one folder and nothing else.")
    if how.stated or titles:
        raise UsageError(
            f"{paths[0]} is a project, and its layers are what its zonemark.toml says.",
            remedy="Leave out --kind, --layer, --field, --crs and the like.",
        )
    named = {name: one for name, one in under.items() if name not in ("verbose", "profile", "redacted")}
    with working(f"Reading {paths[0]}"):
        parts = layers_at(paths[0])
    if parts is not None:
        title = (
            imprint.title or next((one.imprint.title for one in parts if one.imprint), "") or paths[0].resolve().name
        )
        return draw(parts, imprint=replace(imprint, title=title), **named), Path(f"{slug(title)}.html")
    project = options.open_project(paths[0], lists_problems=True)
    with working(f"Reading {paths[0]}"):
        drawn = draw(under.get("redacted", project), imprint=imprint, **named)
    words = [drawn.imprint.title or project.path.resolve().name, under.get("profile", "")]
    return drawn, project.path / "maps" / f"{slug(' '.join(filter(None, words)))}.html"


def _of_files(
    paths: Sequence[Path], how: ReadOptions, titles: Sequence[str], imprint: Imprint, under: dict[str, Any]
) -> tuple[HazardMap, Path]:
    """A map of files, and where it goes unless told otherwise."""
    from geo.cli.reading import say_what_was_read, sources_named
    from geo.maps import ZoneLayer, draw
    from geo.records.holding import as_one_layer, unique
    from geo.records.recognising.by_field import layers_by
    from geo.store import each_once, read_files

    if titles and len(titles) not in (1, len(paths)):
        counts = f"{counted(len(titles), 'title')} for {counted(len(paths), 'file')}"
        raise UsageError(
            f"--layer gives {counts}.", remedy="Give --layer once for each file, in their order, or once for them all."
        )
    all_titles = titles if len(titles) == len(paths) else [*titles] * len(paths) or [path.stem for path in paths]
    named = dict(zip(paths, all_titles, strict=True))
    read = [file for path in each(paths, f"Reading {sources_named(paths)}") for file in read_files(path, how)]
    files = each_once(read)
    say_what_was_read(files, every=under.pop("verbose"))
    imprint = replace(imprint, title=imprint.title or paths[0].stem)
    by = under.pop("by")
    drawn = draw([], imprint=imprint, **under)
    together: dict[tuple[str, int], list[Reading]] = {}
    for number, file in enumerate(files):  # what is called alike by chance stays apart
        together.setdefault((file.layer or named[file.path], 0 if titles else number), []).append(file.reading)
    layers = unique([as_one_layer(title, readings) for (title, _), readings in together.items()])
    for layer in layers_by(layers, by) if by else layers:
        drawn.add_child(ZoneLayer(layer))
    return drawn, Path(f"{paths[0].stem}.html")


def _say(drawn: HazardMap, path: Path, *, every: bool, is_written: bool) -> None:
    rows: list[list[object]] = []
    for one in drawn.shown:
        on_map = [one.drawn, one.missing] if one.layer.what.placed else ["-", "-"]
        rows.append([one.layer.title, one.layer.kind, one.recorded, *on_map])
    for sentence in drawn.ground_told:
        say(sentence)
    if len(rows) > MOST_LAYERS and not every:
        _say_sums(drawn)
    else:
        say(wording.table(["layer", "kind", "recorded", "drawn", "without usable position"], rows))
    if not is_written:
        size = path.stat().st_size
        say(f"{path} is written: {size / 1e6:.1f} MB.")
        if size > LARGE:
            say("Phones and mail may not take a file so large. --per admin1 makes a map for each unit, and a page that")
            say("leads to them; every record is on one of them.")


def _drawn_or_not(drawn: HazardMap, project: Path | None) -> list[str]:
    """Say whether each record of what the map is about is drawn, and where it is said why one is not."""
    recorded, _, missing = drawn.counts().values()
    if not recorded:
        return []
    if not missing:
        return ["Each of them is drawn." if recorded > 1 else "It is drawn."]
    check = f"; zonemark check {project} says why" if project else ""
    verb = "is" if missing == 1 else "are"
    return [f"{missing:,} of {counted(recorded, 'record')} {verb} listed on the map and not drawn{check}."]


def _say_sums(drawn: HazardMap) -> None:
    """Say what the heading of the map counts, and what lies beside it."""
    from geo.maps.page.fallback import subject

    shown = drawn.shown
    in_heading = subject(shown)
    lacking = [f"{one.layer.title} {one.missing:,}" for one in in_heading if one.missing]
    beside = Counter[str]()
    for one in shown:
        beside[one.layer.kind] += one.recorded
    for one in in_heading:
        beside[one.layer.kind] -= one.recorded
    recorded, placed, missing = drawn.counts().values()
    told = f"{recorded:,} recorded, {placed:,} drawn, {missing:,} without usable position"
    others = listed([f"{kind} {number:,}" for kind, number in beside.items() if number])
    say(
        f"{counted(len(shown), 'layer')}: {told}{f' ({listed(lacking)})' if lacking else ''}."
        f"{f' Beside them {others}.' if others else ''}"
    )
