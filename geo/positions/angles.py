"""Latitude and longitude as people write them: decimal degrees, degrees and minutes, degrees, minutes and seconds.

Without letters or labels the first number is taken for the latitude, as people say it, and `format` says so; a text
whose first number cannot be a latitude is taken the other way round. A decimal comma is told from a separating one by
which of the two leaves two coordinates; where both do, the text is ambiguous.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from geo.cells.angles import from_parts
from geo.positions.cutting import NotAnAngle, cuts, what_is_missing
from geo.positions.words import Token
from geo.positions.written import WGS84, Outcome, Written, fault, half_step, position

_NAMES = {1: "decimal degrees", 2: "degrees and minutes", 3: "degrees, minutes and seconds"}
_UNITS = ("deg", "min", "sec")


@dataclass(slots=True)
class Angle:
    """One coordinate: its numbers as written, and what was said of its axis and sign."""

    numbers: list[str]
    axis: str = ""
    sign: int = 0
    minus: bool = False
    note: str = ""
    east_or_west: bool = False

    def value(self) -> float:
        """Give the angle in degrees, without regard to the letter's sign."""
        return from_parts([float(number) for number in self.numbers])


def read_angles(tokens: list[Token], text: str) -> Outcome:
    """Read two coordinates in degrees from tokens."""
    commas = any("," in token.text for token in tokens if token.kind == "number")
    if not commas:
        return _attempt(tokens, text)
    with_decimal = _split_numbers(tokens, _decimal_comma)
    first = _attempt(with_decimal, text) if with_decimal is not None else None
    alone = sum(token.kind == "number" for token in tokens) == 1
    if first is not None and not first.code and not alone:
        return first
    with_separator = _split_numbers(tokens, _separating_comma)
    second = _attempt(with_separator, text) if with_separator is not None else _not_understood(text)
    if first is None or first.code:
        if alone and not second.code and "." not in text and text.count(",") == 1:
            return fault(
                "one_number_or_two",
                f"{text!r} is one number with a decimal comma, or two whole degrees.",
                "Write both coordinates, with a space between them.",
                second.readings,
            )
        return second if not second.code or first is None else first
    if not second.code and second.readings != first.readings:
        return fault(
            "comma",
            f"The commas of {text!r} can be decimal commas or separators.",
            "Write a space or a semicolon between latitude and longitude.",
            first.readings + second.readings,
        )
    return first


def read_decimals(lat: str, lon: str) -> Outcome | None:
    """Make a position of two plain numbers in degrees, latitude first; None if they are out of range."""
    x, y = float(lon), float(lat)
    if abs(y) > 90 or abs(x) > 180:
        return None
    return position(Written(_NAMES[1] + ", latitude first", WGS84, x, y, half_step(lon), half_step(lat)))


def _attempt(tokens: list[Token], text: str) -> Outcome:
    """Read tokens whose numbers have no commas left."""
    dashes = [index for index, token in enumerate(tokens) if token.kind == "dash"]
    numbers = sum(token.kind == "number" for token in tokens)
    try:
        if not dashes:
            return _pair(tokens, text)
        if len(dashes) == 1 and numbers == 2 and not any(token.kind == "hemi" for token in tokens):
            return _dash_or_minus(tokens, dashes[0], text)
        return _pair(_without_dashes(tokens, dashes), text)
    except NotAnAngle as why:
        return fault(*why.args)


def _without_dashes(tokens: list[Token], dashes: list[int]) -> list[Token]:
    """Take a dash between two digits of one coordinate as nothing, and one between two coordinates as a separator."""
    if len(dashes) == 1:
        return [replace(token, kind="sep") if token.kind == "dash" else token for token in tokens]
    return [token for token in tokens if token.kind != "dash"]


def _dash_or_minus(tokens: list[Token], index: int, text: str) -> Outcome:
    apart = [replace(token, kind="sep") if i == index else token for i, token in enumerate(tokens)]
    if tokens[index].text == "+" or any(token.kind == "sign" for token in tokens):
        return _pair([replace(t, kind="sign") if i == index else t for i, t in enumerate(tokens)], text)
    minus = [replace(token, kind="sign") if i == index else token for i, token in enumerate(tokens)]
    readings = _pair(apart, text).readings + _pair(minus, text).readings
    return fault(
        "dash_or_minus",
        f"The dash of {text!r} separates the coordinates or makes the second one negative.",
        "Write a comma between the coordinates, or the letters N, S, E, W.",
        readings,
    )


