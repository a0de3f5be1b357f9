"""Passphrases of sealed maps: made at random, and how hard one is to guess that somebody has thought of.

Whoever has a sealed file can try passphrases for as long as he likes, on as many machines as he likes, and a passphrase
cannot be changed afterwards. So one is made, of words that can be read out over the radio, and a weak one is refused.
"""

from __future__ import annotations

import math
import re
import secrets
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from geo.errors import UsageError

LEAST_BITS = 60
WORDS = 6
_SPACES = re.compile("[ \\t\\n\\r\\u00a0\\u2007\\u202f\\u3000]+")
"""What parts words; src/unlock/unlock.ts has the same, since both must make one key of one passphrase."""
_RUNS = re.compile(r"[^\W\d_]+|\d+|[\W_]")
_WORD_BITS = 13.0
"""What a word is worth that people think of: one of some eight thousand."""
_SIGN_BITS = 4.0


def make_passphrase() -> str:
    """Make one of six different words at random, of 2,048: 66 bits.

    A word drawn twice would be worth one (`bits_of`), and what is made here would be refused as too weak.

    >>> len(make_passphrase().split()), bits_of(make_passphrase()) >= LEAST_BITS
    (6, True)
    """
    return " ".join(secrets.SystemRandom().sample(words(), WORDS))


@lru_cache(maxsize=1)
def words() -> tuple[str, ...]:
    """List the words that passphrases are made of."""
    text = Path(__file__).with_name("words.txt").read_text(encoding="ascii")
    return tuple(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def normal(passphrase: str) -> str:
    """Give a passphrase as the key is made of it: NFC, its words parted by single spaces.

    >>> normal("  cafe\\u0301   1 ") == "caf\\u00e9 1"
    True
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFC", passphrase)).strip(" ")


def bits_of(passphrase: str) -> float:
    """Say how many bits a passphrase is worth to somebody who guesses, at most.

    A run of letters is taken for a word that people use, digits for digits; what repeats or goes on as the row of the
    alphabet or of digits does is worth one more bit. The same word twice is worth one.

    >>> round(bits_of("password 1234")), round(bits_of("kX9vR2mQp7bT4zW8"))
    (22, 72)
    """
    runs = _RUNS.findall(normal(passphrase).replace(" ", "\0"))
    return sum(_bits_of_run(run) for run in dict.fromkeys(runs) if run != "\0")


def _bits_of_run(run: str) -> float:
    known = frozenset(words())
    if run in known:
        return math.log2(len(known))
    steps = [ord(after) - ord(before) for before, after in pairwise(run.casefold())]
    fresh = len(run) - sum(one == two and one in (-1, 0, 1) for one, two in pairwise(steps))
    if run.isdecimal():
        return fresh * math.log2(10) + (len(run) - fresh)
    if not run[0].isalpha():
        return _SIGN_BITS
    letters = fresh * math.log2(26) + (len(run) - fresh)
    cases = 1.0 if run != run.lower() else 0.0
    return min(letters, _WORD_BITS * math.ceil(len(run) / 8)) + cases


def require_strong(passphrase: str) -> None:
    """Raise UsageError for a passphrase that can be guessed."""
    bits = bits_of(passphrase)
    if bits < LEAST_BITS:
        raise UsageError(
            f"The passphrase is too weak: it is worth about {bits:.0f} bits, and {LEAST_BITS} are needed, since "
            "whoever has the file can guess for ever.",
            remedy="Let Zonemark make one, or add words that do not belong together.",
        )
