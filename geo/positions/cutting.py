"""Where one coordinate ends and the other begins, in tokens that are two coordinates in degrees."""

from __future__ import annotations

from geo.findings.counting import counted
from geo.positions.words import Token

Cut = list[list[Token]]


class NotAnAngle(ValueError):
    """The tokens are not two coordinates; says why as (code, what, remedy), and the candidates if there are any."""


def cuts(tokens: list[Token], text: str) -> list[Cut]:
    """Cut the tokens into coordinates: by letters, by labels, by marks, by separators, or into equal halves.

    Several ways are given where the letters leave open which numbers are theirs, the plain one first.
    """
    hemis = [token for token in tokens if token.kind == "hemi"]
    labels = [token for token in tokens if token.kind == "label"]
    if not any(token.kind == "number" for token in tokens):
        raise NotAnAngle("position_not_understood", f"There is no number in {text!r}.", "Write latitude and longitude.")
    if _is_one(tokens):
        raise NotAnAngle(
            "one_number", f"{text!r} is one coordinate; a position needs two.", "Write latitude and longitude."
        )
    leading = next(token.kind for token in tokens if token.kind in ("number", "label"))
    if len(labels) == 2 and (leading == "label" or not hemis):
        return _by_letters(tokens, "label", text)
    if hemis:
        return _by_letters(tokens, "hemi", text)
    groups = _by_separators(tokens)
    if len(groups) == 1:
        groups = _by_marks(groups[0]) or _by_signs(groups[0]) or _by_count(groups[0], text)
    if len(groups) not in (2, 3, 4) or (len(groups) > 2 and any(len(_numbers(group)) != 1 for group in groups)):
        raise NotAnAngle(*what_is_missing(groups, text))
    return [groups]


def _is_one(tokens: list[Token]) -> bool:
    """Whether tokens are one coordinate alone, such as 39°30.5'N: two numbers, of which only the first is degrees."""
    numbers = [index for index, token in enumerate(tokens) if token.kind == "number"]
    if len(numbers) != 2 or [token.kind for token in tokens].count("deg") != 1 or "." in tokens[numbers[0]].text:
        return False
    return [token.kind for token in tokens[numbers[0] + 1 : numbers[1]]] == ["deg"]


def _by_letters(tokens: list[Token], kind: str, text: str) -> list[Cut]:
    """Cut where letters stand: before each coordinate, after each, around both, or inside both (40N23 46E55)."""
    indexes = [index for index, token in enumerate(tokens) if token.kind == kind]
    if len(indexes) > 2:
        raise NotAnAngle("letters", f"{text!r} has more than two hemisphere letters.", "Write one for each coordinate.")
    told = [token.kind for token in tokens if token.kind in ("number", kind)]
    before, after = told[0] == kind, told[-1] == kind
    if len(indexes) == 1:
        return [_by_one_letter(tokens, indexes[0], kind, text)]
    if before and after:
        return [_halves(tokens, text)]
    if before:
        groups = [tokens[: indexes[1]], tokens[indexes[1] :]]
        return [groups if _numbers(groups[0]) else _halves(tokens, text)]
    first, second = tokens[: indexes[0] + 1], tokens[indexes[0] + 1 :]
    if not _numbers(tokens[indexes[0] : indexes[1]]):
        raise NotAnAngle("letters", f"The letters of {text!r} stand together.", "Write one beside each coordinate.")
    if not after:
        return [_letters_inside(tokens, indexes, text)]
    return _numbers_between(first, second)


def _by_one_letter(tokens: list[Token], index: int, kind: str, text: str) -> Cut:
    groups = [tokens[: index + 1], tokens[index + 1 :]]
    if not (_numbers(groups[0]) and _numbers(groups[1])):
        return _halves(tokens, text)
    # 40N23 is one coordinate of 40°23' or two of whole degrees: a mark, a separator or a decimal tells.
    close = kind == "hemi" and not any(token.kind in ("deg", "sep") or "." in token.text for token in tokens)
    if close or len(_numbers(groups[0])) != len(_numbers(groups[1])):
        raise NotAnAngle("letters", f"{text!r} has a letter for one coordinate only.", "Write a letter for each.")
    return groups


