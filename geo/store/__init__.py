"""The store: a project folder that loses no record. Every write is whole, and every earlier version stays."""

from geo.store.change import Change, default_title
from geo.store.mending import bring_back_settings
from geo.store.opening import project_of
from geo.store.project import Project
from geo.store.settings import LayerSettings, Settings, SourceSettings, file_pattern
from geo.store.training import copy_training
from geo.store.updates.grouping import by_layer
from geo.store.updates.remembering import ReadFile, are_of_map, each_once, read_file, read_files
from geo.store.updates.updating import Terms
from geo.store.versions.history import Version

__all__ = [
    "Change",
    "LayerSettings",
    "Project",
    "ReadFile",
    "Settings",
    "SourceSettings",
    "Terms",
    "Version",
    "are_of_map",
    "bring_back_settings",
    "by_layer",
    "each_once",
    "copy_training",
    "default_title",
    "file_pattern",
    "project_of",
    "read_file",
    "read_files",
]
