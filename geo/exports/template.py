"""A workbook to fill in: headings in a language of the field, lists to choose from, and examples on a sheet apart.

Headings and words are those of the vocabulary, so that what is filled in is read back as what was meant; a choice ends
in the value itself, "противопехотная мина (AP_mine)", which needs no interpreting. The examples stand apart, on a
sheet that is never read: one that somebody forgets to delete must not become a hazard on a map.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from geo.cells.words import fold
from geo.errors import UsageError
from geo.exports.tables import write_workbook
from geo.records.fields import KINDS, Field, Kind
from geo.records.imprint import SAFETY
from geo.records.vocabulary import LANGUAGES, columns_of, headings_in, synonyms, words_in

ROWS = 1000
"""So many rows of the sheet offer lists to choose from."""
_MADE = ("position_entered", "crs_entered", "position_transformation", "position_written_to_m")
"""Fields that Zonemark fills itself."""
_EXAMPLES = {
    "id": ("H-001", "H-002"), "name": ("Old orchard", "Ford below the mill"), "place": ("Larch", "Marrow"),
    "admin1": ("North", "North"), "admin2": ("Upper valley", "Upper valley"), "setting": ("farmland", "riverbank"),
    "area_type": ("SHA", "CHA"), "status": ("open", "worked_on"), "ordnance": ("AP_mine", "UXO"),
    "evidence": ("indirect", "direct"), "direct_evidence": ("", "visual_observation"),
    "indirect_evidence": ("verbal_report", ""), "priority": ("high", "medium"), "marking": ("improvised", "fenced"),
    "area_reported_m2": ("474000", ""), "lat": ("40.0512", "40.0613"), "lon": ("46.9301", "46.9402"),
    "wkt": ("POLYGON ((46.93 40.05, 46.94 40.05, 46.94 40.06, 46.93 40.05))",
            "POLYGON ((46.95 40.05, 46.96 40.05, 46.96 40.06, 46.95 40.05))"),
    "position_method": ("map_drawn", "surveyed"), "source": ("Village council", "Survey team"),
    "organisation": ("Survey team 1", "Survey team 1"), "hazard_id": ("H-001", "H-002"),
    "product": ("cleared", "reduced"), "method": ("clearance", "technical_survey"), "depth_m": ("0.2", ""),
    "killed": ("0", "1"), "injured": ("1", "0"), "civilian": ("1", "1"), "activity": ("herding", "ploughing"),
    "subject": ("hectares released", "hazards recorded"), "value": ("12.5", "31"), "unit": ("ha", "hazards"),
}  # fmt: skip
_DATES = ("reported_on", "information_on", "completed_on", "occurred_on", "as_of")
_NOTES = {
    "en": ("Examples. Nothing on this sheet is read.", "2026-05-17, 2026-05, 2026", "One of the list.",
           "One or several of the list, separated by ;", "A whole number.", "A number in {unit}."),
    "az": ("Nümunələr. Bu vərəqdən heç nə oxunmur.", "2026-05-17, 2026-05, 2026", "Siyahıdan biri.",
           "Siyahıdan biri və ya bir neçəsi, ; ilə ayrılır", "Tam ədəd.", "Ədəd, vahidi {unit}."),
    "ru": ("Примеры. С этого листа ничего не читается.", "2026-05-17, 2026-05, 2026", "Одно из списка.",
           "Одно или несколько из списка, через ;", "Целое число.", "Число, единица {unit}."),
    "ar": ("أمثلة. لا يُقرأ شيء من هذه الورقة.", "2026-05-17, 2026-05, 2026", "واحد من القائمة.",
           "واحد أو أكثر من القائمة، تفصل بينها ;", "عدد صحيح.", "عدد بوحدة {unit}."),
    "uk": ("Приклади. З цього аркуша нічого не читається.", "2026-05-17, 2026-05, 2026", "Одне зі списку.",
           "Одне або кілька зі списку, через ;", "Ціле число.", "Число, одиниця {unit}."),
    "fr": ("Exemples. Rien n'est lu sur cette feuille.", "2026-05-17, 2026-05, 2026", "Un élément de la liste.",
           "Un ou plusieurs éléments de la liste, séparés par ;", "Un nombre entier.", "Un nombre en {unit}."),
    "es": ("Ejemplos. Nada de esta hoja se lee.", "2026-05-17, 2026-05, 2026", "Uno de la lista.",
           "Uno o varios de la lista, separados por ;", "Un número entero.", "Un número en {unit}."),
    "pt": ("Exemplos. Nada desta folha é lido.", "2026-05-17, 2026-05, 2026", "Um da lista.",
           "Um ou vários da lista, separados por ;", "Um número inteiro.", "Um número em {unit}."),
    "tr": ("Örnekler. Bu sayfadan hiçbir şey okunmaz.", "2026-05-17, 2026-05, 2026", "Listeden biri.",
           "Listeden biri veya birkaçı, ; ile ayrılır", "Tam sayı.", "Sayı, birimi {unit}."),
    "fa": ("نمونه‌ها. از این برگه چیزی خوانده نمی‌شود.", "2026-05-17, 2026-05, 2026", "یکی از فهرست.",
           "یکی یا چند مورد از فهرست، جداشده با ;", "عدد صحیح.", "عدد به {unit}."),
    "hy": ("Օրինակներ։ Այս թերթից ոչինչ չի կարդացվում։", "2026-05-17, 2026-05, 2026", "Ցանկից մեկը։",
           "Ցանկից մեկը կամ մի քանիսը՝ ; նշանով բաժանված", "Ամբողջ թիվ։", "Թիվ, միավորը՝ {unit}։"),
    "ka": ("მაგალითები. ამ ფურცლიდან არაფერი იკითხება.", "2026-05-17, 2026-05, 2026", "სიიდან ერთ-ერთი.",
           "სიიდან ერთი ან რამდენიმე, გამოყოფილი ;-ით", "მთელი რიცხვი.", "რიცხვი, ერთეული {unit}."),
    "km": ("ឧទាហរណ៍។ គ្មានអ្វីនៅលើសន្លឹកនេះត្រូវបានអានទេ។", "2026-05-17, 2026-05, 2026", "មួយក្នុងបញ្ជី។",
           "មួយ ឬច្រើនក្នុងបញ្ជី បំបែកដោយ ;", "ចំនួនគត់។", "លេខ ខ្នាត {unit}។"),
    "vi": ("Ví dụ. Không có gì trên trang tính này được đọc.", "2026-05-17, 2026-05, 2026", "Một mục trong danh sách.",
           "Một hoặc nhiều mục trong danh sách, cách nhau bằng ;", "Số nguyên.", "Số, đơn vị {unit}."),
}  # fmt: skip
"""Of each language: the note above the examples, and what a date, a choice, choices, a count, a number look like."""


def languages() -> tuple[str, ...]:
    """List the languages of templates.

    >>> languages()
    ('en', 'az', 'ru', 'ar', 'uk', 'fr', 'es', 'pt', 'tr', 'fa', 'hy', 'ka', 'km', 'vi')
    """
    return tuple(_NOTES)


def write_template(path: str | Path, kind: str = "hazards", *, language: str = "en", today: date | None = None) -> None:
    """Write an empty workbook for records of a kind, whole or not at all.

    `today` is the day of the examples. Raises UsageError for an unknown kind, language or ending, NotSaved if the disk
    does not take it.
    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"{target.name} does not end in .xlsx.", remedy="A template is a workbook; name it so.")
    if kind not in KINDS:
        raise UsageError(f"There is no kind {kind!r}.", remedy=f"Use one of: {', '.join(KINDS)}.")
    if language not in _NOTES or language not in LANGUAGES:
        raise UsageError(f"There is no template in {language!r}.", remedy=f"There are: {', '.join(_NOTES)}.")
    what = KINDS[kind]
    fields = list(_fields(what))
    book = Workbook()
    book.remove(book.worksheets[0])
    _write_data(book, what, fields, language)
    _write_examples(book, what, fields, language, today or date.today())
    _write_lists(book, fields, language)
    write_workbook(book, target)


