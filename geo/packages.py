"""A package: all of an edition in one ZIP, for those who work with different programs, or with paper.

Map, layers, files for hand-held devices, a printed sheet, the account of what the edition does not show, and a manifest
with the checksum of each. Everything in it is made of the redacted layers; the same layers give the same bytes, but for
the GeoPackage, in which its program writes the time.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.disk import working_folder, write_bytes
from geo.exports import documents, export, notice_of
from geo.mapfile.manifest import read
from geo.records import Layer
from geo.records.imprint import SAFETY, Imprint

if TYPE_CHECKING:
    from geo.findings import Problem
    from geo.maps import HazardMap
    from geo.share import Account

MANIFEST = "manifest.json"
IN_HAND = "no-record-does-not-mean-safe"
"""What files for hand-held devices are called: some show of a file nothing but its name."""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def package(drawn: HazardMap, account: Account, path: Path) -> list[Problem]:
    """Write the package of a map and of the layers that are on it, whole or not at all; lists what formats do not hold.

    `drawn`: of the layers of an edition. Raises UsageError where matplotlib is not installed, which draws the sheet,
    and NotSaved if the disk does not take it.
    """
    layers = drawn.layers
    page = b"".join(drawn.pieces())
    facts = read(page).facts
    with working_folder(path) as folder:
        problems = _exports(layers, drawn.imprint, folder)
        files = {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*.*"))}
    told = account.for_readers(layers)
    edition = drawn.imprint.edition
    first = [SAFETY, *(edition.sentences if edition else []), "", *told.lines(), ""]
    files |= {
        "map.html": page,
        "sheet.pdf": drawn.pdf(str(facts["edition"])),
        "account.txt": "\n".join(first).encode("utf-8", "replace"),
        "account.json": _json(told.to_json()),
    }
    files[MANIFEST] = _json(_manifest(facts, files))
    write_bytes(path, _zipped(files))
    return problems


def contents_of(path: Path) -> dict[str, bytes]:
    """Give the files of a package by their names."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _exports(layers: Sequence[Layer], imprint: Imprint, folder: Path) -> list[Problem]:
    (folder / "layers").mkdir()
    (folder / "hand-held").mkdir()
    stated = Imprint(title=imprint.title, producer=imprint.producer)
    problems = export(layers, folder / "layers.gpkg", imprint=stated)
    for layer in layers:
        problems += export(layer, folder / "layers" / f"{layer.name}.geojson", imprint=stated)
    warned = replace(notice_of(layers, stated, "Map"), in_names=True)
    placed = [layer for layer in layers if layer.what.placed and layer.what.subject]
    for write, ending in ((documents.write_gpx, "gpx"), (documents.write_kml, "kml")):
        problems += write(placed, folder / "hand-held" / f"{IN_HAND}.{ending}", warned)
    return list(dict.fromkeys(problems))


def _manifest(facts: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, Any]:
    """What the package is, and of each file its size and checksum; that of the map has one of its own inside."""
    named = ("edition", "madeOn", "producer", "profile", "program", "layers")
    return {
        "format": 1,
        "notice": SAFETY,
        **{name: facts[name] for name in named if name in facts},
        "files": {
            name: {"bytes": len(content), "sha256": sha256(content).hexdigest()} for name, content in files.items()
        },
    }


def _json(told: Any) -> bytes:
    return (json.dumps(told, ensure_ascii=True, indent=1) + "\n").encode("ascii")


def _zipped(files: Mapping[str, bytes]) -> bytes:
    archived = BytesIO()
    with zipfile.ZipFile(archived, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return archived.getvalue()
