"""What a row is, is asked of columns that were added up once: a table of twice the rows takes twice the looks."""

import pytest

import geo
from geo.sources.rows import no_records, numbers

ODD = {
    "a last record without a position": lambda n, last: f"H-{n},Place {n},,,{n}" if n == last else "",
    "a third totals": lambda n, last: f",Total,,,{n}" if n % 3 == 0 else "",
    "a third totals that are numbered": lambda n, last: f"{n},Total,,,{n * 2}" if n % 3 == 0 else "",
    "a third without a position": lambda n, last: f"H-{n},Place {n},,,{n}" if n % 3 == 0 else "",
    "a third lines of sections": lambda n, last: f"District {n},,,," if n % 3 == 0 else "",
    "a third notes": lambda n, last: f"* note {n},,,," if n * 3 > last * 2 else "",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_twice_the_rows_take_twice_the_looks(odd, tmp_path, monkeypatch):
    looks = 0

    def counted(text, look=numbers.number_in):
        nonlocal looks
        looks += 1
        return look(text)

    for module in (no_records, numbers):
        monkeypatch.setattr(module, "number_in", counted)
    found = []
    for count in (300, 600):
        looks = 0
        rows = (odd(n, count - 1) or f"H-{n},Place {n},{40 + n / 1000},{46 + n / 999:.4f},{n}" for n in range(count))
        table = tmp_path / f"{count}.csv"
        table.write_text("id,name,lat,lon,area\n" + "\n".join(rows) + "\n", encoding="utf-8")
        geo.read(table, kind="hazards")
        found.append(looks)
    assert found[1] <= 2.2 * found[0]
