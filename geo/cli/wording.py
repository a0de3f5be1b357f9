"""How commands put counts, problems and tables into words."""

from __future__ import annotations

import csv
import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from io import StringIO
from typing import TYPE_CHECKING, Literal

from geo.cli.output import Lines, harmless, isolated, lines
from geo.findings import SEVERITIES, Problem, Severity, speaking
from geo.findings.counting import FEW, counted, listed

if TYPE_CHECKING:
    import pandas as pd

SHOWN_CODES = 4
"""So many errors and warnings are told in full."""
MOST_TITLES = 4
Form = Literal["text", "csv", "json"]


def grouped(problems: Sequence[Problem], *, every: bool = False, language: str = "en") -> Lines:
    """Put problems into words, the worst last, where they are seen; those of one code together.

    Unless `every`, a person gets a few lines: the first of each code, errors before warnings, and what is left by its
    title; what is the same in several files is told once, and notes are only named.

    >>> print(grouped([Problem("stale", "note", "Last seen in 2009.", id="H-1")], every=True))
    note stale (1)
      H-1: Last seen in 2009.
    >>> print(grouped([Problem("stale", "note", "Last seen in 2009.", id="H-1")]))
    Also 1 note (A record is old); --verbose lists all.
    """
    by_code: dict[tuple[Severity, str], list[Problem]] = {}
    for problem in problems:
        by_code.setdefault((problem.severity, problem.code), []).append(problem)
    in_order = sorted(by_code, key=lambda key: -SEVERITIES.index(key[0]))
    if every:
        every_one: list[str] = []
        for key in in_order:
            every_one.append(_counted_code(key, by_code[key], language))
            every_one += [isolated(f"  {problem.text(language, in_shell)}") for problem in by_code[key]]
        return lines(*every_one)
    told = _told_in_full(by_code)
    first = [
        isolated(f"{_counted_code(key, by_code[key], language)}: {_first_of(by_code[key], language)}")
        for key in in_order
        if key in told
    ]
    return lines(*_named({key: by_code[key] for key in in_order if key not in told}, language), *first)


def _told_in_full(by_code: Mapping[tuple[Severity, str], Sequence[Problem]]) -> set[tuple[Severity, str]]:
    """Which codes are told in full: errors first, though never so many that no warning is; never notes.

    Of warnings those go first that are about single rows: what a whole file lacks is seldom news.
    """
    errors = [key for key in by_code if key[0] == "error"]
    warnings = [key for key in by_code if key[0] == "warning"]
    warnings.sort(key=lambda key: all(problem.row is None and not problem.id for problem in by_code[key]))
    shown = errors[: SHOWN_CODES - bool(warnings)]
    return {*shown, *warnings[: SHOWN_CODES - len(shown)]}


def _counted_code(key: tuple[Severity, str], own: Sequence[Problem], language: str) -> str:
    return f"{speaking.say(language, key[0])} {key[1]} ({len(own):,})"


def _first_of(own: Sequence[Problem], language: str) -> str:
    """The first of several problems in words, and which others there are."""
    first = own[0]
    same = [problem for problem in own if _alike(problem) == _alike(first)]
    told = first.text(language, in_shell)
    if sources := {problem.source for problem in same} - {first.source}:
        told += f" ({speaking.count(language, 'same', len(sources))})"
    others = [problem for problem in own if _alike(problem) != _alike(first)]
    names = list(dict.fromkeys(name for problem in others if (name := _short_name(problem, language))))
    if not others:
        return told
    key, listing = ("left_named", speaking.enumerated(language, names)) if names else ("left", "")
    return f"{told} {speaking.say(language, key, n=f'{len(others):,}', names=listing)}"


def _alike(problem: Problem) -> tuple[object, ...]:
    return problem.what, problem.remedy, problem.field, problem.row, problem.id


def _short_name(problem: Problem, language: str) -> str:
    return speaking.say(language, "row", row=problem.row) if problem.row is not None else problem.id or problem.field


def _named(left: Mapping[tuple[Severity, str], Sequence[Problem]], language: str) -> list[str]:
    """What is not told in full, by its titles, in a line."""
    told = []
    for severity in SEVERITIES:
        own = {code: found for (other, code), found in left.items() if other == severity}
        if own:
            titles = [speaking.title_of(language, code) for code in own]
            count = speaking.count(language, f"{severity}s", sum(map(len, own.values())))
            told.append(f"{count} ({speaking.enumerated(language, titles, MOST_TITLES)})")
    return [isolated(speaking.say(language, "also", counts=speaking.say(language, "and").join(told)))] if told else []


