"""Every language says everything: the same texts, the same places in them, a word for every field and value."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from itertools import product
from pathlib import Path

import pytest

from geo.maps import catalogue
from geo.maps.page.editing import PREFIX
from geo.records import KINDS, POPUP_FIELDS

FOLDER = Path(__file__).parent.parent / "geo" / "maps"
LANGUAGES = sorted(path.stem for path in (FOLDER / "languages").glob("*.json"))

# The plural forms that a language needs (CLDR 46, cardinal); a language that is not here needs "other".
FORMS = {
    "en": {"one", "other"},
    "az": {"one", "other"},
    "ru": {"one", "few", "many", "other"},
    "ar": {"zero", "one", "two", "few", "many", "other"},
    "uk": {"one", "few", "many", "other"},
    "fr": {"one", "many", "other"},
    "es": {"one", "many", "other"},
    "pt": {"one", "many", "other"},
    "hy": {"one", "other"},
    "tr": {"one", "other"},
    "fa": {"one", "other"},
    "ka": {"one", "other"},
    "km": {"other"},
    "vi": {"other"},
}
FORM = re.compile(r"\.(zero|one|two|few|many|other)$")
PLURALS = ("ui.records", "ui.results", "ui.not_drawn_count", "ui.far_outside", "ui.filter_undated", "ui.measure_points",
           "warning.age_months", "warning.age_years", "edit.unsaved")  # fmt: skip


def texts(language: str) -> dict[str, str]:
    return json.loads((FOLDER / "languages" / f"{language}.json").read_text(encoding="utf-8"))


def plural(key: str) -> bool:
    return FORM.sub("", key) in PLURALS


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def single(language: str) -> dict[str, str]:
    return {key: text for key, text in texts(language).items() if not plural(key)}


def sources() -> str:
    python = [path for path in FOLDER.rglob("*.py") if "node_modules" not in path.parts and path.stem != "sayings"]
    paths = [*(FOLDER / "viewer" / "src").rglob("*.ts"), *python]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_the_fourteen_languages_are_there() -> None:
    assert set(LANGUAGES) == {*"en az ru ar uk fr es pt hy tr fa km vi ka".split()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_the_same_texts_as_english(language: str) -> None:
    assert set(single(language)) == set(single("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_has_the_same_places_as_in_english(language: str) -> None:
    english = single("en")
    assert {key: places(text) for key, text in single(language).items()} == {
        key: places(text) for key, text in english.items()
    }


@pytest.mark.parametrize(("language", "key"), [*product(LANGUAGES, PLURALS)])
def test_a_counted_text_has_every_form_of_its_language(language: str, key: str) -> None:
    found = {FORM.search(name)[1] for name in texts(language) if FORM.sub("", name) == key and FORM.search(name)}
    assert found == FORMS.get(language, {"other"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_counted_text_says_the_number_or_the_form_does(language: str) -> None:
    silent = {"zero", "one", "two"} if language == "ar" else set()
    for key, text in texts(language).items():
        if plural(key) and FORM.search(key)[1] not in silent:
            assert places(text) == {"n"}, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_ends_in_a_space(language: str) -> None:
    spaces = {"ui.list_separator", "number.group"}
    assert [key for key, text in texts(language).items() if text.strip() != text and key not in spaces] == []
    assert [key for key, text in texts(language).items() if not text] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["date.months", "date.months_alone"])
def test_a_year_has_twelve_months(language: str, key: str) -> None:
    assert len(set(texts(language)[key].split("|"))) == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_twice(language: str) -> None:
    pairs: list[str] = []
    text = (FOLDER / "languages" / f"{language}.json").read_text(encoding="utf-8")
    json.loads(text, object_pairs_hook=lambda found: pairs.extend(key for key, _ in found))
    assert len(pairs) == len(set(pairs))


def test_every_field_of_every_kind_has_a_heading() -> None:
    english = texts("en")
    names = {field.name for kind in KINDS.values() for field in kind.fields} | set(POPUP_FIELDS)
    assert {name for name in names if f"field.{name}" not in english} == set()


def test_every_value_of_every_field_has_a_word() -> None:
    english = texts("en")
    pairs = {(field.name, value) for kind in KINDS.values() for field in kind.fields for value in field.values}
    pairs -= {("devices_found", value) for value in KINDS["releases"].field("devices_found").values}
    assert {(name, one) for name, one in pairs if not {f"value.{name}.{one}", f"value.{one}"} & set(english)} == set()


def test_every_class_of_the_legend_has_a_word() -> None:
    hazards = KINDS["hazards"]
    types, statuses = hazards.field("area_type").values, hazards.field("status").values
    keys = {f"hazards/{one}/{status}" for one, status in product(types, statuses)}
    keys |= {f"releases/{product}" for product in (*KINDS["releases"].field("product").values, "unknown")}
    assert keys | {"accidents", "places"} <= {key.removeprefix("class.") for key in texts("en")}


def test_every_reason_of_not_being_drawn_has_words() -> None:
    model = (FOLDER / "viewer" / "src" / "model.ts").read_text(encoding="utf-8")
    reasons = re.findall(r'"(\w+)"', model.split("type NotDrawnReason =")[1].split(";")[0])
    assert reasons
    assert {f"reason.{reason}" for reason in reasons} <= set(texts("en"))


def test_every_text_the_code_asks_for_is_there() -> None:
    asked = set(re.findall(r'"((?:ui|warning|fallback|language)\.[a-z0-9_]+)"', sources()))
    known = {FORM.sub("", key) if plural(key) else key for key in texts("en")}
    assert asked - known == set()


def test_no_text_is_left_that_no_code_asks_for() -> None:
    code = sources()
    # Those that are put together: "ui.compass_" and a point, "ui.tab_" and a tab.
    made = set(re.findall(r"`(ui\.[a-z_]+_)\$\{", code))
    parts = set(re.findall(r'"([a-z_]+)"', code))

    def is_asked_for(key: str) -> bool:
        quoted = f'"{key}"' in code or f"'{key}'" in code
        return quoted or any(key.startswith(start) for start in made) or key.split(".")[1] in parts

    keys = {FORM.sub("", key) if plural(key) else key for key in texts("en")}
    kept = {"warning.failed", "fallback.total"}  # the first is said before any catalogue is open
    assert {key for key in keys - kept if key.startswith(("ui.", "warning.")) and not is_asked_for(key)} == set()


def test_the_words_for_when_nothing_could_be_opened_are_those_of_the_catalogue() -> None:
    assert f'"{texts("en")["warning.failed"]}"' in (FOLDER / "viewer" / "src" / "ui" / "failure.ts").read_text("utf-8")


SAFE = {  # the word for safe, and "does not mean", of each language
    "en": ("safe", "does not mean"),
    "az": ("təhlükəsiz", "demək deyil"),
    "ru": ("безопасн", "не означает"),
    "ar": ("آمن", "لا يعني"),
    "uk": (r"\bбезпечн", "не означає"),
    "fr": (r"\bsûre", "ne signifie pas"),
    "es": ("segur", "no significa"),
    "pt": ("segur", "não significa"),
    "hy": ("անվտանգ", "չի նշանակում"),
    "tr": (r"güvenli\b", "anlamına gelmez"),
    "fa": ("مصئون", "به این معنی نیست"),
    "km": ("សុវត្ថិភាព", "មិនមានន័យ"),
    "vi": ("an toàn", "không có nghĩa"),
    "ka": ("უსაფრთხო", "არ ნიშნავს"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_safe_is_said_only_to_deny_it(language: str) -> None:
    word, denied = SAFE[language]
    found = {key: text for key, text in texts(language).items() if re.search(word, text.casefold())}
    assert set(found) == {"warning.absence", "warning.absence_nearby"}
    assert all(denied in text for text in found.values())


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_no_sentence_is_left_in_english(language: str) -> None:
    english = single("en")
    same = {key for key, text in single(language).items() if text == english[key] and len(text.split()) > 3}
    assert same == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_grouped_as_the_page_groups_them(language: str) -> None:
    assert catalogue.number(language, 36527) == f"36{texts(language)['number.group']}527"


def test_packed_catalogues_hold_every_text() -> None:
    assert catalogue.unpacked(catalogue.packed(LANGUAGES)) == {language: texts(language) for language in LANGUAGES}


def test_english_is_carried_whole_and_other_languages_what_is_said() -> None:
    said = ["ui.map", "warning.absence"]
    read = catalogue.unpacked(catalogue.packed(["ru", "en", "pt"], said))
    assert read["en"] == texts("en")
    for language in ("ru", "pt"):
        assert {key for key in read[language] if not plural(key)} == {*said}


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_the_texts_of_the_editor_take_less_than_two_kilobytes_a_language(language: str) -> None:
    def size(*names: str, without: tuple[str, ...] = ()) -> int:
        return sum(len(b64encode(block)) for block in catalogue.packed(names, without=without))

    whole = size("en", language) - size("en")
    assert 0 < whole - (size("en", language, without=(PREFIX,)) - size("en", without=(PREFIX,))) < 2_000


@pytest.mark.parametrize(
    ("language", "wanted", "names"),
    [
        ("", (), ("en",)),
        ("", ("az", "ru"), ("az", "ru", "en")),
        ("ka", (), ("ka", "en")),
        ("uk", ("all",), ("uk", *(one for one in catalogue.languages() if one != "uk"))),
        ("", ("all",), catalogue.languages()),
    ],
)
def test_a_page_has_the_languages_that_are_named_and_english(
    language: str, wanted: tuple[str, ...], names: tuple[str, ...]
) -> None:
    assert catalogue.chosen(language, wanted) == names


def test_what_nobody_has_reviewed_says_so() -> None:
    assert {language: texts(language)["language.reviewed"] for language in LANGUAGES} == {
        language: "yes" if language == "en" else "no" for language in LANGUAGES
    }


TRAPS = {  # words that say something else than is meant here
    "en": ("abandoned ordnance", "be moved or asked", "report finds"),
    # Land returned in 2020; a car crash; a Christian cross; m²; decreased; a key; an invention.
    "az": ("qaytar", "qəza", " xaç", "təhlükəli sahə", "azaldılmış", r"\baçar\b", "uydurma"),
    # An incident; one word for clearance; a trade mark; a task of mathematics; a Christian cross; a condition.
    "ru": ("роисшеств", r"\bочищ", "маркиров", r"задач[аи]\b", r"\bкрест\b", r"(?<!по )состояни", "учтено:"),
    "ar": ("التعليم", "الصليب", "تعليم"),  # education; a crucifix
}
MEANT = {  # the terms of IMAS, and of ANAMA and the United Nations, that stood otherwise once
    "en": {"field.ordnance": "Explosive ordnance", "field.verified_on": "Last verified", "field.id": "ID",
           "field.organisation": "Organisation", "field.product": "Released as", "ui.print_direction": "Orientation"},
    "az": {"kind.releases": "İstifadəyə buraxılmış ərazilər", "kind.accidents": "Mina hadisələri",
           "value.area_type.SHA": "Ehtimal edilən təhlükəli ərazi (SHA)", "value.product.reduced": "ixtisar edilmiş",
           "value.area_type.CHA": "Təsdiq edilmiş təhlükəli ərazi (CHA)", "ui.print_direction": "Vərəqin yönü"},
    "ru": {"class.accidents": "Несчастный случай (подрыв)", "value.product.cancelled": "аннулировано",
           "value.product.cleared": "расчищено", "kind.releases": "Высвобожденные земли", "field.status": "Статус",
           "field.status_reason": "Причина", "field.marking": "Обозначение", "field.subject": "Показатель",
           "value.area_type.spot_task": "Точечное задание", "date.day": "{day} {month} {year} г."},
    "ar": {"field.marking": "وضع العلامات", "value.marking.none": "بلا علامات", "field.admin2": "المديرية/القضاء",
           "field.marking_checked_on": "تاريخ فحص العلامات", "ui.count_of": "{n} من {total}"},
}  # fmt: skip


@pytest.mark.parametrize("language", MEANT)
def test_terms_are_those_of_the_field(language: str) -> None:
    told = texts(language)
    assert {key: told[key] for key in MEANT[language]} == MEANT[language]


@pytest.mark.parametrize(
    ("language", "word"), [(language, word) for language, words in TRAPS.items() for word in words]
)
def test_a_word_that_reads_as_something_else_is_not_used(language: str, word: str) -> None:
    assert {key for key, text in texts(language).items() if re.search(word, text.casefold())} == set()
