"""Positions that were once read wrongly, for make_positions.py: what a column, a link or a letter contradicts.

Answers are by PyGeodesy, and by Krüger's and Helmert's formulas with the parameters of EPSG, as in make_positions.py.
"""

import math

import numpy as np
from pygeodesy import EcefKarney, Ellipsoids, Utm
from pygeodesy.ktm import KTransverseMercator

NUMBERS = "the numbers of the text"
PYGEODESY = "PyGeodesy"
SHIFTED = "PyGeodesy, shifted with the parameters of EPSG 15865"


def pulkovo_to_wgs84(lat, lon):
    """Helmert, coordinate frame rotation: 25, -141, -78.5 m; 0, -0.35, -0.736″; 0 ppm,
    at height 0 on both ellipsoids."""
    cartesian = EcefKarney(Ellipsoids.Krassowsky1940).forward(lat, lon, 0)
    rx, ry, rz = (math.radians(v / 3600) for v in (0.0, -0.35, -0.736))
    turn = np.array([[1, rz, -ry], [-rz, 1, rx], [ry, -rx, 1]])
    x, y, z = turn @ [cartesian.x, cartesian.y, cartesian.z] + [25.0, -141.0, -78.5]
    found = EcefKarney(Ellipsoids.WGS84).reverse(float(x), float(y), float(z))
    return found.lat, found.lon


def utm_at(zone, hemisphere, east, north):
    """Latitude and longitude of UTM metres; the longitude within ±180°."""
    found = Utm(zone, hemisphere, east, north).toLatLon()
    return found.lat, (found.lon + 180) % 360 - 180


def listed(*places):
    """The places of a cell of candidates."""
    return "; ".join(f"{lat} {lon}" for lat, lon in places)


def metres_as_programs_write_them(add):
    """The m of metres between number and letter, as Google Earth has it; the ends of UTM; what a zone contradicts."""
    for text, zone, east, north in (
        ("36 N 300000.00 m E 420000.00 m N", 36, 300000, 420000), ("33N 500000 m E 600000 m N", 33, 500000, 600000),
        ("500000 m E 600000 m N 33N", 33, 500000, 600000), ("500000 м В 600000 м С 33N", 33, 500000, 600000),
        ("38T 663808 m E 4472833 m N", 38, 663808, 4472833), ("36N E 300000 m N 420000 m", 36, 300000, 420000),
        ("EPSG:32638 663808 m E 4472833 m N", 38, 663808, 4472833), ("38W 663808 7200000", 38, 663808, 7200000),
        ("1N 150000 4000000", 1, 150000, 4000000), ("36N 420000 m N 300000 m E", 36, 300000, 420000),
    ):  # fmt: skip
        add(text, *utm_at(zone, "N", east, north), source=PYGEODESY)
    for text, zone, hemisphere, east, north in (
        ("34N 388736 9889453", 34, "S", 388736, 9889453), ("36S 500000 500000", 36, "N", 500000, 500000),
        ("36 south 500000 500000", 36, "N", 500000, 500000), ("38N 500000 10000000", 38, "S", 500000, 10000000),
    ):  # fmt: skip
        where = listed(utm_at(zone, hemisphere, east, north))
        add(text, code="utm_range", candidates=where, source=PYGEODESY)
    add("36N E N 300000 420000", code="mgrs_digits")
    aghdam, next_zone = utm_at(38, "N", 663808, 4472833), utm_at(39, "N", 663808, 4472833)
    for text, crs in (("39T 663808 4472833", "EPSG:32638"), ("EPSG:32638 39T 663808 4472833", "")):
        add(text, crs=crs, code="crs_conflict", candidates=listed(aghdam, next_zone), source=PYGEODESY)
    add("38T 663808 4472833", *aghdam, crs="EPSG:32638", source=PYGEODESY)
    far_north, south = utm_at(38, "N", 663808, 8272833), utm_at(38, "S", 663808, 8272833)
    both = listed(far_north, south)
    add("38S 663808 8272833", crs="EPSG:32638", code="crs_conflict", candidates=both, source=PYGEODESY)
    add("38S 663808 8272833", *south, crs="EPSG:32738", source=PYGEODESY)
    add("500000 10000000", crs="EPSG:32638", code="outside_crs")
    add("663808663808 4472833", crs="EPSG:32638", code="grid_range")


