"""What an office has on its disk, made anew from a seed: workbooks, Google Earth, GPS and Word, in its languages.

    python tests/field/office.py FOLDER [SEED]

Each file states how many records are in it, what must never become one, and what is about a person. The same seed
gives the same files.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

LANGUAGES = {
    "az": {
        "heads": ["№", "Kənd", "Yerin növü", "Koordinatlar", "Status", "Mina növü", "Hesabat tarixi", "Qeyd"],
        "titles": ["Ağdam rayonu üzrə minalanmış ərazilər", "Tərtib edən: ofis, 2025-ci il"],
        "total": "Cəmi: {n}", "note": "Qeyd: koordinatlar telefonla ölçülüb, ±10 m",
        "places": ["kənd", "çay sahili", "yol ayrıcı", "qəbiristanlıq", "körpü", "yol"], "open": "açıq",
        "victims": ["Tarix", "Kənd", "Koordinatlar", "Soyad, ad", "Yaşı", "Cinsi", "Zədə"],
        "folders": ["Qəbiristanlıq", "Yol ayrıcı", "Çay sahili"],
    },
    "ru": {
        "heads": ["№ п/п", "Населённый пункт", "Вид места", "Координаты", "Статус", "Тип мины", "Дата", "Примечание"],
        "titles": ["Сведения о минной обстановке", "по состоянию на 12.03.2025"],
        "total": "Итого: {n}", "note": "Примечание: координаты сняты телефоном, ±10 м",
        "places": ["село", "берег реки", "перекрёсток", "кладбище", "мост", "дорога"], "open": "открыт",
        "victims": ["Дата", "Населённый пункт", "Координаты", "ФИО пострадавшего", "Возраст", "Пол", "Ранение"],
        "folders": ["Кладбища", "Перекрёстки", "Берег реки"],
    },
    "en": {
        "heads": ["No.", "Village", "Kind of place", "Coordinates", "Status", "Kind of mine", "Date of report",
                  "Remarks"],
        "titles": ["Reported hazards of the eastern district", "Prepared by the field office"],
        "total": "TOTAL {n}", "note": "Note: positions were taken with a telephone, ±10 m",
        "places": ["village", "riverbank", "crossroads", "cemetery", "bridge", "road"], "open": "open",
        "victims": ["Date", "Village", "Coordinates", "Name of victim", "Age", "Sex", "Injury"],
        "folders": ["Cemeteries", "Crossroads", "River / Khachin banks"],
    },
}  # fmt: skip
MINES = ["PMN", "PMN-2", "TM-62", "MON-50", "POM-2", ""]
FIRST, LAST = ["Aynur", "Рустам", "Leyla", "Halima", "Назим", "Samir"], ["Qasımzadə", "Ахмедова", "Hollow", "Petrenko"]
EXTENT = (44.7, 38.3, 50.5, 41.95)


@dataclass
class File:
    """One file of the office: how many records it holds, the columns to name, and what must not come through.

    `personal` are texts about persons, `headings` the columns that hold them, `swapped` how many rows need somebody.
    """

    path: Path
    records: int
    fields: dict[str, str] = field(default_factory=dict)
    never: list[str] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    kind: str = "hazards"
    swapped: int = 0


def make(folder: Path, seed: int) -> list[File]:
    """Write the office's files of a seed into `folder`."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    makers = (workbook, google_earth, gps, drawn_in_a_browser, from_word, victims, csv_of_a_phone)
    return [maker(folder, chance, LANGUAGES[chance.choice(list(LANGUAGES))]) for maker in makers]


def position(chance: random.Random) -> tuple[float, float]:
    """A latitude and a longitude in Karabakh that are all the digits there are."""
    return round(chance.uniform(39.6, 40.3), 5), round(chance.uniform(46.3, 47.3), 5)


