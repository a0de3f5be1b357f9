"""What is done to whole layers: renaming, ordering, merging, removing, and stating another kind.

Each is a change like any other, with its entry in the log and every layer that it touches in the history, so that
`undo` takes it back. The order of drawing stands in zonemark.toml; layers that are put in order say so in their files
too, and the log what it was before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from unicodedata import category

from geo.cells.slugs import slug
from geo.errors import UsageError
from geo.geojson import Feature, with_id
from geo.records import KINDS
from geo.records.recognising.by_field import parts_by
from geo.store.layer_file import LayerFile, free_id
from geo.store.settings import LayerSettings, not_to_state

if TYPE_CHECKING:
    from geo.store.project import Project

_LONGEST_LINE = 300
_LINES = ("title", "producer", "hotline")
_OVERRIDES = "\u202d\u202e"
"""Behind these signs Latin letters run backwards, so that a line reads as what it is not."""


class Arranging:
    """What can be done to the layers of a project as wholes, each named by its name or title.

    Every method raises UsageError for a layer that there is not, and ProjectLocked, NotSaved or NewerFormat where the
    project cannot be written.
    """

    def __init__(self, project: Project) -> None:
        self._project = project

    def rename(self, layer: str, title: str, *, command: str = "geo.Project.arrange.rename") -> str:
        """Give a layer another title, and return its name, which stays. Raises UsageError for an empty or taken one."""
        wanted = _line(title)
        if not any(category(one)[0] not in "CZ" for one in wanted):  # of signs that nobody sees, too
            raise UsageError("A layer needs a title.", remedy="Name what it shows.")
        with self._project.changing() as writer:
            name, file = writer.file_of(layer)
            if any(writer.title_of(one) == wanted for one in self._project.layer_names if one != name):
                raise UsageError(
                    f"Another layer is called {wanted!r} already.", remedy="Merge them, or name it otherwise."
                )
            file.title = wanted
            writer.write({name: file}, command, {name: {"renamed": len(file.features)}})
        return name

    def kind(self, layer: str, kind: str, *, command: str = "geo.Project.arrange.kind") -> str:
        """State of what kind the records of a layer are; what the kind has no field for is kept beside it."""
        if kind not in KINDS:
            raise UsageError(f"There is no kind {kind!r}.", remedy=f"Use one of: {', '.join(KINDS)}.")
        with self._project.changing() as writer:
            name, file = writer.file_of(layer)
            file.kind = kind
            writer.write({name: file}, command, {name: {f"now {kind}": len(file.features)}})
        return name

    def order(self, layers: Sequence[str], *, command: str = "geo.Project.arrange.order") -> list[str]:
        """Put layers in drawing order, the lowest first; those that are not named stay behind them, as they were."""
        with self._project.changing() as writer:
            before = self._project.layer_names
            named = list(dict.fromkeys(writer.file_of(layer)[0] for layer in layers))
            order = [*named, *(name for name in before if name not in named)]
            if order == before:
                return order
            files = writer.files()
            for number, name in enumerate(order, start=1):
                files[name].ours = {**files[name].ours, "order": number}
            moved = [name for name, was in zip(order, before, strict=True) if name != was]
            counts = {name: {"reordered": len(files[name].features)} for name in moved}
            writer.write({name: files[name] for name in moved}, command, counts, listed=before, order=order)
        return order

    def merge(self, layers: Sequence[str], title: str = "", *, command: str = "geo.Project.arrange.merge") -> str:
        """Put the records of several layers of one kind into the first, and return its name; the others are gone.

        An id that two of them have gets a number in the second. `title`: what the layer is called then.
        """
        with self._project.changing() as writer:
            before = self._project.layer_names
            found = dict(writer.file_of(layer) for layer in layers)
            if len(found) < 2:
                raise UsageError("Two layers and more can be merged.", remedy="Name each once.")
            if len(kinds := {file.kind for file in found.values()}) > 1:
                what = f"They hold {' and '.join(sorted(kinds))}, and a layer holds one kind."
                raise UsageError(what, remedy="State another kind for one of them first.")
            (name, file), *others = found.items()
            for _, other in others:
                _take_over(file, other.features)
            file.title = _line(title) or file.title
            counts = {name: {"added": sum(len(other.features) for _, other in others)}}
            counts |= {other_name: {"moved away": len(other.features)} for other_name, other in others}
            gone: Mapping[str, LayerFile | None] = {other_name: None for other_name, _ in others}
            writer.write({name: file, **gone}, command, counts, listed=before)
        return name

    def split(self, layer: str, by: str, *, command: str = "geo.Project.arrange.split") -> list[str]:
        """Make a layer of each value of a field, and return their names; the layer itself is gone.

        Each is called by the layer's title and the value. Raises UsageError for a field that the layer does not have or
        that has too many values, and where there is a layer of such a name already.
        """
        with self._project.changing() as writer:
            before = self._project.layer_names
            name, file = writer.file_of(layer)
            parts = _ids_by(file, by)
            if len(parts) < 2:
                raise UsageError(f"All records of '{file.title}' have the same '{by}'.", remedy="Name another field.")
            features = {str(one["id"]): one for one in file.features}
            counts = {name: {"moved away": len(features)}}
            made: dict[str, LayerFile] = {}
            for value, part in parts.items():
                title = f"{file.title}: {value}"
                own = slug(title)
                if own in before or own in made:
                    raise UsageError(f"There is a layer '{own}' already.", remedy="Rename it, or the one to split.")
                made[own] = LayerFile(file.kind, title, features=[features.pop(id_) for id_ in part])
            file.features = []  # each is in one part now, and is let go of as that is written
            counts = {own: {"added": len(part.features)} for own, part in made.items()} | counts
            writer.write({**made, name: None}, command, counts, listed=before)
        return list(made)

    def settings(self, *, command: str = "geo.Project.arrange.settings", **stated: Any) -> None:
        """State settings of the whole project: title, producer, hotline, languages, extent … (see `Settings`).

        None states one no more. Raises UsageError for a value that it cannot have, and for what is not stated so.
        """
        for name in _LINES:
            if isinstance(value := stated.get(name), str):
                _line(value, name)
            elif value is not None:
                raise not_to_state(name, value)
        with self._project.changing():
            self._project.write_settings(stated, command)

    def remove(self, layer: str, *, command: str = "geo.Project.arrange.remove") -> str:
        """Take a layer out of the project, and return its name; the history keeps it."""
        with self._project.changing() as writer:
            before = self._project.layer_names
            name, file = writer.file_of(layer)
            writer.write({name: None}, command, {name: {"removed": len(file.features)}}, listed=before)
        return name


def _ids_by(file: LayerFile, field: str) -> dict[str, list[str]]:
    """The ids of the records of a layer by the title of their value of a field."""
    frame = file.to_frame()
    if field in frame.columns and field != frame.geometry.name:
        frame = frame[list(dict.fromkeys(["id", field, frame.geometry.name]))]
    return {value: list(map(str, part["id"])) for value, part in parts_by(frame, field, file.title).items()}


def _line(text: str, option: str = "") -> str:
    """A text that stands on every map. Raises UsageError for what is no line of a length that fits there."""
    line = text.strip()
    if len(line) > _LONGEST_LINE or any(category(one) in ("Cc", "Cs") or one in _OVERRIDES for one in line):
        why = f"a line of at most {_LONGEST_LINE} signs is wanted, none of which control a screen"
        remedy = "Type it anew instead of pasting it, and shorter if it is long."
        raise UsageError(not_to_state(option or "title", text, why).what, remedy=remedy, option=option)
    return line


def _take_over(file: LayerFile, features: Sequence[Feature]) -> None:
    taken, last = {str(one["id"]) for one in file.features}, dict[str, int]()
    for feature in features:
        own = free_id(str(feature["id"]), taken, last)
        taken.add(own)
        feature["id"] = own
        feature["properties"] = with_id(feature["properties"], own)
        file.features.append(feature)


class Writer:
    """The layers of a project that is locked for writing."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._files: dict[str, LayerFile] = {}

    def files(self) -> dict[str, LayerFile]:
        """Read every layer, by its name."""
        for name in self._project.layer_names:
            self.file_of(name)
        return self._files

    def title_of(self, name: str) -> str:
        """Give the title of the layer of a name; its file is read only where zonemark.toml does not state it."""
        listed = self._project.settings.layer(name)
        return listed.title if listed and listed.title else self.file_of(name)[1].title

    def file_of(self, layer: str) -> tuple[str, LayerFile]:
        """Give a layer by its name or title. Raises UsageError if there is none."""
        if layer in self._files:
            return layer, self._files[layer]
        name, file = self._project.file_of(layer)
        return name, self._files.setdefault(name, file)

    def write(
        self, files: Mapping[str, LayerFile | None], command: str, counts: dict[str, dict[str, int]],
        *, listed: Sequence[str] = (), order: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Write layers, None for one that is to go, and let zonemark.toml list them as they are then.

        The records of each are let go of as they are written.
        """
        kept = {name: file for name, file in files.items() if file is not None}
        contents = {name: file.into_bytes() if file is not None else b"" for name, file in files.items()}
        now = self._files if order else kept
        settings = [LayerSettings(name=name, kind=file.kind, title=file.title) for name, file in now.items()]
        self._project.write_arranged(contents, command, counts, (listed, settings, order))
