"""Names of layers: what a person calls a layer, in any script, becomes a file name that every system takes.

Letters, marks and digits of any script stay; the rest becomes a hyphen. So no name can lead out of the folder, be
taken for an option, or be one of the names that Windows keeps for itself.
"""

from __future__ import annotations

import re
import unicodedata

from geo.errors import UsageError

MOST_BYTES = 120  # file systems take 255 bytes; the history's time and hash come on top
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\Z")


def slug(title: str) -> str:
    """Make a file-safe name of a title. Raises UsageError if no letter or digit is in it.

    >>> slug("Минные поля, 2024"), slug("../../etc/passwd"), slug("CON")
    ('минные-поля-2024', 'etc-passwd', 'con-layer')
    """
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", title).casefold())
    kept = "".join(letter if unicodedata.category(letter)[0] in "LMN" else "-" for letter in text)
    name = re.sub("-+", "-", kept).strip("-")
    while len(name.encode("utf-8")) > MOST_BYTES:
        name = name[:-1].rstrip("-")
    if not name:
        raise UsageError(f"{title!r} cannot name a layer: it has no letter or digit.")
    return f"{name}-layer" if _RESERVED.match(name) else name


def key_of(title: str) -> str:
    """Make a file-safe name of any title, "layer" where no letter or digit is in it.

    >>> key_of("My Layer"), key_of("***")
    ('my-layer', 'layer')
    """
    try:
        return slug(title)
    except UsageError:
        return "layer"


def is_slug(name: str) -> bool:
    """Whether a name is one that `slug` would give.

    >>> is_slug("hazards"), is_slug("../hazards")
    (True, False)
    """
    try:
        return slug(name) == name
    except UsageError:
        return False
