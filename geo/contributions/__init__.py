"""What readers of a map draw and correct in it: the file in which it comes back, and how it lies over the records."""
