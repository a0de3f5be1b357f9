"""What makes the overview picture readable as a map: a grid with its degrees, and the names of a few places."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.cells.words import fold
from geo.maps.ground import world
from geo.records import Layer

MOST_NAMES = 18
# The codes that columns of names go by, as in the viewer's labels.
CODES = {
    "ar": ("ar", "ara"),
    "az": ("az", "aze"),
    "en": ("en", "eng"),
    "es": ("es", "spa"),
    "fa": ("fa", "fas", "per", "prs"),
    "fr": ("fr", "fra", "fre"),
    "hy": ("hy", "hye", "arm"),
    "ka": ("ka", "kat"),
    "km": ("km", "khm"),
    "pt": ("pt", "por"),
    "ru": ("ru", "rus"),
    "tr": ("tr", "tur"),
    "uk": ("uk", "ukr"),
    "vi": ("vi", "vie"),
}
_MOST_TRIED = 200
_LONGEST = 24  # letters; a longer name covers more than it tells
_LETTER, _LINE = 10.4, 22  # width of a letter and height of a line of the names, px of the picture
_MARK = 4  # how far a mark reaches from its middle, px
_STEPS = tuple(step / 60 for step in (0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800))  # degrees
_FEWEST_LINES = 3


class Name(NamedTuple):
    """A place's name, and where it lies in degrees."""

    text: str
    lon: float
    lat: float
    dot: bool = False
    """Whether a dot marks it; places of the records have marks of their own."""


class Box(NamedTuple):
    """A rectangle in px of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two have a part in common.

        >>> Box(0, 0, 10, 10).meets(Box(5, 5, 20, 20)), Box(0, 0, 10, 10).meets(Box(11, 0, 20, 10))
        (True, False)
        """
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def names(language: str, layers: Sequence[tuple[Layer, NDArray[np.bool_]]]) -> list[Name]:
    """List the names of the places that are points, in a language where they have a name in it."""
    found: list[Name] = []
    for layer, drawable in layers:
        if layer.what.ground and drawable.any():
            shapes = np.asarray(layer.frame.geometry, dtype=object)
            points = np.flatnonzero(drawable & (shapely.get_type_id(shapes) == 0))
            found += _names_at(layer, points, shapes[points], language)
    return found


def _names_at(layer: Layer, indexes: NDArray[np.intp], points: NDArray[np.object_], language: str) -> Iterator[Name]:
    """The names of some records of a layer at their points; one without a name has none."""
    for index, x, y in zip(indexes.tolist(), shapely.get_x(points), shapely.get_y(points), strict=True):
        if text := _name(layer.frame, index, language):
            yield Name(text, float(x), float(y))


def ground_names(box: world.Box, renamed: Mapping[str, str | Mapping[str, str]], language: str) -> list[Name]:
    """List the most important places of the ground in a box, as the map's maker calls them."""
    found = world.places(box, _MOST_TRIED)
    named = (_own(name, renamed, language) for name in found.names)
    return [Name(text, lon, lat, dot=True) for text, (lon, lat) in zip(named, found.lonlat.tolist(), strict=True)]


def _own(name: str, renamed: Mapping[str, str | Mapping[str, str]], language: str) -> str:
    own = renamed.get(name, name)
    return own if isinstance(own, str) else own.get(language, own.get("en", name))


