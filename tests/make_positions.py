"""Make tests/positions.csv: positions as people write them, with their right answers, by libraries other than ours.

Answers come from the numbers that a text is made of, from PyGeodesy (UTM, UPS, MGRS, Krüger's transverse Mercator on
any ellipsoid, geocentric coordinates), and for a few from published examples. None of Zonemark's code is used. The
Helmert transformation of Pulkovo 1942 is computed here, apart from PROJ, but with the parameters that EPSG
(15865, Pulkovo 1942 to WGS 84 (16)) and so PROJ have: the table proves the arithmetic of that shift, not its
parameters. The TypeScript of the map's search is tested with the same table.

    python tests/make_positions.py > tests/positions.csv

Columns: text; crs, near (what the reader was told, "lat lon"); lat, lon (WGS 84; empty where the text must be
refused); tolerance_m (how far an answer may be off); accuracy_m (half the cell that the digits leave open,
empty where it is
not tested); code (the problem); candidates ("lat lon; lat lon", those that must be among the ones given); source.
"""

import csv
import math
import sys

import positions_in_doubt
from positions_in_doubt import NUMBERS, PYGEODESY, SHIFTED, pulkovo_to_wgs84
from pygeodesy import Ellipsoids, toUps8, toUtm8
from pygeodesy.ktm import KTransverseMercator

COLUMNS = ("text", "crs", "near", "lat", "lon", "tolerance_m", "accuracy_m", "code", "candidates", "source")
# Places of mine action, and those that test a grid: name, lat, lon.
PLACES = (
    ("Aghdam", 39.99112, 46.92936), ("Fuzuli", 39.60014, 47.14305), ("Jabrayil", 39.39982, 47.02631),
    ("Kabul", 34.52813, 69.17233), ("Mosul", 36.34006, 43.13012), ("Aleppo", 36.20212, 37.13430),
    ("Kharkiv", 49.99350, 36.23038), ("Kherson", 46.63541, 32.61686), ("Sarajevo", 43.85626, 18.41308),
    ("Bogota", 4.71099, -74.07209), ("Luanda", -8.83899, 13.28944), ("Mapai", -22.73106, 32.05417),
    ("Ziguinchor", 12.56801, -16.27326), ("Kilinochchi", 9.38030, 80.37700), ("Phonsavan", 19.45003, 103.21809),
    ("Siem Reap", 13.36179, 103.86056), ("Stanley", -51.69523, -57.84922), ("Laayoune", 27.15371, -13.20327),
    ("Bergen", 60.39299, 5.32415), ("Longyearbyen", 78.22334, 15.64689), ("Suva", -18.14161, 178.44149),
    ("Taveuni", -16.85009, -179.97518), ("Quito", -0.22985, -78.52495), ("Ushuaia", -54.80191, -68.30295),
)  # fmt: skip

rows = []


def add(text, lat=None, lon=None, *, tolerance=0.01, accuracy=None, source=NUMBERS, **more):
    """Put one text into the table."""
    row = dict.fromkeys(COLUMNS, "")
    row |= {"text": text, "source": source, "tolerance_m": f"{tolerance:g}"}
    if lat is not None:
        row |= {"lat": repr(float(lat)), "lon": repr(float(lon))}
    if accuracy is not None:
        row["accuracy_m"] = f"{accuracy:.4g}"
    row |= more
    if all(any(row[key] != other[key] for key in ("text", "crs", "near")) for other in rows):
        rows.append(row)


def cell_m(lat, half_lat_deg, half_lon_deg):
    """Half the diagonal of the cell that digits leave open, in metres, on a sphere: good to half a per cent."""
    metres = math.radians(1) * 6371008.8
    return math.hypot(half_lat_deg * metres, half_lon_deg * metres * math.cos(math.radians(lat)))


