"""An attacker's sums: what published tables say of each count in them, solved as whole numbers, with no help of ours.

He knows the tables, which places were put together, how tables are made (docs/pages/sharing.md), and nothing else. Each
count is a variable: the fewest and the most that it can be, as everything published allows, are two integer programs.
"""

from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

ENDLESS = 10_000


class Knowledge:
    """What is known of counts: sums of them that lie between two numbers."""

    def __init__(self):
        self.index, self.rows = {}, []

    def learn(self, counts, least, most):
        """Learn that a sum lies between two numbers: `counts` are (factor, name of a count)."""
        self.rows.append(
            ([(factor, self.index.setdefault(name, len(self.index))) for factor, name in counts], least, most)
        )

    def _matrix(self):
        matrix = np.zeros((len(self.rows), len(self.index)))
        for at, (counts, _, _) in enumerate(self.rows):
            for factor, index in counts:
                matrix[at, index] += factor
        return LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows])

    def bounds(self, counts):
        """Give the fewest and the most that a sum can be."""
        aim = np.zeros(len(self.index))
        for factor, name in counts:
            aim[self.index[name]] += factor
        found = []
        for sign in (1, -1):
            solved = milp(
                sign * aim, constraints=self._matrix(), integrality=np.ones(len(aim)), bounds=Bounds(0, ENDLESS)
            )
            assert solved.success, solved.message
            found.append(round(sign * solved.fun))
        return tuple(found)


def known_of(tables, places, fewest, counted):
    """What follows from one table, or from two of which the second was made beside the first."""
    known = Knowledge()
    for edition, table in enumerate(tables):
        before = tables[edition - 1] if edition else None
        for place, name in product(places, counted):
            known.learn([(1, (edition, place, name))], 0, ENDLESS)
            known.learn([(1, (edition, place, name, "gaps"))], 0, ENDLESS)
        for group, row in zip(table.groups, table.rows, strict=True):
            for name, count in row.items():
                _learn_cell(known, edition, group, name, count, _earlier(before, group, name), fewest)
        for name in counted:
            every = [(1, (edition, place, name)) for place in places]
            gaps = [(1, (edition, place, name, "gaps")) for place in places]
            if name in table.withheld:
                known.learn(every, 0 if before else 1, 2 * fewest - 1 if before else fewest - 1)
            if (count := table.unstated.get(name)) is not None:
                was = before.unstated.get(name) if before else None
                slack = fewest - 1 if was and was == count else 0
                known.learn(gaps, max(0, count - slack), count + slack)
    return known


def _earlier(before, group, name):
    """What the table before gave for the places of a group; None where it did not give all of it."""
    parts = [row for old, row in zip(before.groups, before.rows, strict=True) if {*old} <= {*group}] if before else []
    return sum(row[name] or 0 for row in parts) if parts and all(name in row for row in parts) else None


def _learn_cell(known, edition, group, name, count, earlier, fewest):
    counts = [(1, (edition, place, name)) for place in group]
    # A count that is that of the table before may have changed a little since; one of nought has not.
    slack = fewest - 1 if count and earlier == count else 0
    known.learn(counts, max(0, (count or 0) - slack), (count or 0) + slack)
    if count == 0:
        known.learn([(1, (edition, place, name, "gaps")) for place in group], 0, 0)


def told(tables, places, fewest, counted):
    """Give each count of the tables, or growth from one to the next, that is known to be few, and how few."""
    known = known_of(tables, places, fewest, counted)
    asked = []
    for edition, name, gaps in product(range(len(tables)), counted, ((), ("gaps",))):
        sums = [(place,) for place in places] + [group for group in tables[edition].groups if len(group) > 1]
        asked += [
            (f"{name} {gaps} {group} {edition}", [(1, (edition, place, name, *gaps)) for place in group])
            for group in sums
        ]
    if len(tables) > 1:
        for name, group in product(counted, [*tables[0].groups, *tables[1].groups, tuple(places)]):
            grown = [(sign, (edition, place, name)) for sign, edition in ((1, 1), (-1, 0)) for place in group]
            asked.append((f"growth of {name} {group}", grown))
    found = {what: known.bounds(counts) for what, counts in asked}
    secret = {name for table in tables for name in table.withheld}
    return {
        what: (least, most)
        for what, (least, most) in found.items()
        # That all of a count together is few is what is said where it is withheld: not how few.
        if (least > 0 and most < fewest or most < 0 and least > -fewest)
        and (least == most or what.split()[0] not in secret and "growth" not in what)
    }
