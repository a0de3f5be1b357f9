"""What databases on the web call .xls is a page, a web archive or the XML of Excel 2003, and is read as a workbook."""

import pytest
from exchanged import ods, text_cell
from told import codes, column, drawn, told

import geo
from geo.errors import SourceError, UsageError

ROWS = (
    "<tr><th>ID</th><th>Village</th><th>Lat</th><th>Lon</th><th>Date</th></tr>"
    "<tr><td>A1</td><td>Ağdam&nbsp;</td><td>39,5</td><td>46,9</td><td>13.05.2024</td></tr>"
    "<tr><td>A2</td><td>Şuşa<br>(north)</td><td>39,6</td><td>46,8</td><td>14.05.2024</td></tr>"
)
TABLE = f"<table border=1>{ROWS}</table>"
EXCEL = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>td{}</style></head><body>'
ARCHIVE = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html\n\n'
PAGES = {
    "a page": f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{TABLE}</body></html>",
    "a page of Excel": f"{EXCEL}{TABLE}</body></html>",
    "a table alone": TABLE,
    "a table behind a charset": f'<meta http-equiv="Content-Type" content="text/html; charset=utf-8">{TABLE}',
    "a table that does not end": f"<div>{TABLE[:-8]}",
    "cells that do not end": f"<table>{ROWS.replace('</td>', '').replace('</tr>', '').replace('</th>', '')}</table>",
    "a heading and a table for the layout": f"<h1>Hazards</h1><table><tr><td>Ministry</td></tr></table>{TABLE}",
    "a table inside the layout": f"<table><tr><td>Menu</td><td>{TABLE}</td></tr></table>",
    "an archive of Excel": f"{ARCHIVE}<html><body>{TABLE}</body></html>\n--x--\n",
}


@pytest.mark.parametrize("name", ["export.xls", "export.xlsx"])
@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_under_the_name_of_a_workbook_is_read_as_its_table(read, page, name):
    reading = read(page, name)
    assert drawn(reading) == ["POINT (46.9 39.5)", "POINT (46.8 39.6)"] and column(reading, "id") == ["A1", "A2"]
    assert column(reading, "place") == ["Ağdam", "Şuşa\n(north)"]
    assert column(reading, "reported_on") == ["2024-05-13", "2024-05-14"]


def test_the_encoding_that_a_page_names_is_believed_where_it_is_true(file):
    page = f'<meta content="text/html; charset=windows-1254">{TABLE}'
    assert column(geo.read(file(page.encode("cp1254", "ignore"), "a.xls")), "place")[1] == "Şuşa\n(north)"
    assert column(geo.read(file(page.encode("utf-16"), "b.xls")), "place")[0] == "Ağdam"
    assert column(geo.read(file(page.replace("windows-1254", "x-none").encode(), "c.xls")), "place")[0] == "Ağdam"


def test_the_stored_number_goes_before_the_rounded_one_that_is_shown(read):
    page = '<table><tr><td>ID<td>Lat<td>Lon</tr><tr><td>1<td x:num="39.512345">39.51<td sdval="46.912345">46.91</table>'
    assert drawn(read(page, "a.xls")) == ["POINT (46.912345 39.512345)"]


def test_merged_and_hidden_cells_are_as_those_of_any_workbook(read):
    page = (
        "<table><tr><td>Village<td>ID<td>Lat<td>Lon</tr><tr><td rowspan=2>Agdam<td>A1<td>39.5<td>46.9</tr>"
        '<tr style="display:none"><td>A2<td>39.6<td>46.8</tr></table>'
    )
    reading = read(page, "a.xls")
    assert column(reading, "place") == ["Agdam", "Agdam"] and column(reading, "id") == ["A1", "A2"]
    assert "row 3" in told(reading, "hidden_rows")


@pytest.mark.parametrize(
    "page", ["<html><body>Please log in</body></html>", "<table><tr><td>Error 500</td></tr></table>"]
)
def test_a_page_without_a_table_is_refused_with_what_may_have_happened(read, page):
    with pytest.raises(SourceError, match=r"holds no table of records.*log in"):
        read(page, "export.xls")


def test_a_page_by_its_own_name_stays_a_page(read):
    with pytest.raises(SourceError, match="web page"):
        read(PAGES["a page"], "export.html")


def test_nothing_of_a_page_is_looked_for_elsewhere(read):
    page = f'<table><tr><td><img src="http://192.0.2.1/x"><script>1</script>ID<td>Lat<td>Lon</tr>{ROWS[95:]}</table>'
    assert "script" not in read(page, "a.xls").frame.to_string()


