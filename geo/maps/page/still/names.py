"""What makes the overview picture readable as a map: a grid with its degrees, and the names of a few places."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.cells.words import fold
from geo.maps.ground import world
from geo.maps.ground.own.merging import with_own
from geo.maps.ground.states import states
from geo.maps.page.still.frame import HEIGHT, WIDTH, Frame
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
_FONT = 17  # px of the picture, which a phone shows at 0.6
_LETTER, _LINE = 9.3, 20  # width of a letter and height of a line of the names
_STATE_LETTER = 13.0  # one of a state's, which are capitals set apart
_STATE_LEAST_PX = 30  # how far a state reaches around its name
_NEAR_FROM_ZOOM = 12
_FIRST = 8  # so many places of the ground come before those of the records
_STEPS = tuple(step / 60 for step in (0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800))  # degrees
_FEWEST_LINES = 3


class Name(NamedTuple):
    """A place's name, and where it lies in degrees."""

    text: str
    lon: float
    lat: float
    dot: bool = False
    """Whether a dot marks it; places of the records have marks of their own."""
    is_state: bool = False


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


def ground_names(
    box: world.Box,
    renamed: Mapping[str, str | Mapping[str, str]],
    language: str,
    own: world.Places | None = None,
) -> list[Name]:
    """List the most important places of the ground in a box, as the map's maker calls them.

    `own`: those of the maker's own file.
    """
    found = world.places(box, _MOST_TRIED)
    if own is not None:
        lon, lat = own.lonlat.T
        inside = (lon >= box.west) & (lon <= box.east) & (lat >= box.south) & (lat <= box.north)
        both = with_own(found, own.chosen(np.flatnonzero(inside)))
        found = both.chosen(np.argsort(-both.rank, kind="stable")[:_MOST_TRIED])
    named = (_own(name, renamed, called, language) for name, called in zip(found.names, found.called, strict=True))
    return [Name(text, lon, lat, dot=True) for text, (lon, lat) in zip(named, found.lonlat.tolist(), strict=True)]


def state_names(frame: Frame, language: str) -> list[Name]:
    """List where in the picture the names of states may stand, the best places first."""
    found = [
        one
        for one in states([one.window(0) for one in frame.worlds()])
        if one.reach_deg * frame.y_scale >= _STATE_LEAST_PX
    ]
    named = ((one.names.get(language) or one.names.get("") or one.names.get("en", ""), one) for one in found)
    return [Name(text.upper(), one.lon, one.lat, is_state=True) for text, one in named if text]


def in_order(of_states: list[Name], of_ground: list[Name], of_records: Iterable[Name], zoom: float) -> list[Name]:
    """Names in the order in which they are given room: from afar one asks in which country this is, near what it is."""
    if zoom >= _NEAR_FROM_ZOOM:
        return [*islice(of_records, _MOST_TRIED), *of_ground, *of_states]
    return [*of_states, *of_ground[:_FIRST], *islice(of_records, _MOST_TRIED), *of_ground[_FIRST:]]


def _own(name: str, renamed: Mapping[str, str | Mapping[str, str]], called: Mapping[str, str], language: str) -> str:
    own = renamed.get(name, called.get(language, name))
    return own if isinstance(own, str) else own.get(language, own.get("en", name))


class Taken:
    """What of the picture must stay in sight: boxes around the middles of marks, and names that are written."""

    def __init__(self, marks: NDArray[np.float64]) -> None:
        """Take the room of marks: x, y and how far each reaches, in px."""
        x, y, reach = marks.T
        self._tree = shapely.STRtree(np.atleast_1d(shapely.box(x - reach, y - reach, x + reach, y + reach)))
        self._written: list[Box] = []

    def take(self, box: Box) -> bool:
        """Take a box for a name if it lies in the picture and nothing lies in it."""
        inside = box.left >= 0 and box.top >= _LINE and box.right <= WIDTH and box.bottom <= HEIGHT
        if not inside or any(map(box.meets, self._written)) or len(self._tree.query(shapely.box(*box))):
            return False
        self._written.append(box)
        return True


