"""A map file with the parts that belong to it: taken out of a zip, or shown by itself in a private folder.

Only what is read is unpacked. An archive is refused as a whole if it holds a path that leads out of a folder, a link,
an encrypted member, or more than fits; its own word about sizes is not trusted further than that.
"""

from __future__ import annotations

import lzma
import os
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from geo.disk import temporary_folder
from geo.errors import SourceError, UnsafeSource, UsageError
from geo.findings.counting import counted, listed
from geo.sources.exchange.formats import key_of_ending, refusal, refusals
from geo.sources.rows.beside import form_of

MAX_MEMBERS = 10_000
MAX_BYTES = 1_000_000_000
MAX_RATIO = 300
"""Text of coordinates packs to a tenth, a sheet of like rows to a two-hundredth; a bomb to a thousandth."""
_FREE = 10_000_000
_MAIN = (
    ".shp", ".gpkg", ".fgb", ".tab", ".mif", ".kml", ".gpx", ".gml", ".geojson", ".json", ".topojson", ".umap", ".csv",
    ".tsv", ".xlsx", ".xls", ".xlsb", ".ods",
)  # fmt: skip
PARTS = {
    ".shp": (".shx", ".dbf", ".prj", ".cpg"),
    ".tab": (".dat", ".map", ".id", ".ind"),
    ".mif": (".mid",),
}
NEEDED = {".shp": (".shx",), ".tab": (".dat",)}


_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, OSError, ValueError,
    OverflowError, RuntimeError,
)  # fmt: skip
"""What the standard library raises for archives that are not as they should be."""


@contextmanager
def unpacked(path: Path, layer: str | None = None) -> Iterator[tuple[Path, str | None, list[str]]]:
    """Unpack the map file in an archive, with its parts, for as long as the context lasts.

    Of a form and its repeated questions, each a CSV file, it is the form, and the others lie beside it.

    `layer` chooses one by name, with or without folder and ending, where there are several. Yields the path, the
    layer that is still to be looked for in it (None if the name was that of the file), and the names of the KML files
    that are not read: a KMZ shows its first, and what that one links to.
    Raises UnsafeSource for what could do harm, SourceError for what cannot be read, UsageError if there is a choice.
    """
    with temporary_folder() as folder:
        try:
            main, target, left = _take_out(path, folder, layer)
        except _DAMAGE as error:
            what = str(error) or type(error).__name__
            raise SourceError(f"{path.name} is a damaged archive: {what}.", remedy="Was it copied whole?") from None
        yield target, None if layer in _names(main) else layer, left


def _take_out(path: Path, folder: Path, layer: str | None) -> tuple[zipfile.ZipInfo, Path, list[str]]:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        _check(members, path.name)
        files = _readable(members, path.name, layer)
        if len(files) > 1 and {_ending(member) for member in files} == {".csv"}:
            targets = [folder / f"{PurePosixPath(member.filename).stem[:80]}.csv" for member in files]
            for member, target in zip(files, targets, strict=True):
                _unpack(archive, member, target, path.name)
            if (form := form_of(targets)) is not None:
                return files[targets.index(form)], form, []
        main = _main(files, path.name)
        target = folder / f"{PurePosixPath(main.filename).stem[:80]}{_ending(main)}"
        for part in [main, *_parts(members, main)]:
            _unpack(archive, part, target.with_suffix(_ending(part)), path.name)
        others = [member.filename for member in files if member is not main]
    return main, target, others


def _check(members: Sequence[zipfile.ZipInfo], source: str) -> None:
    if len(members) > MAX_MEMBERS:
        raise UnsafeSource(
            f"{source} holds {counted(len(members), 'file')}.", remedy="Take out the one that is to be read."
        )
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if parts and (parts[0].startswith("/") or parts[0].endswith(":") or ".." in parts):
            raise UnsafeSource(f"{source} holds a path that leads out of it: {member.filename[:80]!r}.",
                               remedy="Take out the file that is to be read.")  # fmt: skip
        if stat.S_ISLNK(member.external_attr >> 16):
            raise UnsafeSource(f"{source} holds a link: {member.filename[:80]!r}.",
                               remedy="Pack the file itself.")  # fmt: skip
        if member.flag_bits & 1:
            raise SourceError(f"{source} is encrypted.", remedy="Unpack it with its password first.")
        require_ratio(member, source, free=_FREE, remedy="Ask for it unpacked.")
    if sum(member.file_size for member in members) > MAX_BYTES:
        raise UnsafeSource(f"{source} unpacks to more than {MAX_BYTES // 10**9} GB.", remedy="Unpack what is needed.")


