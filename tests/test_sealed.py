"""A sealed map tells nothing before its passphrase is given, is whole or refused, and comes back byte for byte."""

import json
import re
import zlib

import geopandas as gpd
import numpy as np
import pytest
import shapely
from lengths import TIMES
from unpacking import holds

import geo
from geo.cli import main
from geo.errors import SourceError, UsageError
from geo.mapfile import manifest, passphrases
from geo.mapfile.sealed import BOX, LOCK, STEP, unsealed
from geo.maps.sealing import sealed

PASSPHRASE = "value arise chant lazy yahoo await"
SECRETS = ("Stonecroft", "canary-remark", "Team Four", "The valley", "+000 102", "46.7000001", "2023-03")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    frame = gpd.GeoDataFrame(
        {"id": ["H-1"], "name": ["Stonecroft"], "remarks": ["canary-remark"], "status": ["open"]},
        geometry=[shapely.box(46.7000001, 39.9, 46.8, 40.0)],
        crs=4326,
    )
    drawn = geo.HazardMap(
        [39.95, 46.7000001], 11, title="The valley", producer="Team Four", hotline="+000 102", data_date="2023-03"
    )
    path = drawn.add_child(geo.ZoneLayer(frame, kind="hazards")).save(tmp_path_factory.mktemp("sealed") / "map.html")
    return path.read_bytes()


@pytest.fixture(scope="module")
def shut(whole):
    return sealed(whole, PASSPHRASE)


def vouched(content):
    """A file that was altered, with a manifest of its own, as whoever alters it on purpose would write it."""
    start, tail = content.index(manifest.OPENING), content[content.rindex(b"<style>") :]
    facts = manifest.read(content).facts
    own = {name: facts[name] for name in ("sealed", "program", "blocks")}
    return b"".join(manifest.with_manifest([content[:start]], lambda: own, tail))


def test_it_comes_back_byte_for_byte(whole, shut):
    assert unsealed(shut, PASSPHRASE) == whole
    assert unsealed(shut, f"  {PASSPHRASE.replace(' ', chr(9), 1)} ") == whole


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_of_what_it_is_about_is_in_any_byte(whole, shut, tmp_path, secret):
    (tmp_path / "map.txt").write_bytes(shut)
    (tmp_path / "open.txt").write_bytes(unsealed(shut, PASSPHRASE))
    assert not holds(tmp_path / "map.txt", secret)
    assert holds(tmp_path / "open.txt", secret)


def test_of_no_hash_in_it_a_place_or_a_record_can_be_guessed(whole, shut):
    facts = manifest.read(whole).facts
    hashes = {*facts["blocks"].values(), facts["edition"], facts["before"]["sha256"]}
    hashes -= {facts["blocks"][name] for name in ("first", "guard", "style", "zm-world", "zm-viewer")}
    hashes |= set(re.findall(r"sha256-([^']*)'", whole.decode())) - set(
        re.findall(r"sha256-([^']*)'", _policy_kept(whole))
    )
    assert len(hashes) > 6 and not [one for one in hashes if one.encode() in shut]


def _policy_kept(whole):
    """The policy without the hash of the script that begins, which holds where the map opens."""
    from geo.maps.page.page import hash_of

    start = re.search(rb'id="zm-start">(.*?)</script>', whole, re.DOTALL)[1].decode()
    assert "46.7000001" in start and hash_of(start) in whole.decode()
    return whole.decode().replace(hash_of(start), "")


