"""All that a file holds, with every block inside it unpacked, for tests that ask what must not be in it.

A map also holds values that no search of bytes finds (numbers; a word as "officer_" and 7): its columns are decoded.
"""

import base64
import binascii
import io
import re
import zipfile
import zlib
from contextlib import suppress
from itertools import chain

from geo.mapfile.opening import open_map

BLOCK = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")
DENSE = re.compile(rb'<script type="application/octet-stream"[^>]*>([^<]+)</script>')


def contents(data):
    """Give the bytes, what archives, base 64 and base 85 in them hold, and what is compressed there, at any depth."""
    yield data
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from contents(archive.read(name))
    if data[:2] == b"\x1f\x8b":
        yield from contents(zlib.decompress(data, wbits=31))
    for block in BLOCK.findall(data):
        try:
            inside = base64.b64decode(block, validate=True)
        except binascii.Error:
            continue
        if inside[:2] == b"\x1f\x8b" or inside[:4] == b"PK\x03\x04":
            yield from contents(inside)
    for line in (line for block in DENSE.findall(data) for line in block.split(b"\n")):
        with suppress(ValueError):  # base 64
            inside = base64.b85decode(line.replace(b",", b"<"))
            if inside[:2] == b"\x1f\x8b":
                yield from contents(inside)


def columns_of_map(path):
    """Give the records of a map file as text, and nothing for another file."""
    if path.suffix == ".html":
        for layer in open_map(path).layers:
            yield layer.frame.to_csv().encode()


def holds(path, word, unpack=contents):
    """Whether a file holds a word, in UTF-8 or UTF-16, in any of its blocks or columns."""
    forms = [word.encode("utf-8"), word.encode("utf-16-le"), word.encode("utf-16-be")]
    parts = chain(unpack(path.read_bytes()), columns_of_map(path))
    return any(form in part for part in parts for form in forms)
