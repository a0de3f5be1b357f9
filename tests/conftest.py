"""What several tests need: the shared real input, and no limit on the clock for examples that are drawn."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The first example pays for what is imported late, and waits where the machine is busy: 1.2 s instead of 0.04 ms.
settings.register_profile("no deadline", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no deadline")

SHARED = Path(os.environ.get("ZONEMARK_SHARED", Path(__file__).parent.parent.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real input files that stands beside the project; tests that need it are skipped without it."""
    if not SHARED.is_dir():
        pytest.skip(f"the shared input files are not at {SHARED}")
    return SHARED
