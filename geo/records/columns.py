"""Which column is which field: by what the user says, by its own name, by an HXL tag, or by what people call it.

What the user says goes first. Where two columns could be one field the better sign wins, then the first column; the
other is kept as it came, and it is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType

from geo.cells.numbers import UNITS
from geo.cells.words import fold, words
from geo.errors import UsageError
from geo.findings import Findings
from geo.findings.options import written_option
from geo.placing.called import split_system
from geo.records.fields import DEFAULT_KIND, KINDS
from geo.records.personal import tells_of_victims
from geo.records.properties import GEOMETRY_PROPERTY
from geo.records.vocabulary import PSEUDO_FIELDS, columns_of, hashtags_of, headings_of

KEEP = ("", "-")
"""What is named for a column that is to be no field."""

_USER, _EXACT, _TAG, _ALIAS, _PART, _COUNTED = range(6)  # _COUNTED: of numbers counted anew, and of years
_COUNTS = frozenset(map(fold, ("objectid", "fid", "ogc fid", "feature id", "no", "n°", "№", "№ п/п", "sıra nömrəsi")))
"""Ids that a program or a clerk counts anew in each file; one of another name beside them is the record's own."""
_YEARS = frozenset(
    map(fold, "year yr año ano année an год рік il yıl سنة السنة سال տարի წელი ឆ្នាំ năm jahr anno viti godina "
              "година rok".split())
)  # fmt: skip
"""Headings of a year: where another column holds the day, that is the date."""
_TAILS = frozenset(
    map(fold, "dd dms dm ddm decimal dec deg degree degrees wgs wgs84 84 gps epsg 4326 start begin beginning from "
              "first 1 point centre center centroid y x n e grados degres град градусы".split())
)  # fmt: skip
_OTHER_UNITS = frozenset(
    map(fold, "dunum dunam donum dönüm dunams dunums دونم feddan فدان jerib جريب mu manzana manzanas tarea tareas "
              "cuerda fanegada fanegadas vara varas sqft ft2 yd2 sqyd yards mile miles nm".split())
)  # fmt: skip
"""Units of land and length that differ from country to country, or that nobody means on purpose."""
_BRACKETS = re.compile(r"(.*?)[\s_]*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*")
_PARTS = {
    "latitude": "lat", "lat": "lat", "longitude": "lon", "lon": "lon", "lng": "lon", "long": "lon",
    "precision": "position_accuracy_m", "accuracy": "position_accuracy_m", "altitude": "", "alt": "", "elevation": "",
}  # fmt: skip
"""Last words of the columns that a form makes of one position, and what each is."""
_SIDES = {"e": "easting", "n": "northing", "east": "easting", "north": "northing"}
"""Letters that are an axis where the system of a grid stands beside them."""
_IN_METRES = re.compile(r"[\s,]+[mм]\.?$|\s*\([mм]\)", re.IGNORECASE)
_AXES = ("lat", "lon", "easting", "northing")
PLACING = frozenset({*_AXES, "position", "wkt"})
"""The parts of a position that say by themselves, or with their partner, where a record lies."""
_LONGEST = 1000
"""Nobody calls a field by more letters; so many of anything else are a cell that stands where headings do."""
_NO_TAGS: Mapping[str, str] = MappingProxyType({})
_OF_SOME = frozenset(
    "f m i children adults elderly infants adolescents u5 age civilian civilians military deminer".split()
)
"""HXL attributes of a part of the people: how many of them were killed is not how many were."""
_REPEAT = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Match:
    """A column taken for a field; `factor` turns numbers in the unit of its heading into the unit of the field."""

    column: str
    field: str
    rank: int
    factor: float = 1.0
    unit: str = ""

    @property
    def sure(self) -> bool:
        """Whether the column must be taken even if nothing in it is understood."""
        return self.rank <= _TAG

    @property
    def is_chosen(self) -> bool:
        """Whether somebody says that the column is the field, or it is called as the field is."""
        return self.rank <= _EXACT


