"""What is known of a layer only when all of it was looked at, and that a check of a part has to be told.

Each check that needs to know something of the whole layer says so as a `Fact`: what is gathered from a part, how it is
put together, and what of it concerns the records of a part. Of a whole layer it is gathered once, when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from geo.checks.view import Terms, View

Gathered = TypeVar("Gathered")
Known = TypeVar("Known")


@dataclass(frozen=True)
class Fact(Generic[Gathered, Known]):
    """Something known of a whole layer.

    `gather` takes it from the own records of a part, small enough to be sent; `join` puts together what all parts gave,
    whose order means nothing. With `by_record` it is a mapping of places in the layer, of which a part is told its own.
    """

    name: str
    gather: Callable[[View, Terms], Gathered]
    join: Callable[[Sequence[Gathered]], Known]
    by_record: bool = False

    def of(self, view: View, terms: Terms) -> Known:
        """What is known of the layer that the view is of."""
        if self.name not in view.facts:
            view.facts[self.name] = self.join([self.gather(view, terms)])
        found: Known = view.facts[self.name]
        return found


@dataclass(frozen=True)
class AcrossFact(Generic[Gathered, Known]):
    """Something known of several whole layers, of each by itself; `join` takes kind, source and what parts gave."""

    name: str
    gather: Callable[[View, Terms], Gathered]
    join: Callable[[Sequence[tuple[str, str, Sequence[Gathered]]]], list[Known]]
    by_record: bool = False

    def of(self, views: Sequence[View], terms: Terms) -> list[Known]:
        """What is known of the layer of each view."""
        if any(self.name not in view.facts for view in views):
            given = [(view.kind.name, view.source, [self.gather(view, terms)]) for view in views]
            for view, known in zip(views, self.join(given), strict=True):
                view.facts[self.name] = known
        return [view.facts[self.name] for view in views]


def _size(view: View, terms: Terms) -> int:
    return len(view.own_orders)


def _sum(parts: Sequence[int]) -> int:
    return sum(parts)


SIZE = Fact("size", _size, _sum)
"""How many records the layer has."""


def told_to(fact: Fact[Any, Any] | AcrossFact[Any, Any], known: Any, orders: NDArray[np.int64]) -> Any:
    """What of a fact a part with these records is told."""
    if not fact.by_record or not isinstance(known, Mapping):
        return known
    if len(known) < len(orders):
        own = set(orders.tolist())
        return {order: one for order, one in known.items() if order in own}
    return {order: known[order] for order in orders.tolist() if order in known}