def labels(all_names: Iterable[Name], frame: Frame, taken: Taken) -> str:
    """Write the names that find room at their place, as SVG: the first ones first, none over another."""
    texts: dict[bool, list[str]] = {True: [], False: []}
    written: set[str] = set()
    dots = ""
    for name in all_names:
        if fold(name.text) in written:
            continue
        lon = float(frame.turned(np.array(name.lon)))
        x, y = (lon - frame.west) * frame.x_scale, (frame.north - name.lat) * frame.y_scale
        for anchor, at, base, box in _around(name, x, y):
            if not taken.take(box):
                continue
            written.add(fold(name.text))
            dots += f"M{x:.0f} {y:.0f}h.1" if name.dot else ""
            aligned = f' text-anchor="{anchor}"' if anchor != "start" else ""
            texts[name.is_state].append(f'<text x="{at:.0f}" y="{base + 5:.0f}"{aligned}>{_escaped(name.text)}</text>')
            break
        if len(texts[False]) == MOST_NAMES:
            break
    halo = 'stroke="#f7f6f2" stroke-width="3" paint-order="stroke" direction="ltr"'
    marked = f'<path d="{dots}" stroke="#6d675f" stroke-width="5" stroke-linecap="round"/>' if dots else ""
    looks = (
        (texts[True], 'font-size="14" font-weight="600" letter-spacing="2" fill="#857c6f"'),
        (texts[False], f'font-size="{_FONT}" fill="#44423c"'),
    )
    return marked + "".join(f"<g {look} {halo}>{''.join(own)}</g>" for own, look in looks if own)


def _around(name: Name, x: float, y: float) -> Iterator[tuple[str, float, float, Box]]:
    """Where a name may stand, best first: its anchor, where that is and its line, and the box it fills."""
    half = (_STATE_LETTER if name.is_state else _LETTER) * len(name.text) / 2
    if not name.is_state:
        for anchor, at, left in (("start", x + 8, x + 8), ("end", x - 8, x - 8 - 2 * half)):
            yield anchor, at, y, Box(left - 2, y - _LINE / 2, left + 2 * half, y + _LINE / 2)
    for middle in (y,) if name.is_state else (y - 17, y + 17):
        yield "middle", x, middle, Box(x - half, middle - _LINE / 2, x + half, middle + _LINE / 2)


def grid(frame: Frame) -> str:
    """Draw meridians and parallels with their degrees, as SVG."""
    width, height = WIDTH, HEIGHT
    step = _step(height / frame.y_scale)
    south = frame.north - height / frame.y_scale
    meridians = [(lon, (lon - frame.west) * frame.x_scale) for lon in _lines(frame.west, frame.east, step)]
    parallels = [
        (lat, (frame.north - lat) * frame.y_scale) for lat in _lines(max(south, -90), min(frame.north, 90), step)
    ]
    lines = "".join(f"M{x:.0f} 0V{height}" for _, x in meridians) + "".join(f"M0 {y:.0f}H{width}" for _, y in parallels)
    texts = [
        f'<text x="{x + 4:.0f}" y="17">{degrees(within_a_turn(lon), "EW")}</text>'
        for lon, x in meridians
        if x < width - 85
    ]
    texts += [f'<text x="4" y="{y - 4:.0f}">{degrees(lat, "NS")}</text>' for lat, y in parallels if y > 40]
    return (
        f'<path fill="none" stroke="#8d8b84" stroke-opacity="0.4" d="{lines}"/>'
        f'<g font-size="15" fill="#5c5a54" direction="ltr">{"".join(texts)}</g>'
    )


def degrees(value: float, letters: str) -> str:
    """Write a longitude or latitude in degrees and minutes; `letters` are those of the positive and negative side.

    >>> degrees(46.5, "EW"), degrees(-35, "NS"), degrees(0, "EW"), degrees(-180, "EW")
    ('46°30′ E', '35° S', '0°', '180°')
    """
    seconds = round(abs(value) * 3600)
    whole, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    text = f"{whole}°" + (f"{minutes:02}′" if minutes or rest else "") + (f"{rest:02}″" if rest else "")
    return text if whole in (0, 180) and not seconds % 3600 else f"{text} {letters[value < 0]}"


def within_a_turn(lon: float) -> float:
    """Give a longitude between 180° W and 180° E, which is what 180° itself is called."""
    return 180 - (180 - lon) % 360


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
