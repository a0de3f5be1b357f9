"""zonemark sign"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.output import say
from geo.cli.sealing import PassphraseFile, to_encrypt_key_with, to_open_with
from geo.errors import SourceError, UsageError


def sign(
    map_file: Annotated[Path | None, typer.Argument(metavar="MAP", help="A map file, sealed or not.")] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="The secret key to sign with.")] = None,
    new_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Make a pair of keys: FILE is secret, FILE.pub for everybody.")
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Sign a map file, so that others can check who made it: the signature stands beside it, in MAP.minisig.

    `zonemark verify MAP --key KEY` checks it, and so does minisign's own program: minisign -Vm MAP -P KEY. A new key is
    encrypted with a passphrase that is asked for or comes from a file; so is one opened that minisign has encrypted.
    """
    from geo.disk import write_bytes
    from geo.mapfile import manifest, signing
    from geo.mapfile.opening import content_of, stated_key

    if (map_file is None) != (key is None) or (new_key is None) == (map_file is None):
        raise UsageError("It is not said what to sign, or with which key.", remedy="Give MAP and --key, or --new-key.")
    if new_key is not None:
        password = to_encrypt_key_with(passphrase_file)
        made = signing.new_key(new_key, password)
        say(f"{new_key} is the secret key: keep it to yourself. {signing.public_path(new_key)} is for everybody.")
        if not password:
            say("It is not encrypted: whoever gets the file can sign in your name.")
        say(f"Public key: {made.text}", "Give it to those who get your maps by another way than the maps.")
        return
    assert map_file is not None and key is not None
    content = content_of(map_file)
    read = manifest.read(content)
    if read.why:
        raise SourceError(f"{map_file.name} is not as it was made: {read.why}.", remedy="Make it again, then sign it.")
    is_locked = signing.is_encrypted(key)
    password = to_open_with(passphrase_file, key.name) if is_locked else ""
    if passphrase_file is not None and not is_locked:
        say(f"{key} is not encrypted; the passphrase is not used.")
    signing_with = signing.secret_key(key, password)
    if (stated := stated_key(content)) and signing_with.text not in stated.split(" · "):
        raise UsageError(
            f"{map_file.name} states another signing key, {stated}: whoever compares them would take it for forged.",
            remedy="Sign with that one, or make the map with signing_key of this one.",
        )
    told = f"file:{map_file.name} edition:{read.facts['edition']}"
    beside = signing.signature_path(map_file)
    write_bytes(beside, signing.signature(content, signing_with, told))
    say(f"{beside} is written; send it along with {map_file.name}.")
