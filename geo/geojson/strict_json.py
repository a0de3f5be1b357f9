"""JSON read as RFC 8259 writes it, with limits: what two parsers could read differently is refused.

The standard library's C scanner does the reading, because it is fast and correct; but it takes `NaN`, keeps the last
of two equal keys, turns 1e999 into infinity and overflows the stack on deep nesting. Hooks and one linear look at the
bytes beforehand close these gaps, so that an ordinary file is read at the speed of `json.loads`. Positions (line and
column) are worked out only when there is something to say.
"""

from __future__ import annotations

import gc
import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

from geo.errors import SourceError
from geo.findings.counting import counted

MAX_BYTES = 500_000_000
MAX_DEPTH = 100
MAX_DIGITS = 100
"""GeoJSON needs ten levels; a double is exact in 17 digits, and no tool writes a hundred."""

_OTHERS = bytes(set(range(256)) - set(b'"[]{}'))
_DIGITS = bytes.maketrans(b"123456789E", b"000000000e")
STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)'
"""A text, which may lack its end; possessive, so that a search takes linear time whatever it meets."""
_TOKEN = re.compile(rf"{STRING}|-?Infinity|NaN|-?\d[\d.eE+-]*+|[\[\]{{}},:]", re.DOTALL)
_SURROGATE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})")
_MARKS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"), (b"\x00\x00\xfe\xff", "UTF-32"))


@dataclass(frozen=True, slots=True)
class Fault:
    """A value that JSON does not allow, kept where it stood: `what` is wrong and the text as it was written."""

    what: str
    written: str


class Faulty(dict[str, Any]):
    """An object that names a member twice; `what` says which. The first of the values is kept."""

    what = ""


class Refused(Exception):
    """A hook has met a value that strict JSON does not allow; never leaves this module."""


def read_json(data: bytes | str, *, source: str = "", encoding: str | None = None) -> Any:
    """Return the one JSON value that `data` holds.

    `source` is the file name used in messages; `encoding` is for bytes that are not UTF-8. Raises SourceError, with
    line and column, for anything that RFC 8259 does not allow, and for duplicate keys, lone surrogates, numbers of
    over 100 digits or beyond the range of a double, and nesting deeper than 100.

    >>> read_json('{"depth_m": 0.3}')
    {'depth_m': 0.3}
    >>> read_json('{"a": 1, "a": 2}')
    Traceback (most recent call last):
    geo.errors.SourceError: line 1, column 10: the key "a" is there twice. Keep one of them.
    """
    text = decode(data, source=source, encoding=encoding)
    return Scanner(text, source=source).value(text)


def decode(data: bytes | str, *, source: str = "", encoding: str | None = None, limited: bool = True) -> str:
    """Turn bytes into text: UTF-8, with or without a byte order mark, unless `encoding` says otherwise.

    Raises SourceError if it is not such text, or if it is `limited` and longer than MAX_BYTES.
    """
    if limited and len(data) > MAX_BYTES:
        raise SourceError(
            f"{named(source)}the file is larger than {MAX_BYTES // 1_000_000} MB.",
            remedy="Split it, or save it as GeoPackage.",
        )
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    try:
        if encoding:
            return data.decode(encoding).removeprefix("\ufeff")
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except LookupError:
        raise SourceError(f"{named(source)}there is no encoding {encoding!r}.", remedy="Try utf-8 or cp1251.") from None
    except UnicodeError as error:
        kind = next((name for mark, name in _MARKS if data.startswith(mark)), "")
        line = data.count(b"\n", 0, getattr(error, "start", 0)) + 1
        what = f"the text is {kind}, not UTF-8." if kind else f"line {line}: the text is not {encoding or 'UTF-8'}."
        raise SourceError(f"{named(source)}{what}", remedy="Save the file as UTF-8, or name its encoding.") from None


def named(source: str) -> str:
    """`source` as the beginning of a message."""
    return f"{source}, " if source else ""


