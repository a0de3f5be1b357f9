"""Signatures of map files, in the text format of minisign, beside the file that they are of.

Ed25519 over the BLAKE2b-512 of the whole file (https://jedisct1.github.io/minisign/#signature-format, "ED"), so that
people without Zonemark can check it with minisign's own program. Keys are minisign's too. A page cannot vouch for
itself: only who has the producer's key from elsewhere knows who made a file.
"""

from __future__ import annotations

import base64
import binascii
import os
from hashlib import blake2b, scrypt
from pathlib import Path
from typing import Any, NamedTuple

from geo.disk import write_bytes
from geo.errors import NotSaved, SourceError, UsageError

_ALGORITHM, _HASHED, _CHECKSUM = b"Ed", b"ED", b"B2"
_SCRYPT = b"Sc"
_MOST_MEMORY = 2**30 + 2**20
_OPERATIONS, _MEMORY = 2**22, 2**27
"""What a new key's scrypt costs, as libsodium states it: N is 2^17 at r = 8, 128 MB and half a second."""
_NUMBER, _KEY, _SIGNATURE = 8, 32, 64
_UNTRUSTED, _TRUSTED = "untrusted comment: ", "trusted comment: "
_SECRET_BYTES = 2 + 2 + 2 + 32 + 8 + 8 + _NUMBER + 2 * _KEY + 32


class PublicKey(NamedTuple):
    """A key that signatures are checked with: its number, and the key itself."""

    number: bytes
    key: bytes

    @property
    def text(self) -> str:
        """The key as it is read out and printed: RW…"""
        return base64.b64encode(_ALGORITHM + self.number + self.key).decode("ascii")


class SecretKey(NamedTuple):
    """A key that is signed with."""

    number: bytes
    seed: bytes
    public: bytes

    @property
    def text(self) -> str:
        """The public key that belongs to it, as it is read out and printed."""
        return PublicKey(self.number, self.public).text


def new_key(path: Path, password: str = "") -> PublicKey:
    """Make a pair of keys: the secret one in `path`, which only its owner may read, the public one in PATH.pub.

    The secret one is encrypted with the `password`, if there is one, as minisign does it. Raises UsageError where one
    is there already, or `cryptography` is not installed.
    """
    private, _ = _ed25519()
    beside = public_path(path)
    if path.exists() or beside.exists():
        raise UsageError(
            f"{path} is there already.", remedy="Name another file: a key that is lost cannot be replaced."
        )
    made = private.generate()
    seed, public = made.private_bytes_raw(), made.public_key().public_bytes_raw()
    number = os.urandom(_NUMBER)
    checked = blake2b(_ALGORITHM + number + seed + public, digest_size=32).digest()
    content = _secret_content(number + seed + public + checked, password)
    sort = "minisign encrypted secret key" if password else "minisign secret key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(_lines(f"{_UNTRUSTED}{sort}", base64.b64encode(content).decode("ascii")))
    except OSError as error:
        raise NotSaved(f"{path} was not saved: {error.strerror}.", remedy="Name another file.") from None
    key = PublicKey(number, public)
    write_bytes(beside, _lines(f"{_UNTRUSTED}minisign public key {_name(number)}", key.text))
    return key


def _secret_content(secret: bytes, password: str) -> bytes:
    """What a file of a secret key holds."""
    if not password:
        return _ALGORITHM + b"\0\0" + _CHECKSUM + bytes(48) + secret
    costs = b"".join(cost.to_bytes(8, "little") for cost in (_OPERATIONS, _MEMORY))
    content = _ALGORITHM + _SCRYPT + _CHECKSUM + os.urandom(32) + costs + secret
    return content[:54] + _decrypted(content, password)  # XORed with one stream, both ways


def public_path(path: Path) -> Path:
    """Give the file of the public key that belongs to a secret one."""
    return path.with_name(f"{path.name}.pub")


def is_encrypted(path: Path) -> bool:
    """Whether a secret key is encrypted with a password, as minisign does it unless told otherwise."""
    return _decoded(_text(path), path.name, line=1)[2:4] == _SCRYPT


def secret_key(path: Path, password: str = "") -> SecretKey:
    """Read a secret key, one that minisign has encrypted with its `password`.

    Raises SourceError for what is none, is encrypted with another password, or can be read by others.
    """
    content = _decoded(_text(path), path.name, line=1)
    if len(content) != _SECRET_BYTES or content[:2] != _ALGORITHM:
        raise SourceError(f"{path} is no secret key.", remedy="Name the file of a secret key, or make one.")
    if content[2:4] not in (b"\0\0", _SCRYPT):
        raise SourceError(f"{path} is encrypted in a way that is not known here.", remedy="Sign with minisign itself.")
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise SourceError(f"{path} can be read by others.", remedy=f"chmod 600 {path}")
    is_locked = content[2:4] == _SCRYPT
    if is_locked:
        content = content[:54] + _decrypted(content, password)
    number, seed, public = content[54:62], content[62:94], content[94:126]
    if blake2b(_ALGORITHM + number + seed + public, digest_size=32).digest() != content[126:]:
        why = "does not open: the password is another one, or it is damaged" if is_locked else "is damaged"
        raise SourceError(f"{path} {why}.", remedy="Check the password." if is_locked else "Take it from a copy.")
    return SecretKey(number, seed, public)


