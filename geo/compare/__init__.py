"""Two states of the records, compared: what is new, changed, renumbered, gone, and which land is no longer shown."""

from geo.compare.comparing import COLUMNS, Comparison, compare
from geo.compare.land import Lost
from geo.compare.lately import Since, since
from geo.compare.pairing import Changed, Told

__all__ = ["COLUMNS", "Changed", "Comparison", "Lost", "Since", "Told", "compare", "since"]
