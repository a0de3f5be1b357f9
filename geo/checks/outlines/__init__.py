"""Checks of outlines: their geometry, their areas, what overlaps, and what was released of them."""
