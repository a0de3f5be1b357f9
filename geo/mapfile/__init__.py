"""The data block of a map file: layers become one container of columns and shapes (docs/pages/format.md)."""