def test_its_size_is_told_in_steps_only(shut):
    box = shut[shut.index(BOX) + len(BOX) : shut.index(b"</script>", shut.index(BOX))]
    assert (len(box) * 3 // 4 - box.count(b"=") - 16) % STEP == 0


def test_two_seals_of_one_map_have_nothing_in_common_that_tells_so(whole, shut):
    again = sealed(whole, PASSPHRASE)
    assert again[again.index(LOCK) : again.index(BOX)] != shut[shut.index(LOCK) : shut.index(BOX)]
    assert manifest.read(again).facts["edition"] != manifest.read(shut).facts["edition"]


def test_each_flipped_byte_is_refused(shut):
    random = np.random.default_rng(11)
    for at in random.integers(0, len(shut), 100 * TIMES).tolist():
        altered = bytearray(shut)
        altered[at] ^= 1 << int(random.integers(8))
        with pytest.raises((SourceError, UsageError)):
            unsealed(bytes(altered), PASSPHRASE)


def test_a_flipped_byte_is_refused_whatever_the_manifest_says(shut):
    random = np.random.default_rng(12)
    start, end = shut.index(LOCK), shut.index(b'<script id="zm-unlock">')
    for at in random.integers(start, end, 8 * TIMES).tolist():
        altered = bytearray(shut)
        altered[at] ^= 1 << int(random.integers(7))
        with pytest.raises((SourceError, UsageError)):
            unsealed(vouched(bytes(altered)), PASSPHRASE)
    assert unsealed(vouched(shut), PASSPHRASE)  # the harness itself alters nothing


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"rounds":1000000', b'"rounds":1000'),
        (b'"rounds":1000000', b'"rounds":10000000'),
        (b"AES-256-GCM", b"AES-256-CBC"),
        (b"PBKDF2-SHA256", b"PBKDF2-SHA1"),
    ],
)
def test_another_way_of_sealing_is_refused(shut, old, new):
    assert old in shut
    with pytest.raises(SourceError, match="not known here"):
        unsealed(vouched(shut.replace(old, new)), PASSPHRASE)


def test_swapped_blocks_are_refused(shut):
    world, viewer = (_block(shut, name) for name in (b"zm-world", b"zm-viewer"))
    swapped = shut.replace(world, b"*").replace(viewer, world).replace(b"*", viewer)
    with pytest.raises(SourceError, match="altered"):
        unsealed(vouched(swapped), PASSPHRASE)
    box = _block(shut, b"zm-box")
    with pytest.raises(SourceError, match="does not open"):
        unsealed(vouched(shut.replace(box, box[4096:8192] + box[:4096] + box[8192:])), PASSPHRASE)


def _block(content, name):
    start = content.index(b">", content.index(b'id="' + name + b'"')) + 1
    return content[start : content.index(b"<", start)]


def test_the_box_of_another_map_is_refused(whole, shut):
    other = sealed(whole, PASSPHRASE)
    mixed = shut.replace(_block(shut, b"zm-box"), _block(other, b"zm-box"))
    with pytest.raises(SourceError, match="does not open"):
        unsealed(vouched(mixed), PASSPHRASE)


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE.upper(), PASSPHRASE[:-1], "quite another one"])
def test_another_passphrase_is_refused(shut, passphrase):
    with pytest.raises(SourceError, match="passphrase is another one"):
        unsealed(shut, passphrase)


def test_letters_that_are_composed_otherwise_are_the_same_passphrase(whole):
    composed = "caf\u00e9 kX9vR2mQp7bT4zW8 \u0451\u0436"
    apart = "cafe\u0301 kX9vR2mQp7bT4zW8 \u0435\u0308\u0436"
    assert composed != apart and unsealed(sealed(whole, composed), apart) == whole


@pytest.mark.parametrize(
    "passphrase", ["", "password", "password 1234", "12345678901234567890", "aaaa " * 30, "correct horse battery"]
)
def test_a_weak_passphrase_is_refused(whole, passphrase):
    with pytest.raises(UsageError, match="too weak"):
        sealed(whole, passphrase)


def test_passphrases_are_six_different_words_at_random():
    made = {passphrases.make_passphrase() for _ in range(1000)}
    words = passphrases.words()
    assert len(made) == 1000 and len(set(words)) == 2048 and {len(set(one.split())) for one in made} == {6}
    assert len({word[:4] for word in words}) == 2048
    assert all(passphrases.bits_of(one) >= passphrases.LEAST_BITS for one in made), "or what is made would be refused"


def test_a_map_with_other_folium_objects_is_refused(tmp_path):
    import folium

    drawn = geo.HazardMap([40, 46])
    folium.Marker([40, 46]).add_to(drawn)
    with pytest.raises(UsageError, match="other folium objects"):
        sealed(b"".join(drawn.pieces()), PASSPHRASE)


def test_an_altered_map_is_not_sealed(whole, shut):
    with pytest.raises(SourceError, match="not as it was made"):
        sealed(whole.replace(b"zm-guard", b"zm-guarD"), PASSPHRASE)
    with pytest.raises(UsageError, match="sealed already"):
        sealed(shut, PASSPHRASE)


