"""Names that stand for ids in an edition for others: without the project's secret nobody gets from one to the other."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

SALT = "share/salt"
"""The file of a project that holds the secret of which its pseudonyms are made. It is not sent to anybody."""
VERSIONS = "share/versions.txt"
"""The file of a project that lists, a line each, what its editions called the versions of their layers."""
LENGTH = 16


def digest_of(secret: bytes, kind: str, layer: str, id_: str) -> str:
    """Give the hash of a record of a layer; the same for the same secret.

    >>> digest_of(b"x", "hazards", "zones", "H1") == digest_of(b"x", "hazards", "zones", "H1")
    True
    """
    told = f"{kind}\0{layer}\0{id_}".encode("utf-8", "surrogatepass")
    return hmac.new(secret, told, "sha256").hexdigest()


def version_of(versions: Sequence[str], secret: bytes) -> str:
    """The version of layers that an edition shows as one; of the hash itself what is left out could be guessed.

    >>> version_of(["b", "a"], b"x") == version_of(["a", "b"], b"x"), version_of(["a", ""], b"x")
    (True, '')
    """
    if not versions or not all(versions) or not secret:
        return ""
    told = "\n".join(sorted(versions)).encode()
    return hmac.new(secret, told, "sha256").hexdigest()[: len(versions[0])]
