"""A map file as an archive: the layers in it, and what it says of itself, read from its data blocks.

Nothing of the file is run, laid out or asked for; the blocks are found by the elements that the page's writer makes.
"""

from __future__ import annotations

import base64
import binascii
import json
import mmap
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from geo.errors import SourceError, UsageError
from geo.findings import Findings
from geo.mapfile.container import DAMAGED, unpacked
from geo.mapfile.decode import decode
from geo.mapfile.sealed import LOCK, is_sealed, unsealed
from geo.records.imprint import Edition, Imprint, is_public_key
from geo.records.layer import Layer, carry

SIGN = b'id="zm-settings"'
"""Stands in every map file, and not in other web pages."""
_NOT_IN_IT = (
    "Positions were rounded to 1e-7 degree (6 mm at most) when the map was made. The extent of its project, its "
    "allowed values and its history are not in a map."
)
_MOST = 2_000_000_000
_BLOCK = re.compile(
    rb'<script type="application/octet-stream" (?:(?:id="zm-data" )?class="(?P<of>zm-data)"|id="(?P<id>zm-[a-z]+)")>'
)
_END = re.compile(rb'<script type="application/json" id="zm-end">([^<]*)</script>')


@dataclass
class MapFile:
    """What a map file holds. `layers`: in drawing order; `imprint`: what its margin states; `made_on`: ISO 8601.

    `problems`: what is wrong with the file, and what cannot be had back from it.
    """

    name: str
    layers: list[Layer]
    imprint: Imprint
    settings: Mapping[str, Any] = field(repr=False, default_factory=dict)
    problems: Findings = field(repr=False, default_factory=Findings)

    @property
    def made_on(self) -> str:
        """The day on which the map was made."""
        return str(self.settings.get("madeOn", ""))

    def layer(self, name: str) -> Layer:
        """Give one layer by its name or title. Raises UsageError if there is none."""
        for layer in self.layers:
            if name in (layer.name, layer.title):
                return layer
        names = ", ".join(layer.name for layer in self.layers) or "none"
        raise UsageError(f"{self.name} has no layer '{name}'.", remedy=f"It has: {names}.")


def is_map(path: Path) -> bool:
    """Whether a web page is a map file, whole or not."""
    try:
        # Not read into memory: what follows the sign, which are all records, is read by who opens the map.
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return content.find(SIGN) >= 0 or content.find(LOCK) >= 0
    except (OSError, ValueError):  # an empty file cannot be mapped
        return False


def open_map(path: str | PathLike[str], *, passphrase: str = "") -> MapFile:
    """Get the layers out of a map file again: attributes exactly, positions to 5e-8 degree.

    `passphrase`: of a sealed map. Raises SourceError if the file is no map, is damaged or not whole, was made by a
    newer Zonemark, or is sealed with another passphrase.
    """
    content = content_of(path)
    name = Path(path).name
    return map_of(unsealed(content, passphrase, name) if passphrase else content, name)


def content_of(path: str | PathLike[str]) -> bytes:
    """Read a map file. Raises SourceError if it cannot be read, or is far larger than a map is."""
    file = Path(path)
    try:
        if file.stat().st_size > _MOST:
            raise SourceError(f"{file.name} is larger than {_MOST // 10**9} GB.", remedy="Ask for its layers instead.")
        return file.read_bytes()
    except OSError as error:
        reason = "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
        raise SourceError(f"'{file}' {reason}.", remedy="Check the name and the folder.") from None


def stated_key(content: bytes) -> str:
    """Give the signing key that a map states of its producer; "" where it states none or is sealed."""
    if is_sealed(content):
        return ""
    settings = next((block.content for block in _blocks(content) if block.name == "zm-settings"), b"")
    key = _settings(unpacked(settings, "the map"), "the map").get("signingKey") if settings else ""
    return key if is_public_key(key) else ""


def map_of(content: bytes, name: str) -> MapFile:
    """Read a map file from its bytes; `name` is what messages call it."""
    if is_sealed(content):
        raise SourceError(f"{name} is sealed.", remedy="Unseal it, or give its passphrase.")
    blocks = list(_blocks(content))
    settings = [block.content for block in blocks if block.name == "zm-settings"]
    records = [block.content for block in blocks if block.name == "zm-data"]
    if not settings:
        raise SourceError(f"{name} holds no map of Zonemark.", remedy="Name a map file, or the data it was made of.")
    if not records:
        raise SourceError(f"{name} ends before its records.", remedy=DAMAGED)
    read = _settings(unpacked(settings[0], name), name)
    layers = decode(b"".join(records), where=name)
    opened = MapFile(name, layers, _imprint(read), read, Findings(name))
    for layer in layers:
        carry(layer.frame, opened.imprint, {})
        layer.imprint = opened.imprint
    _say_if_not_whole(opened, content, blocks)
    if opened.imprint.edition is not None:
        opened.problems.add(
            "redacted_edition", f"It is an edition for others: {' '.join(opened.imprint.edition.sentences)}"
        )
    opened.problems.add("not_in_a_map", _NOT_IN_IT)
    return opened


class _Block(NamedTuple):
    """A data block: its name, its bytes, and the checksum of the text that they are written as."""

    name: str
    content: bytes
    crc: int


def _blocks(content: bytes) -> Iterator[_Block]:
    """Each data block in order; those of the records have one name."""
    at = 0
    while found := _BLOCK.search(content, at):
        end = content.find(b"<", found.end())
        at = len(content) if end < 0 else end
        text = content[found.end() : at]
        name = (found["of"] or found["id"]).decode()
        try:
            yield _Block(name, base64.b64decode(text, validate=True), zlib.crc32(text))
        except binascii.Error:
            yield _Block(name, b"", zlib.crc32(text))  # unpacking nothing says that it is not whole


def _settings(content: bytes, name: str) -> dict[str, Any]:
    try:
        settings = json.loads(content)
    except (ValueError, RecursionError):
        settings = None
    if not isinstance(settings, dict):
        raise SourceError(f"{name}: its settings cannot be read.", remedy=DAMAGED)
    return settings


def _imprint(settings: Mapping[str, Any]) -> Imprint:
    """What the map's margin states; the day of making is the map's, not that of another map made of its layers."""
    texts = {name: settings.get(name) for name in ("title", "producer", "hotline", "language")}
    plain = {name: text for name, text in texts.items() if isinstance(text, str)}
    if is_public_key(key := settings.get("signingKey")):
        plain["signing_key"] = key
    languages = settings.get("languages")
    switched = [one for one in languages if isinstance(one, str)] if isinstance(languages, list) else []
    return Imprint(
        **plain,
        languages=[one for one in dict.fromkeys([plain.get("language", ""), *switched]) if one],
        fictitious=True if settings.get("fictitious") is True else None,
        edition=Edition.of(settings.get("edition")),
        contributions="none" if settings.get("edit", "") is None else "",
    )


def _say_if_not_whole(opened: MapFile, content: bytes, blocks: list[_Block]) -> None:
    """The records are whole, or they could not have been unpacked; the rest of the page may not be."""
    end = _END.search(content)
    if end is None or not content.rstrip().endswith(b"</html>"):
        opened.problems.add("map_not_whole", "The end of the map is not there; its records are.", DAMAGED)
        return
    try:
        stated = json.loads(end[1])["blocks"]
    except (ValueError, KeyError, TypeError, RecursionError):
        stated = None
    if stated != [[block.name, block.crc] for block in blocks]:
        opened.problems.add("map_not_whole", "The map is not as it was made; its records can be read.", DAMAGED)