def match_columns(
    columns: Sequence[str], kind: str, fields: Mapping[str, str], hashtags: Mapping[str, str], *, source: str
) -> tuple[list[Match], Findings]:
    """Find the field, or the part of a position, of each column; columns without one are not in the result.

    Raises UsageError if `fields` names a field that the kind does not have.
    """
    said = _checked(fields, kind)
    named, problems = _fields_by_column(said, columns, source)
    groups = groups_of(columns)
    found = [match for column in columns if (match := _match(column, kind, named, hashtags, groups))]
    best: dict[str, Match] = {}
    for match in found:
        if match.field not in best or match.rank < best[match.field].rank:
            best[match.field] = match
    for match in found:
        if best[match.field] is not match:
            chosen = best[match.field].column
            problems.add(
                "column_twice",
                f"The columns {chosen!r} and {match.column!r} can both be "
                f"{match.field}; {chosen!r} is taken, the other is kept beside it.",
                "Choose one of them.",
                field=match.column,
                option=written_option("fields", f"{chosen}={match.field}"),
            )
    return list(best.values()), problems


def guess_kind(columns: Iterable[object], hashtags: Mapping[str, str] = _NO_TAGS) -> str:
    """The kind of record that columns of these names, or with these HXL tags, hold. What could be a hazard is one.

    >>> guess_kind(["Muertos", "Heridos", "Fecha", "Municipio"]), guess_kind(["name", "lat", "lon", "population"])
    ('accidents', 'places')
    >>> guess_kind(["lat", "lon"])
    'hazards'
    """
    names = [str(name) for name in columns]
    if whole := [kind for kind in KINDS if {*KINDS[kind].names} <= {*names}]:  # records as a frame of ours has them
        return max(whole, key=lambda kind: len(KINDS[kind].names))
    scores = {kind: _score(names, kind, hashtags) for kind in KINDS}
    best = max(scores, key=lambda kind: (scores[kind], kind == DEFAULT_KIND))
    return best if scores[best] else DEFAULT_KIND


@lru_cache(maxsize=4096)
def is_known_heading(name: str) -> bool:
    """Whether a heading stands for a field of any kind, or for a part of a position.

    >>> is_known_heading("Широта"), is_known_heading("Area (ha)"), is_known_heading("Who?")
    (True, True, False)
    """
    return any(_match(name, kind, {}, {}) for kind in KINDS)


@lru_cache(maxsize=4096)
def part_of_position(name: str) -> str:
    """The part of a position that a heading stands for, or nothing.

    >>> part_of_position("Latitud"), part_of_position("Status")
    ('lat', '')
    """
    match = _match(name, DEFAULT_KIND, {}, {})
    return match.field if match and match.field in PSEUDO_FIELDS else ""


def _begins_with_harm(name: str, kind: str) -> bool:
    """Whether a heading counts killed or injured of a sort, as "Killed - men" does."""
    first, *rest = words(name) or [""]
    return bool(rest) and columns_of(kind).get(first) in ("killed", "injured")


def _last(name: str) -> str:
    """A heading without the groups of a form before it, or the last of its languages: "Tarix / Дата / Date"."""
    return re.split(r"[/.]|::", name)[-1]


def _bare(name: str) -> str:
    """A heading without what stands in brackets behind it."""
    found = _BRACKETS.fullmatch(name)
    return found[1] if found else name


def _score(names: Sequence[str], kind: str, hashtags: Mapping[str, str]) -> int:
    """How much columns of these names tell for a kind. A date or a status alone tells for none in particular."""
    guess = KINDS[kind].guess
    vague = frozenset().union(*map(headings_of, ("date", *guess.vague)))
    telling = [name for name in names if fold(_bare(name)) not in vague and fold(_bare(_last(name))) not in vague]
    matches = [match for name in telling if (match := _match(name, kind, {}, hashtags))]
    found = {match.field for match in matches} & set(guess.telling)
    told = 0 if len(found) < guess.least or found <= set(guess.never_alone) else len(found) * guess.weight
    if KINDS[kind].of_people:
        told += guess.weight * sum(map(tells_of_victims, names))
        told += guess.weight * sum(_begins_with_harm(name, kind) for name in names)
    return told + sum(fold(name) in set(map(fold, guess.headings)) for name in names)