def split(value, seconds_digits=1):
    """Degrees, minutes and seconds as they would be written, and the value that these say."""
    total = round(abs(value) * 3600, seconds_digits)
    degrees, rest = divmod(total, 3600)
    minutes, seconds = divmod(rest, 60)
    seconds = round(seconds, seconds_digits)
    return int(degrees), int(minutes), seconds, math.copysign(degrees + minutes / 60 + seconds / 3600, value)


def decimals():
    """Decimal degrees with signs, letters, commas and separators."""
    for name, lat, lon in PLACES:
        n, e = ("N" if lat >= 0 else "S"), ("E" if lon >= 0 else "W")
        add(f"{lat:.5f}, {lon:.5f}", lat, lon, accuracy=cell_m(lat, 5e-6, 5e-6))
        add(f"{abs(lat):.5f}{n} {abs(lon):.5f}{e}", lat, lon)
        add(f"{n} {abs(lat):.5f}° {e} {abs(lon):.5f}°".replace(".", ","), lat, lon)
        if name in ("Aghdam", "Bogota", "Luanda", "Stanley"):
            add(f"{lat:.5f} {lon:.5f}", lat, lon)
            add(f"{lat:.5f};{lon:.5f}".replace(".", ","), lat, lon)
            add(f"{lat:.5f}, {lon:.5f}".replace(".", ",", 1).replace(".", ","), lat, lon)
            add(f"{lat:.5f} {lon:.5f}".replace("-", "\u2212").replace(".", ","), lat, lon)
            add(f"Lat: {lat:.5f} Lon: {lon:.5f}", lat, lon)
            add(f"lon={lon:.5f}, lat={lat:.5f}", lat, lon)
            add(f"{abs(lon):.5f}°{e}, {abs(lat):.5f}°{n}", lat, lon)
            add(f"({lat:.5f}, {lon:.5f})", lat, lon)
            add(f"POINT ({lon:.5f} {lat:.5f})", lat, lon)
            add(f"{lat:.5f} {lon:.5f} 812.0 4.5", lat, lon)


def sexagesimals():
    """Degrees and minutes; degrees, minutes and seconds, with the usual marks."""
    styles = (
        "{d}°{m:02d}'{s:04.1f}\"{h}", "{d}° {m}′ {s:.1f}″ {h}", "{h}{d}°{m}'{s:.1f}''", "{d} {m} {s:.1f} {h}",
        "{d}º{m}’{s:.1f}”{h}", "{d}d{m}m{s:.1f}s{h}", "{h} {d}-{m}-{s:.1f}", "{d}:{m:02d}:{s:04.1f}{h}",
        "{d}.{m:02d}.{s:04.1f} {h}",
    )  # fmt: skip
    for name, lat, lon in PLACES:
        (d1, m1, s1, y), (d2, m2, s2, x) = split(lat), split(lon)
        h1, h2 = ("N" if lat >= 0 else "S"), ("E" if lon >= 0 else "W")
        chosen = styles if name in ("Aghdam", "Bogota", "Luanda") else styles[:2]
        for style in chosen:
            text = f"{style.format(d=d1, m=m1, s=s1, h=h1)} {style.format(d=d2, m=m2, s=s2, h=h2)}"
            add(text, y, x, accuracy=cell_m(y, 0.05 / 3600, 0.05 / 3600))
        minutes1, minutes2 = round(m1 + s1 / 60, 3), round(m2 + s2 / 60, 3)
        y, x = math.copysign(d1 + minutes1 / 60, lat), math.copysign(d2 + minutes2 / 60, lon)
        add(f"{d1}°{minutes1:06.3f}'{h1} {d2}°{minutes2:06.3f}'{h2}", y, x, accuracy=cell_m(y, 5e-4 / 60, 5e-4 / 60))


