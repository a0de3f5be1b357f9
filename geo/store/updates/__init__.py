"""How a new version of a source meets what a project has: which record is which, and what became of each."""
