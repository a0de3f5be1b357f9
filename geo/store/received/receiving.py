"""Taking contributions in, deciding about them, and saying what waits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from geo.contributions.laying import Decision, Verdict
from geo.contributions.model import MOST_BYTES, Contribution, read
from geo.contributions.pseudonyms import LENGTH, SALT, VERSIONS, digest_of
from geo.errors import SourceError, StoreError, UsageError
from geo.findings import Findings
from geo.findings.counting import counted
from geo.geojson import Feature
from geo.sources.raw import first_bytes
from geo.store.folder import LAYERS, RECEIVED
from geo.store.layer_file import LayerFile, content_hash, read_layer
from geo.store.received.keeping import Kept, Received, decided_only_if_saved, keep_decisions, keep_file, kept
from geo.store.received.lifting import in_force_of, lift, make_own
from geo.store.received.outside import with_edits
from geo.store.received.overlay import Overlaid, lay
from geo.store.received.resolving import Shown
from geo.store.received.telling import of_state, waits
from geo.store.versions import log
from geo.store.versions.edits import Edit

if TYPE_CHECKING:
    from geo.store.project import Project

FOREIGN = "It was made on a map of other records: no version and no record that it names is of this project."


@dataclass(frozen=True)
class Sent:
    """A contribution as somebody hands it over: its name, its bytes, and what they hold."""

    name: str
    content: bytes
    contribution: Contribution

    @classmethod
    def of(cls, name: str, content: bytes) -> Sent:
        """Read a contribution. Raises SourceError in one sentence for what is none, damaged or newer."""
        return cls(name, content, read(content, name))

    @classmethod
    def read(cls, path: str | PathLike[str]) -> Sent:
        """Read a contribution from a file. Raises SourceError for one that cannot be read as well."""
        file = Path(path)
        return cls.of(file.name, first_bytes(file, MOST_BYTES + 1))


@dataclass
class Merging:
    """What a merge did. `files`: by name, how many changes were new and how many were there already.

    `overlaid`: all changes of the project, and what became of each.
    """

    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    overlaid: Overlaid = field(repr=False, default_factory=Overlaid)
    new: set[str] = field(repr=False, default_factory=set)
    layers: list[str] = field(default_factory=list)
    is_dry_run: bool = False

    def lines(self, *, every: bool = False) -> Iterator[str]:
        """Tell what it did: each file, the counts, then what waits; the first few unless `every`."""
        for name, (new, known) in self.files.items():
            if new:
                yield f"{name}: {counted(new, 'new change')}" + (f", {known:,} merged already." if known else ".")
            else:
                yield f"{name}: already merged."
        yield from of_state(self.overlaid, every=every, new=self.new)

    def counts(self) -> dict[str, int]:
        """How many of all changes of the project have each fate."""
        return self.overlaid.outcome.counts()


class Contributions:
    """What readers of a project's maps sent back: `geo.merge` takes it in, and it is decided about here."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._worked_out: tuple[object, Kept, Overlaid] | None = None
        self._shown = Shown(project.version_of)

    def state(self) -> Overlaid:
        """Work out what became of every change, from all that was received and decided. Writes nothing."""
        return self._state()[1]

    @property
    def waiting(self) -> int:
        """How many changes wait for a decision."""
        return len(self.state().waiting)

    @property
    def problems(self) -> Findings:
        """What waits for a decision, and received files that cannot be read."""
        try:
            found, overlaid = self._state()
        except StoreError:  # of a layer that cannot be read, which whoever reads it is told
            return Findings()
        problems = Findings("", found.problems)
        if told := waits(len(overlaid.waiting)):
            problems.add("contributions_wait", told, "Decide about them.", option="review")
        return problems

    def _state(self) -> tuple[Kept, Overlaid]:
        """What was received and what became of it, worked out again only where a file of the project has changed."""
        project = self._project.path
        if not (project / RECEIVED).is_dir():
            return Kept(), Overlaid()
        paths = [path for name in (RECEIVED, LAYERS) for path in (project / name).iterdir()]
        stamp = {path: (now.st_ino, now.st_mtime_ns, now.st_size) for path in paths for now in [path.stat()]}
        if self._worked_out is None or self._worked_out[0] != stamp:
            found = kept(project)
            self._worked_out = stamp, found, self._laid(self._files(), found) if found.received else Overlaid()
        return self._worked_out[1:]

    def merge(
        self, sent: Sequence[Sent], *, dry_run: bool = False, yes: bool = False, command: str = "geo.merge"
    ) -> Merging:
        """Take contributions in, and lay all that was ever received over the layers.

        With `dry_run` nothing is written. `yes`: edits of layers by other hands are taken for changes of the project.
        Raises SourceError for a contribution to another map, and what `Project.add` raises.
        """
        if dry_run:
            return self._merge(sent, kept(self._project.path), "", command)
        with self._project.changing(yes=yes):
            return self._merge(sent, kept(self._project.path), self._project.next_time(), command)

    def decide(
        self, verdict: Verdict, ids: Sequence[str], *, by: str = "", because: str = "", yes: bool = False,
        command: str = "geo.Project.contributions.decide",
    ) -> Overlaid:  # fmt: skip
        """Accept or reject changes by their keys or the beginnings of them, and lay everything over the layers again.

        A decision is never taken away; a later one about the same change takes its place. Raises UsageError for an id
        that names no change or several, and for a rejection without a reason.
        """
        if verdict == "reject" and not because.strip():
            raise UsageError("A rejection needs a reason: its maker may ask.", option="because")
        with self._project.changing(yes=yes):
            found, before = self._state()
            found = replace(found)  # of what is known of the project as it stands nothing changes
            keys = [_one_of(id_, before.told) for id_ in ids]
            time = self._project.next_time()
            new = [_decision(key, verdict, before, found, by, because) for key in keys]
            with decided_only_if_saved(self._project.path):
                found.decisions = keep_decisions(self._project.path, found.decisions, new, time)
                told = verdict if verdict == "undecided" else f"{verdict}ed"
                overlaid, _ = self.lay_and_write(found, self._files(), time, command, [], {told: len(keys)})
        return overlaid

    def _merge(self, sent: Sequence[Sent], found: Kept, time: str, command: str) -> Merging:
        files = self._files()
        done = Merging(is_dry_run=not time)
        ids = {str(feature["id"]) for file in files.values() for feature in file.features}
        known = {change.key for one in found.received for change in one.contribution.changes}
        for one in sent:
            self._require_own(one, files, ids)
            keys = {change.key for change in one.contribution.changes}
            new, old = done.files.get(one.name, (0, 0))
            done.files[one.name] = new + len(keys - known), old + len(keys & known)
            if keys - known:
                if time:
                    keep_file(self._project.path, one.content, time)
                found.received.append(Received(time or "now", content_hash(one.content), one.contribution))
            done.new |= keys - known
            known |= keys
        if time:
            names, received = [one.name for one in sent], {"received": len(done.new)}
            done.overlaid, done.layers = self.lay_and_write(found, files, time, command, names, received)
        else:
            shown = {name: file.features for name, file in files.items()}
            done.overlaid = self.lay(files, found)
            done.layers = sorted(name for name, file in files.items() if file.features != shown.get(name))
        return done

    def _require_own(self, sent: Sent, files: Mapping[str, LayerFile], ids: Collection[str]) -> None:
        """Refuse a contribution to another map; one is enough that is known of what it names."""
        editions, changes = sent.contribution.editions.values(), sent.contribution.changes
        if any(one.target in ids or (one.op == "add" and one.layer in files) for one in changes):
            return
        versions = {version for edition in editions for version in edition.layers.values() if version}
        redacted = any(edition.redacted for edition in editions)
        if redacted and self._is_of_an_edition({one.target for one in changes}, versions, files):
            return
        if not any(self._project.version_of(version) is not None for version in versions):
            title = next(iter(editions)).title[:100]
            raise SourceError(f"{sent.name}: {FOREIGN}", remedy=f"Merge it into the project of the map '{title}'.")

    def _is_of_an_edition(
        self, targets: Collection[str], versions: Collection[str], files: Mapping[str, LayerFile]
    ) -> bool:
        """Whether a redacted edition of this project names a record or a version so."""
        secret, published = self._secret(), self._project.path / VERSIONS
        if published.is_file() and not {*published.read_text(encoding="ascii").split()}.isdisjoint(versions):
            return True
        return bool(secret) and any(
            digest_of(secret, file.kind, name, str(one["id"]))[:LENGTH] in targets
            for name, file in files.items()
            for one in file.features
        )

    def lay_and_write(
        self, found: Kept, files: dict[str, LayerFile], time: str, command: str, sources: Sequence[str],
        proposals: Mapping[str, int],
    ) -> tuple[Overlaid, list[str]]:  # fmt: skip
        """Lay all that is kept over the layers, and write those that differ as one change; the lock is held."""
        shown = {name: file.features for name, file in files.items()}
        overlaid = self.lay(files, found)
        changed = [name for name, file in files.items() if file.features != shown.get(name)]
        counts = {name: {"contributed": _differing(shown.get(name, []), files[name].features)} for name in changed}
        shown.clear()  # of the records as they were none is kept while those that are now are written
        contents = self.contents({name: files[name] for name in changed})
        self._project.write_laid(files, contents, command, counts, time, sources, proposals)
        return overlaid, sorted(contents)

    def lay(self, files: dict[str, LayerFile], found: Kept | None = None) -> Overlaid:
        """Lay all that was received over layers, by their names.

        Raises StoreError if changes are in force in them that are not in the folder of contributions any more.
        """
        all_ = kept(self._project.path) if found is None else found
        self._require_all(files, all_)
        return self._laid(files, all_)

    def lift(self, files: Mapping[str, LayerFile]) -> None:
        """Take the contributions off layers, so that their sources can be read into them; `lay` puts them on again.

        Layers of a project that never received any, as one made of copies of layers, keep what they show. Raises what
        `lay` raises.
        """
        if not (self._project.path / RECEIVED).is_dir():
            for file in files.values():
                make_own(file)
            return
        self._require_all(files, kept(self._project.path))
        for file in files.values():
            lift(file)

    def beneath_an_edit(self, edit: Edit, time: str) -> bytes:
        """Give what a layer that other hands have edited is to hold: the edit lies beneath the contributions.

        Raises StoreError for an edit of a part of a record that was split.
        """
        if not (self._project.path / RECEIVED).is_dir():
            return edit.after or b""
        before = read_layer(edit.before, where=edit.layer)
        after = (
            replace(before, features=[])
            if edit.after is None
            else read_layer(edit.after, where=edit.layer, kind=before.kind)
        )
        edited = after.features
        keys = with_edits(before, after)
        if keys:
            found = kept(self._project.path)
            new = [
                Decision(str(uuid4()), key, "reject", "", log.clock(), log.OUTSIDE, after=_before(found, key))
                for key in sorted(keys)
            ]
            keep_decisions(self._project.path, found.decisions, new, time)
        return after.to_bytes() if after.features != edited else edit.after or b""

    def _require_all(self, files: Mapping[str, LayerFile], all_: Kept) -> None:
        in_force = {key for file in files.values() for one in file.features for key in in_force_of(one)}
        known = {change.key for one in all_.received for change in one.contribution.changes}
        if lost := in_force - known:
            raise StoreError(
                f"{len(lost):,} of the contributed changes that the layers show are not in the project's folder "
                "'contributions' any more.",
                remedy="Bring the folder back from a copy of the project.",
            )

    def contents(self, files: Mapping[str, LayerFile]) -> dict[str, bytes]:
        """The bytes of layers, nothing of one that holds no record and was only made for contributions.

        The records of each are let go of as they are written.
        """
        return {
            name: b"" if not file.features and file.is_made_of_contributions else file.into_bytes()
            for name, file in files.items()
        }

    def _laid(self, files: dict[str, LayerFile], found: Kept) -> Overlaid:
        return lay(files, found, self._shown, self._secret())

    def _secret(self) -> bytes:
        """What pseudonyms of this project are made of; nothing where there are none yet."""
        with suppress(OSError, ValueError):
            return bytes.fromhex((self._project.path / SALT).read_text(encoding="ascii").strip())
        return b""

    def _files(self) -> dict[str, LayerFile]:
        return {name: self._project.file_of(name)[1] for name in self._project.layer_names}


