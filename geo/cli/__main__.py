"""`python -m geo.cli` is the command `zonemark`."""

from geo.cli import command

command()
