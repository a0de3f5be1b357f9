"""What a hazard, a release, an accident, a place and a fact are: their fields, in the order a reader meets them.

The fields cover the minimum-data draft of the GICHD (Minimum Data Requirements) and the fields that users of
IMSMA NG carry. Type says how sure one is of a hazard, status what is being done about it, and a release is a polygon
of its own that takes land away from a hazard: three things, never one column.

A frame of records is a GeoDataFrame in EPSG:4326 (lon, lat). Text columns hold `str` or a missing value, lists hold
tuples of `str`, measures hold float with NaN for missing, counts hold `Int64`, dates hold ISO 8601 text that may stop
at the year or month. Every field but `id` may be missing; a geometry that is not known is None. Columns that are no
field are kept as they came.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldType = Literal["text", "value", "values", "date", "measure", "count", "counts"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    `type`: text; value (one of `values`); values (several of them); date (YYYY, YYYY-MM or YYYY-MM-DD);
    measure (a number in `unit`); count (a whole number); counts (whole numbers by ordnance).
    """

    name: str
    type: FieldType = "text"
    values: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: its name, its fields in order, and the geometry types it is usually given in."""

    name: str
    fields: tuple[Field, ...]
    geometries: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that name, or None.

        >>> KINDS["hazards"].field("area_type").values[1]
        'SHA'
        """
        return next((field for field in self.fields if field.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(field.name for field in self.fields)


SETTINGS = (
    "residential_area", "riverbank", "crossroads", "cemetery", "road", "bridge", "farmland", "pasture", "forest",
    "water_source", "school", "health_facility", "place_of_worship", "infrastructure", "military_position", "border",
    "other", "unknown",
)  # fmt: skip
ORDNANCE = (
    "AP_mine", "AV_mine", "improvised_mine", "booby_trap", "cluster_munition_remnant", "UXO", "AXO", "other", "unknown",
)  # fmt: skip
DIRECT_EVIDENCE = (
    "detonation", "accident_known_location", "record_high_reliability", "sign_or_fence", "visual_observation",
)  # fmt: skip
INDIRECT_EVIDENCE = (
    "old_survey", "former_combatant_zone", "accident_unknown_location", "record_low_reliability", "land_not_used",
    "verbal_report",
)  # fmt: skip
BLOCKS = (
    "housing", "farmland", "pasture", "water", "road", "school", "health", "cemetery", "infrastructure", "other",
)  # fmt: skip
METHODS = ("non_technical_survey", "technical_survey", "clearance", "battle_area_clearance", "spot_task")
POSITION_METHODS = (
    "surveyed", "walked", "bearing_distance", "viewpoint", "map_drawn", "record", "imagery", "place_name", "unknown",
)  # fmt: skip

_POSITION = (
    Field("position_method", "value", POSITION_METHODS),
    Field("position_accuracy_m", "measure", unit="m"),
    Field("position_entered"),
    Field("crs_entered"),
    Field("position_transformation"),
)
_SOURCE = (
    Field("source"),
    Field("source_url"),
    Field("source_type"),
    Field("source_reliability", "value", ("A", "B", "C", "D", "E", "F")),
    Field("information_credibility", "value", ("1", "2", "3", "4", "5", "6")),
    Field("reported_on", "date"),
    Field("information_on", "date"),
    Field("verified_on", "date"),
    Field("organisation"),
    Field("sensitivity", "value", ("public", "partners", "internal")),
    Field("remarks"),
)
_PLACE = (Field("name"), Field("place"), Field("admin1"), Field("admin2"))

HAZARDS = Kind(
    "hazards",
    (
        Field("id"),
        *_PLACE,
        Field("setting", "value", SETTINGS),
        Field("area_type", "value", ("indication", "SHA", "CHA", "spot_task", "unknown")),
        Field("status", "value", ("open", "worked_on", "suspended", "closed", "unknown")),
        Field("status_date", "date"),
        Field("status_reason"),
        Field("ordnance", "values", ORDNANCE),
        Field("evidence", "value", ("direct", "indirect", "none", "unknown")),
        Field("direct_evidence", "values", DIRECT_EVIDENCE),
        Field("indirect_evidence", "values", INDIRECT_EVIDENCE),
        Field("priority", "value", ("high", "medium", "low", "unknown")),
        Field("marking", "value", ("none", "improvised", "temporary", "permanent", "fenced", "unknown")),
        Field("marking_checked_on", "date"),
        Field("blocks", "values", BLOCKS),
        Field("area_reported_m2", "measure", unit="m2"),
        *_POSITION,
        *_SOURCE,
    ),
    ("Polygon", "MultiPolygon", "Point", "MultiPoint", "LineString", "MultiLineString"),
)
RELEASES = Kind(
    "releases",
    (
        Field("id"),
        Field("hazard_id"),
        Field("product", "value", ("cancelled", "reduced", "cleared")),
        Field("method", "value", METHODS),
        Field("completed_on", "date"),
        Field("depth_m", "measure", unit="m"),
        Field("area_reported_m2", "measure", unit="m2"),
        Field("devices_found", "counts", ORDNANCE),
        *_PLACE,
        *_POSITION,
        *_SOURCE,
    ),
    ("Polygon", "MultiPolygon"),
)
ACCIDENTS = Kind(
    "accidents",
    (
        Field("id"),
        Field("occurred_on", "date"),
        *(
            Field(name, "count")
            for name in (
                "killed",
                "injured",
                "outcome_unknown",
                "civilian",
                "military",
                "deminer",
                "affiliation_unknown",
                "men",
                "women",
                "boys",
                "girls",
                "sex_age_unknown",
            )
        ),  # fmt: skip
        Field("ordnance", "values", ORDNANCE),
        Field("activity"),
        Field("setting", "value", SETTINGS),
        *_PLACE,
        *_POSITION,
        *_SOURCE,
    ),
    ("Point", "MultiPoint"),
)
PLACES = Kind(
    "places",
    (
        Field("id"),
        Field("name"),
        Field("setting", "value", SETTINGS),
        Field("place"),
        Field("admin1"),
        Field("admin2"),
        *_POSITION,
        *_SOURCE,
    ),
    ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"),
)
FACTS = Kind(
    "facts",
    (
        Field("id"),
        Field("subject"),
        Field("value"),
        Field("unit"),
        Field("as_of", "date"),
        *_SOURCE,
    ),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in (HAZARDS, RELEASES, ACCIDENTS, PLACES, FACTS)}

POPUP_FIELDS = (
    "name", "area", "area_type", "status", "ordnance", "marking", "organisation", "verified_on", "source",
    "position_accuracy_m",
)  # fmt: skip
"""What a public map shows first of a hazard; `area` is computed, beside what was reported."""
