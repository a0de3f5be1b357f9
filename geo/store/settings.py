"""`zonemark.toml`: checked when read, and edited without touching the lines and comments that people put there.

The file says how layers are titled and ordered and how sources were read; it never holds a record. A layer that it
does not list is read all the same, so a lost or old settings file hides no hazard.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from geo.cells.slugs import is_slug
from geo.errors import NewerFormat, StoreError, UsageError
from geo.records import KINDS
from geo.records.imprint import Edition, Imprint
from geo.records.read_options import REMEMBERED, ReadOptions
from geo.store.folder import what_is_no_file

FORMAT = 1
"""The format of project folders that this Zonemark writes; a newer one is read and not written."""

_A_LINE = "Write one line of text."
TO_STATE = {
    "title": _A_LINE,
    "producer": _A_LINE,
    "hotline": _A_LINE,
    "signing_key": "Write the 56 letters RW… of the public key, which stand in its file that ends in .pub.",
    "languages": "Write codes of languages, as en, az, or all.",
    "contributions": "Write files or none.",
    "borders": "Write drawn or none.",
    "ground": "Name a file to make the ground from.",
    "extent": "Write west, south, east, north in degrees, as 46.5, 38.8, 47.6, 40.2; south comes before north.",
    "stale_after_years": "Write a number of years above 0, as 2.5.",
}
"""The settings of the whole project that a call changes, each with what to write for it. That records are fictitious is
taken back by none."""


def not_to_state(name: str, value: object, why: str = "") -> UsageError:
    """Give the error for a setting that cannot be stated so: it names the setting, the value and what to write."""
    text = ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
    shown = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    what = f"{name}: '{shown}' cannot be stated{f': {why}' if why else ''}."
    return UsageError(what, remedy=TO_STATE[name], option=name)


_SHOWN = 60
Degrees = Annotated[float, Field(allow_inf_nan=False)]


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class LayerSettings(_Checked):
    """One layer: its file is `layers/NAME.geojson`; the order of layers is the order of drawing, lowest first."""

    name: str
    kind: str
    title: str = ""

    @field_validator("name")
    @classmethod
    def _is_a_file_name(cls, name: str) -> str:
        if not is_slug(name):
            raise ValueError("is not a name of a layer: use lower-case letters, digits and single hyphens")
        return name

    @field_validator("kind")
    @classmethod
    def _is_a_kind(cls, kind: str) -> str:
        if kind not in KINDS:
            raise ValueError(f"must be one of: {', '.join(KINDS)}")
        return kind


class SourceSettings(_Checked):
    """How a source was read when it was first added, so that the next file of its sort is one command.

    `file`: the name of the file, with `#` for every run of digits: `survey-#-#.csv` covers each month's survey.
    `by`: the field of which each value has a layer. `columns`: the columns it had; another file with the same ones is
    read in the same way. `options`: how it was read;
    in the file they stand beside the rest, under their own names.

    >>> SourceSettings(file="survey-#.csv", crs="EPSG:32638").options.crs
    'EPSG:32638'
    """

    file: str
    layer: str = ""
    by: str = ""
    options: ReadOptions = Field(default_factory=ReadOptions)
    columns: list[str] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _options_together(cls, found: Any) -> Any:
        if not isinstance(found, Mapping) or "options" in found:
            return found
        own = {name: value for name, value in found.items() if name in REMEMBERED}
        return {**{name: value for name, value in found.items() if name not in own}, "options": own}

    def entry(self) -> dict[str, Any]:
        """Give what is stated, as it stands in the file."""
        options = {name: _plain(value) for name, value in self.options.remembered.items()}
        entry = {"file": self.file, "layer": self.layer, "by": self.by, **options, "columns": self.columns}
        return {name: value for name, value in entry.items() if value not in ("", [])}


def _plain(value: Any) -> Any:
    return (
        list(value)
        if isinstance(value, tuple)
        else {name: _plain(one) for name, one in value.items()}
        if isinstance(value, Mapping)
        else value
    )


class EditionSettings(_Checked):
    """What the map did not show that a project was opened from; each map and export of the project says it too."""

    label: str = ""
    hidden: Annotated[int, Field(ge=0)] = 0
    cells_m: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0
    dissolved: bool = False


class Settings(_Checked):
    """What `zonemark.toml` says.

    `languages` are those that maps can be switched to beside English; `"all"` is all there are.
    `extent` is west, south, east, north in degrees; `values` extends the allowed values of fields; `profiles` are kept
    for sharing; `fictitious` puts the word FICTITIOUS on every map and export. `signing_key` is the public key that
    the project's maps are signed with, which they show. `contributions` is "none" where readers
    are not to draw and correct in a map. `borders` is "none" where a map is to
    draw neither those of states nor of districts. `names` says what places of the ground are called, by the name they
    have otherwise: in one text, or in one for each language. `edition` is there where the project was opened from
    one. `ground` is a file to make the ground of maps from, by its
    path from the project's folder.

    >>> Settings(title="Valley").languages
    ['en']
    """

    format: int = FORMAT
    title: str = ""
    producer: str = ""
    hotline: str = ""
    signing_key: str = ""
    languages: list[str] = Field(default_factory=lambda: ["en"])
    fictitious: bool = False
    contributions: Literal["files", "none"] = "files"
    borders: Literal["drawn", "none"] = "drawn"
    names: dict[str, str | dict[str, str]] = Field(default_factory=dict)
    ground: str = ""
    extent: tuple[Degrees, Degrees, Degrees, Degrees] | None = None
    stale_after_years: Annotated[float, Field(gt=0)] | None = None
    layers: list[LayerSettings] = Field(default_factory=list)
    sources: list[SourceSettings] = Field(default_factory=list)
    values: dict[str, list[str]] = Field(default_factory=dict)
    profiles: dict[str, dict[str, Any]] = Field(default_factory=dict)
    edition: EditionSettings | None = None

    @field_validator("languages", mode="before")
    @classmethod
    def _all_is_a_list_of_one(cls, languages: Any) -> Any:
        return ["all"] if languages == "all" else languages

    @field_validator("extent")
    @classmethod
    def _extent_is_on_the_globe(cls, extent: tuple[float, ...] | None) -> tuple[float, ...] | None:
        if extent is not None:
            west, south, east, north = extent
            if not (abs(west) <= 180 and abs(east) <= 180 and -90 <= south < north <= 90):
                raise ValueError("is not west, south, east, north in degrees")
        return extent

    @field_validator("layers")
    @classmethod
    def _names_differ(cls, layers: list[LayerSettings]) -> list[LayerSettings]:
        names = [layer.name for layer in layers]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"lists the layer '{name}' twice")
        return layers

    @field_validator("values")
    @classmethod
    def _values_extend_fields(cls, values: dict[str, list[str]]) -> dict[str, list[str]]:
        known = {field.name for kind in KINDS.values() for field in kind.fields if field.values}
        for name in values:
            if name not in known:
                raise ValueError(f"names '{name}', which is not a field with allowed values{_nearest(name, known)}")
        return values

    @field_validator("signing_key")
    @classmethod
    def _is_a_public_key(cls, key: str) -> str:
        try:
            return Imprint(signing_key=key).signing_key
        except UsageError as error:
            raise ValueError(str(error)) from None

    @classmethod
    def of(cls, imprint: Imprint, extent: tuple[float, float, float, float] | None = None) -> Settings:
        """Give the settings of a new project with this imprint. Raises UsageError for what no project states."""
        stated = {one.name: getattr(imprint, one.name) for one in fields(Imprint)}
        own: dict[str, Any] = {
            name: asdict(value) if isinstance(value, Edition) else value for name, value in stated.items() if value
        }
        for name in own.keys() - cls.model_fields.keys():
            raise UsageError(f"A project states no {name}: it is of one map.", remedy="State it when you draw the map.")
        return cls(extent=extent, **own)

    @property
    def imprint(self) -> Imprint:
        """What stands in the margin of every map of the project."""
        stated = {one.name: getattr(self, one.name) for one in fields(Imprint) if one.name in Settings.model_fields}
        edition = Edition(**self.edition.model_dump()) if self.edition else None
        return Imprint(**{**stated, "edition": edition})

    @property
    def check_terms(self) -> dict[str, Any]:
        """What the settings state about how records are checked, as `geo.check` takes it."""
        terms = {"extent": self.extent, "values": self.values, "stale_after_years": self.stale_after_years}
        return {name: value for name, value in terms.items() if value}

    def layer(self, name: str) -> LayerSettings | None:
        """Give the settings of one layer, or None."""
        return next((layer for layer in self.layers if layer.name == name), None)

    def source(self, file: str, columns: Iterable[str] = ()) -> SourceSettings | None:
        """Give what is remembered for a file of this name, else for one with these columns, else None.

        >>> remembered = SourceSettings(file="survey-#.csv", columns=["y", "x"], crs="EPSG:32638")
        >>> settings = Settings(sources=[remembered])
        >>> settings.source("survey-07.csv").options.crs, settings.source("new.csv", ["x", "y"]) == remembered
        ('EPSG:32638', True)
        """
        pattern, wanted = file_pattern(file), set(columns)
        named = (source for source in self.sources if source.file == pattern)
        alike = (source for source in self.sources if wanted and set(source.columns) == wanted)
        return next(named, None) or next(alike, None)


def file_pattern(file: str) -> str:
    """Give the name of a file with `#` for every run of digits.

    >>> file_pattern("survey-2026-05.csv")
    'survey-#-#.csv'
    """
    return re.sub(r"\d+", "#", file)


def read_settings(path: Path) -> Settings:
    """Read and check `zonemark.toml`. Raises StoreError naming the file, the key and what to do.

    A file of a newer format is read as far as it is understood.
    """
    try:
        if instead := what_is_no_file(path):
            raise StoreError(f"{path} is {instead}.", remedy="Move it away, and put the file there.")
        text = path.read_text(encoding="utf-8-sig")
        found = tomllib.loads(text)
    except FileNotFoundError:
        if not path.parent.exists():
            what = f"{path.parent} is not a Zonemark project: there is no such folder."
            remedy = "Was it moved or renamed, or is it on a disk that was taken out? Else make one."
            raise StoreError(what, remedy=remedy, option="new") from None
        what = f"{path.parent} is not a Zonemark project: it has no {path.name}."
        raise StoreError(what, remedy="Make one.", option="new") from None
    except OSError as error:
        remedy = "Do you have the right to read it?"
        raise StoreError(f"{path} cannot be read: {error.strerror}.", remedy=remedy) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StoreError(f"{path} is not TOML: {error}.", remedy="Correct it in a text editor.") from error
    return _checked(found, path)


def _checked(found: dict[str, Any], path: Path) -> Settings:
    if _is_newer(found):
        found = _understood(found)
    try:
        return Settings.model_validate(found)
    except ValidationError as error:
        first = min(
            error.errors(), key=lambda one: one["type"] != "extra_forbidden"
        )  # a slip also leaves a key missing
        remedy = f"Correct it in a text editor. {TO_STATE.get(str(first['loc'][0]), '')}".strip()
        raise StoreError(_message_of(first, path), remedy=remedy) from error


def _is_newer(found: Mapping[str, Any]) -> bool:
    return isinstance(found.get("format"), int) and found["format"] > FORMAT


def _understood(found: dict[str, Any]) -> dict[str, Any]:
    """What this version knows of a newer file: each key that it can check on its own."""
    kept: dict[str, Any] = {}
    for key in found.keys() & Settings.model_fields.keys():
        try:
            Settings.model_validate({key: found[key]})
        except ValidationError:
            continue
        kept[key] = found[key]
    return kept


def _message_of(error: ErrorDetails, path: Path) -> str:
    parts = [part for part in error["loc"] if part != "options"]  # in the file they stand beside the rest
    key = ".".join(f"[{part + 1}]" if isinstance(part, int) else part for part in parts).replace(".[", "[")
    if error["type"] == "extra_forbidden":
        return f"{path}, {key}: {_no_setting(str(error['loc'][-1]), str(error['loc'][0]))}."
    said = error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{path}, {key}: {said[:1].lower()}{said[1:]}, not {error['input']!r:.80}."


def _no_setting(name: str, table: str) -> str:
    """Why a setting is none: it belongs elsewhere in the file, or is misspelt."""
    homes = {"": Settings.model_fields, "layers": LayerSettings.model_fields,
             "sources": (*SourceSettings.model_fields, *REMEMBERED)}  # fmt: skip
    own = table if table in homes else ""
    elsewhere = [home for home, names in homes.items() if name in names and home != own]
    if "" in elsewhere:
        return f"it is a setting of the whole project; write it above the first [[{own}]]"
    if elsewhere:
        return f"it belongs in an entry of {' or '.join(f'[[{home}]]' for home in elsewhere)}"
    return f"there is no such setting{_nearest(name, homes[own])}"


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f" (did you mean '{near[0]}'?)" if near else ""


def newer_format(settings: Settings, path: Path) -> NewerFormat | None:
    """Give the error for a project that only a newer Zonemark should write, or None."""
    if settings.format <= FORMAT:
        return None
    what = f"{path.parent} has format {settings.format}; this Zonemark writes format {FORMAT}, so it only reads it."
    return NewerFormat(what, remedy="Update Zonemark to change this project.")


def new_document(settings: Settings) -> str:
    """Write the first `zonemark.toml` of a project, with a line of comment where one helps."""
    document = tomlkit.document()
    document.add(tomlkit.comment("A Zonemark project. Lines that you add or change here stay as you write them."))
    hotline, fictitious = tomlkit.item(settings.hotline), tomlkit.item(settings.fictitious)
    hotline.comment("whom to call about a find; printed on every map")
    fictitious.comment("true puts the word FICTITIOUS on every map and export")
    document.add("format", tomlkit.item(settings.format))
    document.add("title", tomlkit.item(settings.title))
    document.add("producer", tomlkit.item(settings.producer))
    document.add("hotline", hotline)
    if settings.signing_key:
        document.add("signing_key", tomlkit.item(settings.signing_key))
    document.add("languages", tomlkit.item(settings.languages))
    if settings.extent:
        document.add("extent", tomlkit.item(list(settings.extent)))
    document.add("fictitious", fictitious)
    if settings.contributions != "files":
        document.add("contributions", tomlkit.item(settings.contributions))
    if settings.edition:
        document.add("edition", tomlkit.item(settings.edition.model_dump()))
    return tomlkit.dumps(document)


def checked_statements(stated: Mapping[str, Any], now: Settings) -> dict[str, Any]:
    """Give settings of the whole project that somebody wants to state, where they can be.

    Raises UsageError for one that cannot be stated, naming it.
    """
    for name in stated:
        if name not in TO_STATE:
            raise UsageError(f"'{name}' is not stated here.", remedy=f"Choose from: {', '.join(TO_STATE)}.")
    own = {name: value for name, value in stated.items() if value is not None}
    try:
        Settings.model_validate({**now.model_dump(exclude_unset=True), **own})
    except ValidationError as error:
        first = error.errors()[0]
        said = first["msg"].removeprefix("Value error, ").removeprefix("Input ")
        name = str(first["loc"][0])
        # What is not of a setting's own rules is said by the remedy in fewer words.
        why = said if first["type"] == "value_error" and name != "signing_key" else ""
        raise not_to_state(name, own.get(name), f"it {why}" if why else "") from None
    return dict(stated)
