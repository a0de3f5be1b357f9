"""The only judge of where a thing with a CRS lies: columns, written shapes and GIS files become lon, lat here.

Axis order, area of use, degrees in a CRS in metres and metres in one in degrees, zones and datums that contradict one
another, the transformation taken and its accuracy are judged once, with the same codes whatever the file is.
"""

from geo.placing.rows import Placing
from geo.placing.shapes import place_shapes

__all__ = ["Placing", "place_shapes"]
