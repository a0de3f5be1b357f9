"""A small valley that does not exist: a few records of every kind, with what is missing or damaged among them."""

from __future__ import annotations

from typing import Any

import geopandas
import shapely

from geo.records import Layer

CENTRE = (46.7, 39.9)
"""Lon, lat of the middle of CHA-1, degrees."""


def square(lon: float, lat: float, half: float = 0.002) -> shapely.Polygon:
    return shapely.box(lon - half, lat - half, lon + half, lat + half)


def frame(records: list[dict[str, Any]], **columns: Any) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame([{**columns, **record} for record in records], geometry="geometry", crs=4326)


def hazards() -> Layer:
    lon, lat = CENTRE
    records: list[dict[str, Any]] = [
        {
            "id": "CHA-1",
            "name": "Orchard",
            "area_type": "CHA",
            "status": "open",
            "ordnance": ("AP_mine", "UXO"),
            "setting": "farmland",
            "marking": "none",
            "organisation": "Team 4",
            "verified_on": "2019-05-04",
            "area_reported_m2": 120_000.0,
            "source": "Village survey",
            "source_url": "https://example.org/report?id=1",
            "geometry": square(lon, lat),
        },
        {
            "id": "SHA-2",
            "name": "Old road",
            "area_type": "SHA",
            "status": "worked_on",
            "ordnance": ("AV_mine",),
            "setting": "road",
            "verified_on": "2021",
            "source_url": "javascript:alert(1)",
            "geometry": square(lon + 0.001, lat + 0.001),
        },
        {"id": "IND-3", "name": "Spring", "area_type": "indication", "status": "open", "position_accuracy_m": 1500.0,
         "verified_on": "2023-02", "geometry": shapely.Point(lon + 0.05, lat + 0.03)},
        {"id": "CHA-4", "area_type": "CHA", "status": "closed", "geometry": square(lon - 0.03, lat)},
        {"id": "LOST-5", "name": "Without a place", "area_type": "CHA", "status": "open", "geometry": None},
        {"id": "LOST-6", "name": "Damaged", "area_type": "SHA", "status": "open",
         "geometry": shapely.Point(float("nan"), 39.9)},
    ]  # fmt: skip
    return Layer("hazards", "hazards", frame(records, remarks="Həsən: <b>not bold</b> {{7*7}}"), "Reported hazards")


def layers() -> list[Layer]:
    lon, lat = CENTRE
    places = [
        {"id": "P1", "name": "Agdam", "name_az": "Ağdam", "name_ru": "Агдам", "name_ar": "أغدام",
         "geometry": shapely.Point(lon + 0.06, lat + 0.04)},
    ]  # fmt: skip
    releases = [
        {"id": "R-1", "hazard_id": "CHA-1", "product": "cleared", "method": "clearance", "depth_m": 0.2,
         "completed_on": "2023-05-12", "geometry": square(lon - 0.01, lat - 0.01)},
        {"id": "R-2", "product": "cleared", "geometry": square(lon - 0.02, lat - 0.02)},
    ]  # fmt: skip
    accidents = [
        {"id": "A-1", "occurred_on": "2022-07-01", "killed": 0, "injured": 2, "ordnance": ("AP_mine",),
         "geometry": shapely.Point(lon + 0.02, lat - 0.01)},
    ]  # fmt: skip
    return [
        Layer("places", "places", frame(places), "Settlements"),
        hazards(),
        Layer("releases", "releases", frame(releases), "Released land"),
        Layer("accidents", "accidents", frame(accidents), "Accidents"),
    ]
