"""What field teams hand in, as files to try the commands on: a workbook, a sketch, a GPS file, a form export, and a
table with the commonest faults, one to a row, listed in faulty-survey-faults.csv."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from hazards import LAST_DAY, Sites, blob, day
from openpyxl import Workbook
from pyproj import Transformer
from shapely import Point, Polygon, transform
from valley import VILLAGES, Valley

LonLat = Callable[[np.ndarray], np.ndarray]
UTM_26S = Transformer.from_crs("EPSG:4326", "EPSG:32726", always_xy=True)
ZIP_TIME = (2026, 7, 1, 0, 0, 0)  # so that the same input gives the same bytes


def write_field_files(folder: Path, valley: Valley, rng: np.random.Generator, lonlat: LonLat) -> None:
    """Write all of them into `folder`; `lonlat` turns metres around the centre into degrees."""
    folder.mkdir(parents=True, exist_ok=True)
    sites = Sites(valley, rng)
    write_workbook(folder / "survey-june.xlsx", sites, lonlat)
    write_sketch(folder / "sketch-high-larch.kml", sites, lonlat)
    write_gps(folder / "walk-stonecroft.gpx", sites, lonlat)
    write_form(folder / "form-export.csv", sites, lonlat)
    write_faulty(folder / "faulty-survey.csv", folder / "faulty-survey-faults.csv", sites, lonlat)


def write_rows(path: Path, rows: Iterable[Iterable[Any]]) -> None:
    """Write a CSV as spreadsheets do, with line ends that are the same everywhere."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def point(shape: Point, lonlat: LonLat) -> tuple[float, float]:
    """Longitude and latitude of a point in metres, in degrees."""
    lon, lat = lonlat(np.array([[shape.x, shape.y]]))[0]
    return float(lon), float(lat)


def write_workbook(path: Path, sites: Sites, lonlat: LonLat) -> None:
    """A survey of June: positions as UTM eastings and northings, zone in a column of its own."""
    book = Workbook()
    sheet = book.active
    sheet.title = "June"
    sheet.append(
        [
            "No.",
            "Village",
            "Type",
            "Status",
            "Zone",
            "Easting",
            "Northing",
            "Kind of place",
            "Ordnance",
            "Date of report",
            "Source",
        ]
    )
    for number in range(1, 13):
        setting = ("farmland", "road", "riverbank", "forest")[number % 4]
        at = sites.place(setting).centroid
        east, north = UTM_26S.transform(*point(at, lonlat))
        village = list(VILLAGES)[number % len(VILLAGES)]
        sheet.append(
            [f"J-{number:02d}", village, "SHA" if number % 3 else "CHA", "open", "26S", round(east), round(north), setting,
             "anti-personnel mine" if number % 2 else "UXO", day(sites.rng, 30, 1), f"Training report J{number}"]
        )  # fmt: skip
    buffer = BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
            kept.writestr(zipfile.ZipInfo(name, ZIP_TIME), content, zipfile.ZIP_DEFLATED)


def write_sketch(path: Path, sites: Sites, lonlat: LonLat) -> None:
    """Outlines drawn on a phone or a desktop globe, the fields as extended data."""
    placemarks = []
    for number in range(1, 6):
        outline = transform(blob(sites.on_slope(), 120, sites.rng), lonlat)
        ring = " ".join(f"{lon:.7f},{lat:.7f},0" for lon, lat in outline.exterior.coords)
        data = {
            "type": "SHA",
            "status": "open",
            "setting": "pasture",
            "source": f"Training sketch {number}",
            "reported_on": str(LAST_DAY),
        }
        extended = "".join(f'<Data name="{key}"><value>{value}</value></Data>' for key, value in data.items())
        placemarks.append(
            f"<Placemark><name>Slope {number}, FICTITIOUS</name><ExtendedData>{extended}</ExtendedData><Polygon><outerBoundaryIs>"
            f"<LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        )
    body = "\n".join(placemarks)
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<Folder><name>High Larch</name>\n{body}\n</Folder></Document></kml>\n",
        encoding="utf-8",
    )


def write_gps(path: Path, sites: Sites, lonlat: LonLat) -> None:
    """A walk with a GPS receiver: waypoints at markers, one closed track around an area."""
    waypoints, track = [], []
    for number in range(1, 5):
        lon, lat = point(sites.near_village(), lonlat)
        waypoints.append(
            f'<wpt lat="{lat:.7f}" lon="{lon:.7f}"><name>M{number}</name><desc>FICTITIOUS marker {number}</desc></wpt>'
        )
    for lon, lat in transform(blob(sites.on_slope(), 140, sites.rng), lonlat).exterior.coords:
        track.append(f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}"/>')
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="training" xmlns="http://www.topografix.com/GPX/1/1">\n'
        + "\n".join(waypoints)
        + f"\n<trk><name>Walk around Stonecroft, FICTITIOUS</name><trkseg>{''.join(track)}</trkseg></trk>\n</gpx>\n",
        encoding="utf-8",
    )


def write_form(path: Path, sites: Sites, lonlat: LonLat) -> None:
    """An export of a phone form: outlines as `lat lon altitude accuracy; …`, latitude first, names with their group."""
    rows = [
        [
            "start",
            "hazard/type",
            "hazard/status",
            "hazard/outline",
            "hazard/setting",
            "report/source",
            "report/reported_on",
            "_id",
        ]
    ]
    for number in range(1, 8):
        shape = transform(blob(sites.near_village(), 50, sites.rng), lonlat)
        ring = "; ".join(f"{lat:.7f} {lon:.7f} 210 4.5" for lon, lat in shape.exterior.coords)
        rows.append(
            [f"{LAST_DAY}T09:{number:02d}:00.000+00:00", "SHA" if number % 2 else "CHA", "open", ring, "residential_area",
             f"Training form {number}", str(LAST_DAY), str(880 + number)]
        )  # fmt: skip
    write_rows(path, rows)


