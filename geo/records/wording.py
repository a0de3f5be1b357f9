"""How fields and values are called in English where people read them: tables, problems, exports."""

from __future__ import annotations

_FIELDS = {
    "id": "Identifier",
    "admin1": "Province",
    "admin2": "District",
    "setting": "Kind of place",
    "area_type": "Type of area",
    "status_date": "Status since",
    "status_reason": "Reason for the status",
    "ordnance": "Kind of ordnance",
    "marking_checked_on": "Marking checked on",
    "blocks": "What it blocks",
    "area": "Area",
    "area_reported_m2": "Area reported (m²)",
    "position_method": "How the position was found",
    "position_accuracy_m": "Accuracy of the position (m)",
    "position_entered": "Position as entered",
    "crs_entered": "Coordinate system as entered",
    "position_transformation": "Transformation of the position",
    "source_url": "Address of the source",
    "source_type": "Type of source",
    "source_reliability": "Reliability of the source",
    "information_credibility": "Credibility of the information",
    "reported_on": "Reported on",
    "information_on": "Date of the information",
    "verified_on": "Last visited on",
    "hazard_id": "Hazard",
    "product": "Land-release product",
    "completed_on": "Completed on",
    "depth_m": "Depth (m)",
    "devices_found": "Devices found",
    "occurred_on": "Date of the accident",
    "outcome_unknown": "Outcome unknown",
    "deminer": "Deminers",
    "civilian": "Civilians",
    "affiliation_unknown": "Affiliation unknown",
    "sex_age_unknown": "Sex or age unknown",
    "as_of": "As of",
}
_VALUES = {
    ("area_type", "SHA"): "Suspected hazardous area (SHA)",
    ("area_type", "CHA"): "Confirmed hazardous area (CHA)",
    ("ordnance", "AP_mine"): "Anti-personnel mine",
    ("ordnance", "AV_mine"): "Anti-vehicle mine",
    ("ordnance", "booby_trap"): "Booby-trap",
    ("ordnance", "UXO"): "Unexploded ordnance (UXO)",
    ("ordnance", "AXO"): "Abandoned explosive ordnance (AXO)",
    ("direct_evidence", "accident_known_location"): "Accident at a known location",
    ("direct_evidence", "record_high_reliability"): "Record of high reliability",
    ("direct_evidence", "sign_or_fence"): "Sign or fence",
    ("indirect_evidence", "accident_unknown_location"): "Accident at an unknown location",
    ("indirect_evidence", "record_low_reliability"): "Record of low reliability",
    ("indirect_evidence", "former_combatant_zone"): "Former combat zone",
    ("indirect_evidence", "land_not_used"): "Land not used",
    ("method", "non_technical_survey"): "Non-technical survey",
    ("position_method", "bearing_distance"): "Bearing and distance",
    ("position_method", "viewpoint"): "From a viewpoint",
    ("position_method", "map_drawn"): "Drawn on a map",
    ("position_method", "place_name"): "Name of a place",
    ("information_credibility", "1"): "1 (confirmed by other sources)",
    ("information_credibility", "2"): "2 (probably true)",
    ("information_credibility", "3"): "3 (possibly true)",
    ("information_credibility", "4"): "4 (doubtful)",
    ("information_credibility", "5"): "5 (improbable)",
    ("information_credibility", "6"): "6 (cannot be judged)",
    ("source_reliability", "A"): "A (completely reliable)",
    ("source_reliability", "B"): "B (usually reliable)",
    ("source_reliability", "C"): "C (fairly reliable)",
    ("source_reliability", "D"): "D (not usually reliable)",
    ("source_reliability", "E"): "E (unreliable)",
    ("source_reliability", "F"): "F (cannot be judged)",
}


def title(field: str, value: str | None = None) -> str:
    """What a field is called, or one of its values. A name that is not ours is given back as it is.

    >>> title("area_type"), title("area_type", "SHA"), title("ordnance", "improvised_mine"), title("Vereda")
    ('Type of area', 'Suspected hazardous area (SHA)', 'Improvised mine', 'Vereda')
    """
    if value is not None:
        return _VALUES.get((field, value)) or _sentence(value)
    return _FIELDS.get(field) or _sentence(field)


def _sentence(name: str) -> str:
    if name != name.lower() or not name.replace("_", "").isalpha():
        return name
    return name.replace("_", " ").capitalize()