def columns_against_texts(add):
    """What a text says of its datum beside the CRS of its column; WKT points are in the CRS of theirs."""
    degrees = pulkovo_to_wgs84(40.39, 46.93)
    metres = KTransverseMercator(Ellipsoids.Krassowsky1940, lon0=45, k0=1.0).reverse(663979 - 500000, 4474713)
    soviet = pulkovo_to_wgs84(metres.lat, metres.lon)
    utm = utm_at(38, "N", 663808, 4472833)
    both, more = listed((40.39, 46.93), degrees), {"source": SHIFTED}
    add("EPSG:28408 8663979 m E 4474713 m N", *soviet, **more)
    add("zone 8 8663979 4474713", *soviet, crs="EPSG:28408", **more)
    add("zone 9 8663979 4474713", crs="EPSG:28408", code="crs_conflict", candidates=listed(soviet), **more)
    add("SK-42 40.39000 46.93000", crs="EPSG:32638", code="crs_conflict", candidates=both, **more)
    add("SK-42 40.39000 46.93000", *degrees, crs="EPSG:28408", **more)
    add("WGS84 40.39 46.93", 40.39, 46.93, crs="EPSG:4284")
    same = utm_at(38, "N", 663979, 4474713)
    two = listed(soviet, same)
    add("SK-42 663979 4474713", crs="EPSG:32638", code="crs_conflict", candidates=two, **more)
    add("WGS84 8663979 4474713", crs="EPSG:28408", code="crs_conflict", candidates=two, **more)
    add("SK-95 8663979 4474713", crs="EPSG:28408", code="crs_conflict", candidates=listed(soviet), **more)
    add("SK-42 8663979 4474713", *soviet, crs="EPSG:28408", **more)
    add("POINT(46.93 40.39)", *degrees, crs="EPSG:4284", **more)
    add("POINT(663808 4472833)", *utm, crs="EPSG:32638", source=PYGEODESY)
    add("SRID=32638;POINT(663808 4472833)", *utm, source=PYGEODESY)
    add("POINT(8663979 4474713)", *soviet, crs="EPSG:28408", **more)
    add("POINT(8.5 44.7)", crs="EPSG:28408", code="crs_conflict", candidates="44.7 8.5")
    add("+40.39+046.93/", *degrees, crs="EPSG:4284", **more)
    add("+40.39+046.93CRSWGS_84/", 40.39, 46.93, crs="EPSG:4284")


def links(add):
    """Parts of a link that are wholly a position, in the order in which they say what was meant."""
    usual = {"source": "usual form of a map link, the numbers of the text"}
    y, x = 40 + 23 / 60 + 28 / 3600, 46 + 55 / 60 + 10 / 3600
    add("https://www.google.com/maps?q=40+23+28N+46+55+10E", y, x, **usual)
    add("https://www.google.com/maps/search/40+23+28+N+46+55+10+E", y, x, **usual)
    add("https://www.google.com/maps/place/40%C2%B023'28%22N+46%C2%B055'10%22E/@40,46,12z", y, x, **usual)
    for link in (
        "https://www.google.com/maps?q=40,39+46,93", "https://maps.google.com/?ll=40.1,46.1&q=40.39,46.93",
        "https://yandex.com/maps/?ll=46.95,40.41&mode=whatshere&whatshere[point]=46.93,40.39&z=12",
        "https://yandex.com/maps/?ll=46.95%2C40.41&pt=46.93%2C40.39%2Cpm2rdm&z=12",
        "https://www.google.com/maps/dir//40.39,46.93/@40.1,46.1,9z", "https://maps.google.com/?daddr=40.39,46.93",
        "https://maps.google.com/maps?q=loc:40.39,46.93+(well)", "geo:0,0?q=40.39,46.93(well)",
        "https://www.openstreetmap.org/?mlat=40.39&zoom=9&mlon=46.93#map=12/41/47",
    ):  # fmt: skip
        add(link, 40.39, 46.93, **usual)
    for link in ("https://www.google.com/maps?q=12+34th+Street", "https://www.google.com/maps/place/10+20th+Ave"):
        add(link, code="link_without_position", **usual)
    ends = listed((40.1, 46.1), (40.2, 46.2))
    for link in (
        "https://maps.google.com/?saddr=40.1,46.1&daddr=40.2,46.2",
        "https://www.google.com/maps/dir/40.1,46.1/40.2,46.2/@40.1,46.1,9z",
        "https://www.google.com/maps/dir/?api=1&origin=40.1,46.1&destination=40.2,46.2",
        "https://yandex.com/maps/?ll=46.1%2C40.1&rtext=40.1%2C46.1~40.2%2C46.2",
    ):
        add(link, code="several_positions", candidates=ends, **usual)
    add("https://www.google.com/maps/dir/Baku/40.2,46.2", code="several_positions", candidates="40.2 46.2", **usual)


