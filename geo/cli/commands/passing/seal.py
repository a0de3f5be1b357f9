"""zonemark seal"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.output import say
from geo.cli.progress import working
from geo.cli.sealing import PassphraseFile, say_passphrase, to_seal_with


def seal(
    map_file: Annotated[Path, typer.Argument(metavar="MAP", help="A map file.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="By default MAP.sealed.html beside it.")
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Encrypt what a map is about: it asks for a passphrase and opens offline in any browser.

    A passphrase of six words is made and shown once, unless --passphrase-file names one. The languages of the map and,
    in steps of 64 KiB, its size can be seen without it; nothing else of it can.
    """
    from geo.disk import write_bytes
    from geo.mapfile.opening import content_of
    from geo.maps.sealing import sealed

    passphrase = to_seal_with(passphrase_file)
    target = out or map_file.with_name(f"{map_file.name.removesuffix(map_file.suffix)}.sealed.html")
    with working(f"Sealing {map_file.name}"):
        write_bytes(target, sealed(content_of(map_file), passphrase, map_file.name))
    say(f"{target} is written. {map_file} is still there, and is not sealed.")
    say_passphrase(passphrase, passphrase_file)
