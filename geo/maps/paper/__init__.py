"""The map as a sheet of paper."""

from geo.maps.paper.sheet import sheet

__all__ = ["sheet"]
