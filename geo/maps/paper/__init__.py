"""The map as a sheet of paper."""

from geo.maps.paper.sheet import pdf

__all__ = ["pdf"]
