"""What parts tell of themselves is put aside on the disk, and looked at one thing after another when all have told it.

Of ten million records it is a gigabyte; of that a process needs at once only what is put together next.
"""

from __future__ import annotations

import pickle
from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path
from typing import Any, overload

from geo.errors import UsageError


class Aside:
    """Values put aside in a folder of one's own, under one name several, in the order in which they come."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._of: dict[Hashable, Values] = {}

    def put(self, name: Hashable, value: Any) -> None:
        """Put one more value under a name. Raises UsageError if the disk does not take it."""
        if name not in self._of:
            self._of[name] = Values(self._folder / f"aside-{len(self._of)}.pickle")
        try:
            self._of[name].append(value)
        except OSError as error:
            remedy = "Make room there, or name another folder in TMPDIR."
            raise UsageError(f"Nothing can be written to {self._folder} ({error.strerror}).", remedy=remedy) from None

    def __getitem__(self, name: Hashable) -> Values:
        return self._of[name]

    def __contains__(self, name: Hashable) -> bool:
        return name in self._of


class Values(Sequence[Any]):
    """The values in a file, each of which is read when it is asked for, and each time anew."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._starts: list[int] = []

    def append(self, value: Any) -> None:
        """Write one more value behind the others."""
        with self._file.open("ab") as file:
            start = file.tell()
            pickle.dump(value, file, protocol=pickle.HIGHEST_PROTOCOL)
        self._starts.append(start)

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, number: int) -> Any: ...
    @overload
    def __getitem__(self, number: slice) -> list[Any]: ...
    def __getitem__(self, number: int | slice) -> Any:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        with self._file.open("rb") as file:
            file.seek(self._starts[number])
            return pickle.load(file)  # noqa: S301 - a file that this process wrote, which no other user can

    def __iter__(self) -> Iterator[Any]:
        return (self[number] for number in range(len(self)))
