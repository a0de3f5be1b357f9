"""An IED is a kind of ordnance of its own, in every language."""

import pytest
from told import column

WORDS = ["IED", "IEDs", "improvised explosive device", "roadside bomb", "СВУ", "EEI", "AEI", "عبوة ناسفة"]


@pytest.mark.parametrize("text", [*WORDS, "əldəqayırma partlayıcı qurğu"])
def test_an_ied_is_an_ied(read, text):
    assert column(read(f"id,lat,lon,ordnance\n1,39.5,46.9,{text}\n"), "ordnance") == [("IED",)]


@pytest.mark.parametrize(
    "text", ["improvised mine", "VOIED", "pressure plate IED", "самодельная мина", "mine artisanale"]
)
def test_what_its_victim_sets_off_is_an_improvised_mine(read, text):
    assert column(read(f"id,lat,lon,ordnance\n1,39.5,46.9,{text}\n"), "ordnance") == [("improvised_mine",)]


def test_ieds_are_counted_by_themselves(read):
    reading = read("id,lat,lon,product,devices_found\n1,39.5,46.9,cleared,IED: 2; UXO: 3\n", kind="releases")
    assert column(reading, "devices_found") == [{"IED": 2, "UXO": 3}]
