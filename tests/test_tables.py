"""Text tables: every cell as typed, every record counted, what was found stated."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.cells.delimited import find_delimiter, split
from geo.cells.encodings import decode
from geo.errors import SourceError, UsageError
from geo.sources.tables import read


@pytest.fixture
def table(tmp_path):
    def make(text, written_in="utf-8", name="survey.csv", **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(written_in))
        return read(path, **options)

    return make


def rows(raw):
    """The cells by row number, without the geometry that a table has none of."""
    plain = raw.frame.drop(columns="geometry").astype(object)
    return {row: [None if cell != cell else cell for cell in cells] for row, *cells in plain.itertuples()}


def codes(raw):
    return [problem.code for problem in raw.problems]


def test_a_line_that_never_ends_is_refused_before_it_is_kept(table, monkeypatch):
    monkeypatch.setattr("geo.cells.delimited.MAX_LINE", 50)
    monkeypatch.setattr("geo.cells.delimited._BLOCK", 16)
    with pytest.raises(SourceError, match="line 3 is longer"):
        table("name,lat\nA,1\n" + "B" * 60)


def test_lines_of_old_macs_are_lines(table, monkeypatch):
    monkeypatch.setattr("geo.cells.delimited.MAX_LINE", 50)
    assert rows(table("name,lat\r" + "A,1\r" * 20))[2] == ["A", "1"]


def test_more_lines_than_anyone_has_records_are_refused(table, monkeypatch):
    monkeypatch.setattr("geo.cells.delimited.MAX_LINES", 3)
    with pytest.raises(SourceError, match="Split it into parts"):
        table("name,lat\n" + "A,1\n" * 5)


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)
SAMPLES = {
    "cp1251": [
        "Предполагаемый опасный район у села Алханчурт; минное поле не обозначено",
        "Підтверджена небезпечна територія біля села Їжаківка",
        "МИННОЕ ПОЛЕ",
        "Шуша",
    ],
    "cp1250": [
        "Podezřelá oblast u obce Příšovice, nalezena nevybuchlá munice; žádné značení",
        "Pole minowe w pobliżu wsi Łąka, częściowo oczyszczone, źródło wody",
        "Gyanús terület a falu mellett, gyűjtőhely; őrség, útkereszteződés",
    ],
    "cp1252": [
        "Área peligrosa sospechosa en la vereda El Cañón; año 2019; niños heridos",
        "Zone soupçonnée dangereuse près de l'école; déminée à Abéché, forêt",
        "Área suspeita na aldeia, não há marcação; informações do posto de saúde",
        "Verdächtige Fläche südlich der Straße",
        "AÑO",
        "1200 m² at 25°",
    ],
    "cp1254": ["Şüpheli tehlikeli alan, köyün doğusunda; mayın tarlası işaretlenmemiş"],
    "cp1256": ["منطقة خطرة مؤكدة قرب القرية"],
}


@pytest.mark.parametrize(("encoding", "text"), [(page, text) for page, texts in SAMPLES.items() for text in texts])
def test_a_code_page_is_told_by_its_letters(encoding, text):
    assert decode(text.encode(encoding), "survey.csv")[:2] == (text, f"{encoding} (by its letters)")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_known_with_and_without_its_mark(encoding):
    text = "id;ərazi\n1;Şübhəli təhlükəli ərazi, kəndin şərqində\n"
    assert decode(text.encode(encoding), "survey.csv")[0] == text


def test_the_encoding_and_the_delimiter_are_stated(table):
    raw = table("id;село\n1;Шуша\n2;Алханчурт\n", "cp1251")
    assert raw.facts == {"encoding": "cp1251 (by its letters)", "delimiter": "semicolon", "headings": "row 1"}
    assert rows(raw)[3] == ["2", "Алханчурт"]


def test_the_encoding_can_be_named(table):
    assert rows(table(b"id\n\xd8\n", encoding="cp1252"))[2] == ["Ø"]
    with pytest.raises(UsageError, match="no encoding"):
        table(b"id\n1\n", encoding="utf-9")
    with pytest.raises(SourceError, match="is not in utf-8 at byte 3"):
        table(b"id\n\xd8\n", name="x.csv", encoding="utf-8")


def test_bytes_that_are_no_letters_are_a_problem_and_not_the_end(table):
    raw = table("id,name\n1,Şuşa Ağdam Gülablı Çıldıran\n2,".encode() + b"\xff\n3,x\n")
    assert list(rows(raw)) == [2, 3, 4] and raw.problems[0].code == "unreadable_bytes" and raw.problems[0].row == 3


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_found(delimiter):
    assert find_delimiter(delimiter.join(["a", "b", "c"]) + "\n" + delimiter.join(["1,5", "x", "y"]).replace(",", "."))


def test_decimal_commas_do_not_look_like_delimiters():
    assert find_delimiter("a;b;c\n1,5;2,5;3,5\n") == ";"


def test_the_first_line_can_name_the_delimiter(table):
    raw = table('sep=;\nid;a,b\n1;"x;y"\n')
    assert rows(raw) == {2: ["1", "x;y"]}


def test_the_delimiter_can_be_named_and_must_be_one_character(table):
    assert list(table("a:b\n1:2\n", delimiter=":").frame.columns) == ["a", "b", "geometry"]
    with pytest.raises(UsageError):
        table("a\n", delimiter="::")


def test_rows_are_numbered_as_a_spreadsheet_shows_them(table):
    raw = table('id,remarks\n1,"two\nlines"\n\n2,x\n,\n3,y\n')
    assert rows(raw) == {2: ["1", "two\nlines"], 4: ["2", "x"], 6: ["3", "y"]}
    assert codes(raw) == ["empty_rows"] and raw.problems[0].what == "2 empty rows left out."


def test_cells_are_verbatim(table):
    raw = table('id,a,b\n001, x ,NA\n-0,"1,50",=A1\n')
    assert rows(raw) == {2: ["001", " x ", "NA"], 3: ["-0", "1,50", "=A1"]}


@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6),
)
def test_every_cell_that_was_written_by_the_rules_comes_back(cells):
    import csv
    import io

    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(cells)
    assert split(text.getvalue(), ",", "x.csv") == (cells, [])


@given(st.text(st.sampled_from('a1",;\n\r\t '), max_size=60))
def test_no_line_is_lost_whatever_the_quotes(text):
    parsed, _ = split(text, ",", "x.csv")
    letters = sorted(character for character in text if character in "a1")
    assert sorted(character for row in parsed for cell in row for character in cell if character in "a1") == letters


def test_an_open_quote_does_not_swallow_the_file(table):
    raw = table('id,name\n1,"open\n' + "".join(f"{number},x\n" for number in range(2, 5000)))
    assert len(raw.frame) == 4999 and rows(raw)[2] == ["1", '"open'] and codes(raw) == ["stray_quote"]


def test_extra_cells_are_kept_and_said(table):
    raw = table("id,name\n1,a,b,c\n2\n")
    assert list(raw.frame.columns) == ["id", "name", "_extra", "_extra_2", "geometry"]
    assert rows(raw) == {2: ["1", "a", "b", "c"], 3: ["2", None, None, None]}
    assert [(problem.code, problem.row) for problem in raw.problems] == [("too_many_cells", 2), ("too_few_cells", 3)]


def test_empty_columns_at_the_end_are_nothing(table):
    assert list(table("id,name,,\n1,a,,\n").frame.columns) == ["id", "name", "geometry"]


def test_a_row_of_a_million_cells_is_no_table(table):
    with pytest.raises(SourceError, match="row of 300,001 cells"):
        table("id,x\n" + "a," * 300_000 + "b\n")


def test_a_cell_longer_than_any_limit_of_the_sample_is_read(table):
    assert len(rows(table("id,x\n1," + "a" * 300_000 + "\n"))[2][1]) == 300_000


def test_columns_of_one_name_get_names_of_their_own(table):
    raw = table("id,name,name,\n1,a,b,c\n")
    assert list(raw.frame.columns) == ["id", "name", "name_2", "column_4", "geometry"] and codes(raw) == [
        "duplicate_heading"
    ]


def test_title_lines_are_no_headings(table):
    raw = table("Survey of May,,\nMinistry\n\nid,lat,lon\n1,40,46\n")
    assert rows(raw) == {5: ["1", "40", "46"]} and raw.facts["headings"] == "row 4"
    assert raw.facts["title"] == "Survey of May / Ministry" and codes(raw) == ["title_lines"]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("Place,Dead\n#loc+name,#affected+killed\nShusha,2\n", 3),
        ("#loc+name,#affected+killed\nPlace,Dead\nShusha,2\n", 3),
    ],
)
def test_hashtags_beside_the_headings_are_no_record(table, text, row):
    raw = table(text)
    assert rows(raw) == {row: ["Shusha", "2"]}
    assert raw.frame.attrs["hashtags"] == {"Place": "#loc+name", "Dead": "#affected+killed"}


def test_hashtags_alone_are_the_headings(table):
    assert rows(table("#loc+name,#affected+killed\nShusha,2\n")) == {2: ["Shusha", "2"]}


@pytest.mark.parametrize("first", ["2021-05-06,40.1,46.2", "1,2,3", "A7,40.123,46.234"])
def test_a_record_in_the_first_line_is_not_taken_for_headings(table, first):
    raw = table(f"{first}\n2021-05-07,40.2,46.3\n")
    assert list(rows(raw)) == [1, 2] and codes(raw) == ["no_headings"]


def test_headings_can_be_given_or_denied(table):
    assert rows(table("id,b\n1,2\n", header=False)) == {1: ["id", "b"], 2: ["1", "2"]}
    raw = table("1,2\n3,4\n", header=["id", "name"])
    assert list(raw.frame.columns) == ["id", "name", "geometry"] and list(rows(raw)) == [1, 2] and raw.problems == []


def test_a_column_called_geometry_is_a_column(table):
    raw = table("geometry,id\nPOINT (46 40),7\n")
    assert raw.frame.geometry.isna().all() and rows(raw)[2] == ["POINT (46 40)", "7"]


def test_zero_bytes_are_left_out_and_said(table):
    raw = table("id,name\n1,a\0b\n")
    assert rows(raw)[2] == ["1", "ab"] and codes(raw) == ["zero_bytes"]


def test_headings_without_records_are_a_table_of_none(table):
    raw = table("id,name\n")
    assert len(raw.frame) == 0 and list(raw.frame.columns) == ["id", "name", "geometry"]


def test_a_text_file_has_no_sheets(table):
    with pytest.raises(UsageError, match="no sheets"):
        table("id\n1\n", sheet="May")


def test_an_old_or_encrypted_workbook_is_refused_with_a_remedy(table):
    with pytest.raises(SourceError, match=r"Save it as \.xlsx or \.csv"):
        table(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, name="survey.xls")


def test_the_strikes_of_1973_are_all_there(shared_data):
    raw = read(shared_data / "thor_seasia" / "1973.csv")
    assert len(raw.frame) == 84_611 and list(raw.frame.columns) == ["column_1", "column_2", "column_3", "geometry"]
    assert raw.frame.index[0] == 1 and not raw.frame.drop(columns="geometry").isna().any(axis=None)


def test_the_reports_of_azerbaijan_are_all_there(shared_data):
    raw = read(shared_data / "azerbaijan_reports" / "reports.csv")
    assert len(raw.frame) == 169 and raw.problems == [] and math.isnan(raw.frame.at[2, "killed"])
