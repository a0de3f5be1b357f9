"""Columns that hold personal data, told by their names in the languages of the field.

A name alone is no sign: the name of a village is called `name` too. What tells is a word for a person beside it
(victim, survivor, informant), or a word that only people have (surname, birth, passport, telephone).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from geo.records import Kind

# Words that only people have. Each is matched at the start of a word, so that endings do not matter.
_OF_PEOPLE = (
    "surname", "lastname", "last name", "first name", "firstname", "fullname", "full name", "given name",
    "family name", "maiden", "father's name", "fathers name", "patronymic", "date of birth", "birth", "dob",
    "passport", "national id", "id card", "phone", "telephone", "mobile no", "mobile number", "cell number",
    "e mail", "email", "home address", "postal address", "street address", "next of kin", "photo of victim",
    "prenom", "nom de famille", "nom complet", "nom et prenom", "date de naissance", "naissance", "passeport",
    "adresse du domicile", "courriel", "piece d'identite",
    "apellido", "nombre completo", "nombre y apellido", "fecha de nacimiento", "nacimiento", "pasaporte", "cedula",
    "telefono", "celular", "correo electronico", "domicilio", "documento de identidad",
    "sobrenome", "apelido", "nome completo", "data de nascimento", "nascimento", "passaporte", "telefone", "telemovel",
    "morada",
    "фамили", "отчеств", "фио", "ф.и.о", "дата рождения", "рожден", "паспорт", "телефон", "домашний адрес",
    "soyad", "ata adi", "dogum tarixi", "pasport", "sexsiyyet vesiqe", "ev unvani",
    "прізвищ", "по батькові", "піб", "п.і.б", "дата народження", "народжен", "домашня адреса",
    "اللقب", "اسم العائلة", "الاسم الكامل", "تاريخ الميلاد", "جواز", "هاتف", "رقم الهاتف", "رقم الهوية", "عنوان السكن",
)  # fmt: skip
_PERSON = (
    "victim", "survivor", "casualty", "injured person", "patient", "beneficiary", "informant", "interviewee",
    "respondent", "witness", "landowner", "land owner", "owner", "contact person", "deceased", "relative", "guardian",
    "blesse", "temoin", "informateur", "proprietaire", "personne",
    "victima", "herido", "testigo", "informante", "propietario", "persona", "vitima", "ferido", "testemunha",
    "proprietario", "pessoa",
    "пострадавш", "жертв", "свидетел", "владел", "потерпіл", "свідок", "власник",
    "zerercekmis", "qurban", "sahid", "sahib",
    "الضحية", "المصاب", "الشاهد", "المالك",
)  # fmt: skip
_HAS_A = (
    "name", "address", "age", "photo", "contact", "nom", "adresse", "nombre", "direccion", "edad", "nome",
    "endereco", "idade", "имя", "адрес", "возраст", "ім'я", "адреса", "вік", "ad", "adi", "unvan", "yas",
    "اسم", "عنوان", "عمر",
)  # fmt: skip


def _starting(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:ال)?(?:" + "|".join(re.escape(word) for word in words) + ")")


_OF_PEOPLE_RE, _PERSON_RE = _starting(_OF_PEOPLE), _starting(_PERSON)
_HAS_A_RE = re.compile(r"(?<!\w)(?:ال)?(?:" + "|".join(re.escape(word) for word in _HAS_A) + r")s?(?!\w)")


def personal_columns(columns: Iterable[object], kind: Kind) -> list[str]:
    """Name the columns that hold personal data. A field of the record is none, whatever it is called.

    >>> from geo.records import KINDS
    >>> personal_columns(["name", "Victim name", "VICTIM_AGE", "Фамилия", "killed"], KINDS["accidents"])
    ['Victim name', 'VICTIM_AGE', 'Фамилия']
    """
    return [str(name) for name in columns if kind.field(str(name)) is None and is_personal(str(name))]


def is_personal(column: str) -> bool:
    """Whether a column's name says that it holds personal data.

    >>> is_personal("survivorName"), is_personal("village name"), is_personal("victims")
    (True, False, False)
    """
    words = _plain(column)
    if _OF_PEOPLE_RE.search(words):
        return True
    return bool(_PERSON_RE.search(words) and _HAS_A_RE.search(words))


def _plain(column: str) -> str:
    """Words apart, without capitals and accents; ə and ı as they are typed without an Azerbaijani keyboard."""
    apart = re.sub(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])", " ", column)
    plain = re.sub(r"[\s_\-/]+", " ", apart).casefold().translate(str.maketrans("əığşçöü", "eigscou"))
    bare = re.sub(r"(?<=[a-z])[\u0300-\u036f]+", "", unicodedata.normalize("NFD", plain))
    return unicodedata.normalize("NFC", bare)
