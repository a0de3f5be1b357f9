"""Commands for maps on their way: made for others, verified, opened again, compared."""
