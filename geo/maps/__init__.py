"""Layers become one HTML file that opens anywhere, with no network."""

from geo.maps.hazard_map import HazardMap, draw
from geo.maps.zone_layer import ZoneLayer

__all__ = ["HazardMap", "ZoneLayer", "draw"]
