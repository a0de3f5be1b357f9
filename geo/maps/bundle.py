"""The viewer's finished files, as the package holds them: scripts and styles."""

from __future__ import annotations

from pathlib import Path

from geo.errors import MapError

_FOLDER = Path(__file__).parent / "viewer" / "dist"


def viewer(name: str) -> bytes:
    """Give one file of the bundle: viewer.js, reading.js, viewer.css, …

    Raises MapError where the viewer was never built.
    """
    path = _FOLDER / name
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise MapError(
            f"The map viewer is not built: {path} is missing.",
            remedy="Run `pip install -e .` in Zonemark's folder, or `npm ci && npm run build` in geo/maps/viewer.",
        ) from error