def _decrypted(content: bytes, password: str) -> bytes:
    """The secret part of a key, XORed with scrypt of the password; the costs are libsodium's way of stating them."""
    salt, costs, secret = content[6:38], content[38:54], content[54:]
    operations, memory = (int.from_bytes(part, "little") for part in (costs[:8], costs[8:]))
    operations, block = max(operations, 32_768), 8
    most = operations // (block * 4) if operations < memory // 32 else memory // (block * 128)
    power = next(bits for bits in range(1, 63) if 2**bits > most // 2)
    lanes = 1 if operations < memory // 32 else max((operations // 4) // 2**power // block, 1)
    needed = 128 * block * (2**power + lanes + 2)
    if needed > _MOST_MEMORY:
        raise SourceError("The key asks for more memory than a key of minisign does.", remedy="Sign with minisign.")
    stream = scrypt(
        password.encode("utf-8"), salt=salt, n=2**power, r=block, p=lanes, maxmem=needed + 2**20, dklen=len(secret)
    )
    return bytes(one ^ other for one, other in zip(secret, stream, strict=True))


def public_key(given: str) -> PublicKey:
    """Read a public key: its text (RW…), or a file that holds it. Raises SourceError for what is none."""
    path = Path(given)
    is_file = path.is_file()
    content = _decoded(_text(path), path.name, line=1) if is_file else _decoded(given, "The key", line=0)
    if len(content) != 2 + _NUMBER + _KEY or content[:2] != _ALGORITHM:
        raise SourceError(f"{given} is no public key.", remedy="It is 56 letters, RW…, or a file that ends in .pub.")
    return PublicKey(content[2:10], content[10:])


def signature(content: bytes, key: SecretKey, told: str) -> bytes:
    """Sign a file; `told` is signed too, and shown by whoever checks. Gives the text to stand beside it."""
    private, _ = _ed25519()
    signing = private.from_private_bytes(key.seed)
    signed = signing.sign(blake2b(content).digest())
    plain = " ".join(told.split())
    whole = signing.sign(signed + plain.encode("utf-8"))
    return _lines(
        f"{_UNTRUSTED}signature of Zonemark, key {_name(key.number)}",
        base64.b64encode(_HASHED + key.number + signed).decode("ascii"),
        f"{_TRUSTED}{plain}",
        base64.b64encode(whole).decode("ascii"),
    )


def told_by(content: bytes, beside: str, key: PublicKey, name: str) -> str:
    """Check a signature with a key, and give what it tells. Raises SourceError where it is not of this file and key."""
    _, public = _ed25519()
    from cryptography.exceptions import InvalidSignature

    lines = beside.splitlines()
    if len(lines) != 4 or not lines[2].startswith(_TRUSTED):
        raise SourceError(f"The signature of {name} cannot be read.", remedy="Ask for it again.")
    signed, whole = _decoded(beside, name, line=1), _decoded(beside, name, line=3)
    told = lines[2].removeprefix(_TRUSTED)
    if len(signed) != 2 + _NUMBER + _SIGNATURE or signed[:2] != _HASHED or signed[2:10] != key.number:
        raise SourceError(f"{name} is signed with another key.", remedy="Ask its producer which key is theirs.")
    checking = public.from_public_bytes(key.key)
    try:
        checking.verify(signed[10:], blake2b(content).digest())
        checking.verify(whole, signed[10:] + told.encode("utf-8"))
    except InvalidSignature:
        raise SourceError(
            f"The signature is not of {name} as it is: it was altered, or is another file.",
            remedy="Do not rely on it; ask for it again.",
        ) from None
    return told


def signature_path(path: Path) -> Path:
    """Give the file in which the signature of a file stands."""
    return path.with_name(f"{path.name}.minisig")


def _decoded(text: str, name: str, *, line: int) -> bytes:
    try:
        return base64.b64decode(text.splitlines()[line].strip(), validate=True)
    except (binascii.Error, IndexError, ValueError):
        raise SourceError(f"{name} is no key or signature of minisign.", remedy="Check which file it is.") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} cannot be read: {error}.", remedy="Check the name.") from None


def _name(number: bytes) -> str:
    return number[::-1].hex().upper()


def _lines(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def _ed25519() -> tuple[Any, Any]:
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
    except ImportError as error:
        raise UsageError("Signatures need the package cryptography.", remedy="pip install 'zonemark[seal]'") from error
    return Ed25519PrivateKey, Ed25519PublicKey
