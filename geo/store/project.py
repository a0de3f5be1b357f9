"""A project: a folder of GeoJSON layers that can be read at any moment, whatever happened to those who wrote it.

A change is there as a whole or not at all, whatever it is of: layers, and what zonemark.toml learns of them. What is
to be replaced goes into the history, all that is new is written beside its place, and only then does it take its place;
see `versions/shelf.py`. A layer file says itself what kind of records it holds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from geo.cells.slugs import slug
from geo.disk import remove_unfinished, write_bytes
from geo.errors import ChangedMeanwhile, NeedsYes, NotSaved, StoreError, UsageError
from geo.findings import Problem
from geo.findings.counting import counted
from geo.geojson.strict_json import collector_paused
from geo.records import Layer
from geo.records.imprint import Imprint
from geo.records.layer import carry
from geo.records.read_options import ReadOptions
from geo.records.stating import naming, restated
from geo.store.arranging import Arranging, Writer
from geo.store.change import (
    Change,
    Standing,
    apply,
    default_title,
    require_one_kind_and_own_names,
    require_own_and_real,
    require_without_contributions,
    require_yes,
    summed,
    together,
    under_another_name,
)
from geo.store.folder import HISTORY, LAYERS, MAPS, RECEIVED, SETTINGS_FILE, require_inside, stamp, what_is_no_file
from geo.store.layer_file import LayerFile, count_records, read_file, read_frame, read_layer
from geo.store.lock import writing_to
from geo.store.received.keeping import decided_only_if_saved, keep_decisions, kept, up_to
from geo.store.received.receiving import Contributions, turned_back
from geo.store.settings import LayerSettings, Settings, SourceSettings, checked_statements, new_document
from geo.store.settings_file import SettingsFile
from geo.store.updates.giving import ReadingLike
from geo.store.updates.matching import Doubt
from geo.store.updates.remembering import are_of_map, readings_of
from geo.store.updates.splitting import split
from geo.store.updates.updating import Terms
from geo.store.versions import history, log, texts, undoing
from geo.store.versions.edits import Edit
from geo.store.versions.history import Version
from geo.store.versions.settings_edits import SettingsEdit
from geo.store.versions.shelf import CURRENT, Shelf

Read = TypeVar("Read")


class Project:
    """A project folder: zonemark.toml, layers, and every earlier version of them.

    Raises StoreError if the folder holds no project, or its settings cannot be read.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     project = Project.create(Path(folder, "valley"), title="Valley")
    ...     project.settings.title, project.layers()
    ('Valley', [])
    """

    def __init__(self, path: str | Path, *, wait_s: float = 30.0, seen: str = "") -> None:
        """Open the project at `path`; a write waits at most `wait_s` seconds for another writer to finish.

        `seen`: the `stamp` that somebody has seen; nothing is written to a project that has another one by then.
        """
        self.path = Path(path)
        self.wait_s = wait_s
        self._seen = seen
        require_inside(self.path)
        self._shelf = Shelf(self.path)
        self._found: dict[str, list[Problem]] = {}
        if self._shelf.is_unfinished:
            with writing_to(self.path, wait_s):
                self._shelf.settle()
        self._toml = SettingsFile(self.path)
        self._contributions = Contributions(self)

    @property
    def settings(self) -> Settings:
        """What zonemark.toml says, as it was when the project was opened or last written."""
        return self._toml.settings

    @classmethod
    def open(cls, path: str | Path, *, wait_s: float = 30.0) -> Project:
        """Open the project at `path`, the same as `Project(path)`."""
        return cls(path, wait_s=wait_s)

    @classmethod
    @naming(Imprint)
    def create(
        cls,
        path: str | Path,
        *,
        extent: tuple[float, float, float, float] | None = None,
        imprint: Imprint | None = None,
        **stated: Any,
    ) -> Project:
        """Make a new, empty project. Raises StoreError if there is one already, NotSaved if it cannot be written.

        `extent`: west, south, east, north in degrees, outside which no record is expected. What stands in the margin of
        its maps is an `imprint` (a geo.Imprint), or its fields by name: title (by default the name of the folder),
        producer, hotline, languages (by default English), fictitious.
        """
        folder = Path(path)
        margin = restated(imprint or Imprint(), stated, of="a project")
        settings = Settings.of(replace(margin, title=margin.title or folder.resolve().name), extent)
        if (folder / SETTINGS_FILE).exists():
            raise StoreError(f"{folder} is a Zonemark project already.", remedy="Add to it, or name another folder.")
        try:
            for name in (LAYERS, HISTORY, MAPS):
                (folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotSaved(f"{folder} cannot be made: {error.strerror}.") from error
        text = new_document(settings).encode("utf-8")
        texts.keep(folder, text, text)
        write_bytes(folder / SETTINGS_FILE, text)
        return cls(folder)

    def __repr__(self) -> str:
        return f"Project({str(self.path)!r})"

    @property
    def stamp(self) -> str:
        """A short text that is another one whenever something of the project is, whoever has changed it."""
        return stamp(self.path)

    @property
    def read_only(self) -> str:
        """Why the project can only be read; empty if it can be written."""
        if self._toml.newer or os.access(self.path, os.W_OK):
            return str(self._toml.newer or "")
        return f"{self.path} cannot be written to, and is only read. Do you have the right to change it?"

    @property
    def layer_names(self) -> list[str]:
        """The names of the layers in drawing order; a file that zonemark.toml does not list comes last."""
        listed = [layer.name for layer in self.settings.layers]
        self._shelf.known = set(listed)
        return [*listed, *(name for name in self._shelf.names() if name not in listed)]

    def layers(self) -> list[Layer]:
        """Read all layers, in drawing order. Raises StoreError if one is damaged or gone."""
        return [self.layer(name) for name in self.layer_names]

    def layer(self, name: str) -> Layer:
        """Read one layer by its name or title. Raises UsageError if there is none, StoreError if it is damaged.

        The layer and its frame carry along what the settings state, so that whatever is drawn or checked of them has
        it. What is wrong with single records of it is added to `problems`.
        """
        known = self._known_name(name)
        with collector_paused():
            read = None if known is None else self._of_file(known, read_frame)
        if known is None or read is None:
            names = ", ".join(self.layer_names) or "none yet"
            raise UsageError(f"{self.path} has no layer '{name}'.", remedy=f"It has: {names}.")
        file, frame = read
        edit = self._shelf.edit(known, file.hash)
        problems = [*([edit.problem] if edit else []), *file.problems]
        self._found[known] = problems
        carry(frame, self.settings.imprint, self.settings.check_terms)
        return Layer(known, file.kind, frame, title=file.title, problems=list(problems), version=file.hash)

    def layers_as_of(self, to: str) -> list[Layer]:
        """Read all layers as they were after a change, named as for `undo`. Raises StoreError if there is none."""
        before = undoing.differing(self._shelf, to)
        layers = [self.layer(name) for name in self.layer_names if name not in before]
        for name, content in before.items():
            if content:
                file = read_layer(content, where=name)
                layers.append(Layer(name, file.kind, file.to_frame(), title=file.title))
        return layers

    @property
    def settings_lost(self) -> Problem | None:
        """What other hands took out of zonemark.toml since it was last written; None where nothing is lost."""
        edit = self._shelf.settings_edit()
        return edit.problem if edit else None

    @property
    def problems(self) -> list[Problem]:
        """What lies among the layers and is none, and what was wrong with the layers that were read.

        A layer that other hands have edited since it was last written is among them, with the records concerned; so is
        what they took out of zonemark.toml.
        """
        of_layers = (problem for found in self._found.values() for problem in found)
        lost = self.settings_lost
        return [*([lost] if lost else []), *self._shelf.strays(), *self.contributions.problems, *of_layers]

    @naming(ReadOptions)
    def add(
        self,
        what: Any,
        *,
        layer: str | None = None,
        source: str | None = None,
        yes: bool = False,
        by: str = "",
        partial: bool = False,
        remove_missing: bool = False,
        dry_run: bool = False,
        remember: Sequence[SourceSettings] = (),
        today: date | None = None,
        options: ReadOptions | None = None,
        **stated: Any,
    ) -> Change:
        """Add records to a layer, or bring the layer up to date with them; several sources are one change.

        `what`: a path, what `geo.read` gave, a frame, a layer, or a list of these. A file or a frame is read as
        `options` (a geo.ReadOptions) say, or its fields by name, and for the rest as the project remembers of files
        like it; what is stated of a file is remembered for the next of its sort.
        `layer`: name or title, made if it is new; by default the name of the first source without its digits.
        `by`: a field, each value of which gets a layer of its own; what is given then counts all of them together.
        `source`: the name under which its records are kept, by default the file's; July's file that continues June's
        is added under June's name. A record that its source no longer has is marked, and removed only with
        `remove_missing`; with `partial` the source holds only what is new or changed, and nothing is missing from it.
        `remember`: how the sources were read. `dry_run` counts and writes nothing. `today` is the day that is marked.
        Raises NeedsYes if it looks wrong (most records vanish, ids are new at the places of the old, the records stand
        there already under another name), unless `yes`; and UsageError, ProjectLocked, NotSaved, NewerFormat.

        >>> import geo, tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> file = folder / "survey.csv"
        >>> _ = file.write_text("id,type,lat,lon\\nH1,CHA,40.1,48.2\\n", encoding="utf-8")
        >>> project = Project.create(folder / "valley")
        >>> change = project.add(geo.read(file))
        >>> change.layer, change.added, project.add(geo.read(file)).unchanged
        ('survey', 1, 1)
        """
        how = restated(options or ReadOptions(), stated, of="reading")
        files = readings_of(what, how, self.settings, layer=layer or "")
        readings: list[ReadingLike] = [file.reading for file in files]
        of_map = are_of_map(files)
        names = dict.fromkeys(file.layer for file in files if file.is_of_records)
        if len(names) > 1:
            raise UsageError(f"The file holds {counted(len(names), 'layer')}, and this brings one up to date.",
                             remedy=f"Name one of: {', '.join(names)}.", option="sheet")  # fmt: skip
        if source:
            readings = [under_another_name(readings, source)]
        known = layer or next((file.layer for file in files if file.layer), "")
        title = known or (default_title(readings[0].source, readings[0].kind) if readings else "")
        remember = [
            *remember,
            *(file.to_remember(known if by else title) for file in files if file.is_worth_remembering),
        ]
        terms = Terms(yes, partial, remove_missing, today, "geo.Project.add", of_map)
        groups = {title: readings}
        if by:
            groups = self.split(groups, by, stated=bool(known))
        return together(self.add_to_layers(groups, terms, dry_run=dry_run, remember=remember))

    def split(
        self, readings: Mapping[str, Sequence[ReadingLike]], by: str, *, stated: bool = False
    ) -> dict[str, list[ReadingLike]]:
        """Split the readings of layers by a field, for `add_to_layers`: of each value a layer of its own.

        With `stated`, the title of the layer stands before the value. Raises UsageError for an unknown field.
        """
        files = (self._read(name) for name in self.layer_names)
        return split(readings, by, stated, {file.title: file.features for file in files if file is not None})

    @property
    def arrange(self) -> Arranging:
        """What can be done to whole layers: rename, order, merge, remove, state a kind; `undo` takes it back."""
        return Arranging(self)

    def add_to_layers(
        self,
        readings: Mapping[str, Sequence[ReadingLike]],
        terms: Terms = Terms(),  # noqa: B008 - it is frozen
        *,
        dry_run: bool = False,
        remember: Sequence[SourceSettings] = (),
    ) -> list[Change]:
        """Add readings to the layers of these names or titles, as `add` does; `undo` takes all of it back at once."""
        for own in readings.values():
            require_one_kind_and_own_names(own)
            require_own_and_real(own, self.settings.imprint.fictitious)
        if terms.of_map and (self.path / RECEIVED).is_dir():
            require_without_contributions(one for own in readings.values() for one in own)
        with nullcontext() if dry_run else self._writing(), collector_paused():
            edits = self._unaccepted() if dry_run else self._accepted(terms.yes)
            files = {title: self._read_or_new(title, own[0]) for title, own in readings.items()}
            self.contributions.lift({name: file for name, file in files.values()})
            changes, touched = self._brought_up_to_date(files, readings, terms, edits)
            if dry_run:
                return changes
            if not terms.yes:
                require_yes(changes)
            contents = self._laid_over({name: file for name, file in files.values()}, touched)
            sources = [one.source for own in readings.values() for one in own]
            layers = {change.layer: change.counts for change in changes if change.layer in contents}
            new = [LayerSettings(name=n, kind=f.kind, title=f.title) for n, f in files.values()]
            recalled = self._toml.recalled_before(remember)
            settings = self._toml.with_changes(new=new, sources=remember)
            written = self._write(contents, terms.command, sources, layers, settings=settings, recalled=recalled)
            kept = {version.layer: version.path.name for version in written}
        return [replace(change, version=kept.get(change.layer, "")) for change in changes]

    def _brought_up_to_date(
        self, files: Mapping[str, tuple[str, LayerFile]], readings: Mapping[str, Sequence[ReadingLike]], terms: Terms,
        edits: Sequence[Doubt],
    ) -> tuple[list[Change], set[str]]:  # fmt: skip
        """Bring the features of layers up to date, and give what that changes, and the layers that are to be written.

        Keeps nothing of the features but what the files hold.
        """
        changes: list[Change] = []
        touched, before = set[str](), self._layers_before(files)
        for title, (name, file) in files.items():
            is_new = name not in self._shelf.files()
            alike = [Standing(other, held.features) for other, held in before.items() if held.kind == file.kind]
            updates = apply(name, file, readings[title], terms, alike if is_new else ())
            changes.append(summed(name, updates, file.problems, edits if not changes else ()))
            mended = bool(file.problems) and file.to_bytes() != self._shelf.current(name)
            if is_new or mended or any(one.touched for one in updates):
                touched.add(name)
        return changes, touched

    def _laid_over(self, files: dict[str, LayerFile], touched: Collection[str]) -> dict[str, bytes]:
        """Lay what was received over layers that are brought up to date, and give what is to be written."""
        if not (self.path / RECEIVED).is_dir():
            return {name: files[name].into_bytes() for name in files if name in touched}
        all_ = files | {name: file for name in self.layer_names if name not in files and (file := self._read(name))}
        self.contributions.lay(all_)
        contents = self.contributions.contents(all_)
        return {
            name: content
            for name, content in contents.items()
            if name in touched or content != self._shelf.current(name)
        }

    def put(self, files: Mapping[str, LayerFile], *, command: str, sources: Sequence[str]) -> None:
        """Write new layers as they stand, by their names, as one change, and let go of their records.

        Raises UsageError if one is there already.
        """
        with self._writing():
            for name in files:
                if self._known_name(name) is not None:
                    raise UsageError(f"{self.path} has a layer '{name}' already.", remedy="Name another folder.")
            layers = {name: {"added": len(file.features)} for name, file in files.items()}
            new = [LayerSettings(name=n, kind=f.kind, title=f.title) for n, f in files.items()]
            contents = {name: file.into_bytes() for name, file in files.items()}
            self._write(contents, command, sources, layers, settings=self._toml.with_changes(new=new))

    @contextmanager
    def changing(self, *, yes: bool = False) -> Iterator[Writer]:
        """Hold the project for what is done to whole layers.

        Raises NeedsYes if other hands have edited one, unless `yes`: these edits are taken for changes of the project.
        """
        with self._writing(), collector_paused():
            if (edits := self._accepted(yes=yes)) and not yes:
                raise NeedsYes(edits, remedy="Take the edit back, or accept it.", option="undo;accept_edits")
            yield Writer(self)

    def file_of(self, layer: str) -> tuple[str, LayerFile]:
        """Give the name and the file of a layer by its name or title. Raises UsageError if there is none."""
        known = self._known_name(layer)
        file = None if known is None else self._read(known)
        if known is None or file is None:
            names = ", ".join(self.layer_names) or "none yet"
            raise UsageError(f"{self.path} has no layer '{layer}'.", remedy=f"It has: {names}.")
        return known, file

    def write_laid(
        self, files: Mapping[str, LayerFile], contents: Mapping[str, bytes], command: str,
        layers: dict[str, dict[str, int]], time: str, sources: Sequence[str], proposals: Mapping[str, int],
    ) -> None:  # fmt: skip
        """Write layers over which contributions were laid, an empty content for one that is to go, as one change.

        `proposals`: how many contributed changes were received, or how decided about.
        """
        new = [
            LayerSettings(name=name, kind=files[name].kind, title=files[name].title)
            for name, content in contents.items()
            if content
        ]
        gone = [name for name, content in contents.items() if not content]
        settings = self._toml.with_changes(gone=gone, new=new)
        self._write(contents, command, sources, layers, settings=settings, time=time, proposals=proposals)

    def keep_drawn(self) -> None:
        """Keep what a map shows of layers that other hands have edited: contributions to it are compared with it.

        What Zonemark wrote is kept anyway. A project that cannot be written is drawn all the same.
        """
        with suppress(NotSaved, StoreError, OSError):
            self._shelf.keep_drawn()

    def version_of(self, hash_: str) -> bytes | None:
        """Give the version of any layer that has this content hash, the current ones too; None if there is none."""
        return self._shelf.version_of(hash_)

    def next_time(self) -> str:
        """Give the time of a change that is made now, as the history writes it. For the holder of the lock."""
        return self._time()

    @property
    def contributions(self) -> Contributions:
        """What readers of the project's maps sent back, and what was decided of it."""
        return self._contributions

    def write_arranged(
        self,
        contents: Mapping[str, bytes],
        command: str,
        layers: dict[str, dict[str, int]],
        names: tuple[Sequence[str], Sequence[LayerSettings], Sequence[str]],
    ) -> None:
        """Write layers, an empty content for one that is to go, as one change.

        `names`: the layers in their order before, as they are called now, and in their order from now on.
        """
        before, listed, order = names
        gone = [name for name, content in contents.items() if not content]
        settings = self._toml.with_changes(gone=gone, listed=listed, order=order)
        self._write(contents, command, [], layers, before, settings)

    def write_settings(self, stated: Mapping[str, Any], command: str) -> None:
        """Let zonemark.toml state settings of the whole project, as one change."""
        before = self._toml.stating(stated)
        new = self._toml.with_changes(stated=checked_statements(stated, self.settings))
        if new is not None:
            self._write({}, command, [], {}, settings=new, stated=before)

    def _write(
        self,
        contents: Mapping[str, bytes],
        command: str,
        sources: Sequence[str],
        layers: dict[str, dict[str, int]],
        listed: Sequence[str] = (),
        settings: bytes | None = None,
        time: str = "",
        stated: Mapping[str, Any] | None = None,
        recalled: Mapping[str, dict[str, Any] | None] | None = None,
        proposals: Mapping[str, int] | None = None,
    ) -> list[Version]:
        """Write layers, and what was done; a command that changed nothing is remembered too, so that undo knows it."""
        entry = log.Entry(
            time or self._time(),
            command,
            log.clock(),
            list(sources),
            layers,
            list(listed),
            log.who(),
            dict(stated or {}),
            dict(recalled or {}),
            {name: count for name, count in (proposals or {}).items() if count},
        )
        kept = self._shelf.replace(contents, entry, settings=settings)
        self._toml.reread()
        return kept

    def _time(self) -> str:
        return history.next_time(self.path / HISTORY)

    def edits(self) -> list[Edit | SettingsEdit]:
        """List what other hands did to the layers since they were last written, and took out of zonemark.toml of what
        marks a map.
        """
        return self._shelf.edits()

    def accept_edits(self) -> list[Edit | SettingsEdit]:
        """Take what other hands did for changes of the project, which `undo` takes back.

        Raises StoreError if a layer cannot be read.
        """
        with self._writing():
            self._accept(edits := self._shelf.readable_edits())
        return edits

    def _unaccepted(self) -> list[Doubt]:
        """What other hands did to the records. Raises StoreError if a layer cannot be read any more."""
        return [Doubt("edited_outside", one.what) for one in self._shelf.readable_edits() if one.is_doubtful]

    def _accepted(self, yes: bool) -> list[Doubt]:
        """Accept what other hands did to the records if somebody said yes; give as doubts what nobody did."""
        self._accept([edit for edit in self._shelf.readable_edits() if yes or not edit.is_doubtful])
        return self._unaccepted()

    def _accept(self, edits: Sequence[Edit | SettingsEdit]) -> None:
        for edit in edits:
            if isinstance(edit, SettingsEdit):
                entry = log.Entry(self._time(), log.OUTSIDE, log.clock(), settings=edit.marks)
                self._shelf.replace({}, entry, settings_before=edit.before)
                continue
            if not edit.is_doubtful:
                self._shelf.adopt(edit)
                continue
            settings = self._toml.with_changes(gone=[edit.layer] if edit.after is None else [])
            entry = log.Entry(self._time(), log.OUTSIDE, log.clock(), layers={edit.layer: edit.counts})
            content = self.contributions.beneath_an_edit(edit, entry.time)
            self._shelf.replace({edit.layer: content}, entry, {edit.layer: edit.before}, settings)
            self._toml.reread()

    def _layers_before(self, files: Mapping[str, tuple[str, LayerFile]]) -> dict[str, LayerFile]:
        """Read the layers that a new one is compared with; none are where no layer is new."""
        there = self._shelf.files()
        if all(name in there for name, _ in files.values()):
            return {}
        return {name: file for name in there if (file := self._read(name)) is not None}

    def _read_or_new(self, title: str, first: ReadingLike) -> tuple[str, LayerFile]:
        name = self._known_name(title) or slug(title)
        file = self._read(name) or LayerFile(first.kind, title)
        file.require_own_format()
        if file.kind != first.kind:
            what = f"The layer '{name}' holds {file.kind}, {first.source} holds {first.kind}."
            raise UsageError(what, remedy="Name another layer, or the kind of the source.", option="layer; kind")
        return name, file

    def versions(self, layer: str | None = None) -> list[Version]:
        """List the earlier versions, oldest first, of one layer or of all."""
        return self._shelf.versions(layer)

    def log(self) -> list[log.Entry]:
        """List every change, oldest first: when, by what command, from which sources, and what became of each layer."""
        return self._shelf.entries()

    def last_change(self) -> list[str]:
        """Say in sentences what `undo` would take back. Raises StoreError if there is nothing."""
        return undoing.said(self._shelf)

    def undo(self, to: str | None = None, *, command: str = "geo.Project.undo") -> list[str]:
        """Take back the last change, or go back to one; give the names of the layers changed.

        `to`: the time of a change, as `log` has it: the project becomes what it was after that change; "start": what it
        was before the first; or the name of a version of one layer. An edit by other hands is the last change there is.
        Undoing is a change like any other: what it replaces goes into the history, and undoing it brings that back.
        Raises StoreError if there is nothing to take back.
        """
        with self._writing(), collector_paused():
            if to is not None:
                undoing.differing(self._shelf, to)  # one that there is not is refused before anything is written
                self._accept([edit for edit in self._shelf.edits() if isinstance(edit, SettingsEdit)])
            contents = undoing.before_last(self._shelf) if to is None else undoing.as_after(self._shelf, to)
            order, listed = undoing.order_before(self._shelf, to), self.layer_names
            stated, recalled = undoing.settings_before(self._shelf, to), undoing.recalled_before(self._shelf, to)
            before, recalling = self._toml.stating(stated), self._toml.recalling(recalled)
            gone = [name for name, content in contents.items() if not content]
            back = {name: count_records(content, where=name) for name, content in contents.items() if content}
            layers = {name: {"records": back[name][1] if name in back else 0} for name in contents}
            now = [LayerSettings(name=name, kind=file.kind, title=file.title) for name, (file, _) in back.items()]
            settings = self._toml.with_changes(gone=gone, listed=now, order=order, recalled=recalled, stated=stated)
            settings = undoing.text_before(self._shelf, to, self._toml.path.read_bytes()) or settings
            with decided_only_if_saved(self.path):
                time, taken_back = self._take_back_contributions(to)
                self._write(
                    contents, command, [], layers, listed if order else [], settings, time, before, recalling,
                    {"taken back": taken_back},
                )  # fmt: skip
            return sorted(contents)

    def _take_back_contributions(self, to: str | None) -> tuple[str, int]:
        """Decide of contributions as it was decided when the project was what it is to be.

        Gives the change's time, and of how many it is decided otherwise now.
        """
        time = self._time()
        all_ = kept(self.path)
        if not all_.received or self._shelf.edits() or (before := undoing.moment(self._shelf, to)) is None:
            return time, 0
        new = turned_back(all_, up_to(all_, before[0], with_it=before[1]), "undo")
        keep_decisions(self.path, all_.decisions, new, time)
        return time, len(new)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the project's lock, with its settings as they are now and nothing unfinished lying about."""
        self._require_writable()
        require_inside(self.path)
        for name in (LAYERS, HISTORY, f"{HISTORY}/{CURRENT}"):
            try:
                (self.path / name).mkdir(exist_ok=True)
            except OSError as error:
                raise NotSaved(f"{self.path / name} cannot be made: {error.strerror}.") from error
        with writing_to(self.path, self.wait_s):
            for folder in (self.path, self.path / LAYERS, self.path / HISTORY, self.path / HISTORY / CURRENT):
                remove_unfinished(folder)
            self._toml.reread()
            self._require_writable()
            self._shelf.settle()
            self._require_as_seen()
            yield

    def _require_writable(self) -> None:
        if error := self._toml.newer:
            raise error

    def _require_as_seen(self) -> None:
        if self._seen and self._seen != self.stamp:
            raise ChangedMeanwhile(
                f"{self.settings.title or self.path.name} was changed meanwhile, by another window, program or person. "
                "Nothing was written.",
                remedy="Look at what it holds now, then do it again.",
            )

    def _known_name(self, name: str) -> str | None:
        for layer in self.settings.layers:
            if name in (layer.name, layer.title):
                return layer.name
        return name if name in self.layer_names else None

    def _read(self, name: str) -> LayerFile | None:
        """Read a layer file; None if there never was one. Raises StoreError if it is damaged or gone."""
        return self._of_file(name, read_file)

    def _of_file(self, name: str, read: Callable[..., Read]) -> Read | None:
        """What `read` gives of a layer file; None if there never was one. Raises StoreError as `_read` does."""
        listed = self.settings.layer(name)
        path = self._shelf.path_of(name)
        try:
            if instead := what_is_no_file(path):
                what = f"{path} is {instead}, where the layer '{name}' is to be."
                raise StoreError(what, **self._shelf.way_back(name))
            return read(path, kind=listed.kind if listed else "", title=listed.title if listed else "")
        except FileNotFoundError:
            if listed is None and name not in self._shelf.names():
                return None
            how = "zonemark.toml lists it" if listed else "it was written"
            raise StoreError(f"{path} is not there, and {how}.", **self._shelf.way_back(name)) from None
        except OSError as error:
            raise StoreError(f"{path} cannot be read: {error.strerror}.") from error
        except StoreError as error:
            back = {"remedy": error.remedy, "option": error.option} if error.remedy else self._shelf.way_back(name)
            raise StoreError(error.what, **back) from error