def _pair(tokens: list[Token], text: str) -> Outcome:
    """Read two angles; where letters cut the numbers in several ways, each way that is possible is a candidate."""
    ways = cuts(tokens, text)
    found = [_readings_of(way, text) for way in ways] if len(ways) > 1 else []
    if not any(found[1:]):
        return _together([_unpack(_angle(group, text)) for group in ways[0]], text)
    raise NotAnAngle(
        "letters",
        f"The letters of {text!r} do not say which coordinate the numbers between them belong to.",
        "Write both coordinates with as many parts, or with the marks °, ' and \".",
        tuple(reading for readings in found for reading in readings),
    )


def _readings_of(way: list[list[Token]], text: str) -> tuple[Written, ...]:
    try:
        return _together([_unpack(_angle(group, text)) for group in way], text).readings
    except NotAnAngle as why:
        return why.args[3] if len(why.args) > 3 else ()


def _together(angles: list[Angle], text: str) -> Outcome:
    """Decide which of two angles is the latitude, and check both; a third and a fourth are height and accuracy."""
    for angle in angles:
        _check(angle, text)
    said = []
    if len(angles) > 2:
        _one_position_only(angles, text)
        said = ["followed by a height"]
    lat, lon, order = _order(angles[0], angles[1], text)
    reading = _reading(lat, lon, order, said, text)
    if not lon.east_or_west or lon.minus:
        return position(reading)
    raise NotAnAngle(
        "letter_o",
        f"The O of {text!r} is east in German (Ost) and west in French, Spanish, Portuguese and Italian.",
        "Write E or W.",
        (
            replace(reading, format=f"{reading.format}, O as west"),
            replace(reading, x=-reading.x, format=f"{reading.format}, O as east"),
        ),
    )


def _reading(lat: Angle, lon: Angle, order: str, more: list[str], text: str) -> Written:
    y, x = _signed(lat, text), _signed(lon, text)
    if abs(y) > 90 or abs(x) > 180:
        off, value, limit = ("latitude", y, 90) if abs(y) > 90 else ("longitude", x, 180)
        raise NotAnAngle(
            "coordinate_range",
            f"{value:g} is outside -{limit}…{limit} for a {off}.",
            "Are the two swapped, or not in degrees?",
        )
    parts = max(len(lat.numbers), len(lon.numbers))
    said = [_NAMES[parts] + order, *dict.fromkeys(note for note in (lat.note, lon.note) if note), *more]
    return Written(", ".join(said), WGS84, x, y, _half(lon), _half(lat))


def _one_position_only(angles: list[Angle], text: str) -> None:
    """Tell a second position from a height and its accuracy: it is written like the first, or lies near it.

    Programs write heights and accuracies with few decimals, or with all those of a binary fraction.
    """
    if len(angles) != 4:
        return
    y, x, then_y, then_x = (_signed(angle, text) for angle in angles)
    digits = [len(angle.numbers[0].partition(".")[2]) for angle in angles]
    alike = min(digits[2:]) >= min(digits[:2]) and max(digits[2:]) <= max(digits[:2]) + 2
    near = min(digits[2:]) >= 2 and max(abs(then_y - y), abs(then_x - x)) < 5
    if abs(then_y) > 90 or abs(then_x) > 180 or not (alike or near):
        return
    raise NotAnAngle(
        "several_positions",
        f"{text!r} can be two positions.",
        "Write the one that is meant.",
        (
            _reading(angles[0], angles[1], ", first", [], text),
            _reading(angles[2], angles[3], ", second", [], text),
        ),
    )


def _angle(tokens: list[Token], text: str) -> Angle:
    angle = Angle([])
    unit = 0
    for token in tokens:
        if token.kind == "number":
            angle.numbers.append(token.text)
        elif token.kind in _UNITS:
            unit = _mark(angle, token, unit, text)
        elif token.kind == "sign":
            if angle.numbers:
                raise NotAnAngle("position_not_understood", f"{text!r} has a sign inside a coordinate.", "")
            angle.minus = token.text == "-"
        elif token.kind in ("hemi", "label"):
            if angle.axis and angle.axis != token.axis:
                raise NotAnAngle("letters", f"{text!r} gives one coordinate two axes.", "Write one letter for each.")
            angle.axis = token.axis
            angle.sign = token.sign if token.kind == "hemi" else angle.sign
            angle.east_or_west = token.text == "o"
        elif token.kind == "grid":
            raise NotAnAngle("position_not_understood", f"{text!r} mixes degrees with grid letters.", "")
    return angle