def notations(lat: float, lon: float) -> list[str]:
    """One position as people write it."""

    def dms(value: float, seconds: int) -> str:
        minutes = (value - int(value)) * 60
        return f"{int(value)}°{int(minutes):02d}'{(minutes - int(minutes)) * 60:0{3 + seconds}.{seconds}f}\""

    return [
        f"{lat}, {lon}", f"{lat}; {lon}", f"{lat} {lon}", f"{lat}N {lon}E", f"{dms(lat, 1)}N {dms(lon, 1)}E",
        f"N {dms(lat, 1)} E {dms(lon, 1)}", f"{str(lat).replace('.', ',')}; {str(lon).replace('.', ',')}",
        f"https://www.google.com/maps?q={lat},{lon}",
    ]  # fmt: skip


def workbook(folder: Path, chance: random.Random, words: dict) -> File:
    """A workbook as it is sent round: titles, merged cells, a swapped row, totals and a note below."""
    book = openpyxl.Workbook()
    sheet = book.active
    titles = words["titles"][: chance.randint(1, 2)]
    for number, title in enumerate(titles, start=1):
        sheet.append([title])
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=8)
    for _ in range(chance.randint(0, 1)):
        sheet.append([])
    sheet.append(words["heads"])
    count = chance.randint(5, 12)
    swapped = chance.randrange(count)
    first = sheet.max_row + 1
    for number in range(count):
        lat, lon = position(chance)
        where = f"{lon}, {lat}" if number == swapped else chance.choice(notations(lat, lon))
        day = chance.choice([f"{chance.randint(13, 28)}.03.2025", f"2025-03-{chance.randint(1, 28):02d}"])
        sheet.append([number + 1, f"Kənd {chance.randint(1, 99)}", chance.choice(words["places"]), where,
                      words["open"], chance.choice(MINES), day, chance.choice(["", "x", "bax: foto"])])  # fmt: skip
    if chance.random() < 0.5:  # two records of one village
        sheet.cell(first + 1, 2).value = None
        sheet.merge_cells(start_row=first, end_row=first + 1, start_column=2, end_column=2)
    for _ in range(chance.randint(0, 1)):
        sheet.append([])
    total, note = words["total"].format(n=count), words["note"]
    sheet.append([total] if chance.random() < 0.5 else [None, None, None, total])
    sheet.append([note])
    path = folder / f"minalar_{chance.randint(2020, 2026)}.xlsx"
    book.save(path)
    return File(path, count, never=[total, note, *titles], swapped=1)


def google_earth(folder: Path, chance: random.Random, words: dict) -> File:
    """Marks sorted into folders by kind of place, with a picture and a link that are no places."""
    marks = 0
    parts = []
    for name in words["folders"]:
        own = []
        for _ in range(chance.randint(1, 3)):
            lat, lon = position(chance)
            marks += 1
            own.append(
                f"<Placemark><name>Mark {marks}</name><description>&lt;b&gt;two&lt;/b&gt; men saw it</description>"
                f'<ExtendedData><Data name="kind of mine"><value>PMN</value></Data></ExtendedData>'
                f"<Point><coordinates>{lon},{lat},0</coordinates></Point></Placemark>"
            )
        parts.append(f"<Folder><name>{escape(name)}</name>{''.join(own)}</Folder>")
    overlay = "<GroundOverlay><name>Scan</name><Icon><href>scan.png</href></Icon></GroundOverlay>"
    text = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{"".join(parts)}{overlay}</Document></kml>'
    path = folder / "My Places.kml"
    path.write_text(text, encoding="utf-8")
    return File(path, marks, never=["Scan"])


def gps(folder: Path, chance: random.Random, words: dict) -> File:
    """Waypoints of a walk; the car park and the lunch are among them, and are kept and named."""
    points = []
    for number in range(chance.randint(3, 6)):
        lat, lon = position(chance)
        points.append((lat, lon, f"{number + 1:03d}", "Danger Area"))
    for name, sym in (("PARKING", "Parking Area"), ("LUNCH", "Restaurant")):
        points.append((*position(chance), name, sym))
    chance.shuffle(points)
    marks = "".join(
        f'<wpt lat="{lat}" lon="{lon}"><time>2025-05-03T09:1{number % 10}:00Z</time><name>{name}</name>'
        f"<cmt>seen</cmt><sym>{sym}</sym></wpt>"
        for number, (lat, lon, name, sym) in enumerate(points)
    )
    path = folder / "Waypoints_03-MAY-25.gpx"
    path.write_text(f'<gpx version="1.1" creator="eTrex" xmlns="http://www.topografix.com/GPX/1/1">{marks}</gpx>')
    return File(path, len(points))