def _checked(fields: Mapping[str, str], kind: str) -> dict[str, str]:
    """The fields that columns are named for, each one that the kind has."""
    allowed = (*KINDS[kind].names, *PSEUDO_FIELDS)
    for column, field in fields.items():
        if field not in (*allowed, *KEEP):
            known = columns_of(kind).get(fold(field))
            near = [known] if known in allowed else get_close_matches(field, allowed, n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]}?" if near else f"Use one of: {', '.join(allowed)}."
            raise UsageError(f"{field!r} is not a field of {kind} (column {column!r}).", remedy=hint)
    return dict(fields)


def _fields_by_column(said: Mapping[str, str], columns: Sequence[str], source: str) -> tuple[dict[str, str], Findings]:
    """For each column that a field is named for, exactly or in another spelling, what it is to be."""
    named: dict[str, str] = {}
    problems = Findings(source)
    for column, field in said.items():
        wanted = GEOMETRY_PROPERTY if column == "geometry" else column
        alike = [name for name in columns if name == wanted] or [name for name in columns if fold(name) == fold(column)]
        if alike:
            named.update(dict.fromkeys(alike[:1], field))
        else:
            near = get_close_matches(column, columns, n=1, cutoff=0.5)
            some = ", ".join(columns[:12]) + (" …" if len(columns) > 12 else "")
            hint = f"Did you mean {near[0]!r}?" if near else f"Its columns are: {some}."
            problems.add(
                "mapped_column_missing",
                f"There is no column {column!r}, which is named as {field or 'no field'}.",
                hint,
                field=column,
                option="",
            )
    return named, problems


def group_of(column: str) -> tuple[str, ...] | None:
    """What stands before the last word of a column that a form makes of a position; None for any other column.

    >>> group_of("_site_latitude"), group_of("site-gps-Accuracy"), group_of("latitude"), group_of("status")
    (('site',), ('site', 'gps'), None, None)
    """
    parts = words(column)
    return parts[:-1] if len(parts) > 1 and parts[-1] in _PARTS else None


def groups_of(columns: Iterable[str]) -> frozenset[tuple[str, ...]]:
    """The positions of a form that have a column of latitudes and one of longitudes, each as `group_of` has it."""
    names = list(columns)
    found = {part: {group_of(name) for name in names if group_of(name) and _PARTS[words(name)[-1]] == part}
             for part in ("lat", "lon")}  # fmt: skip
    return frozenset(group for group in found["lat"] & found["lon"] if group)


def _match(
    column: str, kind: str, named: Mapping[str, str], hashtags: Mapping[str, str],
    groups: Collection[tuple[str, ...]] | None = None,
) -> Match | None:  # fmt: skip
    """The field of one column; `groups`: of the positions that have a latitude and a longitude, None if not known."""
    if column in named:
        return None if named[column] in KEEP else _with_unit(Match(column, named[column], _USER), kind)
    if column in KINDS[kind].names:
        return Match(column, column, _EXACT)
    if column == GEOMETRY_PROPERTY:
        return Match(column, "wkt", _ALIAS)
    tag = hashtags.get(column, column if column.startswith("#") else "")
    if tag and (field := _tagged(tag, kind)):
        return Match(column, field, _TAG)
    return _by_words(column, kind) or _by_group(column, kind, groups)


def _by_words(column: str, kind: str) -> Match | None:
    """The field that people call so: the whole heading, without the groups of a form, a unit or what is in brackets.

    A last word alone says of a position that it is one, and nothing of how exact it is; what is asked again and again
    within a record is no field of the record.
    """
    if len(column) > _LONGEST:
        return None
    known = columns_of(kind)
    last = _last(column)
    if (inside := _BRACKETS.fullmatch(column)) and (part := known.get(fold(inside[2]))) in _AXES:
        return Match(column, part, _ALIAS)  # "X (northing)": the word says which axis is meant, the letter does not
    for name, rank in ((column, _ALIAS), (last, _PART)):
        bare, unit = split_unit(name)
        plain = _BRACKETS.fullmatch(name)
        for text in (name, *([bare] if unit else ()), *([plain[1]] if plain else ())):
            found = known.get(fold(text))
            if found is None or (rank == _PART and last != column and not _may_stand_last(found, column)):
                continue
            is_late = (found == "id" and fold(text) in _COUNTS) or (found == KINDS[kind].date and fold(text) in _YEARS)
            match = Match(column, found, _COUNTED if is_late else rank)
            return _with_unit(match, kind) if unit else match
    return _by_tail(column, known) or _beside_system(column, known)


