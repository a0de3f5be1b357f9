"""What columns hold, where their headings do not say it: told by the cells, and by the columns beside them."""
