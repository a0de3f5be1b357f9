"""Editions of what people hold: of a project by its own profiles and its own secret, of layers by the usual ones."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geo.contributions.pseudonyms import SALT, VERSIONS
from geo.disk import make_folder, write_bytes
from geo.errors import NotSaved, StoreError, UsageError
from geo.records import Layer
from geo.records.holding import as_layers
from geo.records.layer import is_project
from geo.share.account import Account
from geo.share.profiles import Profile, profile_of
from geo.share.redact import redact
from geo.share.small_counts import Table

PUBLISHED = "share/accidents-{}.json"
"""The file of a project that holds the table of accidents that a profile's edition published last."""
_BYTES = 32


def edition(what: Any, profile: str | Profile = "public") -> tuple[list[Layer], Account]:
    """Give the layers of an edition, redacted as a profile says, and the account of what it does not show.

    `what`: what people hold (a path, a geo.Project, layers, readings, frames). `profile`: internal, partners, public,
    one that the project's zonemark.toml states under [profiles.NAME], or a Profile. Pseudonyms of a project's records
    are the same in each of its editions; those of other records differ from one call to the next. What is published of
    a project is remembered by those who write it (`zonemark share`, `map` and `export`, and the desk), not here.
    Raises UsageError if there is no such profile.

    >>> import geopandas, shapely
    >>> frame = geopandas.GeoDataFrame(
    ...     {"id": ["H1"], "remarks": ["told by A."], "sensitivity": ["public"], "status": ["open"]},
    ...     geometry=[shapely.Point(46.9, 40)], crs=4326)
    >>> (layer,), account = edition(frame)
    >>> layer.frame["status"].tolist(), "remarks" in account.layers[0].left_out, layer.frame.geometry.iloc[0].geom_type
    (['open'], True, 'Polygon')
    """
    own = is_project(what)
    chosen = profile_of(profile, what.settings.profiles if own else None) if isinstance(profile, str) else profile
    salt = salt_of(Path(what.path)) if own and chosen.redacts else b""
    before = published(Path(what.path), chosen.name) if own else None
    return redact(as_layers(what), chosen, salt=salt, before=before)


def edition_of_project(project: Any, profile: str) -> tuple[list[Layer], Account]:
    """Give the edition of a project that is to be written, and remember what it publishes before it is.

    What is remembered and was not written holds back a little more than it has to; what was written and is not
    remembered could be laid beside the next. Raises UsageError where nothing of it is left.
    """
    layers, account = edition(project, profile)
    if not layers:
        raise UsageError(
            f"Of {project.path} nothing leaves by the profile '{profile}', so there is nothing to share.",
            remedy=f"State its fields, its layers and the sensitivity of its records in zonemark.toml, under "
            f"[profiles.{profile}].",
        )
    remember_published(Path(project.path), account)
    _remember_versions(Path(project.path), [layer.version for layer in layers])
    return layers, account


def remember_published(project: Path, account: Account) -> None:
    """Keep the table of accidents that an edition published, so that the next one is made beside it."""
    if account.table is not None:
        path = project / PUBLISHED.format(account.profile)
        _remember(path, json.dumps(account.table.to_json(), ensure_ascii=False, indent=1).encode())


def _remember_versions(project: Path, versions: Sequence[str]) -> None:
    """Keep what an edition calls its layers' versions: by these a contribution that was made on it is known again."""
    path = project / VERSIONS
    try:
        known = path.read_text(encoding="ascii").split()
    except FileNotFoundError:
        known = []
    if new := sorted({*versions} - {*known, ""}):
        _remember(path, "".join(f"{one}\n" for one in [*known, *new]).encode("ascii"))


def _remember(path: Path, content: bytes) -> None:
    """Write what later editions are made beside. Raises NotSaved where the project can only be read."""
    try:
        make_folder(path.parent)
        write_bytes(path, content)
    except NotSaved as error:
        remedy = (
            "An edition is made beside what earlier ones published: copy the project to a folder that you may change."
        )
        raise NotSaved(error.what, remedy=remedy) from error


def published(project: Path, profile: str) -> Table | None:
    """Give the table of accidents that was published last for a profile; None where none was.

    Raises StoreError if it cannot be read, since the next one could tell of somebody beside it.
    """
    path = project / PUBLISHED.format(profile)
    try:
        return Table.of_json(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} cannot be read: {error}.", remedy="Take it from a copy of the project.") from error


def salt_of(project: Path) -> bytes:
    """Give the secret of a project, made when it is first asked for. Raises StoreError if it cannot be read."""
    path = project / SALT
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        secret = secrets.token_bytes(_BYTES)
        _remember(path, secret.hex().encode())
        return secret
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} cannot be read: {error}.", remedy="Take it from a copy of the project.") from error