SHEET = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
{sheets}</Workbook>"""
CELL = '<Cell{about}><Data ss:Type="{kind}">{text}</Data></Cell>'


def xml_row(*cells, about=""):
    kinds = {float: "Number", int: "Number", str: "String"}
    filled = [
        CELL.format(about="", kind="DateTime" if "T00" in str(one) else kinds[type(one)], text=one) for one in cells
    ]
    return f"<Row{about}>{''.join(filled)}</Row>"


HEAD = xml_row("ID", "Lat", "Lon", "Date")
FIRST = xml_row("A1", 39.512345, 46.9, "2024-05-01T00:00:00.000")


def sheet(*rows, name="S", columns="", options=""):
    return f'<Worksheet ss:Name="{name}"><Table>{columns}{"".join(rows)}</Table>{options}</Worksheet>'


@pytest.mark.parametrize("name", ["export.xls", "export.xml"])
def test_the_xml_of_excel_2003_is_read(read, name):
    second = '<Row ss:Index="4"><Cell ss:Index="2"><Data ss:Type="Number">39.6</Data></Cell>' + CELL.format(
        about="", kind="Number", text="46.8") + "</Row>"  # fmt: skip
    reading = read(SHEET.format(sheets=sheet(HEAD, FIRST, second)), name)
    assert drawn(reading) == ["POINT (46.9 39.512345)", "POINT (46.8 39.6)"] and reading.frame.index.tolist() == [2, 4]
    assert column(reading, "reported_on") == ["2024-05-01", None]


def test_what_is_hidden_in_it_is_said_and_a_sheet_can_be_named(file):
    hidden = "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions>"
    columns = '<Column ss:Index="3" ss:Hidden="1"/>'
    more = xml_row("A2", 39.6, 46.8, "2024-05-02T00:00:00.000", about=' ss:Hidden="1"')
    old = sheet(HEAD, FIRST, name="old", options=hidden)
    path = file(SHEET.format(sheets=sheet(HEAD, FIRST, more, columns=columns) + old), "a.xls")
    reading = geo.read(path)
    assert "Lon" in told(reading, "hidden_columns") and "row 3" in told(reading, "hidden_rows")
    assert "old is hidden" in told(reading, "hidden_sheet")
    assert column(geo.read(path, sheet="old"), "id") == ["A1"]
    with pytest.raises(UsageError, match="not in"):
        geo.read(path, sheet="none")


@pytest.mark.parametrize(
    "row", ['<Row ss:Index="9999999"/>', '<Row><Cell ss:Index="9999999"/></Row>', '<Row ss:Index="1"/>']
)
def test_rows_and_cells_that_no_sheet_has_are_refused(read, row):
    with pytest.raises(SourceError, match="too large|not in order"):
        read(SHEET.format(sheets=sheet(HEAD, FIRST, row)), "a.xls")


def test_a_page_with_a_cell_as_wide_as_a_house_is_refused(read):
    with pytest.raises(SourceError, match="too large"):
        read("<table>" + "<tr><td colspan=99999><td>1</tr>" * 2 + "</table>", "a.xls")


def test_kml_under_the_name_of_a_workbook_stays_kml(read):
    kml = "<kml><Placemark><Point><coordinates>46.9,39.5</coordinates></Point></Placemark></kml>"
    assert drawn(read(kml, "a.xls")) == ["POINT (46.9 39.5)"] and "hidden_rows" not in codes(read(kml, "a.xls"))


def ods_row(*texts, about=""):
    return f"<table:table-row{about}>{''.join(map(text_cell, texts))}</table:table-row>"


@pytest.mark.parametrize("how", ["collapse", "filter"])
def test_hidden_rows_and_columns_of_an_opendocument_are_said(tmp_path, how):
    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    hidden = f' table:visibility="{how}"'
    rows = ods_row("A1", "39.5", "46.9") + ods_row("A2", "39.6", "46.8", about=hidden)
    reading = geo.read(ods(tmp_path / "a.ods", columns + ods_row("ID", "Lat", "Lon") + rows))
    assert "row 3" in told(reading, "hidden_rows") and "Lon" in told(reading, "hidden_columns")
    assert column(reading, "id") == ["A1", "A2"]
    shown = geo.read(ods(tmp_path / "b.ods", ods_row("ID", "Lat", "Lon") + rows.replace(hidden, "")))
    assert not {"hidden_rows", "hidden_columns"} & {*codes(shown)}
