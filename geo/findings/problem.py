"""The finding itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from geo.findings import speaking
from geo.findings.options import Words, in_python, with_options
from geo.findings.table import Severity, codes


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or worth knowing, about one record or a whole file.

    `code` is a name of the table of codes, the same for every record with the same fault; `row` is the number a reader
    of the source would call the record by (spreadsheet row with the heading as row 1; feature 1, 2, 3 … elsewhere);
    `lon`, `lat` (degrees, WGS 84) say where, when the fault has a place of its own; `option` names what can be given
    for it (see `geo.findings.options`), without one what the table names, and "" for nothing. Raises ValueError for
    a code that the table does not have, and for a severity that it does not have for the code.

    >>> print(Problem("coordinate_range", "error", "312.5 is outside -90…90.", "Are the columns swapped?",
    ...               source="survey.csv", row=14, field="latitude", option="fields=y=lat"))
    survey.csv, row 14, latitude: 312.5 is outside -90…90. Are the columns swapped? (fields={"y": "lat"})
    """

    code: str
    severity: Severity
    what: str
    remedy: str = ""
    source: str = ""
    row: int | None = None
    id: str = ""
    field: str = ""
    lon: float | None = None
    lat: float | None = None
    option: str | None = None

    def __post_init__(self) -> None:
        known = codes().get(self.code)
        if known is None:
            raise ValueError(f"There is no code {self.code!r} in geo/findings/codes.toml.")
        if self.severity not in known.severities:
            raise ValueError(f"{self.code} is not given as {self.severity!r} in geo/findings/codes.toml.")
        if self.option is None:
            object.__setattr__(self, "option", known.option)

    def __reduce__(self) -> tuple[Any, ...]:
        """Give the parts of which it is made again in another process: a tenth of the time that a dataclass takes."""
        return Problem, (self.code, self.severity, self.what, self.remedy, self.source, self.row, self.id, self.field,
                         self.lon, self.lat, self.option)  # fmt: skip

    @property
    def where(self) -> str:
        """Source, row or id, and field, as far as they are known."""
        record = f"row {self.row}" if self.row is not None else self.id
        return ", ".join(part for part in (self.source, record, self.field) if part)

    def __str__(self) -> str:
        return self.told(in_python)

    def text(self, language: str = "en", words: Words = in_python) -> str:
        """Give where, what and the remedy in a language: "en", "az", "ru" or "ar"; English for any other.

        In English it is `told`. In the others it is the sentence of the code with the values of the English one.

        >>> problem = Problem("stale", "note", "Last seen in 2009.", "Has anyone been there since?", row=7)
        >>> print(problem.text("ru"))
        строка 7: Запись старая: 2009. Был ли там кто-нибудь с тех пор? Введите дату последнего посещения (verified_on).
        """
        tongue = speaking.spoken(language)
        if tongue == "en":
            return self.told(words)
        record = speaking.say(tongue, "row", row=self.row) if self.row is not None else self._apart(tongue, self.id)
        named = (self._apart(tongue, self.source), record, self._apart(tongue, self.field))
        where = speaking.say(tongue, "list").join(part for part in named if part)
        said = self.sentences(tongue, words)
        return f"{where}: {said}" if where else said

    def sentences(self, language: str, words: Words = in_python) -> str:
        """Give what and the remedy in a language, without where."""
        tongue = speaking.spoken(language)
        if tongue == "en":
            return f"{self.what} {with_options(self.remedy, self.option or '', words)}".strip()
        remedy = speaking.remedy_of(tongue, self.code, self.remedy)
        options = with_options(remedy, self.option or "", lambda *one: speaking.apart(tongue, words(*one)))
        return f"{speaking.sentence(tongue, self.code, self.what)} {options}".strip()

    @staticmethod
    def _apart(language: str, value: str) -> str:
        return speaking.apart(language, value) if value else ""

    def told(self, words: Words) -> str:
        """Give where, what and the remedy, with the option in the words of whoever speaks to the person."""
        said = self.sentences("en", words)
        return f"{self.where}: {said}" if self.where else said
