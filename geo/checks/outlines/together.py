"""All layers of one kind as one: arrays over their records, and of each record the layer it stands in.

Land is judged across layers. A release in one may take land off a hazard in another, and one id may stand in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.cells.partial_dates import Spans
from geo.checks.view import Flags, View


class Together:
    """The records of the views of one kind, numbered through in the order of the views. Read only."""

    def __init__(self, views: Sequence[View], kind: str) -> None:
        self.views = [view for view in views if view.kind.name == kind]
        sizes = [view.size for view in self.views]
        self.size = sum(sizes)
        self.first = np.cumsum([0, *sizes])[:-1]
        """The number of the first record of each view."""

    def at(self, index: int) -> tuple[View, int]:
        """The view that a record stands in, and its index there."""
        own = (
            int(np.searchsorted(self.first, index, side="right")) - 1
        )  # of views that begin there the last: others are empty
        return self.views[own], index - int(self.first[own])

    def name(self, index: int) -> str:
        """A record as it is called from another layer: by its id, else by its row there."""
        view, own = self.at(index)
        return str(view.ids[own]) or view.name(own)

    @cached_property
    def geometry(self) -> NDArray[np.object_]:
        """The geometries on the earth, None where a record has none."""
        return only_where(
            self._joined([view.on_earth for view in self.views], bool),
            self._joined([view.geometry for view in self.views], object),
        )

    @cached_property
    def outlined(self) -> Flags:
        """Where the geometry is a sound polygon, so that it has an area."""
        found: Flags = self._joined([view.outlined for view in self.views], bool)
        return found

    @cached_property
    def ids(self) -> NDArray[np.object_]:
        """The ids as text, empty where there is none."""
        found: NDArray[np.object_] = self._joined([view.ids for view in self.views], object)
        return found

    def column(self, name: str) -> NDArray[np.object_]:
        """A column as objects, None where a value is missing."""
        found: NDArray[np.object_] = self._joined([view.column(name) for view in self.views], object)
        return found

    def dates(self, name: str) -> Spans:
        """A column as spans of days."""
        spans = [view.dates(name) for view in self.views]
        return Spans(
            self._joined([one.first for one in spans], float),
            self._joined([one.last for one in spans], float),
            self._joined([one.unread for one in spans], bool),
        )

    def _joined(self, parts: Sequence[Any], dtype: type) -> Any:
        return np.concatenate([np.empty(0, dtype), *parts]) if parts else np.empty(0, dtype)


def only_where(flags: Flags, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """The shapes where they are flagged, None elsewhere."""
    found = shapes.copy()
    found[~flags] = None
    return found
