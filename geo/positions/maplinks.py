"""Positions in links to maps: the place that is meant, never the start of a route, and the view only if it says so.

A link is taken apart as an address: each part that can hold a position is read whole, in the order in which they say
what was meant (a marker, a place that was asked for, the middle of the view). A part that is not wholly a position,
such as the name of a street with numbers in it, is none. A link is read, never opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from urllib.parse import unquote

from geo.positions.written import WGS84, Outcome, Written, fault, half_step, position

_NUMBER = r"([-+]?\d{1,3}(?:\.\d{1,20})?)"
_PAIR = re.compile(rf"(?:loc:)?\s*{_NUMBER}\s*,\s*{_NUMBER}\s*(?:\(.*\))?")
_LON_LAT = re.compile(rf"{_NUMBER},{_NUMBER}(?:,[\w-]*)?")
_MARKER = re.compile(rf"!3d{_NUMBER}!4d{_NUMBER}(?![\d.])")
_VIEWS = (
    re.compile(rf"@{_NUMBER},{_NUMBER}(?![\d.])"),
    re.compile(rf"#(?:map=)?\d+(?:\.\d+)?/{_NUMBER}/{_NUMBER}(?![\d.])"),
)
_NO_POSITION = {"position_not_understood", "one_number", "no_position", "letters", "too_long"}
"""What a text that was never meant for a position is refused for."""
_SEARCHES = ("q", "query", "text")
_MIDDLE = ("ll", "center", "cp", "sll")
_STARTS = ("saddr", "origin", "waypoints")
_ENDS = ("daddr", "destination")
_VIEW = "map link, middle of the view"

ReadText = Callable[[str], Outcome]


@dataclass(frozen=True, slots=True)
class _Link:
    """A link in its parts, decoded: host, steps of the path, and what is asked for by name."""

    text: str
    host: str
    steps: list[str]
    asked: dict[str, str]


def read_link(text: str, read_text: ReadText) -> Outcome | None:
    """Read the position that stands in a link; None if it is not a link. `read_text` reads what a person typed."""
    lower = text[:12].lower()
    if "://" not in text[:12] and not lower.startswith(("www.", "maps.", "goo.gl")):
        return None
    link = _take_apart(text)
    for found in (_marker(link), _route(link, read_text), _searched(link, read_text), _view(link)):
        if found is not None:
            return found
    return fault(
        "link_without_position",
        "The link carries no coordinates, and links are not opened.",
        "Open it yourself and copy the coordinates.",
    )


def _take_apart(text: str) -> _Link:
    address = text.replace("&amp;", "&").partition("://")[2] or text.replace("&amp;", "&")
    before, _, after = address.partition("?")
    query = after.partition("#")[0]
    host, *steps = before.partition("#")[0].split("/")
    asked: dict[str, str] = {}
    for part in query.split("&"):
        name, _, value = part.partition("=")
        asked.setdefault(_decoded(name).lower(), _decoded(value))
    return _Link(unquote(text), host.lower(), [_decoded(step) for step in steps], asked)


def _decoded(part: str) -> str:
    return unquote(part.replace("+", " ")).strip()


def _marker(link: _Link) -> Outcome | None:
    """Read a marker: the place itself, whatever the rest of the link shows."""
    marks = [_of("map link, marker", y, x) for y, x in _MARKER.findall(link.text)]
    if "mlat" in link.asked:
        marks += _pairs("map link, marker", [f"{link.asked['mlat']},{link.asked.get('mlon', '')}"], _PAIR)
    if "yandex." in link.host:
        for name in ("whatshere[point]", "poi[point]", "pt"):
            marks += _swapped(_pairs("map link, longitude first", link.asked.get(name, "").split("~"), _LON_LAT))
            if marks:
                break
    return _one_or_several(marks, len(marks), link)


def _route(link: _Link, read_text: ReadText) -> Outcome | None:
    """Read the ends of a route, of which none is more the place than another; a route with one end is a place."""
    ends = [link.asked.get(name, "") for name in _STARTS + _ENDS]
    ends += link.asked.get("rtext", "").split("~") + link.asked.get("route", "").split(";")
    if "dir" in link.steps:
        after = link.steps[link.steps.index("dir") + 1 :]
        ends += [step for step in after if not step.startswith(("@", "data=", "am="))]
    ends = [end for end in ends if end]
    found = [outcome for end in ends if (outcome := _typed(end, read_text)) is not None]
    only_start = len(ends) == 1 and any(link.asked.get(name) for name in _STARTS)
    if len(ends) == 1 and found and not only_start:
        return found[0]
    readings = [reading for outcome in found for reading in outcome.readings]
    return _one_or_several(readings, max(len(ends), 2), link)


def _searched(link: _Link, read_text: ReadText) -> Outcome | None:
    """Read what was asked for: by name, or as a step of the path."""
    typed = [link.asked[name] for name in _SEARCHES if name in link.asked]
    for step in ("place", "search"):
        if step in link.steps[:-1]:
            typed.append(link.steps[link.steps.index(step) + 1])
    if "lat" in link.asked:
        typed.append(f"{link.asked['lat']},{link.asked.get('lon') or link.asked.get('lng') or ''}")
    return next((found for text in typed if (found := _typed(text, read_text)) is not None), None)


def _typed(text: str, read_text: ReadText) -> Outcome | None:
    """Read a part of a link whole; None if it is not a position."""
    match = _PAIR.fullmatch(text)
    if match:
        return within(_of("map link, place", match[1], match[2]))
    found = read_text(text)
    if found.code in _NO_POSITION:
        return None
    named = tuple(replace(reading, format=f"map link, {reading.format}") for reading in found.readings)
    return replace(found, readings=named)


def _view(link: _Link) -> Outcome | None:
    """Read the middle of the view, which is near the place at best, and is said to be no more than that."""
    lon_first = "yandex." in link.host
    for name in _MIDDLE:
        found = _pairs(_VIEW, [link.asked.get(name, "").replace("~", ",")], _LON_LAT if lon_first else _PAIR)
        if found:
            return within(_swapped(found)[0] if lon_first else found[0])
    for pattern in _VIEWS:
        match = pattern.search(link.text)
        if match:
            return within(_of(_VIEW, match[1], match[2]))
    return None


def _one_or_several(readings: list[Written], ends: int, link: _Link) -> Outcome | None:
    distinct = {(reading.crs, reading.x, reading.y): reading for reading in readings}
    if not distinct:
        return None
    if len(distinct) == 1 and ends == len(readings):
        return within(readings[0])
    return fault(
        "several_positions",
        f"The link to {link.host or 'a map'} holds several places, such as the ends of a route.",
        "Write the one that is meant.",
        tuple(distinct.values()),
    )


def _pairs(name: str, texts: Iterable[str], pattern: re.Pattern[str]) -> list[Written]:
    return [_of(name, match[1], match[2]) for text in texts if (match := pattern.fullmatch(text))]


def _swapped(readings: list[Written]) -> list[Written]:
    return [replace(w, x=w.y, y=w.x, half_x=w.half_y, half_y=w.half_x) for w in readings]


def _of(name: str, lat: str, lon: str) -> Written:
    return Written(name, WGS84, float(lon), float(lat), half_step(lon), half_step(lat))


def within(reading: Written) -> Outcome:
    """Make a position of degrees, or say which of the two is out of range."""
    if abs(reading.y) > 90:
        return fault("coordinate_range", f"{reading.y:g} is outside -90…90 for a latitude.", "Are the two swapped?")
    if abs(reading.x) > 180:
        return fault("coordinate_range", f"{reading.x:g} is outside -180…180 for a longitude.", "Check the number.")
    return position(reading)