def _by_tail(column: str, known: Mapping[str, str]) -> Match | None:
    """Latitude or longitude with a word behind it that says how it is written, of which end, or in which datum."""
    parts = words(column)
    while len(parts) > 1 and parts[-1] in _TAILS:
        parts = parts[:-1]
        if (found := known.get("".join(parts))) in ("lat", "lon"):
            return Match(column, found, _PART)
    return None


def _beside_system(column: str, known: Mapping[str, str]) -> Match | None:
    """A part of a position with the system of coordinates that it is in beside it: "Координаты СК-42"."""
    rest, system = split_system(column)
    plain = _IN_METRES.sub("", _bare(rest)) if system else ""
    found = _SIDES.get(fold(plain)) or known.get(fold(plain)) if plain else None
    return Match(column, found, _PART) if found in PLACING else None


def _may_stand_last(field: str, column: str) -> bool:
    """Whether the last part of a heading may say the field without what stands before it."""
    return field != "position_accuracy_m" and (field in PSEUDO_FIELDS or not _REPEAT.search(column))


def _by_group(column: str, kind: str, groups: Collection[tuple[str, ...]] | None) -> Match | None:
    """A part of the position that several columns of a form make up: `site-gps-Latitude`, `_where_precision`."""
    group = group_of(column)
    if group is None or (groups is not None and group not in groups):
        return None
    part = _PARTS[words(column)[-1]]
    if not part or (part not in PSEUDO_FIELDS and KINDS[kind].field(part) is None):
        return None
    return Match(column, part, _PART)


def split_unit(name: str) -> tuple[str, str]:
    """Take the unit off a heading; the second text is empty if there is none.

    >>> split_unit("Area (ha)"), split_unit("area_km2"), split_unit("Superficie en m²"), split_unit("team")
    (('Area', 'ha'), ('area', 'km2'), ('Superficie en', 'm2'), ('team', ''))
    """
    units = {unit for table in UNITS.values() for unit in table}
    if (found := _BRACKETS.fullmatch(name)) and fold(found[2]) in units:
        return found[1], fold(found[2])
    parts = re.split(r"[\s_,.-]+", name.strip())
    for count in (2, 1):
        unit = fold("".join(parts[-count:]))
        if len(parts) > count and unit in units:
            return " ".join(parts[:-count]), unit
    return name, ""


def unknown_unit(name: str) -> str:
    """What stands in brackets behind a heading of a measure and is no unit that is known; empty if it may be anything.

    >>> unknown_unit("Area (dunum)"), unknown_unit("Area (ha)"), unknown_unit("Area (estimated)")
    ('dunum', '', '')
    """
    found = _BRACKETS.fullmatch(name)
    if not found or split_unit(name)[1] or not re.fullmatch(r"[^\W\d_]+\.?", found[2]):
        return ""
    return found[2] if fold(found[2]) in _OTHER_UNITS else ""


def _with_unit(match: Match, kind: str) -> Match:
    field = KINDS[kind].field(match.field)
    unit = split_unit(re.split(r"/|::", match.column)[-1])[1]
    if field is None or field.type != "measure" or unit not in UNITS[field.unit]:
        return match
    return Match(match.column, match.field, match.rank, UNITS[field.unit][unit], unit)


def _tagged(tag: str, kind: str) -> str:
    """The field of an HXL tag: that of the longest known tag whose attributes it has all."""
    parts = set(re.sub(r"\s", "", tag.casefold()).split("+"))
    fits = [
        (len(known), field) for known, field in hashtags_of(kind).items()
        if known <= parts and not (field in ("killed", "injured") and (parts - known) & _OF_SOME)
    ]  # fmt: skip
    return max(fits, key=lambda fit: fit[0])[1] if fits else ""
