"""Layers in a PostGIS database that a team shares: read from it, and written into it."""
