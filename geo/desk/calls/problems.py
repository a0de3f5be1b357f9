"""What is wrong with the project, and with what somebody sent: to be mended here, or by who sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.desk import told
from geo.desk.calls import Desk
from geo.errors import UsageError

if TYPE_CHECKING:
    from geo.findings import Problem


def problems(desk: Desk, *, most: int = 100) -> dict[str, Any]:
    """Check the project, and list every problem by its code, the first `most` of each."""
    from geo.checks import check

    project = desk.project()
    desk.step("reading")
    layers = project.layers()
    desk.step("checking")
    found = [*project.problems, *check(layers)]
    names = {one.title: one.name for one in layers}
    groups = told.groups(found, desk.language, most)
    for group in groups:
        for one in group["problems"]:
            one["layer"] = names.get(one["source"], one["source"])
    return {"counts": told.counts(found), "records": sum(len(one.frame) for one in layers), "groups": groups}


def give_back(desk: Desk, *, files: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Write what was dropped, or the layers of the project, as a workbook that says what is wrong beside each row."""
    from geo.checks import check
    from geo.exports.marked import tables_of_layers, write_marked

    if files:
        return _files_back(desk, files)
    project = desk.project()
    layers = project.layers()
    if not layers:
        raise UsageError("There is no layer yet, so there is no table to write.")
    desk.step("checking")
    found: list[Problem] = [*project.problems, *check(layers)]
    path = desk.folder / f"{project.path.resolve().name}-to-mend.xlsx"
    desk.step("writing", path.name)
    write_marked(tables_of_layers(layers, found), path, desk.language)
    return {"results": [path.name]}


def _files_back(desk: Desk, files: list[dict[str, Any]]) -> dict[str, Any]:
    from geo.checks import check
    from geo.desk.calls.files import reading
    from geo.exports.marked import write_marked
    from geo.sources import read_table

    results = []
    with reading(desk, files) as (project, asked):
        for one in asked:
            if one.error is not None:
                raise one.error
            tables = []
            for file in one.files:
                own = [*file.reading.problems, *check([file.reading], **project.settings.check_terms)]
                tables.append((file.path.stem, read_table(file.path, file.options).frame, file.reading.fields, own))
            if tables:
                path = desk.folder / f"{one.path.stem}-to-mend.xlsx"
                desk.step("writing", path.name)
                write_marked(tables, path, desk.language)
                results.append(path.name)
    return {"results": results}