def languages():
    """Letters and digits of other languages, for Aghdam: 39°59'28.0", 46°55'45.7"."""
    y, x = 39 + 59 / 60 + 28 / 3600, 46 + 55 / 60 + 45.7 / 3600
    for text in (
        "39°59'28,0\" с. ш., 46°55'45,7\" в. д.", "39°59′28,0″ с.ш. 46°55′45,7″ в.д.", "С 39°59'28.0\" В 46°55'45.7\"",
        "39°59'28,0\"С 46°55'45,7\"В", "широта 39°59'28.0\" долгота 46°55'45.7\"",
        "39 град 59 мин 28.0 сек с.ш. 46 град 55 мин 45.7 сек в.д.",
        "39°59'28,0\" північної широти, 46°55'45,7\" східної довготи", "39°59'28,0\" пн. ш. 46°55'45,7\" сх. д.",
        "39°59'28.0\" северной широты 46°55'45.7\" восточной долготы",
        "39°59'28.0\" ş.e. 46°55'45.7\" ş.u.", "39°59'28.0\" şimal, 46°55'45.7\" şərq",
        "٣٩°٥٩'٢٨٫٠\" ش ٤٦°٥٥'٤٥٫٧\" ق", "٣٩°٥٩'٢٨٫٠\" شمالاً ٤٦°٥٥'٤٥٫٧\" شرقاً",
        "۳۹°۵۹'۲۸٫۰\" شمالی ۴۶°۵۵'۴۵٫۷\" شرقی",
        "خط العرض ٣٩°٥٩'٢٨٫٠\" خط الطول ٤٦°٥٥'٤٥٫٧\"", "39°59'28,0\" Nord 46°55'45,7\" Est",
        "39°59'28.0\" latitud norte 46°55'45.7\" longitud este", "39°59'28,0\" kuzey 46°55'45,7\" doğu",
    ):  # fmt: skip
        add(text, y, x)
    y, x = 48.5, -2.25
    for text in ("48,5 nord 2,25 ouest", "48,5° с.ш. 2,25° з.д.",
    "48.5 norte 2.25 oeste",
                 "48.5 ش 2.25 غ", "٤٨٫٥ شمال ٢٫٢٥ غرب", "48,5 ş.e. 2,25 q.u.", "48.5 пн.ш. 2.25 зх.д."):  # fmt: skip
        add(text, y, x)
    y, x = -12.5, 34.25
    for text in ("12,5 S 34,25 E", "12,5° ю.ш. 34,25° в.д.", "12,5 sud 34,25 est", "12.5 sur 34.25 este",
    "١٢٫٥ ج ٣٤٫٢٥ ق",
                 "12.5 пд.ш. 34.25 сх.д.", "12,5 c.e. 34,25 ş.u.", "12.5 cənub 34.25 şərq",
                 "12.5 جنوبا 34.25 شرقا"):  # fmt: skip
        add(text, y, x)


