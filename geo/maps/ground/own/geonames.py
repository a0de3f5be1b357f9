"""GeoNames' file of a country (XX.txt, or the zip it comes in): populated places with other spellings.

A line is one feature, its columns apart by tabs, as GeoNames' readme.txt for `allCountries` has them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO

import numpy as np

from geo.errors import SourceError, UnsafeSource
from geo.findings.counting import counted
from geo.maps.ground.own.naming import place_rank, plain_name
from geo.maps.ground.own.parts import Own, Where
from geo.maps.ground.world import Box, Places, no_places, together

CREDIT = "GeoNames (CC BY 4.0)"
_COLUMNS = 19
_NAME, _ALTERNATES, _LAT, _LON, _CLASS, _CODE, _PEOPLE = 1, 3, 4, 5, 6, 7, 14
_LINE = re.compile(rb"\d+\t[^\t\n]+\t[^\t\n]*\t[^\t\n]*\t-?[\d.]+\t-?[\d.]+\t[A-Z]?\t")
_GONE = {"PPLH", "PPLQ", "PPLW", "PPLCH"}
"""Codes of places that are no longer there; an emptied village is where hazards are, so these stay, with less rank."""
_MOST_BYTES = 2_000_000_000
_LONGEST_LINE = 200_000
_MOST_OTHERS = 12


def is_country_file(head: bytes) -> bool:
    """Whether a file that begins so is one of GeoNames'.

    >>> is_country_file("147429\\tAğdam\\tAgdam\\tAghdam\\t39.99\\t46.93\\tP\\tPPLA2\\tAZ\\t".encode())
    True
    """
    return _LINE.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def read(path: Path, where: Where) -> Own:
    """Read the places that lie in the boxes. Raises SourceError for a file that is no such list."""
    found = no_places()
    with _opened(path) as file:
        rows = [row for row in _rows(file, path.name) if any(_is_in(row, box) for box in where.boxes)]
    if rows:
        found = together([_places(rows)])
    return Own("GeoNames country file", CREDIT, places=found)


def member(path: Path) -> str:
    """Give the name of the country's list in an archive of GeoNames; "" if there is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist()[:100]:
                if re.fullmatch(r"([A-Z]{2}|allCountries)\.txt", entry.filename):
                    with archive.open(entry) as file:
                        return entry.filename if is_country_file(file.read(4096)) else ""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        pass
    return ""


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    if name := member(path):
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(name).file_size > _MOST_BYTES:
                raise UnsafeSource(f"{path.name} is too large to be a list of a country's places.")
            with archive.open(name) as file:
                yield TextIOWrapper(file, "utf-8", "replace", newline="\n")
    else:
        with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as text:
            yield text


def _rows(file: IO[str], name: str) -> Iterator[list[str]]:
    """The lines that are populated places, cut into columns."""
    read_so_far = 0
    while line := file.readline(_LONGEST_LINE):
        read_so_far += len(line)
        if read_so_far > _MOST_BYTES:
            raise UnsafeSource(f"{name} is too large to be a list of a country's places.")
        columns = line.rstrip("\r\n").split("\t")
        if len(columns) != _COLUMNS:
            what = f"{name} is no whole country file of GeoNames: a line has {counted(len(columns), 'column')}."
            raise SourceError(what, remedy=f"Each has {_COLUMNS}. Was it copied whole?")
        if columns[_CLASS] == "P":
            yield columns


def _is_in(row: list[str], box: Box) -> bool:
    try:
        lon, lat = float(row[_LON]), float(row[_LAT])
    except ValueError:
        return False
    return box.west <= lon <= box.east and box.south <= lat <= box.north


def _places(rows: list[list[str]]) -> Places:
    rows = [row for row in rows if plain_name(row[_NAME])]
    lonlat = np.array([(float(row[_LON]), float(row[_LAT])) for row in rows]).reshape(-1, 2)
    names = [plain_name(row[_NAME]) for row in rows]
    others = [_others(row) for row in rows]
    ranks = np.array([_rank(row, len(other)) for row, other in zip(rows, others, strict=True)], dtype=np.int64)
    return Places(lonlat, ranks, names, others, [{}] * len(rows))


def _others(row: list[str]) -> list[str]:
    spellings = (plain_name(text) for text in row[_ALTERNATES].split(",") if not text.isupper())
    return list(dict.fromkeys(text for text in spellings if text and text != row[_NAME]))[:_MOST_OTHERS]


def _rank(row: list[str], others: int) -> int:
    sort = "hamlet" if row[_CODE] in _GONE else "town" if row[_CODE].startswith(("PPLA", "PPLC")) else "village"
    people = row[_PEOPLE] if row[_PEOPLE] not in ("", "0") else None
    return place_rank(sort, people) + 2 * others