def labels(all_names: Iterable[Name], frame: Any, size: tuple[int, int], marks: NDArray[np.float64]) -> str:
    """Write the names that find room right or left of their place, as SVG: the first ones first, none over another.

    `marks`: the middles (x, y) of what must stay in sight, in px of the picture.
    """
    marks = marks[np.argsort(marks[:, 0])]
    taken: list[Box] = []
    texts: list[str] = []
    written: set[str] = set()
    dots = ""
    for name in all_names:
        if fold(name.text) in written:
            continue
        x, y = (name.lon - frame.west) * frame.x_scale, (frame.north - name.lat) * frame.y_scale
        length = _LETTER * len(name.text)
        for left in (x + 8, x - 8 - length):
            box = Box(left - 2, y - _LINE / 2, left + length, y + _LINE / 2)
            if _is_free(box, size, taken, marks):
                taken.append(box)
                written.add(fold(name.text))
                anchor = "" if left > x else ' text-anchor="end"'
                at = x + 8 if left > x else x - 8
                dots += f"M{x:.0f} {y:.0f}h.1" if name.dot else ""
                texts.append(f'<text x="{at:.0f}" y="{y + 5:.0f}"{anchor}>{_escaped(name.text)}</text>')
                break
        if len(texts) == MOST_NAMES:
            break
    style = 'font-size="19" fill="#44423c" stroke="#f7f6f2" stroke-width="3" paint-order="stroke" direction="ltr"'
    marked = f'<path d="{dots}" stroke="#6d675f" stroke-width="5" stroke-linecap="round"/>' if dots else ""
    return f"{marked}<g {style}>{''.join(texts)}</g>" if texts else ""


def _is_free(box: Box, size: tuple[int, int], taken: list[Box], marks: NDArray[np.float64]) -> bool:
    """Whether nothing is in a box; `marks` from left to right, so that only those above and below it are looked at."""
    if box.left < 0 or box.top < _LINE or box.right > size[0] or box.bottom > size[1] or any(map(box.meets, taken)):
        return False
    first, last = np.searchsorted(marks[:, 0], box.left, "right"), np.searchsorted(marks[:, 0], box.right, "left")
    y = marks[first:last, 1]
    return not bool(((y > box.top - _MARK) & (y < box.bottom + _MARK)).any())


def grid(frame: Any, size: tuple[int, int]) -> str:
    """Draw meridians and parallels with their degrees, as SVG."""
    width, height = size
    step = _step(height / frame.y_scale)
    east, south = frame.west + width / frame.x_scale, frame.north - height / frame.y_scale
    meridians = [(lon, (lon - frame.west) * frame.x_scale) for lon in _lines(frame.west, east, step)]
    parallels = [(lat, (frame.north - lat) * frame.y_scale) for lat in _lines(south, frame.north, step)]
    lines = "".join(f"M{x:.0f} 0V{height}" for _, x in meridians) + "".join(f"M0 {y:.0f}H{width}" for _, y in parallels)
    texts = [f'<text x="{x + 4:.0f}" y="17">{degrees(lon, "EW")}</text>' for lon, x in meridians if x < width - 85]
    texts += [f'<text x="4" y="{y - 4:.0f}">{degrees(lat, "NS")}</text>' for lat, y in parallels if y > 40]
    return (
        f'<path fill="none" stroke="#8d8b84" stroke-opacity="0.4" d="{lines}"/>'
        f'<g font-size="16" fill="#5c5a54" direction="ltr">{"".join(texts)}</g>'
    )


def degrees(value: float, letters: str) -> str:
    """Write a longitude or latitude in degrees and minutes; `letters` are those of the positive and negative side.

    >>> degrees(46.5, "EW"), degrees(-35, "NS"), degrees(0, "EW")
    ('46°30′ E', '35° S', '0°')
    """
    seconds = round(abs(value) * 3600)
    whole, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    text = f"{whole}°" + (f"{minutes:02}′" if minutes or rest else "") + (f"{rest:02}″" if rest else "")
    return text if not seconds else f"{text} {letters[value < 0]}"


def _step(span: float) -> float:
    return max((step for step in _STEPS if span / step >= _FEWEST_LINES), default=_STEPS[0])


def _lines(low: float, high: float, step: float) -> Iterator[float]:
    for number in range(math.ceil(low / step), math.floor(high / step) + 1):
        yield number * step


def _name(frame: Any, at: int, language: str) -> str:
    codes = CODES.get(language, (language,))
    for column in (*(f"name{mark}{code}" for code in codes for mark in "_:"), "name"):
        if column in frame.columns:
            entered = frame[column].iloc[at]
            if isinstance(entered, str) and entered.strip():
                text = " ".join(entered.split())
                return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return ""


def _escaped(text: str) -> str:
    return escape(text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\N{REPLACEMENT CHARACTER}"))
