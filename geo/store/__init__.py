"""The store: a project folder that loses no record. Every write is whole, and every earlier version stays."""

from geo.store.history import Version
from geo.store.project import Change, Project
from geo.store.settings import LayerSettings, Settings, SourceSettings

__all__ = ["Change", "LayerSettings", "Project", "Settings", "SourceSettings", "Version"]
