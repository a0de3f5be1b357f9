"""What several tests need: the shared real input, and nothing else."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("ZONEMARK_SHARED", Path(__file__).parent.parent.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real input files that stands beside the project; tests that need it are skipped without it."""
    if not SHARED.is_dir():
        pytest.skip(f"the shared input files are not at {SHARED}")
    return SHARED
