"""What was reported in the training valley: hazards of every type, status and setting, releases, accidents.

All of it is invented. Geometries are in metres around the valley's centre, as in valley.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np
from shapely import LineString, Point, Polygon, box
from shapely.affinity import rotate, scale, translate
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring
from valley import VILLAGES, Valley

LAST_DAY = date(2026, 6, 30)  # no training record is younger, whenever the script runs
TYPES = ("CHA", "SHA", "indication", "spot_task", "unknown")
STATUSES = ("open", "worked_on", "suspended", "closed", "unknown")
TEAMS = ("Quill Valley Survey Team", "Larch Demining Group", "Fourth Survey Team")
SETTINGS = (
    "farmland", "riverbank", "road", "forest", "residential_area", "pasture", "crossroads", "cemetery",
    "military_position", "water_source", "bridge", "school", "infrastructure", "health_facility", "place_of_worship",
    "border", "other", "unknown",
)  # fmt: skip
BLOCKED = {
    "farmland": "farmland", "riverbank": "water", "road": "road", "residential_area": "housing", "pasture": "pasture",
    "crossroads": "road", "cemetery": "cemetery", "water_source": "water", "bridge": "road", "school": "school",
    "infrastructure": "infrastructure", "health_facility": "health",
}  # fmt: skip
ORDNANCE = {
    "military_position": ("AP_mine", "AV_mine"), "road": ("AV_mine",), "crossroads": ("AV_mine",), "bridge": ("AV_mine",),
    "residential_area": ("booby_trap", "UXO"), "farmland": ("AP_mine",), "riverbank": ("AP_mine",),
    "pasture": ("cluster_munition_remnant",), "forest": ("AP_mine", "improvised_mine"), "school": ("UXO",),
    "infrastructure": ("AXO",), "cemetery": ("AP_mine",),
}  # fmt: skip


def blob(at: Point, radius: float, rng: np.random.Generator) -> Polygon:
    """An outline as a survey team walks it: turning points at uneven bearings and distances."""
    count = int(rng.integers(6, 13))
    bearings = np.sort((np.arange(count) + rng.uniform(-0.33, 0.33, count)) * 2 * np.pi / count)
    radii = radius * rng.uniform(0.72, 1.2, count)
    return Polygon(np.column_stack([at.x + radii * np.cos(bearings), at.y + radii * np.sin(bearings)]))


def strip(line: LineString, share: float, length: float, width: float, offset: float) -> Polygon:
    """A stretch along a line, `offset` metres to its left (negative: right)."""
    start = share * (line.length - length)
    side = substring(line, start, start + length).offset_curve(offset)
    return side.simplify(7).buffer(width / 2, cap_style="flat", join_style="mitre").simplify(1)


@dataclass
class Sites:
    """Where a hazard of each setting may lie."""

    valley: Valley
    rng: np.random.Generator

    def near_village(self, out: float = 240) -> Point:
        x, y, _ = list(VILLAGES.values())[self.rng.integers(len(VILLAGES))]
        turn = self.rng.uniform(0, 2 * np.pi)
        return Point(x + out * np.cos(turn), y + out * np.sin(turn))

    def on_slope(self) -> Point:
        return Point(self.rng.uniform(-5600, 5600), self.rng.choice([-1, 1]) * self.rng.uniform(1750, 3600))

    def place(self, setting: str) -> BaseGeometry:
        """An outline at a place of this kind."""
        valley, rng = self.valley, self.rng
        roads = list(valley.roads.values())
        makers: dict[str, Callable[[], BaseGeometry]] = {
            "farmland": lambda: self.parcel(),
            "riverbank": lambda: strip(
                valley.river_line,
                rng.uniform(0.05, 0.95),
                rng.uniform(220, 520),
                rng.uniform(28, 55),
                rng.choice([-46, 46]),
            ),
            "road": lambda: strip(
                roads[rng.integers(len(roads))], rng.uniform(0.1, 0.9), rng.uniform(260, 620), 26, rng.choice([-15, 15])
            ),
            "forest": lambda: blob(
                valley.woods[rng.integers(len(valley.woods))].representative_point(), rng.uniform(90, 210), rng
            ),
            "crossroads": lambda: blob(valley.crossings[rng.integers(len(valley.crossings))], rng.uniform(50, 80), rng),
            "bridge": lambda: blob(valley.bridges[rng.integers(len(valley.bridges))], rng.uniform(45, 65), rng),
            "cemetery": lambda: self.around_cemetery(),
            "military_position": lambda: self.trench(),
            "water_source": lambda: strip(valley.brook, rng.uniform(0.1, 0.9), 180, 34, rng.choice([-20, 20])),
            "residential_area": lambda: blob(self.near_village(130), rng.uniform(45, 90), rng),
            "border": lambda: strip(LineString([(-6100, 4220), (6100, 4180)]), rng.uniform(0, 1), 1500, 60, 0),
        }
        default = (lambda: blob(self.on_slope(), rng.uniform(60, 170), rng)) if setting in ("pasture", "other", "unknown") else (
            lambda: blob(self.near_village(), rng.uniform(35, 60), rng)
        )  # fmt: skip
        return makers.get(setting, default)()

    def parcel(self) -> Polygon:
        field = self.valley.fields[self.rng.integers(len(self.valley.fields))]
        return scale(field, 0.82, 0.82).simplify(6)

    def around_cemetery(self) -> Polygon:
        _, yard = self.valley.cemeteries[self.rng.integers(len(self.valley.cemeteries))]
        return yard.buffer(self.rng.uniform(14, 32), join_style="mitre")

    def trench(self) -> Polygon:
        """A belt in front of a zigzag trench on a slope."""
        at = self.on_slope()
        x = np.arange(0, 900, 90.0)
        zigzag = LineString(
            np.column_stack([x, np.where(np.arange(x.size) % 2, 34, -18) + self.rng.normal(0, 14, x.size)])
        )
        belt = zigzag.buffer(38, cap_style="flat", join_style="mitre", single_sided=True).buffer(0)
        return translate(rotate(belt, self.rng.uniform(-25, 25), origin=(0, 0)), at.x - 450, at.y)


def day(rng: np.random.Generator, first: int, last: int) -> date:
    """A date between `last` and `first` days before the last day."""
    return LAST_DAY - timedelta(days=int(rng.integers(last, first)))


def nearest_village(geometry: BaseGeometry) -> str:
    """The village nearest to a geometry."""
    return min(VILLAGES, key=lambda name: geometry.distance(Point(VILLAGES[name][:2])))


def describe(setting: str, kind: str, status: str, rng: np.random.Generator) -> dict[str, Any]:
    """The fields of a hazard that follow from its type, status and setting."""
    informed = day(rng, 1200, 420)
    reported = informed + timedelta(days=int(rng.integers(1, 20)))
    changed = reported + timedelta(days=int(rng.integers(30, 380)))
    direct, sure = kind in ("CHA", "spot_task"), kind in ("CHA", "SHA", "spot_task")
    return {
        "setting": setting,
        "area_type": kind,
        "status": status,
        "status_date": str(changed) if status not in ("open", "unknown") else None,
        "status_reason": {
            "suspended": "river in flood",
            "closed": "land released",
            "worked_on": "clearance under way",
        }.get(status),
        "ordnance": ORDNANCE.get(setting, ("unknown",)) if sure else ("unknown",),
        "evidence": "direct" if direct else "indirect" if kind == "SHA" else "unknown",
        "direct_evidence": ("visual_observation", "detonation")[: int(rng.integers(1, 3))] if direct else None,
        "indirect_evidence": ("verbal_report",) if kind == "SHA" else None,
        "priority": str(rng.choice(["high", "medium", "low"])) if sure else "unknown",
        "marking": str(rng.choice(["none", "improvised", "temporary", "permanent", "fenced"])) if sure else "unknown",
        "marking_checked_on": str(changed) if sure and status != "closed" else None,
        "blocks": (BLOCKED[setting],) if setting in BLOCKED else ("other",),
        "position_method": str(rng.choice(["surveyed", "walked", "bearing_distance"])) if direct else "map_drawn",
        "position_accuracy_m": float(rng.choice([1, 3, 5])) if direct else float(rng.choice([25, 50, 100])),
        "source": f"Training report {rng.integers(100, 999)}",
        "source_type": "survey report" if sure else "message",
        "source_reliability": "A" if direct else "C",
        "information_credibility": "1" if direct else "3",
        "information_on": str(informed),
        "reported_on": str(reported),
        "verified_on": str(changed) if sure else None,
        "organisation": str(rng.choice(TEAMS)) if sure else None,
        "sensitivity": "public",
        "remarks": "FICTITIOUS",
    }


def vague(setting: str, sites: Sites) -> tuple[BaseGeometry | None, dict[str, Any]]:
    """An indication without an outline: a named place, a stretch of road, or no position at all."""
    rng = sites.rng
    choice = rng.integers(5)
    if choice == 0:
        return None, {"position_method": "unknown", "position_accuracy_m": None}
    if choice == 1:
        road = list(sites.valley.roads.values())[rng.integers(4)]
        return substring(road, 0.3, 0.36, normalized=True).simplify(5), {"position_accuracy_m": 100.0}
    at = sites.place(setting).centroid
    return at, {"position_method": "place_name", "position_accuracy_m": float(rng.choice([200, 500, 1000]))}


def hazards(valley: Valley, rng: np.random.Generator) -> list[tuple[BaseGeometry | None, dict[str, Any]]]:
    """Hazards of every type with every status, each setting at least twice, none on top of another but for a few."""
    sites = Sites(valley, rng)
    rows: list[tuple[BaseGeometry | None, dict[str, Any]]] = []
    taken: list[BaseGeometry] = []
    pairs = [pair for pair in product(TYPES, STATUSES) for _ in range(3 if pair[0] in ("CHA", "SHA") else 2)]
    for number, (kind, status) in enumerate(pairs, 1):
        setting = SETTINGS[number % len(SETTINGS)]
        record = describe(setting, kind, status, rng)
        geometry: BaseGeometry | None = sites.place(setting)
        for _ in range(60):
            if geometry.is_valid and geometry.geom_type == "Polygon" and all(geometry.distance(t) > 25 for t in taken):
                break
            geometry = sites.place(setting)
        if kind in ("indication", "unknown") and status != "closed" and rng.random() < 0.6:
            geometry, changes = vague(setting, sites)
            record |= changes
        if geometry is not None and geometry.geom_type == "Polygon":
            taken.append(geometry)
            record["area_reported_m2"] = float(round(geometry.area, -2)) or None
        village = nearest_village(geometry) if geometry is not None else "Quill valley"
        record |= {
            "id": f"QV-{number:03d}",
            "place": village,
            "admin1": "Quill",
            "admin2": "Upper Quill" if number % 2 else "Lower Quill",
        }
        record["name"] = f"{village} {setting.replace('_', ' ')} {number}"
        rows.append((geometry, record))
    return rows


def releases(
    reported: list[tuple[BaseGeometry | None, dict[str, Any]]], rng: np.random.Generator
) -> list[tuple[BaseGeometry, dict[str, Any]]]:
    """Land taken away from hazards: all of it where they are closed, a part where they are worked on."""
    rows: list[tuple[BaseGeometry, dict[str, Any]]] = []
    for geometry, hazard in reported:
        if geometry is None or geometry.geom_type != "Polygon" or hazard["status"] not in ("worked_on", "closed"):
            continue
        x0, y0, x1, y1 = geometry.bounds
        middle = x0 + (x1 - x0) * rng.uniform(0.35, 0.6)
        parts = [
            geometry.intersection(box(x0 - 1, y0 - 1, middle, y1 + 1)),
            geometry.intersection(box(middle, y0 - 1, x1 + 1, y1 + 1)),
        ]
        for part in parts if hazard["status"] == "closed" else parts[:1]:
            kind = ("cleared", "reduced", "cancelled")[len(rows) % 3]
            rows.append(
                (
                    part,
                    {
                        "id": f"QR-{len(rows) + 1:03d}",
                        "hazard_id": hazard["id"],
                        "product": kind,
                        "method": {
                            "cleared": "clearance",
                            "reduced": "technical_survey",
                            "cancelled": "non_technical_survey",
                        }[kind],
                        "completed_on": hazard["status_date"],
                        "depth_m": 0.2 if kind == "cleared" else None,
                        "area_reported_m2": float(round(part.area)),
                        "devices_found": {"AP_mine": int(rng.integers(1, 9)), "UXO": int(rng.integers(0, 3))}
                        if kind == "cleared"
                        else None,
                        "place": hazard["place"],
                        "source": f"Training completion report {100 + len(rows)}",
                        "reported_on": hazard["status_date"],
                        "organisation": str(rng.choice(TEAMS)),
                        "remarks": "FICTITIOUS",
                    },
                )
            )
    return rows


def accidents(
    valley: Valley, reported: list[tuple[BaseGeometry | None, dict[str, Any]]], rng: np.random.Generator
) -> list[tuple[Point, dict[str, Any]]]:
    """Accidents, half of them inside a recorded hazard and half where nothing was recorded."""
    outlines = [
        (geometry, hazard) for geometry, hazard in reported if geometry is not None and geometry.geom_type == "Polygon"
    ]
    sites = Sites(valley, rng)
    rows: list[tuple[Point, dict[str, Any]]] = []
    for number in range(1, 17):
        geometry, hazard = outlines[rng.integers(len(outlines))]
        inside = number % 2 == 0
        at = geometry.representative_point() if inside else sites.place(SETTINGS[number % len(SETTINGS)]).centroid
        killed, injured = int(rng.integers(0, 3)), int(rng.integers(1, 4))
        deminer = int(number % 7 == 0)
        happened = day(rng, 1500, 30)
        rows.append(
            (
                at,
                {
                    "id": f"QA-{number:03d}",
                    "occurred_on": str(happened) if number % 5 else str(happened)[:7],
                    "killed": killed,
                    "injured": injured,
                    "civilian": killed + injured - deminer,
                    "deminer": deminer or None,
                    "ordnance": hazard["ordnance"] if inside else ("unknown",),
                    "activity": str(
                        rng.choice(["farm work", "herding", "travelling", "collecting wood", "playing", "fishing"])
                    ),
                    "setting": hazard["setting"] if inside else "unknown",
                    "place": nearest_village(at),
                    "admin1": "Quill",
                    "position_method": "walked" if inside else "place_name",
                    "position_accuracy_m": 10.0 if inside else 500.0,
                    "source": f"Training accident report {number}",
                    "reported_on": str(happened + timedelta(days=3)),
                    "remarks": "FICTITIOUS",
                },
            )
        )
    return rows