def summary(problems: Iterable[Problem], language: str = "en") -> str:
    """Count problems by severity.

    >>> summary([Problem("stale", "note", "…"), Problem("crs_missing", "error", "…")])
    '1 error, 0 warnings, 1 note'
    """
    counts = dict.fromkeys(SEVERITIES, 0)
    for problem in problems:
        counts[problem.severity] += 1
    told = (speaking.count(language, f"{severity}s", count) for severity, count in counts.items())
    return speaking.say(language, "list").join(told)


def verdict(problems: Iterable[Problem], language: str = "en") -> list[str]:
    """Say which rows somebody has to see to, by source; nothing where there is no error.

    >>> verdict([Problem("crs_missing", "error", "…", source="a.csv", row=row) for row in (8, 11)])
    ['2 rows need you: 8 and 11.']
    """
    named: dict[str, dict[int | str, None]] = {}
    for problem in problems:
        record = problem.row if problem.row is not None else problem.id
        if problem.severity == "error":
            known = named.setdefault(problem.source, {})
            if record:
                known[record] = None
    rows = {source: list(known) for source, known in named.items()}
    count = sum(map(len, rows.values()))
    if not rows:
        return []
    if not count:
        return [speaking.say(language, "whole")]
    if language != "en":
        names = [
            speaking.enumerated(language, own)
            if len(rows) == 1
            else f"{speaking.apart(language, source)} {speaking.enumerated(language, own)}"
            for source, own in rows.items()
            if own
        ]
        return [isolated(speaking.count(language, "need", count, rows="; ".join(names)))]
    noun = "row" if all(isinstance(one, int) for own in rows.values() for one in own) else "record"
    told = [
        _enumerated(own) if len(rows) == 1 else f"{source} {_enumerated(own)}" for source, own in rows.items() if own
    ]
    return [f"{counted(count, noun)} {'needs' if count == 1 else 'need'} you: {'; '.join(told)}."]


def _enumerated(names: Sequence[object]) -> str:
    if len(names) > FEW:
        return listed(names)
    return " and ".join(filter(None, [", ".join(map(str, names[:-1])), str(names[-1])]))


CALLED = {
    "accept_edits": "zonemark log PROJECT --accept-edits",
    "demo": "zonemark demo FOLDER",
    "log": "zonemark log PROJECT",
    "new": "zonemark new FOLDER",
    "review": "zonemark review PROJECT",
    "sheet_form": "zonemark traverse --help",
    "undo": "zonemark undo PROJECT",
    "undo_settings": "zonemark undo PROJECT",
}
"""The commands for what Python calls (see `geo.findings.options.CALLS`)."""


def in_shell(name: str, value: str) -> str:
    """Write an option that helps as the command line takes it.

    >>> in_shell("crs", "EPSG:32638"), in_shell("fields", "y=lat"), in_shell("keep_personal", "")
    ('--crs EPSG:32638', '--field y=lat', '--keep-personal')
    """
    if name in CALLED:
        to, _, project = value.partition(" ")
        called = CALLED[name].replace("PROJECT", shlex.quote(project) if project else "PROJECT")
        return f"{called} --to {to}" if to else called
    flag = "--" + ("field" if name == "fields" else name).replace("_", "-")
    return f"{flag} {shlex.quote(value)}" if value else flag


def gone(of: int | Iterable[pd.DataFrame]) -> list[str]:
    """Say how many records, or how many of frames, are no longer in their source; nothing where all are."""
    from geo.records.source_gone import are_gone

    count = of if isinstance(of, int) else sum(int(are_gone(frame).sum()) for frame in of)
    if not count:
        return []
    which, has = ("it", "is") if count == 1 else ("they", "are")
    return [f"{counted(count, 'record')} {has} no longer in the source ({which} {has} kept, with missing_since)."]


def listing(problems: Sequence[Problem], form: Form) -> Lines:
    """List every problem as CSV (cells defused for spreadsheets, controls shown) or JSON (controls escaped)."""
    from geo.cells.formulas import defuse

    names = [field.name for field in fields(Problem)]
    records = [asdict(problem) for problem in problems]
    if form == "json":
        written = json.dumps(records, ensure_ascii=False, indent=1)
        # JSON has its own way to write what is not to be seen, from which programs get it back.
        seen = "".join(sign if sign == "\n" or harmless(sign) == sign else json.dumps(sign)[1:-1] for sign in written)
        return Lines(seen)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(defuse(record[name])) for name in names] for record in records)
    return Lines(out.getvalue().rstrip("\n"))


def _cell(value: object) -> object:
    return harmless(value) if isinstance(value, str) else value


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Lines:
    """Set rows in columns.

    >>> print(table(["layer", "records"], [["minefields", 1200]]))
    layer       records
    minefields  1,200
    """
    told = [list(headings), *([f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows)]
    told = [[harmless(cell) for cell in row] for row in told]
    widths = [max(len(row[column]) for row in told) for column in range(len(headings))]
    padded = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in told)
    return lines(*(row.rstrip() for row in padded))
