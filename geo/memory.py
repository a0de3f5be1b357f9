"""What is no longer needed in memory goes back to the system, where the system does not see to it itself."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any

MANY = 20_000
"""From so many records on what was done with them leaves so much memory free that it is worth giving back."""


def give_back() -> None:
    """Give memory that is free back to the system; with glibc, which keeps what lies between things in use."""
    library = _glibc()
    if library is not None:
        library.malloc_trim(0)


@cache
def _glibc() -> Any:
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") else None
