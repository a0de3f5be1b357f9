"""Commands that say what there is: formats, fields, and what is in a file."""
