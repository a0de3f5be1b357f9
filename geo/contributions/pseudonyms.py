"""Names that stand for ids in an edition for others: without the project's secret nobody gets from one to the other."""

from __future__ import annotations

import hmac

SALT = "share/salt"
"""The file of a project that holds the secret of which its pseudonyms are made. It is not sent to anybody."""
LENGTH = 16


def digest_of(secret: bytes, kind: str, layer: str, id_: str) -> str:
    """Give the hash of a record of a layer; the same for the same secret.

    >>> digest_of(b"x", "hazards", "zones", "H1") == digest_of(b"x", "hazards", "zones", "H1")
    True
    """
    told = f"{kind}\0{layer}\0{id_}".encode("utf-8", "surrogatepass")
    return hmac.new(secret, told, "sha256").hexdigest()
