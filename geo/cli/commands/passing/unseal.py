"""zonemark unseal"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.output import say
from geo.cli.progress import working
from geo.cli.sealing import PassphraseFile, to_open_with


def unseal(
    map_file: Annotated[Path, typer.Argument(metavar="MAP", help="A sealed map file.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="The map file, as it was before.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Give a sealed map back as it was before it was sealed, byte for byte. The passphrase is asked for."""
    from geo.disk import write_bytes
    from geo.errors import UsageError
    from geo.mapfile.opening import content_of
    from geo.mapfile.sealed import is_sealed, unsealed

    content = content_of(map_file)
    if not is_sealed(content):
        raise UsageError(f"{map_file.name} is not sealed.", remedy="It can be opened as it is.")
    passphrase = to_open_with(passphrase_file, map_file.name)
    with working(f"Opening {map_file.name}"):
        write_bytes(out, unsealed(content, passphrase, map_file.name))
    say(f"{out} is written. It is not sealed.")
