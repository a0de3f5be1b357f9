"""A written position becomes lon, lat, with the format, the datum shift and the accuracy that its writing allows.

Ambiguity is a problem with its candidates and where each would lie, never a guess.
"""

from geo.positions.formats import to_all_formats
from geo.positions.mistakes import Suspect, suspects
from geo.positions.table import Candidate, Position, parse_position, parse_positions

__all__ = ["Candidate", "Position", "Suspect", "parse_position", "parse_positions", "suspects", "to_all_formats"]
