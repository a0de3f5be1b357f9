"""Contributions made by hand, as the editor in a map's page writes them."""

import json
from hashlib import sha256
from uuid import uuid4

import shapely


def edition_of(project, **more):
    """What a map of the project as it is now says of itself in a contribution."""
    layers = {layer.name: layer.version for layer in project.layers()}
    return {"title": project.settings.title, "made_on": "2026-11-27", "redacted": False, "profile": "", "layers": layers} | more  # fmt: skip  # noqa: E501


def change(op, target="", layer="survey", *, shape=None, knife=None, **more):
    """One change; a new record gets its id by itself."""
    id_ = str(uuid4())
    told = {"id": id_, "op": op, "edition": "", "layer": layer, "target": target or f"new-{id_}", "after": []}
    told |= {name: json.loads(shapely.to_geojson(one)) for name, one in (("geometry", shape), ("knife", knife)) if one}
    return told | more


def contribution(project, *changes, name="Aysel", edition=None, made_on="2026-11-29T16:45:00Z"):
    """The bytes of a contribution of these changes, made on that edition or on the map as it is now."""
    told = edition or edition_of(project)
    id_ = sha256(json.dumps(told).encode()).hexdigest()[:12]
    return json.dumps(
        {
            "type": "zonemark-contribution", "format": 1, "id": str(uuid4()), "made_on": made_on, "language": "az",
            "program": "zonemark 0.0", "maker": {"name": name, "organisation": "", "contact": ""},
            "editions": {id_: told}, "changes": [{**one, "edition": id_} for one in changes],
        }
    ).encode()  # fmt: skip