def _letters_inside(tokens: list[Token], indexes: list[int], text: str) -> Cut:
    """Cut 40N23 46E55, where minutes and seconds follow the letter: as many of them in both coordinates."""
    numbers = [index for index, token in enumerate(tokens) if token.kind == "number"]
    between = [index for index in numbers if indexes[0] < index < indexes[1]]
    following = sum(index > indexes[1] for index in numbers)
    if len(numbers) != 2 * len(between) or len(between) != following + 1:
        raise NotAnAngle("letters", f"{text!r} has numbers that no letter belongs to.", "Write a letter after each.")
    cut = between[-1] - (tokens[between[-1] - 1].kind == "sign")
    return [tokens[:cut], tokens[cut:]]


def _numbers_between(first: list[Token], second: list[Token]) -> list[Cut]:
    """Cut after a letter; where whole degrees stand before it, numbers after it can be their minutes as well."""
    plain: Cut = [first, second]
    told = any(token.kind == "deg" for token in first) or "." in _numbers(first)[0] or second[0].kind == "sep"
    indexes = [index for index, token in enumerate(second) if token.kind == "number"]
    if told or len(_numbers(first)) > 1 or len(indexes) == 1:
        return [plain]
    return [plain, *([[*first, *second[:index]], second[index:]] for index in indexes[1:])]


def _halves(tokens: list[Token], text: str) -> Cut:
    cut = [part for part in _by_separators(tokens) if _numbers(part)]
    return cut if len(cut) == 2 else (_by_marks(tokens) or _by_count(tokens, text))


def _by_separators(tokens: list[Token]) -> Cut:
    strong = ";" if any(token.text in ";|" for token in tokens if token.kind == "sep") else ",/"
    groups: Cut = [[]]
    for token in tokens:
        if token.kind == "sep" and token.text in ("|", ";" if strong == ";" else token.text):
            groups.append([])
        else:
            groups[-1].append(token)
    groups = [group for group in groups if _numbers(group)]
    many = len(groups) > 2 and len(groups) % 2 == 0 and all(len(_numbers(group)) == 1 for group in groups)
    if many and all("." not in _numbers(group)[0] for group in (groups[0], groups[len(groups) // 2])):
        return [[token for group in groups for token in group]]
    return groups


def _by_marks(tokens: list[Token]) -> Cut:
    """Begin a new coordinate at each number that is marked as degrees."""
    starts = [i for i, token in enumerate(tokens[1:]) if token.kind == "deg" and tokens[i].kind == "number"]
    if len(starts) != 2:
        return []
    cut = starts[1] - (1 if tokens[starts[1] - 1].kind == "sign" else 0)
    return [tokens[:cut], tokens[cut:]]


def _by_signs(tokens: list[Token]) -> Cut:
    """Begin a new coordinate at a sign that stands after numbers."""
    cuts = [i for i, token in enumerate(tokens) if token.kind == "sign" and _numbers(tokens[:i])]
    if len(cuts) != 1 or len(_numbers(tokens)) != 2 * len(_numbers(tokens[: cuts[0]])):
        return []
    return [tokens[: cuts[0]], tokens[cuts[0] :]]


def _by_count(tokens: list[Token], text: str) -> Cut:
    """Cut 2, 4 or 6 numbers in the middle; take 3 or 4 that each have decimals for a position with its height."""
    indexes = [i for i, token in enumerate(tokens) if token.kind == "number"]
    decimals = sum("." in tokens[index].text for index in indexes)
    if len(indexes) in (3, 4) and decimals >= 2 and "." in tokens[indexes[0]].text:
        signed = [index - (tokens[index - 1].kind == "sign") for index in indexes[1:]]
        cuts = [0, *signed, len(tokens)]
        return [tokens[a:b] for a, b in zip(cuts[:-1], cuts[1:], strict=True)]
    if len(indexes) in (2, 4, 6):
        middle = indexes[len(indexes) // 2]
        middle -= 1 if tokens[middle - 1].kind == "sign" else 0
        return [tokens[:middle], tokens[middle:]]
    raise NotAnAngle(*what_is_missing([tokens], text))


def what_is_missing(groups: Cut, text: str) -> tuple[str, str, str]:
    count = sum(len(_numbers(group)) for group in groups)
    if count == 1:
        return "one_number", f"{text!r} is one number; a position needs two.", "Write latitude and longitude."
    return (
        "position_not_understood",
        f"{text!r} has {counted(count, 'number')} that do not make a latitude and a longitude.",
        "Write it as 40.39 46.93, as 40°23'28\"N 46°55'10\"E, as a UTM or an MGRS reference.",
    )


def _numbers(tokens: list[Token]) -> list[str]:
    return [token.text for token in tokens if token.kind == "number"]
