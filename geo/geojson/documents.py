"""The text of a GeoJSON file becomes its features, however the text is laid out, and even if some of it is damaged.

First the whole text is read strictly. If that fails, the fault is looked for in the single feature: a feature whose
text is damaged is one `Damaged` among the others, so that it costs one problem and not the file. A text whose
brackets do not match (a file cut off, for example) is refused, because no one could say what is missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Protocol

from geo.errors import SourceError
from geo.findings.counting import counted
from geo.geojson import strict_json
from geo.geojson.shapes import TYPES
from geo.geojson.strict_json import STRING, Faulty, Scanner, decode, shortened

LINES = {".geojsonl", ".geojsons", ".ndjson", ".jsonl", ".ndgeojson"}
_LONGEST_HEAD = 1_000_000
_PIECE = 2_000_000
"""How many bytes of lines are read at once: what is made of them lies in the memory twenty times over, between what
stays, and of larger pieces more of it cannot be given back."""
_BRACKET = re.compile(rf"{STRING}|[\[\]{{}}]", re.DOTALL)


class OtherJson(SourceError):
    """The text is sound JSON and no GeoJSON; `value` is what it holds, for readers of other formats."""

    def __init__(self, what: str, value: Any) -> None:
        super().__init__(what, remedy=_REMEDY)
        self.value = value


@dataclass(frozen=True, slots=True)
class Damaged:
    """A feature whose text cannot be read: what is wrong with it, and the text."""

    what: str
    written: str


@dataclass
class Document:
    """The features of a file in order, what else the file says of itself, and what is wrong with the file's frame.

    `whole`: the text was read as strict JSON, so no feature is `Damaged` or holds a `Fault`.
    """

    features: list[Any]
    members: dict[str, Any] = field(default_factory=dict)
    slips: list[tuple[str, str]] = field(default_factory=list)
    layout: str = "FeatureCollection"
    whole: bool = True


def document(data: bytes, source: str, encoding: str | None = None, *, limited: bool = True) -> Document:
    """Read the features out of the bytes of the file `source`.

    Raises SourceError if it is not GeoJSON, OtherJson if it is JSON of another kind.

    A project's own layers are read however large they are, so not `limited`: what was written must be readable.
    """
    text = decode(data, source=source, encoding=encoding, limited=limited)
    if PurePath(source).suffix.lower() in LINES or text.startswith("\x1e"):
        return _lines(text, source)
    scanner = Scanner(text, source=source, data=None if encoding else data)
    try:
        value = scanner.value(text)
    except SourceError as error:
        found = _is_lines(text) and _lines(text, source)
        return found or _salvage(text, source, error)
    return _collection(value, source)


class Lines(Protocol):
    """What a file is read by, line by line."""

    def readline(self, size: int, /) -> bytes: ...
    def readlines(self, hint: int, /) -> list[bytes]: ...


class OtherLayout(Exception):
    """A text is not laid out as Zonemark writes a collection, or not all of it is sound: it has to be read whole."""


def document_of_lines(file: Lines, source: str) -> Document | None:
    """Read a collection that has one feature a line, as Zonemark writes it, however large; None if it is laid out
    otherwise. No more of the text is held at once than `_PIECE`. Raises SourceError if it is cut off or not UTF-8.
    """
    try:
        found = _frame_of_lines(file, source)
        for line, lines in _runs_of_lines(file, source):
            found.whole &= _take_lines(found.features, decode(b"".join(lines), source=source), line, source)
    except OtherLayout:
        return None
    return found


def sound_runs(file: Lines, source: str) -> tuple[Document, Iterator[list[Any]]]:
    """Give a collection without its features, and these in runs, so that no more of them is held than is wanted.

    What is given is what `document` gives of the whole. Raises OtherLayout, also while the runs are gone through, for a
    text that is laid out otherwise than Zonemark writes it and for one that is damaged anywhere: `document` reads such
    a text, or says what is wrong with it.
    """
    if PurePath(source).suffix.lower() in LINES:
        raise OtherLayout
    try:
        return _frame_of_lines(file, source), _sound(file, source)
    except SourceError:
        raise OtherLayout from None


def _sound(file: Lines, source: str) -> Iterator[list[Any]]:
    is_last = False
    try:
        for _, lines in _runs_of_lines(file, source):
            text = decode(b"".join(lines), source=source).rstrip()
            listed = f"[[{text.removesuffix(',')}]]"  # as deep as they are in the whole
            found = Scanner(listed, source=source).value(listed)
            # A comma stands between two runs too, and none behind the last. The whole is judged otherwise where a
            # run holds something else than features.
            if is_last or len(found) != 1 or _are_of_esri(found[0]) or not any(map(_resembles_a_feature, found[0])):
                raise OtherLayout
            is_last = not text.endswith(",")
            del lines, text, listed
            yield found.pop()
            del found
    except SourceError:
        raise OtherLayout from None
    if not is_last:
        raise OtherLayout


def _frame_of_lines(file: Lines, source: str) -> Document:
    """What a collection says before its features."""
    head = file.readline(_LONGEST_HEAD)
    if not head.endswith(b'"features":[\n'):
        raise OtherLayout
    frame = decode(head + b"]}", source=source)
    found = _collection(Scanner(frame, source=source).value(frame), source)
    found.slips = [slip for slip in found.slips if slip[0] != "no_records"]
    return found


def _runs_of_lines(file: Lines, source: str) -> Iterator[tuple[int, list[bytes]]]:
    """The lines of features, so many at once as `_PIECE` says, and the number of the first of them."""
    line, ended = 2, False
    while lines := file.readlines(_PIECE):
        if ended or any(len(one) > strict_json.MAX_BYTES for one in lines):
            raise OtherLayout
        if ended := lines[-1].strip() == b"]}":
            lines.pop()
        if not all(one.startswith(b"{") and one.rstrip(b",\r\n").endswith(b"}") for one in lines):
            raise OtherLayout
        if lines:
            yield line, lines
        line += len(lines)
    if not ended:
        raise SourceError(f"{source}, line {line}: the text ends too early.", remedy="Is the file cut off?")


def _take_lines(features: list[Any], text: str, line: int, source: str) -> bool:
    """Append the features that stand in lines; whether all of them are sound. A damaged one costs itself only."""
    listed = f"[{text.rstrip().removesuffix(',')}]"
    try:
        features += Scanner(listed, source=source, first_line=line).value(listed)
    except SourceError:
        for number, own in enumerate(text.rstrip().split("\n"), start=line):
            scanner = Scanner(own, source=source, keep_faults=True, first_line=number)
            features.append(_feature_text(scanner, own.rstrip().removesuffix(","), 0))
        return False
    return True


MANY = 1000
"""A list of this many members, none of which resembles a feature, is not a list of records."""
_OF_GEOJSON = frozenset({"type", "geometry", "properties", "coordinates", "geometries", "features"})
_OF_A_FEATURE = frozenset({"type", "geometry", "properties", "id"})


def _lines(text: str, source: str) -> Document:
    """One feature a line, or one after each record separator (RFC 8142)."""
    scanner = Scanner(text, source=source, keep_faults=True)
    features: list[Any] = []
    offset = 0
    for line in re.split("\x1e" if text.startswith("\x1e") else "\n", text):
        if line.strip():
            features.append(_feature_text(scanner, line, offset))
        offset += len(line) + 1
    if features and all(isinstance(feature, Damaged) for feature in features):
        raise SourceError(f"{source}, {features[0].what}", remedy="Is this newline-delimited GeoJSON?")
    if len(features) == 1 and isinstance(features[0], dict) and "features" in features[0]:
        return _collection(features[0], source)
    if features and all(isinstance(one, dict) and not _OF_GEOJSON & one.keys() for one in features):
        raise OtherJson(f"{source} is JSON in lines, but not GeoJSON.", features)
    return Document(features, layout="newline-delimited", whole=_is_sound(features, scanner))


def _is_sound(features: list[Any], scanner: Scanner) -> bool:
    return not scanner.met_faults and not any(isinstance(feature, Damaged) for feature in features)


def _is_lines(text: str) -> bool:
    """Whether the first line is a whole JSON object and another one follows."""
    first, _, rest = text.lstrip().partition("\n")
    if not rest.lstrip().startswith("{") or len(first) > 10_000_000:
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _feature_text(scanner: Scanner, text: str, offset: int) -> Any:
    try:
        return scanner.value(text, offset)
    except SourceError as error:
        return Damaged(error.what.removeprefix(f"{scanner.source}, "), text.strip())


def _salvage(text: str, source: str, error: SourceError) -> Document:
    """Read feature by feature what could not be read as a whole; raises `error` if that is not possible."""
    parts = _feature_parts(text)
    if parts is None:
        raise error
    spans, start, end = parts
    try:
        frame = Scanner(text[:start] + text[end:], source=source).value(text[:start] + text[end:])
    except SourceError:
        raise error from None
    scanner = Scanner(text, source=source, keep_faults=True)
    frame["features"] = [_feature_text(scanner, text[begin:stop], begin) for begin, stop in spans]
    found = _collection(frame, source)
    found.whole = False
    return found


def _feature_parts(text: str) -> tuple[list[tuple[int, int]], int, int] | None:
    """Where each member of the top "features" list begins and ends, and where the list's inside does.

    None if there is no such list or its brackets do not match.
    """
    spans: list[tuple[int, int]] = []
    start = previous = 0
    for at, sign, depth, closed in _brackets(text):
        if depth < 0:
            return None
        if not start:
            if sign == "[" and depth == 2 and _is_key(text, previous, at):
                start = at + 1
            elif depth == 1 and sign.startswith('"'):
                previous = at
        elif depth == 1:
            return _with_gaps(text, spans, start, at), start, at
        elif depth == 3 and sign in "[{":
            spans.append((at, at))
        elif depth == 2 and closed:
            spans[-1] = (spans[-1][0], at + 1)
    return None


def _with_gaps(text: str, spans: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """`spans`, and what stands between them if it is more than a comma."""
    whole: list[tuple[int, int]] = []
    for begin, stop in [*spans, (end, end)]:
        whole += [(start + word.start(), start + word.end()) for word in re.finditer(r"[^\s,]+", text[start:begin])]
        whole.append((begin, stop))
        start = stop
    return whole[:-1]


def _brackets(text: str) -> Iterator[tuple[int, str, int, bool]]:
    """Strings and brackets: place, text, depth after it, and whether it closes a bracket."""
    open_brackets: list[str] = []
    for found in _BRACKET.finditer(text):
        sign = found.group()
        closes = sign in ("]", "}")
        if sign in ("[", "{"):
            open_brackets.append("]" if sign == "[" else "}")
        elif closes and (not open_brackets or open_brackets.pop() != sign):
            yield found.start(), sign, -1, True
            return
        yield found.start(), sign, len(open_brackets), closes


def _is_key(text: str, start: int, end: int) -> bool:
    return re.fullmatch(r'"features"\s*:\s*', text[start:end]) is not None


def _collection(value: Any, source: str) -> Document:
    """The features of a FeatureCollection, a Feature or a geometry."""
    if not isinstance(value, dict):
        raise OtherJson(f"{source} is JSON, but not GeoJSON: it holds no object.", value)
    kind = value.get("type")
    lower = kind.lower() if isinstance(kind, str) else ""
    if lower == "featurecollection":
        return collection(value, source)
    if lower == "feature":
        return Document([value], {"crs": value["crs"]} if "crs" in value else {}, layout="Feature")
    if lower in {name.lower() for name in TYPES}:
        geometry = {name: member for name, member in value.items() if name != "crs"}
        members = {"crs": value["crs"]} if "crs" in value else {}
        if isinstance(value, Faulty):
            raise SourceError(f"{source}: {value.what}", remedy="Keep one of them.")
        return Document([{"type": "Feature", "properties": None, "geometry": geometry}], members, layout="geometry")
    if isinstance(value.get("features"), list):
        return collection(value, source)
    raise OtherJson(f"{source} {_no_geojson(kind)}", value)


_REMEDY = "Save it as a GeoJSON FeatureCollection (RFC 7946)."


def _no_geojson(kind: Any) -> str:
    if kind is None:
        return 'is JSON, but not GeoJSON: it has no "type".'
    if isinstance(kind, str):
        return f'is JSON, but not GeoJSON: its type "{shortened(kind)}" is unknown.'
    return 'is JSON, but not GeoJSON: its "type" is not a word.'


def _resembles_a_feature(member: Any) -> bool:
    return isinstance(member, Damaged) or (isinstance(member, dict) and not member.keys().isdisjoint(_OF_A_FEATURE))


def collection(value: dict[str, Any], source: str) -> Document:
    """Give the features of a FeatureCollection that has been read.

    Raises SourceError if it has no list of them, OtherJson if they are features of another kind.
    """
    kind, features = value.get("type"), value.get("features")
    if "geometryType" in value or "spatialReference" in value or _are_of_esri(features):
        raise OtherJson(f"{source} is Esri JSON, not GeoJSON.", value)
    if not isinstance(features, list):
        found = "has no list" if features is None else "has something else than a list"
        raise SourceError(f'{source} {found} "features".', remedy=_REMEDY)
    if len(features) > MANY and not any(map(_resembles_a_feature, features)):
        what = f'{source}: not one of {counted(len(features), "member")} of "features" is a feature.'
        raise SourceError(what, remedy=_REMEDY)
    members = {name: member for name, member in value.items() if name not in ("type", "features")}
    slips: list[tuple[str, str]] = []
    if kind != "FeatureCollection":
        slips.append(("type_case", f'The file\'s type is {json.dumps(kind)[:40]}, not "FeatureCollection".'))
    slips += [
        ("geojson_semantics", f'A FeatureCollection cannot hold a member "{name}"; no record was made of it.')
        for name in ("geometry", "properties", "coordinates", "geometries")
        if name in members
    ]
    if not features:
        slips.append(("no_records", "There is not one record in the file."))
    return Document(features, members, slips)


def _are_of_esri(features: Any) -> bool:
    first = next((one for one in features if isinstance(one, dict)), {}) if isinstance(features, list) else {}
    return "attributes" in first and not first.keys() & {"type", "properties"}
