"""What a Python process opens, and where it connects, as strace sees it from outside."""

import shutil
import subprocess
import sys

import pytest

CALLS = "openat,open,connect,unlink,rename,mkdir,symlink"


def seen(folder, code, *arguments):
    """Run code in a process of its own and give the calls that it and its children made, one a line.

    The system itself chooses the calls (`--seccomp-bpf`): else strace stops the process at every other one too.
    """
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    log = folder / "strace.log"
    trace = ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "300", "-e", f"trace={CALLS}", "-o", log]
    result = subprocess.run([*trace, sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=600)  # fmt: skip  # noqa: E501
    if not log.exists() or "Operation not permitted" in result.stderr:
        pytest.skip("strace may not trace here")
    assert "Traceback" not in result.stderr, result.stderr
    return log.read_text()
