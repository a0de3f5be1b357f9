"""The ground under every map: land, water, borders and named places, from data that the package carries."""
