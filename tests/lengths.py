"""How long the tests are: short by themselves, long where `make prove` runs them."""

import os

TIMES = int(os.environ.get("ZONEMARK_TIMES", "1"))
"""How many times as many examples the properties are tried with."""


def examples(count: int) -> int:
    """The number of examples of a property that `make test` tries with `count`."""
    return count * TIMES
