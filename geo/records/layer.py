"""A layer: records of one kind under one title, on their way from a project or a file to a map or an export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.cells.slugs import key_of
from geo.findings import Problem
from geo.records.fields import KINDS, Kind
from geo.records.imprint import Imprint

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

ATTRIBUTE = "zonemark"
"""The entry of a frame's `attrs` in which it carries its project's imprint, and pandas hands on to others."""


NOT_REVIEWED = "contributed-not-reviewed"
"""What the names of layers begin with whose records readers of a map added, and nobody has reviewed."""
NOT_REVIEWED_TITLE = "Contributed, not reviewed"
"""What the titles of such layers begin with in a project; a map says it in its reader's language."""


@dataclass
class Layer:
    """Records of one kind. `name` is a file-safe key, unique on a map, made of what it is given; `title` is what people
    read, by default the name as it was given.

    `frame`: a frame of records (see `geo.records.fields`), EPSG:4326, one row a record, `id` unique.
    `imprint` is that of the project the records come from, and `terms` are those it checks them against, as
    `geo.check` takes them; `problems` are what was found when they were read, and `column` is the one that a map
    colours them by, in place of the symbols of their kind. `version` is the hash of the layer file that they were read
    from, whole, as the history of a project names it. A frame of a project's layer carries imprint and terms
    along, so a layer made of what was selected, sorted or measured has them too.
    """

    name: str
    kind: str
    frame: GeoDataFrame
    title: str = ""
    imprint: Imprint | None = None
    terms: Mapping[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    column: str = ""
    version: str = ""

    @property
    def what(self) -> Kind:
        """What a record of the layer is."""
        return KINDS[self.kind]

    def __post_init__(self) -> None:
        self.title = self.title or self.name
        self.name = key_of(self.name)
        imprint, terms = carried(self.frame)
        self.imprint = self.imprint or imprint
        self.terms = self.terms or terms


def carry(frame: Any, imprint: Imprint, terms: Mapping[str, Any]) -> None:
    """Let a frame carry along what its project states, as plain values that every format can write."""
    frame.attrs[ATTRIBUTE] = {"imprint": imprint.to_attributes(), "terms": dict(terms)}


def carried(frame: Any) -> tuple[Imprint | None, dict[str, Any]]:
    """Give the imprint and the terms of checking that a frame carries along: None and nothing if it has none."""
    found = getattr(frame, "attrs", {}).get(ATTRIBUTE)
    if not isinstance(found, Mapping):
        return None, {}
    return Imprint(**found.get("imprint", {})), dict(found.get("terms", {}))


def is_project(what: Any) -> bool:
    """Whether something is a project: it has settings with an imprint, and layers to be read."""
    return callable(getattr(what, "layers", None)) and hasattr(getattr(what, "settings", None), "imprint")
