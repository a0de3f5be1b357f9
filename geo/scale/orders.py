"""The turns that records have among those of all layers: those of each layer come after those of the layer before."""

import numpy as np
from numpy.typing import NDArray

Orders = NDArray[np.int64]

_MOST = 2**40
"""More than a layer has records."""


def among_all(number: int, orders: Orders) -> Orders:
    """Give the turns among the records of all layers of those that have these turns in the layer with this number."""
    return orders + number * _MOST


def by_layer(orders: Orders, layers: int) -> list[Orders]:
    """Give for each of so many layers the turns in it of its records, by those they have among all."""
    return [orders[orders // _MOST == number] % _MOST for number in range(layers)]