class Scanner:
    """Read values out of `text`, after one look at the whole of it.

    `data` is the text in UTF-8, if that is at hand; `first_line` the number of its first line in the file.
    With `keep_faults`, a value that is wrong in itself becomes a `Fault` (a key there twice a `Faulty`) and reading
    goes on; the structure of the text must be right either way. `met_faults` tells whether there were any.
    """

    def __init__(
        self,
        text: str,
        *,
        source: str = "",
        keep_faults: bool = False,
        data: bytes | None = None,
        first_line: int = 1,
    ) -> None:
        self.text = text
        self.source = source
        self.keep_faults = keep_faults
        self.met_faults = False
        self.first_line = first_line
        self._line_ends: list[int] | None = None
        data = text.encode("utf-8", "replace") if data is None else data
        if _deepest(data) > MAX_DEPTH:
            # A string that is never closed hides from the one count what the other sees.
            where = next((at for at, depth in _depths(text) if depth > MAX_DEPTH), 0)
            self.refuse(where, f"the nesting is deeper than {MAX_DEPTH} levels.", "Nothing in a map needs that.")
        self.lone = b"\\u" in data and next(_lone_surrogates(text), None)
        if self.lone and not keep_faults:
            at, written = self.lone
            self.refuse(at, f"{written} is half a character.", "Write the whole character.")
        numbers: dict[str, Any] = {}
        if _has_strange_numbers(data):
            numbers = {"parse_float": self._number(float), "parse_int": self._number(int)}
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_constant=lambda written: self._fault(f"{written} is not a number.", written),
            **numbers,
        )

    def value(self, text: str, offset: int = 0) -> Any:
        """The one value in `text`, which stands at `offset` in the whole."""
        with collector_paused():
            try:
                value = self._decoder.decode(text)
            except json.JSONDecodeError as error:
                self.refuse(offset + error.pos, _scanner_message(error, text), "Is the file cut off or edited by hand?")
            except Refused as fault:
                where, what = _first_fault(text, str(fault))
                self.refuse(offset + where, what, "Keep one of them." if "twice" in what else "Correct the number.")
            except RecursionError:
                self.refuse(offset, "the nesting is too deep.", "Nothing in a map needs that.")
        return _whole(value) if self.lone else value

    def refuse(self, at: int, what: str, remedy: str = "") -> NoReturn:
        """Raise SourceError naming line and column of `at`."""
        if self._line_ends is None:
            self._line_ends = [found.start() for found in re.finditer("\n", self.text)]
        line = bisect_left(self._line_ends, at) + 1
        column = at - (self._line_ends[line - 2] if line > 1 else -1)
        line += self.first_line - 1
        raise SourceError(f"{named(self.source)}line {line}, column {column}: {what}", remedy=remedy)

    def _fault(self, what: str, written: str) -> Fault:
        if self.keep_faults:
            self.met_faults = True
            return Fault(what, written)
        raise Refused(what)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) == len(pairs):
            return members
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        if not self.keep_faults:
            raise Refused("twice")
        self.met_faults = True
        faulty = Faulty(reversed(pairs))
        faulty.what = f'the key "{shortened(twice)}" is there twice.'
        return faulty

    def _number(self, parse: type[int] | type[float]) -> Any:
        def number(written: str) -> Any:
            what = _number_fault(written)
            return self._fault(what, written) if what else parse(written)

        return number


def shortened(text: str, length: int = 40) -> str:
    """`text`, cut for a message."""
    return text if len(text) <= length else f"{text[:length]}…"


def _number_fault(written: str) -> str:
    """What is wrong with a number; empty if nothing is."""
    digits = sum(map(str.isdigit, written))
    if digits > MAX_DIGITS:
        return f"the number {shortened(written, 12)} has {counted(digits, 'digit')}."
    if abs(float(written)) == float("inf"):
        return f"the number {written} is too large."
    return ""


def _deepest(data: bytes) -> int:
    """The deepest nesting of brackets outside strings, in time linear in the length."""
    if b"\\" in data:
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    signs = np.frombuffer(data.translate(None, _OTHERS), dtype=np.uint8)
    outside = np.bitwise_xor.accumulate(signs == ord('"')) == 0
    brackets = signs[outside & (signs != ord('"'))]
    opening = (brackets == ord("[")) | (brackets == ord("{"))
    depth = np.cumsum(np.where(opening, 1, -1).astype(np.int32), dtype=np.int32)
    return int(depth.max(initial=0))


def _has_strange_numbers(data: bytes) -> bool:
    """Whether some number could be too long or too large; a digit in a string may raise a false alarm."""
    digits = data.translate(_DIGITS)
    large = b"0e" in digits and (b"0e000" in digits or b"0e+000" in digits)
    return large or b"0" * MAX_DIGITS in digits


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    return ((found.start(), found.group()) for found in _TOKEN.finditer(text))


def _depths(text: str) -> Iterator[tuple[int, int]]:
    depth = 0
    for at, sign in _tokens(text):
        depth += (sign in "[{") - (sign in "]}")
        yield at, depth


def _first_fault(text: str, known: str) -> tuple[int, str]:
    """Where the first duplicate key, constant or strange number stands, and what it is."""
    keys: list[set[str]] = []
    previous = (0, "")
    for at, sign in _tokens(text):
        if sign in "{[":
            keys.append(set())
        elif sign in "}]":
            del keys[-1:]
        elif sign == ":" and keys and previous[1].startswith('"'):
            key = json.loads(previous[1], strict=False)
            if key in keys[-1]:
                return previous[0], f'the key "{shortened(key)}" is there twice.'
            keys[-1].add(key)
        elif sign in ("NaN", "Infinity", "-Infinity"):
            return at, f"{sign} is not a number."
        elif sign[0] in "-0123456789" and _looks_like_number(sign) and (what := _number_fault(sign)):
            return at, what
        previous = (at, sign)
    return 0, known


def _looks_like_number(sign: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", sign) is not None


def _lone_surrogates(text: str) -> Iterator[tuple[int, str]]:
    """Escapes that are half a surrogate pair; the replacement keeps positions and hides escaped backslashes."""
    for found in _SURROGATE.finditer(text.replace("\\\\", "  ")):
        if found.group(1):
            yield found.start(), found.group(1)


def _whole(value: Any) -> Any:
    """`value` with half characters written out as the escapes they were."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, list):
        return [_whole(item) for item in value]
    if isinstance(value, dict):
        for name in list(value):
            value[_whole(name)] = _whole(value.pop(name))
    return value


def _scanner_message(error: json.JSONDecodeError, text: str) -> str:
    """The scanner's words, with what stands at the place."""
    if error.pos >= len(text.rstrip()):
        return "the text ends too early." if text.strip() else "there is nothing in the text."
    if error.msg == "Extra data":
        return "there is something after the end of the value."
    if error.msg.startswith("Unterminated"):
        return "a text begins here and does not end."
    return f"{error.msg[0].lower()}{error.msg[1:]}, but found {shortened(text[error.pos :], 12)!r}."


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the cycle collector: it finds nothing in a growing tree of lists and dictionaries, and doubles the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
