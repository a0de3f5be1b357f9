"""Files as people have them: written by a test as text, and the thirty of the shared folder."""

import pytest

import geo


@pytest.fixture
def file(tmp_path):
    """Write a small file and return its path."""

    def write(text, name="survey.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


@pytest.fixture
def read(file):
    """Write a small file and read it into records."""
    return lambda text, name="survey.csv", **stated: geo.read(file(text, name), **stated)


@pytest.fixture
def case(shared_data):
    """Read one of the thirty small inputs by the beginning of its name; tests of it are skipped where they are not."""
    folder = shared_data / "field_cases"
    if not folder.is_dir():
        pytest.skip(f"the thirty field files are not at {folder}")

    def found(start, **stated):
        path = next(path for path in sorted(folder.glob(f"{start}*")) if not path.name.endswith(".expected.txt"))
        return geo.read(path, **stated)

    return found
