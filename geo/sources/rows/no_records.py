"""Rows of a table that are no records: totals, lines that head a section, footnotes, headings again, rulers.

What people write round their records is published as hazards if nobody tells it apart. A row is left out only by signs
that a record does not have, and is named with its text; whatever could be a record stays one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from geo.cells.headings import Headings, is_tags
from geo.findings import Findings
from geo.findings.counting import FEW, in_rows, listed
from geo.records.columns import is_known_heading, part_of_position
from geo.sources.rows.numbers import Numbers, is_sum, number_in
from geo.sources.rows.telling import is_note, is_subtotal, is_total, is_unit, tells_of_a_column

Row = Sequence[str]

_NUMBER = re.compile(r"[+-]?(?:\d[\d\s.,'\u00a0]*+|[.,]\d++)%?")
_AMOUNT = re.compile(rf"(?:{_NUMBER.pattern})(?: ?[^\W\d]+){{0,2}}\.?")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?(?:[T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
_MARKS = frozenset("#-=_+:*.~|—–")
_RULER = re.compile(r"[-=_+:*.~|\s—–]+")
_WITH_POSITION = re.compile(r"\d+[.,]\d{3,}\D+\d+[.,]\d{3,}|\d+\s*[°º]\s*\d+|\b\d{1,2}[C-X]\s?[A-Z]{2}\s?\d{4,}")
_PAGE = re.compile(
    r"[-–\s]*(?:page|pg?\.?|página|pág\.?|страница|стр\.?|сторінка|стор\.?|səhifə|səh\.?|sayfa|seite|صفحة|صفحه|trang)\s*"
    r"\d{1,4}(?:\s*(?:of|/|de|из|з|von|от|من|از|\\)\s*\d{1,4})?[-–\s]*", re.IGNORECASE
)  # fmt: skip
"""The number of a page, which a report that was cut into pages leaves between its rows."""
_SIGNATURE = re.compile(r"[/(]?_{3,}.{0,60}|\.{6,}|…{2,}")
"""The line on which somebody signs."""
_LONGEST_SHOWN = 60
_LOOK = 1000
"""In so many letters of a text a position is looked for."""


@dataclass
class NoRecords:
    """The rows that are no records, by their index, with what stands in them; `section` of the records below one."""

    totals: dict[int, str] = field(default_factory=dict)
    sections: dict[int, str] = field(default_factory=dict)
    footers: dict[int, str] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    others: dict[int, list[str]] = field(default_factory=dict)
    """Headings of a further table that are not those of the first, by the index of their row."""
    doubtful: dict[int, str] = field(default_factory=dict)
    """A last record that adds up all others, as a total does, under a name as theirs."""

    @property
    def all(self) -> frozenset[int]:
        """The indexes of all of them."""
        return frozenset().union(self.totals, self.sections, self.footers, self.headings)

    def section_of(self, indexes: Sequence[int]) -> list[str]:
        """The section that each row stands in; empty above the first."""
        starts = sorted(self.sections)
        before = [bisect_left(starts, index) for index in indexes]
        return [self.sections[starts[count - 1]] if count else "" for count in before]

    def say(self, problems: Findings) -> None:
        """Name what was left out, each kind once."""
        for index, names in sorted(self.others.items()):
            told = (
                f"Another table begins here, with the headings {listed(names)}; its rows were read under those above."
            )
            problems.add("second_table", told, "Put it on a sheet or into a file of its own.", row=index + 1)
        for index, text in self.doubtful.items():
            problems.add("total_rows", f"{text!r} adds up the rows above it, as a total does; it was kept as a record.",
                         "If it is a total, take it out of the table.", row=index + 1)  # fmt: skip
        for code, found, what in (
            ("total_rows", self.totals, "a total of other rows, and no record"),
            ("section_lines", self.sections, "a heading of the rows below it, and no record"),
            ("footer_lines", self.footers, "a note below the table, and no record"),
            ("heading_rows", self.headings, "headings again, and no record"),
        ):
            if found:
                rows = [index + 1 for index in sorted(found)]
                texts = [repr(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN - 1]}…") for text in
                         dict.fromkeys(found[index] for index in sorted(found))]  # fmt: skip
                more = f" and {len(texts) - FEW:,} more" if len(texts) > FEW else ""
                one = ", ".join(texts[:FEW]) + more
                problems.add(code, f"{one} is {what}; it was left out{in_rows(rows)}.", row=rows[0])


def no_records(rows: Sequence[Row], indexes: Sequence[int], found: Headings) -> NoRecords:
    """Tell apart what is no record among the rows at `indexes`, those of a table below its headings."""
    looked = _Table(rows, list(indexes), found)
    done = NoRecords()
    looked.find_headings(done)
    looked.find_totals(done)
    if looked.usual >= 3:
        looked.find_footers(done)
        looked.find_sum(done)  # which stood above the notes
        looked.find_sections(done)
    return done


class _Table:
    """The rows below the headings, and what is usual among them."""

    def __init__(self, rows: Sequence[Row], indexes: list[int], found: Headings) -> None:
        self.indexes = indexes
        self.names = found.names
        self.cells = {index: [(column, cell.strip()) for column, cell in enumerate(rows[index]) if cell.strip()]
                      for index in indexes}  # fmt: skip
        counts = sorted(len(cells) for cells in self.cells.values())
        self.usual = median(counts[len(counts) // 2 :]) if counts else 0
        self.lowered = [name.casefold() for name in found.names]
        self.parts = {part: column for column, name in enumerate(found.names) if (part := part_of_position(name))}
        self._numbers: dict[int, Numbers] = {}
        self._shapes: dict[tuple[int, frozenset[int]], Counter[str]] = {}

    def _left(self, done: NoRecords) -> list[int]:
        gone = done.all
        return [index for index in self.indexes if index not in gone]

    def find_headings(self, done: NoRecords) -> None:
        """The headings again, the tags or numbers of the columns, what the columns mean, and rulers."""
        width = len(self.lowered)
        for index in self.indexes:
            cells = self.cells[index]
            column, first = cells[0]
            is_heading = column < width and self._plain(first) == self.lowered[column]
            if not is_heading and first[0] not in _MARKS:
                continue
            texts = [cell for _, cell in cells]
            others = [cell for at, cell in cells if at >= width or self._plain(cell) != self.lowered[at]]
            same = len(cells) - len(others)
            is_another = 2 <= same < len(cells) and same >= 0.5 * len(cells) and all(map(is_known_heading, texts))
            if (
                (same >= 2 and same >= 0.8 * len(cells))
                or is_another
                or (len(texts) > 1 and is_tags(texts))
                or (len("".join(texts)) > 2 and all(map(_RULER.fullmatch, texts)))
            ):
                done.headings[index] = "; ".join(texts)
                if is_another:
                    done.others[index] = others
                if is_another or same >= 2:
                    self._call_section(index, done)
        for index in self.indexes:
            if len(self.cells[index]) == 1 and _PAGE.fullmatch(self.cells[index][0][1]):
                done.footers[index] = self.cells[index][0][1]
        for index in self.indexes[:2]:
            cells = self.cells[index]
            if index not in done.headings and (self._are_column_numbers(cells) or self._tell_of_columns(index)):
                done.headings[index] = "; ".join(cell for _, cell in cells)

    @staticmethod
    def _plain(cell: str) -> str:
        return " ".join(cell.casefold().split())

    def _call_section(self, index: int, done: NoRecords) -> None:
        """Take the line above the headings of a further table for what it is of."""
        at = bisect_left(self.indexes, index)
        above = self.indexes[at - 1] if at else None
        if above is not None and len(self.cells[above]) == 1 and not _PAGE.fullmatch(self.cells[above][0][1]):
            done.sections[above] = self.cells[above][0][1].rstrip(": ")

    def _are_column_numbers(self, cells: list[tuple[int, str]]) -> bool:
        """Whether cells number the columns: 1, 2, 3 …, as in forms of offices."""
        numbers = [cell.strip("()[]. ") for _, cell in cells]
        return len(cells) >= 4 and len(cells) >= 0.8 * len(self.names) and numbers == [
            str(number) for number in range(1, len(cells) + 1)
        ]  # fmt: skip

    def _tell_of_columns(self, index: int) -> bool:
        """Whether a row below the headings holds units, explanations or names where the others hold numbers."""
        cells = self.cells[index]
        others = [dict(self.cells[other]) for other in self.indexes if other != index]
        if len({cell for _, cell in cells}) < 2 or any(map(_is_value, (cell for _, cell in cells))):
            return False
        over_numbers = 0
        for column, _ in cells:
            below = [row[column] for row in others if column in row]
            over_numbers += len(below) > 1 and all(map(_is_value, below))
        told = sum(tells_of_a_column(cell) for _, cell in cells)
        return over_numbers >= 2 and told * 2 >= len(cells)

    def find_totals(self, done: NoRecords) -> None:
        """Rows that are called totals, and a last one that sums up what is above it without a word."""
        for index in self.indexes:
            cells = self.cells[index]
            could = cells if len(cells) < self.usual else cells[:1]
            label = next((column for column, cell in could if is_total(cell)), None)
            if label is None and len(cells) < self.usual and len(cells) > 1 and is_subtotal(cells[0][1]):
                label = cells[0][0]
            if label is None or index in done.headings or self._is_placed(index):
                continue
            if label > 0 and self._continues(index) and not self._adds_up(index, but=label):
                continue
            rest = [cell for column, cell in cells if column != label]
            if all(_AMOUNT.fullmatch(cell) or is_total(cell) or is_unit(cell) or _RULER.fullmatch(cell)
                   for cell in rest):  # fmt: skip
                done.totals[index] = " ".join(cell for _, cell in cells)
        self.find_sum(done)

    def _continues(self, index: int) -> bool:
        """Whether the first cell of a row numbers it as the next one: a place may be called as a total is."""
        column, above = self.cells[index][0][0], list[int]()
        for at in range(bisect_left(self.indexes, index) - 1, -1, -1):
            if self.cells[self.indexes[at]][0][0] == column:
                above.append(self.indexes[at])
                if len(above) == 2:
                    break
        numbers = [number_in(self.cells[other][0][1]) for other in [*reversed(above), index]]
        steps = [after - before for before, after in pairwise(number for number in numbers if number is not None)]
        return len(numbers) > 2 and steps == [1, 1]

    def _adds_up(self, index: int, *, but: int) -> bool:
        """Whether the numbers of a row are the sums of those above; `but`: the column of its label."""
        first = self.cells[index][0][0]
        told = [(column, cell) for column, cell in self.cells[index] if column not in (first, but)]
        return bool(told) and all(
            is_sum(number_in(cell) or 0, self._numbers_of(column).sum_before(index)) for column, cell in told
        )

    def _numbers_of(self, column: int, indexes: Sequence[int] | None = None) -> Numbers:
        """The numbers of a column, in all rows or in some."""
        if indexes is not None:
            return Numbers((index, text) for index in indexes for at, text in self.cells[index] if at == column)
        if column not in self._numbers:
            self._numbers[column] = self._numbers_of(column, self.indexes)
        return self._numbers[column]

    def find_sum(self, done: NoRecords) -> None:
        """A last row that sums up what is above it, without a word or with one in a language that is not known."""
        left = self._left(done)
        if len(left) > 2 and self._sums_up(left):
            done.totals[left[-1]] = " ".join(cell for _, cell in self.cells[left[-1]])
        elif len(left) > 2 and self._could_sum_up(left):
            done.doubtful[left[-1]] = " ".join(cell for _, cell in self.cells[left[-1]])

    def _could_sum_up(self, left: list[int]) -> bool:
        """Whether the last row, under a name as the others have, lacks their position and adds up their numbers."""
        *above, last = left
        named = self.cells[last]
        if self._is_placed(last) or not all(map(self._is_placed, above)) or number_in(named[0][1]) is not None:
            return False
        return len(named) > 1 and self._sums_up(left, named[1:])

    def _is_placed(self, index: int) -> bool:
        """Whether a row has a position among those of the others."""
        own = dict(self.cells[index])
        if "lat" in self.parts and "lon" in self.parts:
            return all(self._is_among(index, own, self.parts[part]) for part in ("lat", "lon"))
        return any(part in self.parts and self.parts[part] in own for part in ("position", "wkt"))

    def _is_among(self, index: int, own: dict[int, str], column: int) -> bool:
        """Whether a row has a number of a column that is not the sum of the others, and one of degrees if they are.

        A text with digits, such as 40°23'15"N, is one of a position too.
        """
        if column not in own:
            return False
        value = number_in(own[column])
        if value is None:
            return any(map(str.isdigit, own[column]))
        numbers = self._numbers_of(column)
        others = len(numbers) - 1
        if not others:
            return True
        is_of_others = others > 1 and is_sum(value, numbers.sum - value)
        return not is_of_others and (abs(value) <= 180 or numbers.beyond_degrees > (abs(value) > 180))

    def _sums_up(self, left: list[int], named: list[tuple[int, str]] | None = None) -> bool:
        """Whether each number of the last row is the sum of its column, and few are filled; a word may stand first.

        `named`: the cells that are to add up, where it is known that another names the row.
        """
        last = left[-1]
        cells = named or self.cells[last]
        if len(cells) > self.usual / 2 or any(column in self.parts.values() for column, _ in cells):
            return False
        if not named and len(cells) > 1 and number_in(cells[0][1]) is None and (len(cells) > 2 or not self._fits(last)):
            cells = cells[1:]
        columns = [self._numbers_of(column, left) for column, _ in cells]
        are_sums = all(numbers.is_summed_at(last) and not numbers.are_counted_to(last) for numbers in columns)
        return are_sums and any(numbers.are_several_before(last) for numbers in columns)

    def find_footers(self, done: NoRecords) -> None:
        """Notes, sources and signatures below the last row that is as full as a record."""
        gone = done.all
        left = self._left(done)
        full = [index for index in left if len(self.cells[index]) >= max(2, self.usual * 0.6)]
        if not full:
            return
        before, cut_off = full[-1], False
        for index in (index for index in self.indexes if index > full[-1]):
            cut_off = cut_off or index - before > 1
            before = index
            cells = self.cells[index]
            texts = {cell for _, cell in cells}
            first = cells[0][1]
            if index in gone or _has_position(" ".join(texts)):
                continue
            is_of_the_others = self._fits(index, but=gone)
            alone = len(texts) == 1
            is_signed = any(_SIGNATURE.fullmatch(cell) for cell in texts)
            if (alone and (cut_off or is_note(first) or not is_of_the_others)) or (
                len(cells) <= self.usual / 2 and (is_note(first) or is_signed) and not self._is_placed(index)
            ):
                done.footers[index] = " ".join(dict.fromkeys(cell for _, cell in cells))

    def find_sections(self, done: NoRecords) -> None:
        """Lines of one text above the rows that belong to it: at least two of them, or one that is no record's."""
        lines = []
        left = self._left(done)
        for at, index in enumerate(left[:-1]):
            cells = self.cells[index]
            if len(cells) > 1 and cells[0][1] != cells[1][1]:
                continue
            texts = {cell for _, cell in cells}
            is_line = len(texts) == 1 and (cells[0][0] == 0 or len(cells) > 1)
            text = min(texts)
            if is_line and not _NUMBER.fullmatch(text) and not _has_position(text) and (
                len(self.cells[left[at + 1]]) >= max(2, self.usual * 0.6) or len(self.cells[left[at + 1]]) == 1
            ):  # fmt: skip
                lines.append(index)
        merged = {index for index in lines if len(self.cells[index]) > 1}
        leads = len(lines) > 1 and self._leads()
        for index in lines:
            text = self.cells[index][0][1]
            if index in merged or text.endswith(":") or not self._fits(index) or leads:
                done.sections[index] = text.rstrip(": ")

    def _leads(self) -> bool:
        """Whether the first column is empty in most rows, as that of sections is."""
        return sum(cells[0][0] > 0 for cells in self.cells.values() if len(cells) > 1) > len(self.cells) / 2

    def _fits(self, index: int, *, but: frozenset[int] = frozenset()) -> bool:
        """Whether the one text of a row is written as the others of its column are, but for those of some rows."""
        column, text = self.cells[index][0]
        own, is_there = _shape(text), len(self.cells[index]) > 1 and index not in but
        shapes = self._shapes_of(column, but)
        others = shapes.total() - is_there
        if not others:
            return False
        with_digits = sum(count for shape, count in shapes.items() if "9" in shape) - (is_there and "9" in own)
        return shapes[own] > is_there or not with_digits > others / 2

    def _shapes_of(self, column: int, but: frozenset[int]) -> Counter[str]:
        """How the texts of a column are built, in rows of more than one, but for some."""
        if (column, but) not in self._shapes:
            rows = (cells for index in self.indexes if index not in but and len(cells := self.cells[index]) > 1)
            self._shapes[column, but] = Counter(_shape(text) for cells in rows for at, text in cells if at == column)
        return self._shapes[column, but]


def _has_position(text: str) -> bool:
    return bool(_WITH_POSITION.search(text[:_LOOK]))


def _is_value(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell))


def _shape(text: str) -> str:
    """How a text is built: a letter for each run of letters, a 9 for each run of digits."""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", text))
