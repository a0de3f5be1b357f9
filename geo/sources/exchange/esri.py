"""Esri JSON: what an ArcGIS FeatureServer answers with f=json, what "Features to JSON" writes, and feature collections.

Dates are milliseconds; coded values are given the words that the answer has for them, and the codes are kept beside.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from geo.cells.names import free_name
from geo.errors import SourceError, UsageError
from geo.geojson.esri_shapes import crs_of_esri, geometry_of_esri
from geo.geojson.shapes import written
from geo.sources.exchange.answers import note_lacking
from geo.sources.features import Features, heading_of
from geo.sources.raw import RawTable

_EPOCH = datetime(1970, 1, 1)
_LONLAT = 4326


def is_esri(value: dict[str, Any]) -> bool:
    """Whether a value of JSON holds Esri's features or is one of its geometries."""
    return bool(_sets(value)) or any(name in value for name in ("paths", "rings", "curvePaths", "curveRings"))


def _sets(value: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The sets of features in a value, each with its name."""
    if isinstance(value.get("features"), list):
        return [("", value)]
    layers = value.get("layers")
    inner = value.get("featureCollection")
    if isinstance(inner, dict):
        return _sets(inner)
    found = []
    for number, one in enumerate(layers if isinstance(layers, list) else (), start=1):
        features = one.get("featureSet") if isinstance(one, dict) else None
        if isinstance(features, dict) and isinstance(features.get("features"), list):
            about = one.get("layerDefinition") if isinstance(one.get("layerDefinition"), dict) else {}
            found.append((str(about.get("name") or f"Layer {number}"), {**about, **features}))
    return found


def refuse_answer(value: dict[str, Any], source: str) -> None:
    """Raise SourceError for what a server answers instead of records: an error, a description, ids, a count."""
    error = value.get("error")
    if isinstance(error, dict) and "message" in error:
        said = str(error["message"])[:200]
        raise SourceError(
            f"{source} holds no records: the server answered {said!r}.", remedy="Ask it again, signed in if it says so."
        )
    if "currentVersion" in value or "objectIds" in value or "objectIdFieldName" in value:
        raise SourceError(
            f"{source} describes a layer of a server and holds no records.",
            remedy="Save the answer to its query: …/query?where=1=1&outFields=*&f=geojson.",
        )


def table(value: dict[str, Any], source: str, *, crs: str | None, layer: str | None) -> RawTable:
    """Read a set of features, or several. Raises UsageError if no CRS is stated for positions that need one."""
    sets = _sets(value) or [("", {"features": [{"attributes": {}, "geometry": value}], **value})]
    names = [name for name, _ in sets]
    if layer is not None and layer not in names:
        raise UsageError(f"{source} has no layer {layer!r}.", remedy=f"There are: {', '.join(filter(None, names))}.")
    chosen = [one for one in sets if layer in (None, one[0])]
    systems = {_crs(members) for _, members in chosen}
    if systems == {None, f"EPSG:{_LONLAT}"}:
        systems = {f"EPSG:{_LONLAT}"}
    if crs is None and len(systems) > 1:
        raise UsageError(
            f"{source} holds layers in several systems.", remedy=f"Name one of: {', '.join(names)}.", option="sheet"
        )
    reader = Features(source)
    for name, members in chosen:
        columns = _Columns(members)
        for feature in members["features"]:
            _add(reader, feature, {"layer": name} if len(sets) > 1 else {}, columns)
        note_lacking(reader.problems, members, len(members["features"]))
    if not reader.geometries:
        reader.problems.add("no_records", "There is not one record in the file.")
    return reader.table_in_degrees_or(crs or systems.pop(), {"driver": "Esri JSON"})


def _crs(members: dict[str, Any]) -> str | None:
    """The system that a set of features states, None where it states none."""
    reference = members.get("spatialReference")
    if not isinstance(reference, dict):
        features = members["features"]
        inner = (one.get("geometry") for one in features if isinstance(one, dict))
        stated = (one.get("spatialReference") for one in inner if isinstance(one, dict))
        reference = next((one for one in stated if isinstance(one, dict)), {})
    return crs_of_esri(reference)


class _Columns:
    """What a set of features says of its fields: which are dates, and what their codes mean; where heights are."""

    def __init__(self, members: dict[str, Any]) -> None:
        listed = members.get("fields")
        fields = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        self.dates = {str(one.get("name")) for one in fields if one.get("type") == "esriFieldTypeDate"}
        self.shown_as = {str(one.get("name")): str(one.get("alias") or "") for one in fields}
        self.meanings = {str(one.get("name")): found for one in fields if (found := _coded(one.get("domain")))}
        self.has_heights = members.get("hasZ") is True
        self.has_measures = members.get("hasM") is True

    def attributes(self, told: dict[str, Any]) -> dict[str, Any]:
        """Attributes with their dates and codes in words."""
        found: dict[str, Any] = {}
        for name, value in told.items():
            if name in self.dates and type(value) is int:
                value = _as_date(value)
            elif name in self.meanings and (meaning := self.meanings[name].get(written(value))):
                found[free_name(f"{name}_code", {**told, **found})] = value
                value = meaning
            found[heading_of(name, self.shown_as.get(name, ""))] = value
        return found


def _coded(domain: Any) -> dict[str, str]:
    values = domain.get("codedValues") if isinstance(domain, dict) else None
    pairs = [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []
    return {written(one.get("code")): str(one["name"]) for one in pairs if one.get("name") not in (None, "")}


def _as_date(milliseconds: int) -> Any:
    """A moment in UTC as text, a date only where it is midnight; the number itself where no calendar has it.

    >>> _as_date(1715904000000), _as_date(1715904000500)
    ('2024-05-17', '2024-05-17T00:00:00.500000')
    """
    try:
        moment = _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return milliseconds
    return moment.date().isoformat() if moment == datetime(*moment.timetuple()[:3]) else moment.isoformat()


def _add(reader: Features, feature: Any, before: dict[str, Any], columns: _Columns) -> None:
    if not isinstance(feature, dict):
        reader.problem("damaged_feature", reader.row, "The feature is not an object.")
        reader.add({**before, "feature_entered": written(feature)}, None)
        return
    told = feature.get("attributes")
    attributes = {**before, **(columns.attributes(told) if isinstance(told, dict) else {})}
    geometry = feature.get("geometry")
    try:
        shape = geometry_of_esri(geometry, has_heights=columns.has_heights, has_measures=columns.has_measures)
    except ValueError as unclear:
        shape = None
        attributes[free_name("position_entered", attributes)] = written(geometry)
        reader.problem("geometry_unreadable", reader.row, str(unclear), "The attributes are kept.", at="geometry")
    reader.add(attributes, shape)
