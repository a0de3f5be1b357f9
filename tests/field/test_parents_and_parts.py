"""Parts come together: outlines of a repeated question, point and outline of one form, a corner in each row."""

import pytest
from told import codes, column, drawn, told

import geo

RING = "39.50 46.{0}0 0 4;39.50 46.{0}1 0 4;39.51 46.{0}1 0 4;39.50 46.{0}0 0 4"


def ring(at):
    return RING.format(at)


@pytest.mark.parametrize("headings", ["zone[1]/limits,zone[2]/limits", "limits_1,limits_2", "Sahə 1,Sahə 2"])
def test_all_outlines_of_a_repeated_question_are_drawn(read, headings):
    reading = read(f"key,{headings}\nk1,{ring(1)},{ring(2)}\nk2,{ring(3)},n/a\nk3,n/a,{ring(4)}\n")
    assert [text.partition(" ")[0] for text in drawn(reading)] == ["MULTIPOLYGON", "POLYGON", "POLYGON"]
    assert "1 record" in told(reading, "outlines_together")


def test_one_broken_outline_of_several_does_not_void_the_others(read):
    reading = read(f"key,limits_1,limits_2\nk1,{ring(1)},not walked\nk2,{ring(2)},{ring(3)}\nk3,{ring(4)},\n")
    assert [text.partition(" ")[0] for text in drawn(reading)] == ["POLYGON", "MULTIPOLYGON", "POLYGON"]


def test_the_outline_is_drawn_before_the_point_and_the_point_is_said(read):
    text = f"key,place,edge\nk1,39.40 46.40 0 30,{ring(1)}\nk2,39.40 46.40 0 30,n/a\n"
    reading = read(text.replace("place", "where"))
    assert [text.partition(" ")[0] for text in drawn(reading)] == ["POLYGON", "POINT"]
    assert "edge" in told(reading, "other_position")


def test_an_accuracy_is_that_of_the_position_that_is_drawn(read):
    head = "key,gps,_gps_latitude,_gps_longitude,_gps_precision,shape\n"
    reading = read(head + f"k1,39.40 46.40 0 30,39.40,46.40,30,{ring(1)}\nk2,39.41 46.40 0 20,39.41,46.40,20,\n")
    assert column(reading, "position_accuracy_m") == [4, 20]


ROWS = "A,1,39.5,46.9\nA,2,39.5,46.91\nA,3,39.51,46.91\nB,2,39.6,46.81\nB,1,39.6,46.8\nB,3,39.61,46.81\n"
CORNERS = "Task ID,{0},lat,lon\n" + ROWS


@pytest.mark.parametrize("heading", ["Corner", "Vertex No", "TP", "Номер точки", "Künc"])
def test_a_corner_in_each_row_makes_an_outline(read, heading):
    reading = read(CORNERS.format(heading), kind="hazards")
    assert column(reading, "id") == ["A", "B"]
    assert drawn(reading)[1] == "POLYGON ((46.8 39.6, 46.81 39.6, 46.81 39.61, 46.8 39.6))"
    assert "6 rows" in told(reading, "corners_together")


def test_an_outline_with_a_corner_that_is_nowhere_stays_points(read):
    reading = read(CORNERS.format("Corner").replace("A,2,39.5,46.91", "A,2,,"), kind="hazards")
    assert len(reading) == 4 and "A" in told(reading, "corner_missing")


@pytest.mark.parametrize("heading", ["Team", "Visit", "Year"])
def test_rows_of_one_id_that_are_no_corners_stay_records(read, heading):
    assert len(read(CORNERS.format(heading), kind="hazards")) == 6


def test_corners_of_many_countries_are_no_outline(read):
    text = "Task ID,Corner,lat,lon\nA,1,39.5,46.9\nA,2,49.5,46.91\nA,3,39.51,6.91\n"
    assert "corners_together" not in codes(read(text, kind="hazards"))


def test_the_outlines_of_forms_from_the_field_are_drawn(case):
    assert [text.partition(" ")[0] for text in drawn(case("02"))] == ["POLYGON", "MULTIPOLYGON"]
    both = case("27")
    assert [text.partition(" ")[0] for text in drawn(both)] == ["POLYGON", "POLYGON"]
    assert (column(both, "position_accuracy_m"), column(both, "name")) == ([4, 4], ["A", None])
    assert column(both, "place") == [None, None] and any("location" in str(p) for p in both.problems)


FIRST = "SubmissionDate,name,lat,lon,KEY\n2024-05-02,B,39.6,46.9,uuid:2\n2024-05-01,A,39.5,46.9,uuid:1\n"
AGAIN = FIRST.replace("KEY\n", "KEY\n2024-05-03,C,39.7,46.7,uuid:3\n")


def added(project, folder, text):
    (folder / "form.csv").write_text(text, encoding="utf-8")
    done = project.add(geo.read(folder / "form.csv"))
    return done[0] if isinstance(done, list) else done


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        (FIRST, AGAIN, (1, 0, 2)),
        ("id,name,lat,lon\nÉcole-1,A,39.5,46.9\n", "id,name,lat,lon\nE\u0301cole-1,A,39.5,46.9\n", (0, 0, 1)),
        ("id,name,lat,lon\nş-1,Şuşa,39.5,46.9\n", "id,name,lat,lon\ns\u0327-1,S\u0327us\u0327a,39.5,46.9\n", (0, 0, 1)),
    ],
)
def test_a_record_keeps_its_id_from_one_export_to_the_next(tmp_path, before, after, counts):
    project = geo.Project.create(tmp_path / "project")
    added(project, tmp_path, before)
    change = added(project, tmp_path, after)
    assert (change.added, change.changed, change.unchanged) == counts