def require_ratio(member: zipfile.ZipInfo, source: str, *, free: int, remedy: str) -> None:
    """Refuse a member of more than `free` bytes that unpacks to far more than it takes. Raises UnsafeSource."""
    if member.file_size > free and member.file_size > MAX_RATIO * max(member.compress_size, 1):
        what = f"{source} holds {member.filename[:80]!r}, which unpacks to over {MAX_RATIO} times its size."
        raise UnsafeSource(what, remedy=remedy)


def _ending(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).suffix.lower()


def _readable(members: Sequence[zipfile.ZipInfo], source: str, wanted: str | None) -> list[zipfile.ZipInfo]:
    """The files of an archive that are read; only the one that is wanted if there is one of that name."""
    files = [
        member for member in members
        if _ending(member) in _MAIN and not member.filename.endswith("/") and not _is_hidden(member.filename)
    ]  # fmt: skip
    if not files:
        raise _nothing_to_read(members, source)
    return [member for member in files if wanted in _names(member)] or files


def _main(files: Sequence[zipfile.ZipInfo], source: str) -> zipfile.ZipInfo:
    """The map file to read: the only one, or the first KML as the KMZ specification has it."""
    if len(files) == 1 or all(_ending(member) == ".kml" for member in files):
        return files[0]
    named = ", ".join(member.filename for member in files[:8])
    raise UsageError(f"{source} holds several files that can be read: {named}.", remedy="Name one as the layer.")


def _nothing_to_read(members: Sequence[zipfile.ZipInfo], source: str) -> SourceError:
    """The error for an archive without a file that is read, in the words for what it holds instead."""
    held = [
        member.filename for member in members if not member.filename.endswith("/") and not _is_hidden(member.filename)
    ]
    if packed := [name for name in held if name.lower().endswith((".kmz", ".zip"))]:
        what = f"{source} holds other archives: {listed(packed)}."
        return SourceError(what, remedy="Unpack it, and give them one by one.")
    if parts := [name for name in held if PurePosixPath(name).suffix.lower() in PARTS[".shp"]]:
        what = f"{source} holds parts of a Shapefile ({listed(parts)}), but not the one that ends in .shp."
        return SourceError(what, remedy="Ask for all parts: .shp, .shx, .dbf and .prj.")
    for name in held:
        if key := key_of_ending(PurePosixPath(name).suffix.lower()):
            return SourceError(f"{source} holds {name[:80]!r}. {refusal(name, key).what}", remedy=refusals()[key].do)
    there = f"it holds {listed(held)}" if held else "it is empty"
    return SourceError(f"{source} holds no file that can be read: {there}.", remedy=f"Read are: {', '.join(_MAIN)}.")


def _is_hidden(name: str) -> bool:
    path = PurePosixPath(name)
    return path.name.startswith(".") or "__MACOSX" in path.parts


def _names(member: zipfile.ZipInfo) -> set[str]:
    path = PurePosixPath(member.filename)
    return {member.filename, path.name, path.stem}


def _parts(members: Sequence[zipfile.ZipInfo], main: zipfile.ZipInfo) -> list[zipfile.ZipInfo]:
    """The files that belong to `main`: the same path but for the ending, in any case."""
    stem = str(PurePosixPath(main.filename).with_suffix("")).lower()
    endings = PARTS.get(_ending(main), ())
    return [
        member for member in members
        if _ending(member) in endings and str(PurePosixPath(member.filename).with_suffix("")).lower() == stem
    ]  # fmt: skip


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, source: str) -> None:
    with archive.open(member) as packed, target.open("wb") as file:
        left = member.file_size
        while block := packed.read(1 << 20):
            left -= len(block)
            if left < 0:
                raise UnsafeSource(f"{source} unpacks to more than it says.", remedy="Ask for it unpacked.")
            file.write(block)


@contextmanager
def private(path: Path, kind: str, hidden: Path | None = None) -> Iterator[Path]:
    """Show the file and its parts, all but the one `hidden`, under plain names in a folder of its own."""
    with temporary_folder() as folder:
        shown = folder / f"layer{kind}"
        _show(path, shown)
        for ending in PARTS.get(kind, ()):
            if (part := part_of(path, ending)) is not None and part != hidden:
                _show(part, shown.with_suffix(ending))
            elif ending in NEEDED.get(kind, ()):
                raise SourceError(f"{path.name} needs the file {path.stem}{ending} beside it.",
                                  remedy="Copy all parts, or the zip that holds them.")  # fmt: skip
        yield shown


def _show(path: Path, shown: Path) -> None:
    try:
        os.symlink(path.resolve(), shown)
    except OSError:
        shutil.copyfile(path, shown)


def part_of(path: Path, ending: str) -> Path | None:
    """The neighbour with the same name but for its ending, in any case."""
    for part in (path.with_suffix(ending), path.with_suffix(ending.upper())):
        if part.is_file():
            return part
    return None
