"""The JSON layer takes what RFC 8259 allows, refuses the rest, and does not tire."""

import time

import pytest

from geo.errors import SourceError
from geo.geojson.strict_json import MAX_DEPTH, Fault, Faulty, Scanner, read_json


@pytest.fixture(scope="module")
def suite(shared_data):
    return shared_data / "bad_json" / "JSONTestSuite" / "test_parsing"


def test_every_file_that_must_be_refused_is_refused(suite):
    files = sorted(suite.glob("n_*.json"))
    assert len(files) == 188
    for file in files:
        with pytest.raises(SourceError):
            read_json(file.read_bytes(), source=file.name)


def test_every_file_that_must_be_taken_is_taken_but_for_duplicate_keys(suite):
    files = [file for file in sorted(suite.glob("y_*.json")) if "duplicated_key" not in file.name]
    assert len(files) == 93
    for file in files:
        read_json(file.read_bytes(), source=file.name)


def test_files_that_may_be_either_raise_nothing_of_python_s_own(suite):
    for file in sorted(suite.glob("i_*.json")):
        try:
            read_json(file.read_bytes(), source=file.name)
        except SourceError as error:
            assert file.name in str(error)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1,\n "a": 2}', 'x.json, line 2, column 2: the key "a" is there twice.'),
        ('{"a": {"b": 1, "\\u0062": 2}}', 'line 1, column 16: the key "b" is there twice.'),
        ("[1,\n 2,\n NaN]", "line 3, column 2: NaN is not a number."),
        ("[-Infinity]", "line 1, column 2: -Infinity is not a number."),
        ('["NaN", Infinity]', "line 1, column 9: Infinity is not a number."),
        ("[1e999]", "line 1, column 2: the number 1e999 is too large."),
        ("[1, " + "7" * 10_000 + "]", "line 1, column 5: the number 777777777777… has 10,000 digits."),
        ('["\\ud83d"]', "line 1, column 3: \\ud83d is half a character."),
        ('{"a": [1, 2', "the text ends too early."),
        ("[1] [2]", "line 1, column 5: there is something after the end"),
        ("", "there is nothing in the text."),
    ],
)
def test_what_is_refused_is_named_with_line_and_column(text, said):
    with pytest.raises(SourceError) as error:
        read_json(text, source="x.json")
    assert said in str(error.value)


@pytest.mark.parametrize("opening", ["[", '{"a":', '["\\"]]]",', '[{"]":"[",":":'])
def test_nesting_of_100_000_is_refused_at_once(opening):
    start = time.process_time()
    with pytest.raises(SourceError, match="deeper than 100 levels"):
        read_json(opening * 100_000)
    assert time.process_time() - start < 1


def test_nesting_up_to_the_limit_is_taken():
    value = read_json("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    for _ in range(MAX_DEPTH):
        assert isinstance(value, list)
        value = value[0] if value else None


def test_brackets_inside_strings_are_no_nesting():
    assert read_json('["' + "[" * 1000 + '", "\\"' + "{" * 1000 + '"]')[0] == "[" * 1000


def test_a_byte_order_mark_is_accepted():
    assert read_json(b"\xef\xbb\xbf[1]") == [1]


def test_utf_16_is_named_as_such():
    with pytest.raises(SourceError, match="UTF-16, not UTF-8"):
        read_json('{"a": 1}'.encode("utf-16"))


def test_another_encoding_can_be_named():
    assert read_json('["Ağdam, Шуша"]'.replace("ğ", "g").encode("cp1251"), encoding="cp1251") == ["Agdam, Шуша"]


def test_an_encoding_that_does_not_exist_is_refused():
    with pytest.raises(SourceError, match="no encoding"):
        read_json(b"[]", encoding="utf-9")


def test_numbers_keep_all_their_digits():
    assert read_json("[9007199254740993, 0.1, -0.0, 1E400e]".replace("1E400e", "1e-400")) == [
        9007199254740993,
        0.1,
        0,
        0,
    ]


def test_a_whole_surrogate_pair_is_one_character():
    assert read_json('["\\ud83d\\udca3"]') == ["💣"]


def test_an_escaped_backslash_before_u_is_no_escape():
    assert read_json('["\\\\ud800"]') == ["\\ud800"]


def test_faults_can_be_kept_where_they_stand():
    text = '{"a": NaN, "b": {"c": 1, "c": 2}, "d": 1e999, "e": "\\ud800"}'
    value = Scanner(text, keep_faults=True).value(text)
    assert value["a"] == Fault("NaN is not a number.", "NaN")
    assert isinstance(value["b"], Faulty)
    assert value["b"]["c"] == 1
    assert value["d"].written == "1e999"
    assert value["e"] == "\\ud800"


@pytest.mark.parametrize("start", ['{"a": \\"', '["x" \\"', '{"a":"b\\\\", \\"'])
def test_a_deep_text_with_a_mark_out_of_place_is_refused(start):
    with pytest.raises(SourceError, match="nesting is deeper"):
        Scanner(start + "[" * 200)
