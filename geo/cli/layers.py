"""Layers of a project or of field files, for commands that take either."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli import options
from geo.cli.progress import each
from geo.errors import UsageError
from geo.findings import Problem
from geo.records import Layer
from geo.records.holding import as_layers
from geo.records.read_options import ReadOptions

if TYPE_CHECKING:
    from geo.scale.folder import Folder


def count_in(records: list[Layer] | Folder) -> int:
    """Count the records of layers, or of a folder of parts."""
    if isinstance(records, list):
        return sum(len(one.frame) for one in records)
    return sum(one.records for one in records.layers)


def layers_in(paths: Sequence[Path], how: ReadOptions) -> tuple[list[Layer], list[Problem]]:
    """Give the layers of the project, parts or files at some paths, and what is wrong with how they stand there.

    Raises UsageError for a folder beside something else, or with options for reading files.
    """
    from geo.scale.folder import layers_at
    from geo.store import each_once, read_files

    if any(path.is_dir() for path in paths):
        if len(paths) > 1 or how.stated:
            raise UsageError("A project is taken by itself and as it stands.", remedy="Name one project, or files.")
        if (parts := layers_at(paths[0])) is not None:
            return parts, []
        project = options.open_project(paths[0], lists_problems=True)
        return project.layers(), list(project.problems)
    files = each_once([file for path in each(paths, "Reading") for file in read_files(path, how)])
    problems = [problem for file in files for problem in file.reading.problems]
    return as_layers([{file.layer or file.path.stem: file.reading} for file in files]), problems
