"""What the answers of servers say of themselves: above all, whether they hold everything that was asked for.

A server cuts a long answer off (1,000 or 2,000 records are usual) and says so in a member that nobody looks at. A map
of the first thousand hazards looks like a map of all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.findings import Findings
from geo.findings.counting import counted

_TOTALS = ("numberMatched", "totalFeatures", "count", "@odata.count", "total")
"""Of WFS 2, of GeoServer, of Kobo and Django, of OData (ODK Central), of CKAN."""
_NEXT = ("next", "@odata.nextLink", "nextPageToken")


def note_lacking(problems: Findings, members: Mapping[str, Any], count: int) -> None:
    """Say so if the answer of a server that holds `count` records states that there are more.

    >>> found = Findings("zones.json")
    >>> note_lacking(found, {"exceededTransferLimit": True}, 1000)
    >>> print(found[0].what)
    The server sent 1,000 records and states that there are more.
    """
    properties = members.get("properties")
    inner = properties if isinstance(properties, dict) else {}
    stated = [int(text) for name in _TOTALS if (text := str(members.get(name, ""))).isascii() and text.isdigit()]
    total = max((number for number in stated if number < 10**12), default=0)
    more = any(isinstance(members.get(name), str) and members[name] for name in _NEXT)
    if members.get("exceededTransferLimit") is True or inner.get("exceededTransferLimit") is True or total > count:
        more = True
    if more:
        there = f"that there are {total:,}" if total > count else "that there are more"
        what = f"The server sent {counted(count, 'record')} and states {there}."
        problems.add("records_lacking", what, "Ask for the rest, and put the answers together before they are read.")