def utm_and_mgrs():
    """UTM in the usual ways, and MGRS at every precision; the answer to a square is its centre."""
    for name, lat, lon in PLACES:
        utm = toUtm8(lat, lon)
        east, north, zone, hemisphere, band = (
            round(utm.easting), round(utm.northing), utm.zone, utm.hemisphere, utm.band,
        )  # fmt: skip
        exact = type(utm)(zone, hemisphere, east, north, band=band).toLatLon()
        y, x = exact.lat, exact.lon
        word = "N" if hemisphere == "N" else "south"
        add(f"{zone}{word} {east} {north}", y, x, accuracy=math.hypot(0.5, 0.5), source=PYGEODESY)
        if band != "S":
            add(f"{zone}{band} {east} {north}", y, x, source=PYGEODESY)
            add(f"{zone:02d} {band} {east:07d} {north}", y, x, source=PYGEODESY)
        if hemisphere == "N":
            add(f"UTM zone {zone}N E {east} N {north}", y, x, source=PYGEODESY)
            add(f"{east}mE {north}mN {zone}N", y, x, source=PYGEODESY)
            add(f"{east} {north}", y, x, crs=f"EPSG:{32600 + zone}", source=PYGEODESY)
        reference = utm.toMgrs()
        letters, digits_e, digits_n = (
            f"{zone}{band}{reference.digraph}",
            int(reference.easting),
            int(reference.northing),
        )
        for digits in range(6) if name in ("Aghdam", "Bogota", "Bergen", "Longyearbyen") else (3, 5):
            side = 10 ** (5 - digits)
            e, n = digits_e // side, digits_n // side
            centre = type(utm)(
                zone, hemisphere, utm.easting // 1e5 * 1e5 + (e + 0.5) * side,
                utm.northing // 1e5 * 1e5 + (n + 0.5) * side,
                band=band,
            ).toLatLon()  # fmt: skip
            text = f"{letters}{e:0{digits}d}{n:0{digits}d}" if digits else letters
            add(text, centre.lat, centre.lon, accuracy=side / math.sqrt(2), source=PYGEODESY)
            if digits == 5:
                add(f"{zone}{band} {reference.digraph} {e:05d} {n:05d}", centre.lat, centre.lon, source=PYGEODESY)
    for lat, lon in ((88.0, 10.0), (-85.5, -70.0)):
        ups = toUps8(lat, lon)
        reference = ups.toMgrs()
        e, n = int(reference.easting), int(reference.northing)
        centre = type(ups)(
            0, ups.pole, ups.easting // 1e5 * 1e5 + e + 0.5, ups.northing // 1e5 * 1e5 + n + 0.5, band=ups.band
        ).toLatLon()  # fmt: skip
        add(f"{reference.band}{reference.digraph}{e:05d}{n:05d}", centre.lat, centre.lon, source=PYGEODESY)


def soviet():
    """Pulkovo 1942 in degrees and in Gauss–Krüger metres, with the zone, in several orders and by code."""
    for _, lat, lon in [place for place in PLACES if place[0] in ("Aghdam", "Fuzuli", "Jabrayil")]:
        y, x = pulkovo_to_wgs84(lat, lon)
        add(f"{lat:.5f} {lon:.5f}", y, x, crs="EPSG:4284", source=SHIFTED)
        add(f"СК-42 {lat:.5f} {lon:.5f}", y, x, source=SHIFTED)
        d1, m1, s1, lat1 = split(lat)
        d2, m2, s2, lon1 = split(lon)
        y, x = pulkovo_to_wgs84(lat1, lon1)
        add(f"Pulkovo 1942 {d1}°{m1}'{s1}\"N {d2}°{m2}'{s2}\"E", y, x, source=SHIFTED)
        # PyGeodesy gives eastings from the central meridian; the grid adds 500 km and the zone in front.
        grid = KTransverseMercator(Ellipsoids.Krassowsky1940, lon0=45, k0=1.0)
        found = grid.forward(lat, lon)
        east, north = round(found.easting) + 500_000, round(found.northing)
        back = grid.reverse(east - 500_000, north)
        y, x = pulkovo_to_wgs84(back.lat, back.lon)
        for text in (
            f"8{east} {north}", f"{north} 8{east}", f"X={north} Y=8{east}", f"8{east}, {north}",
            f"SK-42 8{east} {north}",
            f"СК-42 зона 8 {east} {north}",
        ):  # fmt: skip
            add(text, y, x, source=SHIFTED)
        add(f"8{east} {north}", y, x, crs="EPSG:28408", source=SHIFTED)
        add(f"{north} 8{east}", y, x, crs="EPSG:28408", source=SHIFTED)
        add(f"{east} {north}", y, x, crs="EPSG:2498", source=SHIFTED)
        add(f"EPSG:2498 {east} {north}", y, x, source=SHIFTED)
        narrow = KTransverseMercator(Ellipsoids.Krassowsky1940, lon0=48, k0=1.0)
        found = narrow.forward(lat, lon)
        narrow_east, narrow_north = round(found.easting) + 500_000, round(found.northing)
        back = narrow.reverse(narrow_east - 500_000, narrow_north)
        add(f"16{narrow_east} {narrow_north}", *pulkovo_to_wgs84(back.lat, back.lon), source=SHIFTED + ", zone of 3°")
        add(f"8{east} {north}", code="crs_conflict", crs="EPSG:4326", candidates=f"{y} {x}", source=SHIFTED)
        add(f"8{east} {north}", code="outside_crs", crs="EPSG:28409", source=SHIFTED)
        utm = toUtm8(0, 45).__class__(38, "N", east, north, band="T" if lat >= 40 else "S").toLatLon()
        near = f"{lat:.2f} {lon:.2f}"
        add(f"{east} {north}", code="no_zone", near=near, candidates=f"{y} {x}; {utm.lat} {utm.lon}", source=SHIFTED)
        add(f"{east} {north}", code="no_zone", source=NUMBERS)


