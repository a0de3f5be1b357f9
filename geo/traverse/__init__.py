"""From a reference point, bearings and distances to a polygon, and back to the traverse that a field team would walk.

A bearing says what north it counts from, a pace how long it is, and a magnetic bearing its declination or its date:
what is not given is a problem, never a guess. The closing error is reported and only spread when asked for.
"""

from geo.traverse.compute import ComputedTraverse, Station, compute
from geo.traverse.declination import declination
from geo.traverse.forms import read_traverses
from geo.traverse.handover import polygon_to_traverse, vertex_table, write_text
from geo.traverse.model import Leg, Traverse
from geo.traverse.sketch import sketch

__all__ = [
    "ComputedTraverse",
    "Leg",
    "Station",
    "Traverse",
    "compute",
    "declination",
    "polygon_to_traverse",
    "read_traverses",
    "sketch",
    "vertex_table",
    "write_text",
]
