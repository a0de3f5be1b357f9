"""A sealed map file: what it is about stands in one encrypted box, and the program that shows it beside the box.

AES-256-GCM with a key made of a passphrase by PBKDF2-SHA256 (both are in every browser, as WebCrypto). The heading of
the box (`zm-lock`: cipher, rounds, salt, nonce) is additional data of the cipher, so that nobody can lower the rounds.
Inside stand, padded to steps of 64 KiB so that the size tells little:

    length of the index, 4 bytes little-endian | index, JSON in gzip | the bytes of each block | zeros

The index holds what src/unlock/unlock.ts puts back into the page (the static part, the blocks' names and sizes, the
script that begins, the checksums), and how the file is put together again byte for byte as it was before.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import os
import re
import struct
from hashlib import sha256
from typing import Any, NamedTuple

from geo.errors import SourceError, UsageError
from geo.mapfile import manifest
from geo.mapfile.container import DAMAGED, unpacked
from geo.mapfile.passphrases import normal

FORMAT = 1
ROUNDS = 1_000_000
"""Of PBKDF2-SHA256; src/unlock/unlock.ts refuses any other number."""
STEP = 2**16
LOCK = b'<script type="application/json" id="zm-lock">'
BOX = b'<script type="application/octet-stream" id="zm-box">'
_END = b"</script>"
_SALT, _NONCE = 16, 12
_CIPHER, _KDF = "AES-256-GCM", "PBKDF2-SHA256"


class Element(NamedTuple):
    """Stands for an element of the page by its id: its text is the sealed file's, or a block of the box."""

    id: str


def is_sealed(content: bytes) -> bool:
    """Whether a file is a sealed map."""
    return LOCK in content


def locked(index: dict[str, Any], blocks: list[bytes], passphrase: str) -> tuple[bytes, bytes]:
    """Encrypt what a map is about; gives the text of the heading, which is not secret, and the box.

    Raises UsageError where `cryptography` is not installed.
    """
    gcm, key_of = _cryptography()
    packed = gzip.compress(json.dumps(index, separators=(",", ":")).encode("ascii"), 9, mtime=0)
    plain = b"".join([struct.pack("<I", len(packed)), packed, *blocks])
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    told = {
        "format": FORMAT,
        "cipher": _CIPHER,
        "kdf": _KDF,
        "rounds": ROUNDS,
        "salt": _text(salt),
        "nonce": _text(nonce),
    }
    heading = json.dumps(told, separators=(",", ":")).encode("ascii")
    padded = plain + bytes(-len(plain) % STEP)
    return heading, gcm(key_of(salt, passphrase)).encrypt(nonce, padded, heading)


def unsealed(content: bytes, passphrase: str, name: str = "the file") -> bytes:
    """Give a sealed map file as it was before it was sealed, byte for byte.

    `name`: what messages call it. Raises SourceError where it is not as it was made, or the passphrase is another, and
    UsageError where it is not sealed or `cryptography` is not installed.
    """
    if not is_sealed(content):
        raise UsageError(f"{name} is not sealed.", remedy="It can be opened as it is.")
    if why := manifest.read(content).why:
        raise SourceError(f"{name} is not as it was made: {why}.", remedy=DAMAGED)
    heading = _between(content, LOCK, name)
    index, blocks = _opened(heading, _between(content, BOX, name), passphrase, name)
    try:
        found = b"".join(_piece(piece, content, index, blocks) for piece in index["pieces"])
        expected = index["sha256"]
    except (KeyError, TypeError, IndexError, ValueError):
        raise _altered(name) from None
    if sha256(found).hexdigest() != expected:
        raise _altered(name)
    return found


def _opened(
    heading: bytes, written: bytes, passphrase: str, name: str
) -> tuple[dict[str, Any], dict[str, list[bytes]]]:
    """The index of a box, and its blocks as they are written in a page, by their names."""
    gcm, key_of = _cryptography()
    from cryptography.exceptions import InvalidTag

    try:
        told = json.loads(heading)
        salt, nonce = (base64.b64decode(told[part], validate=True) for part in ("salt", "nonce"))
        box = base64.b64decode(written, validate=True)
        way = [told[part] for part in ("format", "cipher", "kdf", "rounds")]
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError):
        raise _altered(name) from None
    if way != [FORMAT, _CIPHER, _KDF, ROUNDS] or len(salt) != _SALT or len(nonce) != _NONCE:
        raise SourceError(
            f"{name} is sealed in a way that is not known here: its heading was altered, or a newer Zonemark made it.",
            remedy="Ask for the file again, or update Zonemark.",
        )
    try:
        plain = gcm(key_of(salt, passphrase)).decrypt(nonce, box, heading)
    except InvalidTag:
        raise SourceError(
            f"{name} does not open: the passphrase is another one, or the box in it was altered.",
            remedy="Check each word of the passphrase, and the spaces between them.",
        ) from None
    (length,) = struct.unpack("<I", plain[:4])
    index = json.loads(unpacked(plain[4 : 4 + length], name))
    at, blocks = 4 + length, dict[str, list[bytes]]()
    for block, size, coded in index["blocks"]:
        found = plain[at : at + size]
        blocks.setdefault(block, []).append(base64.b64encode(found) if coded == "base64" else found)
        at += size
    return index, blocks


def _piece(piece: Any, content: bytes, index: dict[str, Any], blocks: dict[str, list[bytes]]) -> bytes:
    """One piece of the file as it was: a text of the index, an element of the sealed file, or a block of the box."""
    if isinstance(piece, str):
        return piece.encode("utf-8", "surrogateescape")
    kind, named = piece
    if kind == "block":
        return blocks[named].pop(0)
    if kind == "index":
        return str(index[named]).encode("utf-8", "surrogateescape")
    found = re.search(
        rb'<(script|style)(?: type="[a-z/-]+")? id="%s">(.*?)</\1>' % named.encode("ascii"), content, re.DOTALL
    )
    if found is None:
        raise ValueError(named)
    return found[2]


def _between(content: bytes, opening: bytes, name: str) -> bytes:
    start = content.find(opening)
    end = content.find(_END, start)
    if start < 0 or end < 0 or content.count(opening) != 1:
        raise _altered(name)
    return content[start + len(opening) : end]


def _altered(name: str) -> SourceError:
    return SourceError(f"{name} was altered since it was sealed.", remedy=DAMAGED)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _cryptography() -> tuple[Any, Any]:
    """The cipher, and how its key is made; what sealing needs and nothing else of Zonemark does."""
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
    except ImportError as error:
        raise UsageError("Sealed maps need the package cryptography.", remedy="pip install 'zonemark[seal]'") from error

    def key_of(salt: bytes, passphrase: str) -> bytes:
        return PBKDF2HMAC(SHA256(), 32, salt, ROUNDS).derive(normal(passphrase).encode("utf-8"))

    return AESGCM, key_of