def published():
    """Examples from standards and reference works."""
    iso, rfc = "notation of ISO 6709, the numbers of the text", "notation of RFC 5870, the numbers of the text"
    for text, lat, lon in (
        ("+40.20361-075.00417CRSWGS_84/", 40.20361, -75.00417), ("+48.8577+002.295/", 48.8577, 2.295),
        ("+401213.1-0750015.1+2.79CRSWGS_84/", 40 + 12 / 60 + 13.1 / 3600, -(75 + 15.1 / 3600)),
        ("+27.5916+086.5640+8850CRSWGS_84/", 27.5916, 86.5640), ("+90+000/", 90, 0), ("+00-025/", 0, -25),
        ("+35.658632+139.745411/", 35.658632, 139.745411), ("+1234.7-09854.1/", 12 + 34.7 / 60, -(98 + 54.1 / 60)),
        ("+352139+1384339+3776/", 35 + 21 / 60 + 39 / 3600, 138 + 43 / 60 + 39 / 3600),
    ):  # fmt: skip
        add(text, lat, lon, source=iso)
    for text, lat, lon in (
        ("geo:13.4125,103.8667", 13.4125, 103.8667), ("geo:48.2010,16.3695,183", 48.201, 16.3695),
        ("geo:48.198634,16.371648;crs=wgs84;u=40", 48.198634, 16.371648), ("geo:66,30;u=6.500;FOo=this%2dthat", 66, 30),
        ("geo:90,-22.43;crs=WGS84", 90, -22.43),
    ):  # fmt: skip
        add(text, lat, lon, source=rfc)
    tower = "Wikipedia, Universal Transverse Mercator coordinate system (CN Tower)"
    add("17N 630084 4833438", 43.642562, -79.387139, tolerance=1.5, source=tower)
    add("43°38′33.24″N 79°23′13.7″W", 43 + 38 / 60 + 33.24 / 3600, -(79 + 23 / 60 + 13.7 / 3600), source=tower)
    for link in (
        "https://www.google.com/maps/@39.99112,46.92936,15z", "https://www.google.com/maps?q=39.99112,46.92936",
        "https://www.google.com/maps/place/X/@39,46,15z/data=!3m1!4b1!4m5!3m4!1s0x0:0x0!8m2!3d39.99112!4d46.92936",
        "https://www.openstreetmap.org/?mlat=39.99112&mlon=46.92936#map=12/41/47",
        "https://www.openstreetmap.org/#map=15/39.99112/46.92936", "https://maps.google.com/?ll=39.99112,46.92936&z=14",
        "https://maps.apple.com/?ll=39.99112,46.92936", "https://yandex.com/maps/?ll=46.92936%2C39.99112&z=15",
        "https://www.google.com/maps/search/?api=1&query=39.99112%2C46.92936",
    ):  # fmt: skip
        add(link, 39.99112, 46.92936, source="usual form of a map link, the numbers of the text")


