"""`python -m geo.cli` is the command `zonemark`."""

import sys

from geo.cli import main

sys.exit(main())