def _fields(kind: Kind) -> Iterator[Field]:
    """The fields that people fill in, the position behind the names of the place."""
    has_position = bool(kind.geometries)
    for field in kind.fields:
        if field.name in _MADE or (field.name == "name" and kind.of_people):
            continue
        if has_position and field.name.startswith("position_"):
            has_position = False
            if "Point" in kind.geometries:
                yield Field("lat", means="Latitude in degrees, WGS 84.")
                yield Field("lon", means="Longitude in degrees, WGS 84.")
            else:
                yield Field("wkt", means="The outline in degrees, WGS 84, longitude first.")
        yield field


def heading(kind: Kind, field: Field, language: str) -> str:
    """Give the heading that stands for a field in a language; its own name where the language has none.

    >>> hazards = KINDS["hazards"]
    >>> heading(hazards, hazards.field("reported_on"), "ru"), heading(hazards, hazards.field("area_type"), "en")
    ('Дата отчёта', 'Area type')
    """
    known = columns_of(kind.name)
    named = [field.name.replace("_", " ")] if language == "en" and not field.unit else []
    for name in (*named, *headings_in(language, field.name)):
        if known.get(fold(name)) == field.name:
            return name[:1].upper() + name[1:] + (f" ({field.unit})" if field.unit else "")
    return field.name


