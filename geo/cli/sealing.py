"""What the commands share that seal a map or open a sealed one: a passphrase never comes by the command line.

There, it would stay in the shell's history and be seen by every program of the computer.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli.output import say
from geo.errors import SourceError, UsageError

if TYPE_CHECKING:
    from geo.maps import HazardMap

PassphraseFile = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A text file, the first line of which is the passphrase.")
]
Seal = Annotated[bool, typer.Option("--seal", help="Encrypt what the map is about; a passphrase opens it.")]


def passphrase_in(file: Path) -> str:
    """Read a passphrase from a file. Raises SourceError where there is none."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file} cannot be read as text: {error}.", remedy="Check the name.") from None
    if not lines or not lines[0].strip():
        raise SourceError(f"{file} holds no passphrase.", remedy="Put it on the first line.")
    return lines[0]


def to_open_with(file: Path | None, name: str) -> str:
    """Give the passphrase of a sealed map: that of a file, or what is typed at the terminal, unseen."""
    if file is not None:
        return passphrase_in(file)
    if not sys.stdin.isatty():
        raise UsageError(f"{name} needs a passphrase, and nobody can be asked.", remedy="Name a --passphrase-file.")
    return str(typer.prompt(f"Passphrase of {name}", hide_input=True))


def to_encrypt_key_with(file: Path | None) -> str:
    """Give the passphrase of a new secret key: that of a file, or what is typed; "" where nobody is there to ask."""
    if file is not None:
        return passphrase_in(file)
    if not sys.stdin.isatty():
        return ""
    asked = "Passphrase of the new key (Enter for none)"
    return str(typer.prompt(asked, default="", show_default=False, hide_input=True, confirmation_prompt=True))


def to_seal_with(file: Path | None) -> str:
    """Give the passphrase to seal with: that of a file, or one made at random."""
    from geo.mapfile.passphrases import make_passphrase, require_strong

    if file is None:
        return make_passphrase()
    passphrase = passphrase_in(file)
    require_strong(passphrase)
    return passphrase


def save_sealed(drawn: HazardMap, path: Path, passphrase: str) -> Path:
    """Write a map sealed; unsealed it is on no disk."""
    from geo.disk import make_folder, write_bytes
    from geo.maps.sealing import sealed

    content = sealed(b"".join(drawn.pieces()), passphrase, path.name)
    make_folder(path.parent)
    write_bytes(path, content)
    return path


def say_passphrase(passphrase: str, file: Path | None) -> None:
    """Show a passphrase that was made, once, and say what it cannot do."""
    if file is None:
        say(
            f"Passphrase: {passphrase}", "It is shown this once and kept nowhere. Send it by another way than the file."
        )
    say("Whoever has the file can guess for ever, and the passphrase cannot be changed or taken back.")


def require_seal(seal: bool, file: Path | None) -> None:
    """Raise UsageError for a passphrase that nothing would use."""
    if file is not None and not seal:
        raise UsageError("A passphrase is given, and nothing is sealed.", remedy="Add --seal.")
