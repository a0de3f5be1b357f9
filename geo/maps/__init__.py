"""Layers become one HTML file that opens anywhere, with no network."""

from geo.maps.folium_.hazard_map import HazardMap, draw
from geo.maps.folium_.zone_layer import ZoneLayer

__all__ = ["HazardMap", "ZoneLayer", "draw"]