def _differing(before: Sequence[Feature], now: Sequence[Feature]) -> int:
    """How many records differ from what they were, or are there or not."""
    known = {str(one["id"]): one for one in before}
    changed = sum(known.pop(str(one["id"]), None) != one for one in now)
    return changed + len(known)


def _one_of(id_: str, told: Mapping[str, object]) -> str:
    found = [key for key in told if key.startswith(id_)] if id_ else []
    if len(found) != 1:
        what = f"'{id_}' is the beginning of {counted(len(found), 'id')}." if found else f"There is no change '{id_}'."
        raise UsageError(what, remedy="Name one of those that are listed.")
    return found[0]


def _decision(key: str, verdict: Verdict, overlaid: Overlaid, found: Kept, by: str, because: str) -> Decision:
    target = overlaid.changes[key].target
    merged = overlaid.outcome.records.get(target)
    beneath = overlaid.before.get(target)
    return Decision(
        str(uuid4()), key, verdict, by, log.clock(), because, beneath.mark if beneath is not None else "",
        tuple(merged.in_force) if merged is not None else (), _before(found, key),
    )  # fmt: skip


def _before(found: Kept, key: str) -> tuple[str, ...]:
    return tuple(one.decision.id for one in found.decisions if one.decision.change == key)


def turned_back(now: Kept, then: Kept, by: str) -> list[Decision]:
    """Give the decisions by which what was received and decided since `then` counts as it did: undoing is deciding."""
    from geo.contributions.laying import UNDECIDED, decided

    keys = {change.key for one in now.received for change in one.contribution.changes}
    there = {change.key for one in then.received for change in one.contribution.changes}
    verdicts, before = decided(one.decision for one in now.decisions), decided(one.decision for one in then.decisions)
    new = []
    for key in sorted(keys):
        wanted = before.get(key, UNDECIDED)
        if key not in there:
            wanted = replace(UNDECIDED, verdict="reject")
        if (
            (own := verdicts.get(key, UNDECIDED)).verdict != wanted.verdict
            or own.marks != wanted.marks
            and key in there
        ):
            mark = min(wanted.marks, default="")
            new.append(
                Decision(str(uuid4()), key, wanted.verdict, by, log.clock(), "taken back by undo", mark,
                         tuple(sorted(wanted.knew)), _before(now, key))
            )  # fmt: skip
    return new
