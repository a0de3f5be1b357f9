"""GeoParquet (1.1): records as columns, with what a file of ours says of itself so that nothing of them is lost."""
