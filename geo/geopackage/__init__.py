"""What a GeoPackage of Zonemark says of its tables: what kind of records they hold, and what plain cells cannot."""
