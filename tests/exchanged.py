"""Files as the programs of others write them: WFS, ArcGIS, uMap, Kobo, LibreOffice and OpenStreetMap, in short."""

import zipfile

WFS_2 = """<?xml version="1.0" encoding="UTF-8"?>
<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"
 xmlns:ma="http://ma.example/ma" numberMatched="{matched}" numberReturned="2"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://ma.example/ma http://ma.example/x.xsd">
<wfs:member><ma:hazards gml:id="hazards.7"><ma:code>007</ma:code><ma:name>Köndələnçay sahili</ma:name>
<ma:area_type>SHA</ma:area_type><ma:geom><gml:MultiSurface srsName="urn:ogc:def:crs:EPSG::4326" srsDimension="2">
<gml:surfaceMember><gml:Polygon gml:id="p1"><gml:exterior><gml:LinearRing><gml:posList>39.5 46.9 39.5 46.91 39.51 46.91
39.5 46.9</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></ma:geom>
</ma:hazards></wfs:member>
<wfs:member><ma:hazards gml:id="hazards.8"><ma:code>008</ma:code><ma:area_type>CHA</ma:area_type><ma:geom><gml:Point
 srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>39.6 46.8</gml:pos></gml:Point></ma:geom></ma:hazards></wfs:member>
</wfs:FeatureCollection>"""
GML_2 = """<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml">
<gml:featureMember><ogr:zones fid="zones.0"><ogr:geometryProperty><gml:Polygon srsName="EPSG:4326"><gml:outerBoundaryIs>
<gml:LinearRing><gml:coordinates>46.9,39.5 46.91,39.5 46.91,39.51 46.9,39.5</gml:coordinates></gml:LinearRing>
</gml:outerBoundaryIs></gml:Polygon></ogr:geometryProperty><ogr:Name>River bank</ogr:Name></ogr:zones>
</gml:featureMember></ogr:FeatureCollection>"""

TOPOJSON = {
    "type": "Topology",
    "transform": {"scale": [0.001, 0.001], "translate": [46.9, 39.5]},
    "arcs": [[[10, 0], [0, 10]], [[10, 10], [-10, 0], [0, -10], [10, 0]], [[10, 0], [10, 0], [0, 10], [-10, 0]]],
    "objects": {
        "zones": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "W", "arcs": [[0, 1]], "properties": {"name": "West", "area_type": "SHA"}},
                {"type": "Polygon", "id": "E", "arcs": [[2, -1]], "properties": {"name": "East", "area_type": "CHA"}},
                {"type": "Point", "id": "P", "coordinates": [5, 5], "properties": {"name": "Post"}},
            ],
        }
    },
}

_OUTER = [[5221000, 4800000], [5221000, 4801000], [5222000, 4801000], [5222000, 4800000], [5221000, 4800000]]
_HOLE = [[5221400, 4800400], [5221600, 4800400], [5221600, 4800600], [5221400, 4800600], [5221400, 4800400]]
_SECOND = [[5223000, 4800000], [5223000, 4801000], [5224000, 4801000], [5224000, 4800000], [5223000, 4800000]]
FEATURE_SERVER = {
    "objectIdFieldName": "OBJECTID",
    "geometryType": "esriGeometryPolygon",
    "spatialReference": {"wkid": 102100, "latestWkid": 3857},
    "fields": [
        {"name": "OBJECTID", "type": "esriFieldTypeOID"},
        {"name": "area_type", "type": "esriFieldTypeInteger",
         "domain": {"type": "codedValue", "codedValues": [{"name": "SHA", "code": 1}, {"name": "CHA", "code": 2}]}},
        {"name": "reported_on", "type": "esriFieldTypeDate"},
    ],
    "features": [
        {"attributes": {"OBJECTID": 1, "name": "Pasture", "area_type": 2, "reported_on": 1715904000000},
         "geometry": {"rings": [_OUTER, _HOLE, _SECOND]}},
        {"attributes": {"OBJECTID": 2, "name": "Orchard", "area_type": 1, "reported_on": None}, "geometry": None},
    ],
}  # fmt: skip