def _mark(angle: Angle, token: Token, unit: int, text: str) -> int:
    """Check that a mark stands after the number it belongs to; 40.23' is read as 40°23'."""
    wanted = _UNITS.index(token.kind)
    if token.kind != "deg" and len(angle.numbers) == 1 and angle.numbers[0].count(".") == wanted:
        angle.numbers = angle.numbers[0].split(".")
    if len(angle.numbers) - 1 != wanted or wanted < unit:
        raise NotAnAngle(
            "position_not_understood", f"The marks °, ' and \" of {text!r} are not in order.", "Write 40°23'28\"."
        )
    return wanted


def _unpack(angle: Angle) -> Angle:
    """Open 40.23.28.4 into its parts, and 402328 with a letter into 40 23 28."""
    if len(angle.numbers) != 1:
        return angle
    number = angle.numbers[0]
    if number.count(".") >= 2:
        parts = number.split(".")
        angle.numbers = [*parts[:2], ".".join(parts[2:])]
        return angle
    whole, point, rest = number.partition(".")
    width = 2 if angle.axis == "lat" else 3
    if angle.sign and whole[width:] and len(whole) >= width + 2 or (angle.sign and len(whole) in (4, 6)):
        degrees = len(whole) % 2 + 2
        pieces = [whole[:degrees], *(whole[i : i + 2] for i in range(degrees, len(whole), 2))]
        pieces[-1] += point + rest
        angle.numbers, angle.note = pieces, "written without marks"
    return angle


def _check(angle: Angle, text: str) -> None:
    if not 1 <= len(angle.numbers) <= 3:
        raise NotAnAngle(*what_is_missing([[Token("number", n) for n in angle.numbers]], text))
    if any(number.count(".") > 1 for number in angle.numbers):
        raise NotAnAngle(*what_is_missing([[Token("number", n) for n in angle.numbers]], text))
    for name, number in zip(("minutes", "seconds"), angle.numbers[1:], strict=False):
        if float(number) >= 60:
            raise NotAnAngle(f"{name}_range", f"{number} {name} are not under 60 in {text!r}.", "Are they decimals?")
    if any("." in number for number in angle.numbers[:-1]):
        raise NotAnAngle(
            "position_not_understood",
            f"Only the last part of a coordinate can have decimals in {text!r}.",
            "Write 40°23.5'.",
        )


def _order(first: Angle, second: Angle, text: str) -> tuple[Angle, Angle, str]:
    if first.axis and second.axis and first.axis == second.axis:
        raise NotAnAngle("letters", f"Both coordinates of {text!r} are for one axis.", "Write N or S and E or W.")
    if first.axis or second.axis:
        first_is_lat = first.axis == "lat" or second.axis == "lon"
        return (first, second, "") if first_is_lat else (second, first, "")
    if first.value() > 90 >= second.value():
        return second, first, ", longitude first, for it cannot be a latitude"
    return first, second, ", latitude first"


def _signed(angle: Angle, text: str) -> float:
    if angle.minus and angle.sign:
        if angle.sign > 0:
            raise NotAnAngle(
                "sign_and_letter", f"{text!r} has a minus and a letter that disagree.", "Write one of the two."
            )
        angle.note = "minus and letter agree"
    return angle.value() * (-1 if angle.minus or angle.sign < 0 else 1)


def _half(angle: Angle) -> float:
    return half_step(angle.numbers[-1]) / 60.0 ** (len(angle.numbers) - 1)


def _decimal_comma(number: str) -> list[str] | None:
    """Take every second comma for a separator: 40,39,46,93 is two numbers."""
    if "." in number:
        return None
    parts = number.split(",")
    if len(parts) % 2 and len(parts) > 1:
        return None
    return [f"{a}.{b}" for a, b in zip(parts[::2], parts[1::2], strict=True)] if len(parts) > 1 else parts


def _separating_comma(number: str) -> list[str] | None:
    return number.split(",")


def _split_numbers(tokens: list[Token], split: Callable[[str], list[str] | None]) -> list[Token] | None:
    found: list[Token] = []
    for token in tokens:
        if token.kind != "number" or "," not in token.text:
            found.append(token)
            continue
        pieces = split(token.text)
        if pieces is None:
            return None
        for index, piece in enumerate(pieces):
            found.extend([Token("sep", ",")] if index else [])
            found.append(Token("number", piece))
    return found


def _not_understood(text: str) -> Outcome:
    return fault("position_not_understood", f"{text!r} is not understood.", "Write it as 40.39 46.93.")
