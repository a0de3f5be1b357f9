"""Layers become a map: one HTML file that opens anywhere, asks nobody, and counts what it shows."""

from geo.maps.hazard_map import HazardMap, draw
from geo.maps.zone_layer import ZoneLayer

__all__ = ["HazardMap", "ZoneLayer", "draw"]