def test_without_the_extra_it_says_how_to_install_it(whole, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "cryptography.hazmat.primitives.ciphers.aead", None)
    with pytest.raises(UsageError, match=r"zonemark\[seal\]"):
        sealed(whole, PASSPHRASE)


def test_the_checksums_that_the_opened_page_is_compared_with_are_of_what_it_will_hold(whole, shut):
    from geo.maps.sealing import _end_of_unlocked, _taken_apart

    parts = _taken_apart(whole.decode("utf-8", "surrogateescape"), "map")
    end = json.loads(_end_of_unlocked(parts, "policy"))
    assert [name for name, _ in end["blocks"]][:2] == ["zm-world", "zm-viewer"]
    assert "zm-words" in [name for name, _ in end["blocks"]]
    assert len(end["blocks"]) == len(json.loads(parts.texts["zm-end"])["blocks"])
    assert end["policy"] == zlib.crc32(b"policy")


@pytest.fixture
def project(tmp_path):
    made = geo.Project.create(tmp_path / "valley", title="Valley")
    survey = tmp_path / "survey.csv"
    survey.write_text("id,type,lat,lon,name,sensitivity\nN-1,SHA,40.1,46.9,Stonecroft,public\n", encoding="utf-8")
    made.add(survey)
    return made.path


def made_passphrase(said):
    return re.search(r"Passphrase: (.*)", said)[1]


def test_the_commands_seal_verify_open_and_unseal(project, tmp_path, capsys):
    path, shut = tmp_path / "map.html", tmp_path / "map.sealed.html"
    assert main(["map", str(project), "-o", str(path)]) == 0
    assert main(["seal", str(path)]) == 0
    told = capsys.readouterr().out
    passphrase = made_passphrase(told)
    assert told.count(passphrase) == 1 and "can guess for ever" in told
    assert main(["verify", str(shut)]) == 0
    assert "It is sealed" in capsys.readouterr().out
    assert main(["open", str(shut), "--to", str(tmp_path / "opened")]) == 2
    assert "nobody can be asked" in capsys.readouterr().err
    (tmp_path / "words.txt").write_text(f"{passphrase}\n", encoding="utf-8")
    known = ["--passphrase-file", str(tmp_path / "words.txt")]
    assert main(["open", str(shut), "--to", str(tmp_path / "opened"), *known]) == 0
    assert geo.Project(tmp_path / "opened").layers()[0].frame["name"].tolist() == ["Stonecroft"]
    assert main(["unseal", str(shut), "-o", str(tmp_path / "again.html"), *known]) == 0
    assert (tmp_path / "again.html").read_bytes() == path.read_bytes()
    assert geo.open_map(shut, passphrase=passphrase).layers[0].frame["name"].tolist() == ["Stonecroft"]
    assert main(["verify", str(shut), "--project", str(project)]) == 2


@pytest.mark.parametrize("words", [["map"], ["share", "--profile", "public"]])
def test_a_map_is_sealed_as_it_is_made(project, tmp_path, capsys, words):
    path = tmp_path / "made.html"
    assert main([words[0], str(project), *words[1:], "--seal", "-o", str(path)]) == 0
    passphrase = made_passphrase(capsys.readouterr().out)
    assert b'class="zm-data"' not in path.read_bytes()
    assert len(geo.open_map(path, passphrase=passphrase).layers) == 1


def test_a_sealed_map_that_is_read_as_data_is_said_to_be_sealed(shut, tmp_path):
    (tmp_path / "map.html").write_bytes(shut)
    with pytest.raises(SourceError, match="is sealed"):
        geo.read(tmp_path / "map.html")


def test_nothing_unsealed_lies_beside_a_sealed_edition(project, tmp_path, capsys):
    out = ["-o", str(tmp_path / "a.html"), "-o", str(tmp_path / "a.gpkg")]
    assert main(["share", str(project), "--seal", *out]) == 2
    assert main(["map", str(project), "--passphrase-file", str(tmp_path / "a"), "-o", str(tmp_path / "a.html")]) == 2
    assert not (tmp_path / "a.html").exists()
    capsys.readouterr()
