"""The checks on parts of layers: what they give is the same, in the same order, as of the whole."""
