"""Latitude and longitude of which the parts stand in columns of their own: degrees, minutes, seconds, N or S, E or W.

A letter in a column beside the number is easily overlooked, and then a place in the south is drawn in the north. So the
parts are written together as a person would write them, and read as such. Ten-millionths (`latitudeE7`) are brought to
degrees.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from geo.cells.missing import NO_POSITION
from geo.cells.outcomes import text_cells
from geo.cells.texts import text_column
from geo.cells.words import fold, words
from geo.findings import Findings
from geo.records.columns import PLACING, part_of_position

_HALVES = {
    "lat": {
        "N": "n north norte nord с север северная пн північ şimal şm kuzey شمال شمالا",
        "S": "s south sur sud ю юг южная південь cənub güney جنوب جنوبا",
    },
    "lon": {
        "E": "e east este est ost в восток восточная сх схід şərq doğu شرق شرقا",
        "O": "o",  # west in Spanish and French, east in German: whoever reads positions decides
        "W": "w west oeste ouest з запад западная захід qərb batı غرب غربا",
    },
}
_SIDES = {part: {fold(word): letter for letter, words in sides.items() for word in words.split()}
          for part, sides in _HALVES.items()}  # fmt: skip
_UNITS = {
    "°": "deg degs degree degrees d ° grad градус градусы град grados degres degrés dərəcə derece درجة درجات",
    "'": "min mins minute minutes m ' ′ мин минута минуты minutos dəqiqə dakika دقيقة دقائق",
    '"': 'sec secs second seconds s " ″ сек секунда секунды segundos secondes saniyə saniye ثانية ثواني',
}
_UNIT_OF = {fold(word) or word: mark for mark, words in _UNITS.items() for word in words.split()}
_ABOUT_SIDES = re.compile(r"n\s*/?\s*s|e\s*/?\s*w|hemi|dir|lat|lon|lng|сторона|полуш", re.IGNORECASE)
_COORDINATES = frozenset(map(fold, "coord coords coordinate coordinates gps wgs 84 wgs84 koordinat koordinatlar "
                                    "координаты координата координати coordenada coordenadas".split()))  # fmt: skip
_METRES = re.compile(r"\d{6,7}(?:[.,]\d+)?")
_DEGREES = r"\s*[+-]?\d{1,3}(?:[.,]\d+\s*[°º]?|\s*[°º][\d\s.,'′’‘`\"″”´]*)\s*"
_ANGLE = {part: re.compile(rf"[{letters}]?{_DEGREES}[{letters}]?", re.IGNORECASE)
          for part, letters in (("lat", "NSСЮ"), ("lon", "EWВЗ"))}  # fmt: skip
_LOOK = 200
_WITHOUT_SIDE = re.compile(r"[\d.,\s°º'′’\"″”]+")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def put_together(table: pd.DataFrame, fields: Mapping[str, str], problems: Findings) -> pd.DataFrame:
    """Write the parts of latitudes and longitudes into one column each, and say so; the parts stay as they are.

    >>> table = pd.DataFrame({"Latitude": ["4.5"], "N/S": ["S"], "Longitude": ["74.1"], "E/W": ["W"]})
    >>> put_together(table, {}, Findings())[["Latitude", "Longitude"]].iloc[0].tolist()
    ['4.5 S', '74.1 W']
    """
    names = [str(name) for name in table.columns]
    if PLACING & set(fields.values()):
        return table
    if not PLACING & {*map(part_of_position, names)}:
        table = _told_by_sides(table, [name for name in names if name not in fields], problems)
        names = [str(name) for name in table.columns]
    for part in ("lat", "lon"):
        found = _parts(table, names, part)
        scaled = next((name for name in names if _is_scaled(name, part)), "")
        whole = next((name for name in names if part_of_position(name) == part), "")
        if "°" in found and len(found) > 1 and whole in ("", *found.values()):
            table = _joined(table, found, part, problems)
        elif scaled and not whole:
            table = table.assign(**{"latitude" if part == "lat" else "longitude": _in_degrees(table[scaled])})
        names = [str(name) for name in table.columns]
        whole = next((name for name in names if part_of_position(name) == part), "")
        if whole and (side := _side_column(table, names, whole, part)):
            table = _with_side(table, whole, side, part, problems)
        elif len(found) < 2:  # where the S is not that of seconds
            table = _with_side_of_heading(table, names, part, problems)
    return table


def _with_side_of_heading(table: pd.DataFrame, names: Sequence[str], part: str, problems: Findings) -> pd.DataFrame:
    """Put the side that a heading names, "Latitude S", "Longitud Oeste", behind the numbers below it without a sign."""
    told = [(name, *found) for name in names if (found := _side_in(name, part))]
    texts = _stated(table[told[0][0]]) if len(told) == 1 else []
    if not any(texts) or not all(_NUMBER.fullmatch(text) or _ANGLE[part].fullmatch(text) for text in texts if text):
        return table
    name, letter, rest = told[0]
    if letter in ("S", "W", "O"):
        sided = [f"{text} {letter}" if _WITHOUT_SIDE.fullmatch(text) else text or math.nan for text in texts]
        table = table.assign(**{name: text_column(sided)})
        what = f"{name} was read as what it says: on which side its numbers lie."
        problems.add("read_together", what, field=name, option="")
    if part_of_position(name) != part and rest not in table.columns:
        table = table.rename(columns={name: rest})
    return table


def _side_in(name: str, part: str) -> tuple[str, str] | None:
    """The side that a heading of a latitude or longitude names, and the heading without it; None if it names none."""
    parts = words(name)
    sides = [_SIDES[part][word] for word in parts if word in _SIDES[part]]
    rest = " ".join(word for word in parts if word not in _SIDES[part])
    return (sides[0], rest) if len(sides) == 1 and part_of_position(rest) == part else None


def _told_by_sides(table: pd.DataFrame, names: Sequence[str], problems: Findings) -> pd.DataFrame:
    """Two columns called N and E, or whose cells all say on which side they lie, under the names of what they hold.

    A column called N by itself is as often one of numbers.
    """
    found: dict[str, tuple[str, str]] = {}
    metres = False
    for part in ("lat", "lon"):
        for name in names:
            texts = [cell for cell in _stated(table[name].head(_LOOK)) if cell]
            letter = _SIDES[part].get(_without_words(name), "")
            if texts and letter in ("N", "S", "E", "W") and all(map(_METRES.fullmatch, texts)):
                metres = True
            elif not texts or not all(_ANGLE[part].fullmatch(text) for text in texts):
                continue
            elif letter not in ("N", "S", "E", "W"):
                letter = "" if all(re.search(r"[^\W\d_]", text) for text in texts) else "?"
            if letter != "?":
                found.setdefault(part, (name, letter))
    if len(found) < 2:
        return table
    called = {"lat": "northing", "lon": "easting"} if metres else {"lat": "latitude", "lon": "longitude"}
    for part, (name, letter) in found.items():
        if letter in ("S", "W") and not metres:
            table = table.assign(**{name: text_column([f"{cell} {letter}" if re.fullmatch(r"[\d.,]+", cell) else cell
                                                      or math.nan for cell in _stated(table[name])])})  # fmt: skip
        table = table.rename(columns={name: called[part]})
    (lat, _), (lon, _) = found["lat"], found["lon"]
    told = f"{lat} and {lon} were read as {called['lat']} and {called['lon']}."
    problems.add("read_together", told, field=called["lat"], option="")
    return table


def _without_words(name: str) -> str:
    """A heading of one word, without those for coordinates and their unit."""
    left = [word for word in words(name) if word not in _COORDINATES]
    if len(left) == 2 and left[1] in _UNIT_OF:
        del left[1]
    return left[0] if len(left) == 1 else ""


def _parts(table: pd.DataFrame, names: Sequence[str], part: str) -> dict[str, str]:
    """The columns of degrees, minutes and seconds of a latitude or longitude, by the mark of each."""
    found: dict[str, str] = {}
    for name in names:
        written = [word for word in re.split(r"[\s_./()\[\]:-]+", name) if word]
        if len(written) > 1 and part_of_position(" ".join(written[:-1])) == part:
            mark = _UNIT_OF.get(fold(written[-1]) or written[-1])
            if mark and all(_NUMBER.fullmatch(cell) for cell in _stated(table[name]) if cell):
                found.setdefault(mark, name)
    return found


def _joined(table: pd.DataFrame, found: Mapping[str, str], part: str, problems: Findings) -> pd.DataFrame:
    columns = {mark: _stated(table[found[mark]]) for mark in ("°", "'", '"') if mark in found}
    texts: list[Any] = [
        " ".join(f"{cell}{mark}" for mark, cell in zip(columns, cells, strict=True) if cell)
        if cells[0] else math.nan
        for cells in zip(*columns.values(), strict=True)
    ]  # fmt: skip
    name = "latitude" if part == "lat" else "longitude"
    problems.add("read_together", f"{', '.join(found.values())} were read together as {name}.", field=name, option="")
    # A heading such as lat_m is also read as a latitude by itself, and half a position is worse than none.
    twice = [column for column in found.values() if part_of_position(column) == part]
    return table.drop(columns=twice).assign(**{name: text_column(texts)})


def _is_scaled(name: str, part: str) -> bool:
    """Whether a column holds ten-millionths of degrees, as Google Takeout writes them."""
    return bool(re.fullmatch(r".*e7", name, re.IGNORECASE)) and part_of_position(name[:-2]) == part


def _in_degrees(column: pd.Series[Any]) -> Any:
    texts: list[Any] = [
        f"{int(cell) / 1e7:.7f}" if re.fullmatch(r"[+-]?\d{1,10}", cell) else cell or math.nan
        for cell in _stated(column)
    ]
    return text_column(texts)


def _side_column(table: pd.DataFrame, names: Sequence[str], whole: str, part: str) -> str:
    """The column that says on which side of the equator or of Greenwich the numbers of another lie."""
    at = names.index(whole)
    for name in names:
        beside = names.index(name) == at + 1
        if name == whole or not (beside or _ABOUT_SIDES.search(name)) or part_of_position(name):
            continue
        texts = [cell for cell in _stated(table[name]) if cell]
        if texts and all(fold(text) in _SIDES[part] for text in texts):
            return name
    return ""


def _with_side(table: pd.DataFrame, whole: str, side: str, part: str, problems: Findings) -> pd.DataFrame:
    texts: list[Any] = []
    for number, letter in zip(_stated(table[whole]), _stated(table[side]), strict=True):
        plain = bool(re.search(r"\d", number)) and not re.search(r"[^\W\d_]", number)
        texts.append(f"{number} {_SIDES[part][fold(letter)]}" if plain and letter else number or math.nan)
    problems.add("read_together", f"{side} was read with {whole}: on which side it lies.", field=whole, option="")
    return table.assign(**{whole: text_column(texts)})


def _stated(column: pd.Series[Any]) -> list[str]:
    cells = (cell.strip() if isinstance(cell, str) else "" for cell in text_cells(column))
    return ["" if cell.casefold() in NO_POSITION else cell for cell in cells]