UMAP = {
    "type": "umap",
    "properties": {"name": "Valley"},
    "geometry": {"type": "Point", "coordinates": [46.9, 39.5]},
    "layers": [
        {"type": "FeatureCollection", "_umap_options": {"name": "Cemeteries"},
         "features": [{"type": "Feature", "properties": {"name": "A"},
                       "geometry": {"type": "Point", "coordinates": [46.9, 39.5]}}]},
        {"type": "FeatureCollection", "features": [],
         "_umap_options": {"name": "Live", "remoteData": {"url": "https://example.org/x.json"}}},
    ],
}  # fmt: skip

KOBO = {
    "count": 3, "next": "https://kobo.example/api/v2/assets/a/data.json?start=2", "previous": None,
    "results": [
        {"_id": 11, "report/type": "SHA", "report/position": "39.5 46.9 400 4.5", "report/area": None,
         "areas": [{"areas/outline": "39.5 46.9 0 0;39.6 46.9 0 0;39.6 47.0 0 0;39.5 46.9 0 0"}], "_tags": []},
        {"_id": 12, "report/type": "CHA", "report/position": "39.7 46.8 390 3.0", "areas": [], "_tags": []},
    ],
}  # fmt: skip
ODK = {
    "@odata.context": "https://central.example/v1/projects/1/forms/eo.svc/$metadata#Submissions",
    "value": [
        {"__id": "uuid:1", "type": "SHA",
         "position": {"type": "Point", "coordinates": [46.9, 39.5, 0], "properties": {"accuracy": 4.5}}},
    ],
}  # fmt: skip

OSM = """<?xml version="1.0" encoding="UTF-8"?><osm version="0.6" generator="JOSM">
<node id="1" version="1" lat="39.8" lon="46.75"><tag k="place" v="town"/><tag k="name" v="Şuşa"/>
<tag k="name:ru" v="Шуша"/></node><node id="2" version="1" lat="39.81" lon="46.75"><tag k="amenity" v="school"/></node>
<node id="3" version="1" lat="39.82" lon="46.76"><tag k="highway" v="bus_stop"/></node>
<node id="4" version="1" lat="39.83" lon="46.77"><tag k="hazard" v="minefield"/></node></osm>"""

_ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.3"><office:body><office:spreadsheet>
<table:table table:name="May">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""


def text_cell(text, more=""):
    """A cell of OpenDocument that holds text."""
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def ods(path, rows):
    """A workbook as LibreOffice writes it; `rows` are elements of OpenDocument."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            zipfile.ZipInfo("META-INF/manifest.xml"),
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(zipfile.ZipInfo("content.xml"), _ODS.format(rows=rows))
    return path


SPANNED = ' table:number-rows-spanned="2"'
ODS_ROWS = (
    f"<table:table-row>{text_cell('Minefields of the valley')}</table:table-row>"
    f"<table:table-row>{''.join(map(text_cell, ('No', 'District', 'Type', 'Lat', 'Long', 'Date')))}</table:table-row>"
    f"<table:table-row>{text_cell('001')}{text_cell('Ağdam', SPANNED)}{text_cell('SHA')}"
    '<table:table-cell office:value-type="float" office:value="40.05"><text:p>40.05</text:p></table:table-cell>'
    '<table:table-cell office:value-type="float" office:value="46.93"><text:p>46.93</text:p></table:table-cell>'
    '<table:table-cell office:value-type="date" office:date-value="2024-05-17"><text:p>17.05.24</text:p>'
    "</table:table-cell></table:table-row>"
    f"<table:table-row>{text_cell('002')}<table:covered-table-cell/>{text_cell('CHA')}"
    '<table:table-cell office:value-type="float" office:value="40.06"><text:p>40.06</text:p></table:table-cell>'
    '<table:table-cell office:value-type="float" office:value="46.94"><text:p>46.94</text:p></table:table-cell>'
    '<table:table-cell/></table:table-row><table:table-row table:number-rows-repeated="1048572"><table:table-cell '
    'table:number-columns-repeated="16384"/></table:table-row>'
)
