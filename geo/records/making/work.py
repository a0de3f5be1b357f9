"""A table on its way to records, and what became of its columns so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from geo.findings import Findings
from geo.records.fields import Kind


@dataclass
class Work:
    """A table on its way to records."""

    table: pd.DataFrame
    kind: Kind
    source: str
    values: Mapping[str, Sequence[str]]
    problems: Findings = field(default_factory=Findings)
    columns: dict[str, Any] = field(default_factory=dict)
    extras: dict[str, Any] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    suggested: dict[str, list[list[Any]]] = field(default_factory=dict)