HEADING = ["Hazard ID", "Name", "Type", "Status", "Latitude", "Longitude", "WKT", "Area m2", "Ordnance", "Evidence", "Indirect evidence",
           "Information date", "Report date", "Last visit", "Source", "Informant phone"]  # fmt: skip


def write_faulty(path: Path, answers: Path, sites: Sites, lonlat: LonLat) -> None:
    """A table in which one row after another has a fault, and beside it what is wrong where."""
    rng = sites.rng

    def sound(number: int, **changed: Any) -> list[Any]:
        lon, lat = point(Point(-5200 + 420 * number, 240 * ((number * 7) % 11) - 1300), lonlat)
        cells: dict[str, Any] = {
            "Hazard ID": f"F-{number:02d}", "Name": f"Area {number}", "Type": "SHA", "Status": "open", "Latitude": f"{lat:.6f}",
            "Longitude": f"{lon:.6f}", "WKT": "", "Area m2": "", "Ordnance": "AP mine", "Evidence": "indirect",
            "Indirect evidence": "verbal_report", "Information date": "2026-05-04", "Report date": "2026-05-11",
            "Last visit": "2026-05-20", "Source": f"Training report F{number}", "Informant phone": "",
        }  # fmt: skip
        return [(cells | changed)[name] for name in HEADING]

    def outlined(number: int, outline: Polygon | str, **changed: Any) -> list[Any]:
        wkt = outline if isinstance(outline, str) else transform(outline, lonlat).wkt
        return sound(number, Latitude="", Longitude="", WKT=wkt, **changed)

    def ring(*corners: tuple[float, float]) -> str:
        return "POLYGON ((" + ", ".join(f"{lon} {lat}" for lon, lat in lonlat(np.array(corners))) + "))"

    field = blob(Point(-2000, -2000), 80, rng)
    lon, lat = point(Point(-5200 + 420 * 3, 240 * 10 - 1300), lonlat)
    rows: list[tuple[str, str, list[Any]]] = [("", "", sound(number)) for number in range(1, 9)]
    rows += [
        ("coordinate_range", "Latitude: 312.5 is not a latitude", sound(9, Latitude="312.5")),
        ("swapped_axes", "latitude and longitude in each other's place", sound(10, Latitude=f"{lon:.6f}", Longitude=f"{lat:.6f}")),
        ("sign_error", "Longitude: the minus sign is missing", sound(11, Longitude=f"{-lon:.6f}")),
        ("null_island", "0, 0 stands for a position that is not known", sound(12, Latitude="0", Longitude="0")),
        ("no_position", "no position", sound(13, Latitude="", Longitude="")),
        ("minutes_range", "Latitude: 75 minutes", sound(14, Latitude="35° 75' 12\" S", Longitude="24° 59' 33\" W")),
        ("", "the same outline as row 17", outlined(15, field)),
        ("duplicate_geometry", "the same outline as row 16", outlined(16, field)),
        ("near_duplicate", "7 m from row 2, all else the same", sound(1, **{"Hazard ID": "F-17", "Latitude": f"{lat_of(1, lonlat) + 0.00006:.6f}"})),
        ("duplicate_id", "F-02 is the number of row 3", sound(18, **{"Hazard ID": "F-02"})),
        ("area_differs", "Area: hectares in a column of square metres", outlined(19, blob(Point(-900, -2300), 90, rng), **{"Area m2": "2.4"})),
        ("self_intersection", "an outline that crosses itself", outlined(20, ring((0, -2600), (150, -2450), (150, -2600), (0, -2450), (0, -2600)))),
        ("ring_not_closed", "an outline that does not come back to its start", outlined(21, ring((400, -2600), (520, -2600), (520, -2480), (400, -2470)))),
        ("date_in_future", "Report date: not yet come", sound(22, **{"Report date": "2131-05-11"})),
        ("date_order", "Last visit: before the information", sound(23, **{"Last visit": "2026-01-20"})),
        ("value_outside_list", "Type: CHHA", sound(24, Type="CHHA")),
        ("status_split", "Status: 'cleared' is a release, not a status", sound(25, Status="cleared")),
        ("cha_without_direct_evidence", "a confirmed area on indirect evidence", sound(26, Type="CHA")),
        ("field_missing", "neither type nor source", sound(27, Type="", Source="")),
        ("zone_suspected", "Longitude: a zone further east", sound(28, Longitude=f"{lon + 6:.6f}")),
        ("overlap", "lies on the area of rows 16 and 17", outlined(29, blob(Point(-1960, -1980), 60, rng))),
        ("too_many_cells", "one cell more than there are headings", [*sound(30), "see sketch"]),
        ("personal_data", "the column Informant phone", sound(31, **{"Informant phone": "000 000"})),
    ]  # fmt: skip
    write_rows(path, [HEADING, *(cells for _, _, cells in rows)])
    faults = [
        (row if fault != "personal_data" else 1, fault, what) for row, (fault, what, _) in enumerate(rows, 2) if fault
    ]
    write_rows(answers, [("row", "fault", "what"), *faults])


def lat_of(number: int, lonlat: LonLat) -> float:
    """The latitude that row `number` of the faulty table would have without its fault."""
    return point(Point(-5200 + 420 * number, 240 * ((number * 7) % 11) - 1300), lonlat)[1]
