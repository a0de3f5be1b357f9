"""What a hazard, a release, an accident, a place is: fields, allowed values, and how what people write becomes them."""

from geo.records.fields import KINDS, POPUP_FIELDS, Field, Kind
from geo.records.layer import Layer

__all__ = ["KINDS", "POPUP_FIELDS", "Field", "Kind", "Layer"]
