"""What a person is told first: what is in a file, which rows need somebody, and the sender's own table back."""

import openpyxl
import pytest

from geo.cli import main

TABLE = "id;Name of village;Type;lat;lon;Date\n1;Larch;SHA;39.5;46.9;2024-05-17\n2;Marrow;CHA;95.2;46.8;17.06.2024\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_a_file_is_described_as_it_stands(table, capsys):
    assert main(["info", str(table)]) == 0
    said = capsys.readouterr().out
    assert "2 records, 6 columns" in said and "delimiter: semicolon" in said
    assert "Date 2024-05-17 to 2024-06-17" in said and "Larch" in said


def test_a_layer_is_described_with_its_geometry_and_bounds(shared_data, capsys):
    path = shared_data / "field_cases" / "29-umap-backup.umap"
    assert main(["info", str(path)]) == 0
    said = capsys.readouterr().out
    assert "Polygon 1" in said and "longitude 46.9000 to 46.9010" in said


def test_of_a_large_table_the_first_rows_are_looked_at_and_all_lines_counted(tmp_path, capsys):
    path = tmp_path / "large.csv"
    path.write_text("id,name,lat,lon\n" + "".join(f"{n},Village {n} of the plain,39.5,46.9\n" for n in range(40_000)))
    assert main(["info", str(path)]) == 0
    said = capsys.readouterr().out
    assert "40,001 lines; this is of the first 1,000 records" in said and "Village 0" in said
    assert main(["info", str(path), "--first", "0"]) == 0
    assert "large.csv: 40,000 records" in capsys.readouterr().out


def test_personal_columns_show_no_value(tmp_path, capsys):
    path = tmp_path / "victims.csv"
    path.write_text("id,Name of victim,killed,lat,lon\n1,Jane Doe,1,39.5,46.9\n")
    assert main(["info", str(path)]) == 0
    said = capsys.readouterr().out
    assert "Jane" not in said and "(personal)" in said


def test_the_rows_that_need_somebody_are_said_last(table, capsys):
    assert main(["check", str(table)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 row needs you: 3."


def test_the_sender_gets_the_own_table_back_with_what_is_wrong(table, tmp_path, capsys):
    assert main(["check", str(table), "--to", str(tmp_path / "problems.xlsx")]) == 1
    sheet = openpyxl.load_workbook(tmp_path / "problems.xlsx")["survey"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(number for number, row in enumerate(rows) if row[1] == "what is wrong")
    assert rows[head][2:] == ["id", "Name of village", "Type", "lat", "lon", "Date"]
    assert [row[3] for row in rows[head + 1 :]] == ["Larch", "Marrow"] and [row[0] for row in rows[head + 1 :]] == [
        2,
        3,
    ]
    assert "95.2" in rows[head + 2][1] and not (rows[head + 1][1] or "").count("95.2")
    fills = [sheet.cell(row, 6).fill.start_color.rgb for row in (head + 2, head + 3)]
    assert fills[0] == "00000000" and fills[1].endswith("F4B6B0")


def test_a_project_gives_its_records_back_with_what_is_wrong(tmp_path, table, capsys):
    project = str(tmp_path / "p")
    assert main(["new", project]) == 0
    assert main(["check", project, "--to", str(tmp_path / "x.xlsx")]) == 2  # there is nothing in it
    main(["add", project, str(table)])
    assert main(["check", project, "--to", str(tmp_path / "x.xlsx"), "--fail-on", "warning"]) == 1
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["survey"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(number for number, row in enumerate(rows) if row[1] == "what is wrong")
    assert {"id", "place", "wkt"} <= set(rows[head]) and [row[0] for row in rows[head + 1 :]] == [1, 2]
    assert "could not be used" in rows[head + 2][1] and not rows[head + 1][1]
    assert "is written: the records, with what is wrong beside them." in capsys.readouterr().out


def test_a_person_gets_ten_lines_at_most_and_everything_if_asked(tmp_path, capsys):
    rows = ["id,Type,Status,lat,lon,Date,Ordnance", "1,SHA,open,39.5,46.9,2024-05-17,PMN", "2,CHA,x,95.2,46.8,?,y",
            "3,z,done,46.9,39.5,31.02.2024,y", "4,SHA,open,,,04/05/2024,TM", "5,SHA,cleared,1,2,2999-01-01,PMN",
            ]  # fmt: skip
    (tmp_path / "a.csv").write_text("\n".join(rows))
    main(["new", str(tmp_path / "p"), "--extent", "44.7,38.3,50.5,41.95"])
    capsys.readouterr()
    assert main(["add", str(tmp_path / "p"), str(tmp_path / "a.csv")]) == 4
    said = capsys.readouterr().out.splitlines()
    assert 3 <= len(said) <= 10 and "need you: " in said[-1]
    assert main(["add", str(tmp_path / "p"), str(tmp_path / "a.csv"), "--verbose"]) == 4
    assert len(capsys.readouterr().out.splitlines()) > 20


def test_many_files_and_layers_are_told_in_ten_lines_too(tmp_path, capsys):
    paths = []
    for year in range(2001, 2031):
        paths.append(str(tmp_path / f"year{year}.csv"))
        (tmp_path / f"year{year}.csv").write_text(f"id,Typ,lat,lon\n{year},SHA,39.5,46.9\n{year}b,CHA,,\n")
    main(["new", str(tmp_path / "p")])
    capsys.readouterr()
    for command in (["add", str(tmp_path / "p"), *paths], ["map", *paths, "-o", str(tmp_path / "m.html")]):
        main(command)
        said = capsys.readouterr().out.splitlines()
        assert 3 <= len(said) <= 10, said
        assert any("30 files: 60 hazards, 30 without a position" in line for line in said)


def test_what_every_layer_of_a_project_lacks_is_told_once_and_not_of_each_file(table, tmp_path, capsys):
    main(["new", str(tmp_path / "p")])
    lacks = "None of the 2 records has"
    told = []
    for number in range(2):
        path = tmp_path / f"file{'ab'[number]}.csv"
        row = f"{number}1,SHA,open,39.{number}5,46.9,2024\n"
        path.write_text(f"id,Type,Status,lat,lon,Date\n{row}{row.replace('1,', '2,', 1)}")
        capsys.readouterr()
        main(["add", str(tmp_path / "p"), str(path)])
        told.append(lacks in capsys.readouterr().out)
    assert told == [True, False]
    main(["add", str(tmp_path / "p"), str(path), "--verbose"])
    assert lacks in capsys.readouterr().out


def test_errors_come_last_and_what_is_the_same_in_many_files_is_said_once(tmp_path, capsys):
    paths = []
    for name in ("a", "b", "c"):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"id,Type,lat,lon\n{name}1,SHA,39.5,46.9\n{name}2,CHA,95.2,46.8\n")
        paths.append(str(path))
    assert main(["check", *paths]) == 1
    said = capsys.readouterr().out.splitlines()
    kinds = [line.split()[0] for line in said if line.split()[0] in ("note", "warning", "error")]
    assert kinds == sorted(kinds, key=["note", "warning", "error"].index) and "error" in kinds
    assert sum("No record has a source" in line or "2 other files" in line for line in said) >= 1
    assert said[-1] == "3 rows need you: a.csv 3; b.csv 3; c.csv 3."
    main(["check", *paths, "--verbose"])
    assert len(capsys.readouterr().out.splitlines()) > len(said)