def against_the_column():
    """Degrees in a column of metres, and metres in a column of degrees."""
    for text in ("40.39, 46.93", "40.39 46.93", "40.39N 46.93E", "40°23'24\"N 46°55'48\"E", "POINT(46.93 40.39)",
                 "+40.39+046.93/"):  # fmt: skip
        for crs in ("EPSG:32638", "EPSG:28408"):
            add(text, code="crs_conflict", crs=crs, candidates="40.39 46.93")
        add(text, 40.39, 46.93, crs="EPSG:4326")
    add("WGS 84 40.39 46.93", 40.39, 46.93, crs="EPSG:32638")
    for text in ("663808 4472833", "663808 E 4472833 N", "663 808, 4 472 833"):
        for crs in ("EPSG:4326", "EPSG:4284"):
            add(text, code="crs_conflict", crs=crs)
    utm = toUtm8(40.39, 46.93)
    utm = utm.__class__(38, "N", 663808, 4472833, band="T").toLatLon()
    add("38N 663808 4472833", utm.lat, utm.lon, crs="EPSG:4326", source=PYGEODESY)


def refused():
    """Texts that are not a position, or are several."""
    for text, code in (
        ("", "no_position"), ("   ", "no_position"), ("40.39", "one_number"), ("40,39", "one_number_or_two"),
        ("near the school", "position_not_understood"), ("91.5, 200", "coordinate_range"),
        ("45.5, 181.5", "coordinate_range"),
        ("40°75'N 46°20'E", "minutes_range"), ("40°20'75\"N 46°20'10\"E", "seconds_range"), ("40.5N 46.2N", "letters"),
        ("-40.5N 46.2E", "sign_and_letter"), ("40.5.N.46 12 13 14 15 16 17", "position_not_understood"),
        ("38TPK123", "mgrs_digits"), ("38TAA1234", "mgrs_square"), ("99TPK1234", "mgrs_square"),
        ("https://goo.gl/maps/abc", "link_without_position"), ("38T 99999 4472833", "utm_range"),
        ("38K 663808 4472833", "utm_band"), ("EPSG:999999 40 46", "crs_unknown"),
        ("40 23 28", "position_not_understood"),
        ("PK 6387 7300", "mgrs_zone"), ("38T 6387 7300", "mgrs_no_square"), ("1e5 46", "letters"),
    ):  # fmt: skip
        add(text, code=code)
    add("40.39-46.93", code="dash_or_minus", candidates="40.39 46.93; 40.39 -46.93")
    add("40,39,46,53", code="comma", candidates=f"40.39 46.53; {40 + 39 / 60} {46 + 53 / 60}")
    utm = toUtm8(40.39, 46.93)
    north = utm.__class__(38, "N", 663808, 4472833, band="T").toLatLon()
    south = utm.__class__(38, "S", 663808, 4472833, band="F").toLatLon()
    both = f"{north.lat} {north.lon}; {south.lat} {south.lon}"
    add("38 663808 4472833", code="utm_hemisphere", candidates=both, source=PYGEODESY)
    add("38S 663808 4472833", code="utm_band_or_hemisphere", candidates=both, source=PYGEODESY)
    iraq = utm.__class__(38, "N", 441000, 3688000, band="S").toLatLon()
    add("38S 441000 3688000", iraq.lat, iraq.lon, source=PYGEODESY)
    for near, reference in (("40.39 46.93", "PK 638 728"), ("40.39 46.93", "38T 638 728")):
        square = utm.__class__(38, "N", 663850, 4472850, band="T").toLatLon()
        code = "mgrs_zone" if reference.startswith("PK") else "mgrs_no_square"
        add(reference, near=near, code=code, candidates=f"{square.lat} {square.lon}", source=PYGEODESY)


def main():
    """Write the table."""
    for part in (decimals, sexagesimals, languages, utm_and_mgrs, soviet, published, against_the_column, refused):
        part()
    for part in positions_in_doubt.PARTS:
        part(add)
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


if __name__ == "__main__":
    main()
