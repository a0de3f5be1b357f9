"""What a spreadsheet would take for a formula. The page decides alike (`ui/save/csv.ts`), by the same table of cases.

Spreadsheets trim what they open and take full-width signs for plain ones, so what nobody sees before a sign hides none.
"""

from __future__ import annotations

import re
from typing import Any

_UNSEEN = "\x00-\x20\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb"
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
_FORMULA = re.compile(f"[{_UNSEEN}]*[{_SIGNS}]|[\t\r\n]")


def defuse(cell: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would take for a formula; all else stays as it is.

    >>> defuse("=HYPERLINK(1)"), defuse(" ＝1+1"), defuse(-5.0), defuse("A-1")
    ("'=HYPERLINK(1)", "' ＝1+1", -5.0, 'A-1')
    """
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
