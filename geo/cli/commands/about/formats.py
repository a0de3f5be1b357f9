"""zonemark formats"""

from __future__ import annotations

from geo.cli import wording
from geo.cli.output import say


def formats() -> None:
    """List the formats that are read and written, and what to do with files of those that are not."""
    from geo.exports import DESCRIBED
    from geo.sources.exchange import formats as known

    database = "PostGIS, a table for each layer"
    read = [*([one.name, " ".join(one.endings)] for one in known.formats()),
            [database, "postgresql://HOST/DB --table SCHEMA.TABLE"]]  # fmt: skip
    say(wording.table(["read", "files"], read))
    written = [*([name, ending] for ending, name in DESCRIBED.items()), [database, "postgresql://HOST/DB/SCHEMA"]]
    say("", wording.table(["written by export", "file"], written))
    rows = [[" ".join(one.endings), one.do] for one in known.refusals().values() if one.endings]
    say("", wording.table(["not read", "what to do"], rows))
