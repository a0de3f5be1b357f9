"""Several files that are added at once, each to its layer, as one change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geo.store.change import default_title
from geo.store.settings import SourceSettings
from geo.store.updates.giving import ReadingLike
from geo.store.updates.remembering import ReadFile

if TYPE_CHECKING:
    from geo.store.project import Project


def by_layer(project: Project, files: Sequence[ReadFile]) -> tuple[dict[str, list[ReadingLike]], list[SourceSettings]]:
    """Give the readings of files by the titles of the layers that they are for, and what is to be remembered of them.

    A file that nobody has stated a layer for goes into one by its name; one that is to be split by a field, into a
    layer for each value. Raises UsageError for a field that is not there.
    """
    groups: dict[str, list[ReadingLike]] = {}
    remember = {}
    for field in dict.fromkeys(file.by for file in files):
        own: dict[str, list[ReadingLike]] = {}
        these = [file for file in files if file.by == field]
        for file in these:
            title = file.layer or default_title(file.reading.source, file.reading.kind)
            own.setdefault(title, []).append(file.reading)
            if file.is_worth_remembering or field:
                settings = file.to_remember(file.layer if field else title, field)
                remember[settings.file] = settings
        if field:
            own = project.split(own, field, stated=any(file.layer for file in these))
        for title, readings in own.items():
            groups.setdefault(title, []).extend(readings)
    return groups, list(remember.values())
