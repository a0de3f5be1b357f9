"""XML read without its dangers, and the geometries that KML and GML write, wherever they stand."""
