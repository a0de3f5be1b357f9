"""What can be found in records and files: a table of codes, and the finding itself.

A code is an API: scripts read it, pages of the documentation are found by it, and one fact has one code whichever
format it came in. So the codes stand in one table (`codes.toml`), with what each means and what helps, and a finding
of a code that is not in it, or of a severity that the table does not allow for it, is refused where it is made.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, get_args

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True, slots=True)
class Code:
    """What is known of a code beforehand.

    `severities`: what a finding can be, the usual first. `title` names the fact, `means` says what it is and what it
    does to a map, `remedy` what helps; `option`: the thing to give for it when reading (`crs`, `mapping`, …), or "".
    """

    name: str
    severities: tuple[Severity, ...]
    title: str
    means: str
    remedy: str
    option: str = ""


@lru_cache(maxsize=1)
def codes() -> Mapping[str, Code]:
    """Every code by its name, in the order of the table.

    >>> codes()["crs_missing"].title
    'The CRS is missing'
    """
    table = tomllib.loads(files(__package__).joinpath("codes.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: _code(name, found) for name, found in table.items()})


def _code(name: str, found: Mapping[str, str]) -> Code:
    severities = tuple(known for told in found["severity"] for known in SEVERITIES if known == told)
    return Code(name, severities, found["title"], found["means"], found["do"], found.get("option", ""))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or worth knowing, about one record or a whole file.

    `code` is a name of the table of codes, the same for every record with the same fault; `row` is the number a reader
    of the source would call the record by (spreadsheet row with the heading as row 1; feature 1, 2, 3 … elsewhere);
    `lon`, `lat` (degrees, WGS 84) say where, when the fault has a place of its own. Raises ValueError for a code that
    the table does not have, and for a severity that it does not have for the code.

    >>> print(Problem("coordinate_range", "error", "312.5 is outside -90…90.", "Are the columns swapped?",
    ...               source="survey.csv", row=14, field="latitude"))
    survey.csv, row 14, latitude: 312.5 is outside -90…90. Are the columns swapped?
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

    def __post_init__(self) -> None:
        known = codes().get(self.code)
        if known is None:
            raise ValueError(f"There is no code {self.code!r} in geo/findings/codes.toml.")
        if self.severity not in known.severities:
            raise ValueError(f"{self.code} is not given as {self.severity!r} in geo/findings/codes.toml.")

    @property
    def where(self) -> str:
        """Source, row or id, and field, as far as they are known."""
        record = f"row {self.row}" if self.row is not None else self.id
        return ", ".join(part for part in (self.source, record, self.field) if part)

    def __str__(self) -> str:
        said = f"{self.what} {self.remedy}".strip()
        return f"{self.where}: {said}" if self.where else said
