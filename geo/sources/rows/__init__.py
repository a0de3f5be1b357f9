"""Lines and rows before they are records: which text is a table at all, and which of its rows are records."""