def letters(add):
    """Minutes after the letter, letters around both numbers, an O, a second position."""
    whole = 40 + 23 / 60, 46 + 55 / 60
    for text in ("40N23 46E55", "40N23 046E55", "40°N23' 46°E55'", "40n23, 46e55"):
        add(text, *whole)
    add("12S30 34E15", -12.5, 34.25)
    add("40N23 28 46E55 10", 40 + 23 / 60 + 28 / 3600, 46 + 55 / 60 + 10 / 3600)
    add("40°N 46°55'E", 40, 46 + 55 / 60)
    add("40.39N 46 55.8E", 40.39, 46 + 55.8 / 60)
    add("40N 23 46E", code="letters", candidates=listed((40, 23 + 46 / 60), (40 + 23 / 60, 46)))
    add(
        "40N 46 55 10E", code="letters", candidates=listed((40, 46 + 55 / 60 + 10 / 3600), (40 + 46 / 60, 55 + 10 / 60))
    )
    for text in ("40N23", "40N23 46E", "40.39 46.93 N W", "40N23 46E55 10"):
        add(text, code="letters")
    add("N 40 46 W", 40, -46)
    add("S 40.39 46.93 W", -40.39, -46.93)
    east_or_west = listed((48.2, 16.37), (48.2, -16.37))
    for text in ("40.39° K 46.93° D", "K 40.39 D 46.93", "46.93°D, 40.39°K", "40.39°S 46.93°I", "40.39°V 46.93°L",
                 "40.39°B 46.93°Đ", "40.39°N 46.93°L", "40^23.4'N 46^55.8'E", "40*23.4'N 46*55.8'E", "*40.39, 46.93*",
                 "40.39° sjeverno 46.93° istočno"):  # fmt: skip
        add(text, 40.39, 46.93)
    for text in ("40.39° G 46.93° B", "40.39°J 46.93°Z", "40.39°J 46.93°P"):
        add(text, -40.39, -46.93)
    for text in ("40.39°K 46.93", "40.39°S 46.93°D", "40.39°N 46.93°Đ", "40.39 D 46.93 B"):
        add(text, code="position_not_understood")
    for text in ("39° 30.5'", "39°30.5'N", "46° 54.5' E", "39° 30,5'", "39°30'", "39° 30", "39 deg 30.5 min N"):
        add(text, code="one_number")
    for text in ("48.2 N 16.37 O", "Breite 48.2 N Länge 16.37 O", "N48,2 O16,37", "48,2° N 16,37° O"):
        add(text, code="letter_o", candidates=east_or_west)
    add("48.2 N 16.37 Ost", 48.2, 16.37)
    add("48.2 N 16.37 oeste", 48.2, -16.37)
    two = listed((40.39, 46.93), (39.88, 46.7))
    for text in ("40.39 46.93 39.88 46.70", "40.39, 46.93, 39.88, 46.70"):
        add(text, code="several_positions", candidates=two)
    for text in ("21/09/2021", "04.04.2021", "2021-04-04", "31/12/2021"):
        add(text, code="date")
    add("39.99112 46.92936 45.2 4.5", 39.99112, 46.92936)
    add("13.7563309 100.5017651 45.29999923706055 3.9000000953674316", 13.7563309, 100.5017651)


def squares(add):
    """Squares of 100 km that reach into their band or do not, by the latitudes of their corners."""
    # 1800–1900 km north is 16.3–17.2° N, band P ends at 16; 4500–4600 km is 40.6–41.6° N, band S ends at 40.
    for text in ("56PMD08", "14SNL14", "ZJP1234"):
        add(text, code="mgrs_square", source="latitudes of the corners, by PyGeodesy")
    add("32XMF1234", code="mgrs_square", source="NGA.STND.0037: zone 32 has no band X")
    add("60KZH", *utm_at(60, "S", 850000, 8250000), source=PYGEODESY)
    # The edge of the band at 40° N cuts the square: its northern part is named by either letter.
    add("38SPK6440", *utm_at(38, "N", 664500, 4440500), source=PYGEODESY)
    add("38TPK6440", *utm_at(38, "N", 664500, 4440500), source=PYGEODESY)


PARTS = (metres_as_programs_write_them, columns_against_texts, links, letters, squares)