def drawn_in_a_browser(folder: Path, chance: random.Random, words: dict) -> File:
    """Shapes of geojson.io: some have a title, some a name, some the colours that somebody chose."""
    features = []
    for number in range(chance.randint(3, 6)):
        lat, lon = position(chance)
        square = [[lon, lat], [lon + 0.01, lat], [lon + 0.01, lat + 0.01], [lon, lat + 0.01], [lon, lat]]
        own = {("title", "name")[number % 2]: f"Shape {number}", "type": chance.choice(["bridge", "cemetery"])}
        own |= {"fill": "#ff0000", "stroke-width": 2} if chance.random() < 0.5 else {}
        features.append(
            {"type": "Feature", "properties": own, "geometry": {"type": "Polygon", "coordinates": [square]}}
        )
    path = folder / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return File(path, len(features))


def from_word(folder: Path, chance: random.Random, words: dict) -> File:
    """A table of a Word document pasted into a text file: columns by tabs, cells with spaces about them."""
    heads = [name for name in words["heads"] if name not in words["heads"][4:6]]
    rows = []
    for number in range(chance.randint(3, 7)):
        lat, lon = position(chance)
        rows.append([f" {number + 1} ", "Kənd ", chance.choice(words["places"]), f" {lat}, {lon}", "14.03.2025", ""])
    text = "\n".join("\t".join(row) for row in [heads, *rows])
    path = folder / "from_word.txt"
    path.write_text(text, encoding=chance.choice(["utf-8", "utf-16", "utf-8-sig"]))
    return File(path, len(rows))


def victims(folder: Path, chance: random.Random, words: dict) -> File:
    """A table about victims, a row each: names and ages stand in it, and must stay in it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(words["victims"])
    people = []
    count = chance.randint(3, 6)
    for number in range(count):
        lat, lon = position(chance)
        person = f"{chance.choice(FIRST)} {chance.choice(LAST)}-{chance.randint(1000, 9999)}"
        age, wound = f"{chance.randint(5, 80)} y/o", f"wound {chance.randint(10000, 99999)}"
        people += [person, age, wound]
        sheet.append([f"2024-1{number % 3}-0{number + 1}", "Kənd", f"{lat}, {lon}", person, age, "F", wound])
    sheet.append([words["total"].format(n=count)])
    path = folder / "incidents.xlsx"
    book.save(path)
    return File(path, count, never=[words["total"].format(n=count)], personal=people,
                headings=words["victims"][3:], kind="accidents")  # fmt: skip


def csv_of_a_phone(folder: Path, chance: random.Random, words: dict) -> File:
    """Semicolons and decimal commas, in the encoding of an old computer; two columns are to be named."""
    encoding = "cp1251" if words is LANGUAGES["ru"] else "utf-8"
    rows = [["Obyekt", "lat", "lon", "Vaxt", words["heads"][4]]]
    for number in range(chance.randint(3, 6)):
        lat, lon = (str(value).replace(".", ",") for value in position(chance))
        rows.append([f"Object {number}", lat, lon, f"0{number + 1}.12.2024", words["open"]])
    path = folder / "telefon.csv"
    path.write_bytes("\r\n".join(";".join(row) for row in rows).encode(encoding))
    return File(path, len(rows) - 1, fields={"Obyekt": "name", "Vaxt": "reported_on"})


if __name__ == "__main__":
    for made in make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1):
        print(made.path, made.records, *(f"--field {column}={name}" for column, name in made.fields.items()))