def choice(field: Field, value: str, language: str) -> str:
    """Give the words for a value with the value itself behind them, which is read as it stands.

    >>> ordnance = KINDS["hazards"].field("ordnance")
    >>> choice(ordnance, "AP_mine", "en"), choice(ordnance, "AP_mine", "ru")
    ('AP_mine', 'противопехотная мина (AP_mine)')
    """
    if language == "en":
        return value
    known = synonyms(field.name)
    words = (word for word in words_in(language, field.name, value) if known.get(fold(word)) == value)
    word = next((word for word in words if not set(word) & set("(),;/|")), "")
    return f"{word} ({value})" if word else value


def _write_data(book: Workbook, kind: Kind, fields: list[Field], language: str) -> None:
    from openpyxl.utils.cell import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet = book.create_sheet(kind.name)
    sheet.append([heading(kind, field, language) for field in fields])
    _adorn(sheet, 1, language)
    for number, field in enumerate(fields, start=1):
        letter = get_column_letter(number)
        offered = None
        if field.values and field.type in ("value", "values"):
            offered = f"lists!${letter}$4:${letter}${3 + len(field.values)}"
        rule = DataValidation(type="list" if offered else None, formula1=offered, allow_blank=True)
        rule.showErrorMessage = field.type == "value"
        rule.showInputMessage = True
        rule.promptTitle, rule.prompt = heading(kind, field, language)[:32], _hint(field, language)[:255]
        rule.add(f"{letter}2:{letter}{ROWS + 1}")
        sheet.add_data_validation(rule)
        sheet.column_dimensions[letter].width = max(14, len(heading(kind, field, language)) + 2)


def _hint(field: Field, language: str) -> str:
    """What a cell of a field is to look like; in English also what it means."""
    _, day, one, several, whole, number = _NOTES[language]
    forms = {"date": day, "value": one, "values": several, "count": whole, "measure": number.format(unit=field.unit)}
    parts = [field.means if language == "en" else "", forms.get(field.type, "")]
    return " ".join(filter(None, parts)) or _EXAMPLES.get(field.name, ("…",))[0]


def _adorn(sheet: Any, row: int, language: str) -> None:
    from openpyxl.styles import Font, PatternFill

    for cell in sheet[row]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color="E8E4D8", end_color="E8E4D8")
    sheet.freeze_panes = f"A{row + 1}"
    sheet.sheet_view.rightToLeft = language in ("ar", "fa")


def _write_examples(book: Workbook, kind: Kind, fields: list[Field], language: str, today: date) -> None:
    sheet = book.create_sheet("examples")
    sheet.append([SAFETY])
    sheet.append([_NOTES[language][0]])
    sheet.append([heading(kind, field, language) for field in fields])
    for number in (0, 1):
        sheet.append([_example(field, number, language, today) for field in fields])
    _adorn(sheet, 3, language)


def _example(field: Field, number: int, language: str, today: date) -> str:
    if field.name in _DATES:
        return today.isoformat()
    text = _EXAMPLES.get(field.name, ("", ""))[number]
    return choice(field, text, language) if text in field.values else text


def _write_lists(book: Workbook, fields: list[Field], language: str) -> None:
    sheet = book.create_sheet("lists")
    sheet.append([SAFETY])
    for number, field in enumerate(fields, start=1):
        sheet.cell(3, number, field.name)
        for row, value in enumerate(field.values, start=4):
            sheet.cell(row, number, choice(field, value, language))
    sheet.sheet_state = "hidden"
