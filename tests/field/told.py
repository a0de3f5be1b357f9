"""What a reading says, as tests ask for it."""

from geo.cells.missing import is_missing


def codes(reading):
    """The codes of the problems that are more than notes."""
    return [problem.code for problem in reading.problems if problem.severity != "note"]


def told(reading, code):
    """The one problem of a code, as a person reads it."""
    (problem,) = [problem for problem in reading.problems if problem.code == code]
    return str(problem)


def drawn(reading):
    """The WKT of each record, None where it has no position."""
    return [None if shape is None or shape != shape else shape.wkt for shape in reading.frame.geometry]


def column(reading, name):
    """The values of a column, None where there is none."""
    return [None if is_missing(value) else value for value in reading.frame[name].astype(object)]
