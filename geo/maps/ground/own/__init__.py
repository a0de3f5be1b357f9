"""Ground from a file of the maker's own: an OpenStreetMap extract, a GeoNames country file, or vector tiles."""
