"""Options that travel together are one frozen object; what is stated by name is put into it, and a slip is named."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, replace
from difflib import get_close_matches
from typing import Any, TypeVar

from geo.errors import UsageError

Options = TypeVar("Options", bound=Any)
Function = TypeVar("Function", bound=Callable[..., Any])


def restated(options: Options, stated: Mapping[str, Any], *, of: str, only: Sequence[str] = ()) -> Options:
    """Give the options with those that are `stated` by name put in; `of` is what they are options of, which may have
    `only` some of them.

    Raises UsageError for a name that is not one of them, with the nearest that is.

    >>> from geo.records.imprint import Imprint
    >>> restated(Imprint(title="Valley"), {"hotline": "102"}, of="a map").title
    'Valley'
    """
    names = only or [one.name for one in fields(options)]
    for name in stated:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(names)}."
            raise UsageError(f"There is no option '{name}' of {of}.", remedy=hint)
    return replace(options, **stated)


def naming(options: type[Any], *, only: Sequence[str] = ()) -> Callable[[Function], Function]:
    """Let the signature of a function with `**stated` name the options that it takes there, for help and completion."""

    def named(function: Function) -> Function:
        plain = inspect.signature(function)
        own = [one for one in plain.parameters.values() if one.kind is not inspect.Parameter.VAR_KEYWORD]
        more = [
            inspect.Parameter(
                one.name,
                inspect.Parameter.KEYWORD_ONLY,
                default={} if one.default is MISSING else one.default,
                annotation=one.type,
            )
            for one in fields(options)
            if one.name not in plain.parameters and (not only or one.name in only)
        ]
        function.__signature__ = plain.replace(parameters=[*own, *more])  # type: ignore[attr-defined]
        return function

    return named
