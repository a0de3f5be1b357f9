"""What is about persons is taken out, and named; it is kept where somebody asks for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from geo.cells.outcomes import text_cells
from geo.records.columns import KEEP
from geo.records.making.work import Work
from geo.records.personal import holds_a_number, personal_by_values, personal_columns
from geo.records.recognising.looks import sample

_MEMBER = re.compile(r"[\"']([^\"'\n]{1,80})[\"']\s*:")
_LOOK = 10_000


def personal_of(work: Work, fields: Mapping[str, str]) -> list[str]:
    """The columns that hold personal data, but for those that somebody has named a field for."""
    chosen = {column for column, name in fields.items() if name not in KEEP}
    by_heading = set(personal_columns(map(str, work.table.columns), work.kind.name))
    names = [str(name) for name in work.table.columns if str(name) not in chosen]
    return [name for name in names if name in by_heading or _is_personal(sample(work.table[name]), work.kind.name)]


def _is_personal(texts: Sequence[str], kind: str) -> bool:
    """Whether cells hold personal data by themselves, or as members of JSON: the victims of a form in one cell."""
    inside = {key for text in texts if text.lstrip()[:1] in ("[", "{") for key in _MEMBER.findall(text[:_LOOK])}
    return personal_by_values(texts) or bool(inside and personal_columns(sorted(inside), kind))


def take_out_what_is_no_field(work: Work, fields: Mapping[str, str]) -> list[str]:
    """Take out of records of single persons what no field is for, and what was remarked of them; gives the columns."""
    out = [name for name in work.extras if name in work.table.columns]
    for name in out:
        del work.extras[name]
    remarks = [column for column, field in work.used.items() if field == "remarks" and column not in fields]
    for column in remarks:
        del work.columns[work.used.pop(column)]
    return out + remarks


def say_what_is_personal(work: Work, columns: Sequence[str], *, kept: bool, of_persons: bool) -> None:
    if not columns:
        return
    remedy = (
        "Remove it before you share a map or a file."
        if kept
        else "If it is to be taken in, say so; if it is something else, name its field."
    )
    what = "This seems to be personal data" + ("." if kept else "; it was not taken in.")
    if of_persons and not kept:
        what = "Each row seems to be about a person, so only what a record has fields for was taken in; this was not."
    option = "" if kept else "keep_personal; fields"
    work.problems.add("personal_data", what, remedy, field=", ".join(columns), option=option)


def say_numbers_in_texts(work: Work) -> None:
    """Name the rows in whose words a telephone number or an e-mail address stands; the words are kept."""
    for name in work.table.columns:
        if work.table[name].dtype.kind in "iufbM" or work.used.get(str(name)) in ("id", "source_url"):
            continue
        codes, distinct = pd.factorize(text_cells(work.table[name]))
        holding = np.array([" " in text and holds_a_number(text) for text in distinct], dtype=bool)
        if holding.any():
            rows = work.table.index[holding[codes] & (codes >= 0)].tolist()
            what = "A telephone number or an e-mail address stands in the text, and goes where the record goes."
            work.problems.add_rows("telephone_in_text", rows, what, "Take it out in the source.", field=str(name))
