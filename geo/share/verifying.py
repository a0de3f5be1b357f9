"""Whether a map file is as it was made, and whether the project that it was made from has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import Any

from geo.contributions.pseudonyms import version_of
from geo.errors import SourceError, UsageError
from geo.findings.counting import counted, listed
from geo.mapfile.manifest import read
from geo.mapfile.opening import SIGN, content_of
from geo.mapfile.signing import public_key, signature_path, told_by
from geo.share.editions import salt_of


@dataclass(frozen=True)
class Verdict:
    """What is known of a map file.

    `why`: why it is not as it was made ("" if it is); `facts`: what it states of itself. `changed`, `gone`, `new`: the
    layers of the project that differ now, that it no longer has, and that the map has not.
    """

    name: str
    why: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    was_compared: bool = False
    signed_with: str = ""
    told: str = ""
    """The key that the file is signed with, and what its signature tells, if one was checked."""

    @property
    def is_whole(self) -> bool:
        """Whether the file is byte for byte as it was made."""
        return not self.why

    def lines(self) -> Iterator[str]:
        """Say it in sentences."""
        if self.why:
            yield f"{self.name} is NOT as it was made: {self.why}. Do not rely on it; ask for it again."
            return
        facts = self.facts
        made = ", ".join(filter(None, [facts.get("producer"), facts.get("madeOn"), facts.get("profile")]))
        yield f"{self.name} is as it was made: edition {facts.get('edition')}, by {facts.get('program')}" + (
            f" ({made})." if made else "."
        )
        for one in facts.get("layers", ()):
            yield f"  {one['name']}: {counted(one['recorded'], 'record')}, {one['drawn']:,} drawn"
        if facts.get("sealed"):
            yield "It is sealed; what is inside only its passphrase shows."
        if self.signed_with:
            yield f"It is signed with the key {self.signed_with} ({self.told})."
        else:
            yield "That it is unaltered does not say who made it; a signature does."
        if self.was_compared:
            yield from self._of_project()

    def _of_project(self) -> Iterator[str]:
        parts = (("changed since", self.changed), ("no longer in it", self.gone), ("not in the map", self.new))
        told = [f"{listed(names)} {what}" for what, names in parts if names]
        yield f"The project differs: {'; '.join(told)}." if told else "The project holds what the map was made from."


def verify(path: str | PathLike[str], project: Any = None, *, key: str = "") -> Verdict:
    """Compare a map file with its manifest, and with the `project` that it was made from, if one is given.

    `key`: a public key, or its file, that the signature beside the map is checked with. Raises SourceError if the file
    cannot be read, is no map, or its signature is not of it and this key.
    """
    verdict = _compared(path, project)
    if not key or not verdict.is_whole:
        return verdict
    file = Path(path)
    beside = signature_path(file)
    if not beside.is_file():
        raise SourceError(f"{file.name} has no signature: there is no {beside.name}.", remedy="Ask for it.")
    public = public_key(key)
    text = beside.read_text(encoding="utf-8", errors="replace")
    return replace(verdict, signed_with=public.text, told=told_by(content_of(file), text, public, file.name))


def _compared(path: str | PathLike[str], project: Any) -> Verdict:
    file, content = Path(path), content_of(path)
    if SIGN not in content and b"zm-first" not in content:
        raise SourceError(f"{file.name} is no map of Zonemark.", remedy="Name a map file.")
    found = read(content)
    if found.is_whole and found.facts.get("sealed") and project is not None:
        raise UsageError(f"{file.name} is sealed, and does not say of which layers it is.", remedy="Unseal it first.")
    if project is None or not found.is_whole:
        return Verdict(file.name, found.why, found.facts)
    drawn = {one["name"]: one["version"] for one in found.facts["layers"]}
    salt = salt_of(Path(project.path)) if found.facts.get("profile") else b""
    if salt:  # an edition may call layers by their kind, put those of one kind together and leave some out
        layers = project.layers()
        of_kinds = [[one.version for one in layers if one.kind == kind] for kind in {one.kind for one in layers}]
        now = {one.version for one in layers} | {version_of([one.version], salt) for one in layers}
        now |= {version_of(versions, salt) for versions in of_kinds}
        changed = tuple(name for name, version in drawn.items() if version and version not in now)
        return Verdict(file.name, "", found.facts, changed=changed, was_compared=True)
    versions = {layer.name: layer.version for layer in project.layers()}
    return Verdict(
        file.name,
        "",
        found.facts,
        changed=tuple(name for name in drawn if drawn[name] and drawn[name] != versions.get(name, drawn[name])),
        gone=tuple(name for name in drawn if name not in versions),
        new=tuple(name for name in versions if name not in drawn),
        was_compared=True,
    )
