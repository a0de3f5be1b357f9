"""What records look like, for programs other than the page."""

from geo.records.symbols.looks import Hatch, Look, Outline, classes, look_of

__all__ = ["Hatch", "Look", "Outline", "classes", "look_of"]
