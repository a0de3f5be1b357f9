"""The commands, a module each: they parse, call the library and print."""
