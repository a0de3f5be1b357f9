"""A signature beside a map says who made it, is minisign's, and is of that file and key alone."""

import shutil
import stat
import subprocess
from io import BytesIO

import geopandas as gpd
import numpy as np
import pypdf
import pytest
import shapely
from lengths import TIMES

import geo
from geo.cli import main
from geo.errors import SourceError, UsageError
from geo.mapfile import signing
from geo.share.verifying import verify


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("signed")
    frame = gpd.GeoDataFrame({"id": ["H-1"], "status": ["open"]}, geometry=[shapely.Point(46.9, 40)], crs=4326)
    geo.draw(frame, kind="hazards", title="Valley").save(folder / "map.html")
    assert main(["sign", "--new-key", str(folder / "our.key")]) == 0
    assert main(["sign", str(folder / "map.html"), "--key", str(folder / "our.key")]) == 0
    return folder


def minisign(*words):
    if shutil.which("minisign") is None:
        pytest.skip("minisign is not installed")
    return subprocess.run(["minisign", *map(str, words)], capture_output=True, text=True)


def test_minisign_itself_checks_it(signed):
    key = (signed / "our.key.pub").read_text().splitlines()[1]
    good = minisign("-Vm", signed / "map.html", "-P", key)
    assert good.returncode == 0 and "file:map.html edition:" in good.stdout
    other = signed / "altered.html"
    other.write_bytes((signed / "map.html").read_bytes() + b" ")
    assert minisign("-Vm", other, "-x", signed / "map.html.minisig", "-P", key).returncode != 0


def test_what_minisign_signs_with_our_key_is_checked_here(signed, tmp_path):
    shutil.copy(signed / "map.html", tmp_path / "map.html")
    made = minisign("-Sm", tmp_path / "map.html", "-s", signed / "our.key", "-t", "by hand")
    assert made.returncode == 0, made.stderr
    assert verify(tmp_path / "map.html", key=str(signed / "our.key.pub")).told == "by hand"


def test_verify_says_with_which_key_it_is_signed(signed, capsys):
    key = (signed / "our.key.pub").read_text().splitlines()[1]
    assert main(["verify", str(signed / "map.html"), "--key", key]) == 0
    assert f"It is signed with the key {key}" in capsys.readouterr().out


def test_the_secret_key_is_for_its_owner_and_is_not_overwritten(signed, tmp_path):
    assert stat.S_IMODE((signed / "our.key").stat().st_mode) == 0o600
    with pytest.raises(UsageError, match="there already"):
        signing.new_key(signed / "our.key")
    shutil.copy(signed / "our.key", tmp_path / "open.key")
    (tmp_path / "open.key").chmod(0o644)
    with pytest.raises(SourceError, match="read by others"):
        signing.secret_key(tmp_path / "open.key")


def test_another_key_another_file_and_no_signature_are_refused(signed, tmp_path):
    other = signing.new_key(tmp_path / "other.key")
    with pytest.raises(SourceError, match="another key"):
        verify(signed / "map.html", key=other.text)
    # A key of one's own that is given the number of ours signs nothing in our name.
    content = (signed / "map.html").read_bytes()
    ours = signing.public_key(str(signed / "our.key.pub"))
    forged = signing.signature(content, signing.secret_key(tmp_path / "other.key")._replace(number=ours.number), "x")
    with pytest.raises(SourceError, match="not of map.html"):
        signing.told_by(content, forged.decode(), ours, "map.html")
    shutil.copy(signed / "map.html", tmp_path / "map.html")
    with pytest.raises(SourceError, match="has no signature"):
        verify(tmp_path / "map.html", key=ours.text)


def test_an_altered_letter_of_map_or_signature_is_noticed(signed):
    random = np.random.default_rng(7)
    content, beside = (signed / "map.html").read_bytes(), (signed / "map.html.minisig").read_text()
    key = signing.public_key(str(signed / "our.key.pub"))
    assert "edition:" in signing.told_by(content, beside, key, "map")
    for at in random.integers(0, len(content), 30 * TIMES).tolist():
        altered = bytearray(content)
        altered[at] ^= 1
        with pytest.raises(SourceError):
            signing.told_by(bytes(altered), beside, key, "map")
    lines = beside.splitlines(keepends=True)
    for at in range(len(lines[0]), len(beside)):  # the first line is not signed, and says so
        if beside[at] in "\n=":
            continue
        altered_text = beside[:at] + ("A" if beside[at] != "A" else "Q") + beside[at + 1 :]
        with pytest.raises(SourceError):
            signing.told_by(content, altered_text, key, "map")


def test_a_map_that_is_not_as_it_was_made_is_not_signed(signed, tmp_path):
    (tmp_path / "map.html").write_bytes((signed / "map.html").read_bytes().replace(b"zm-guard", b"zm-guarD"))
    assert main(["sign", str(tmp_path / "map.html"), "--key", str(signed / "our.key")]) == 1
    assert main(["sign", str(tmp_path / "map.html")]) == 2
    assert not (tmp_path / "map.html.minisig").exists()


def test_a_key_that_minisign_has_encrypted_signs_with_its_password(signed, tmp_path, capsys):
    if shutil.which("minisign") is None:
        pytest.skip("minisign is not installed")
    made = subprocess.run(
        ["minisign", "-G", "-p", tmp_path / "k.pub", "-s", tmp_path / "k.key"],
        input=b"Sesam 0815\nSesam 0815\n", capture_output=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    (tmp_path / "k.key").chmod(0o600)
    shutil.copy(signed / "map.html", tmp_path / "map.html")
    (tmp_path / "right.txt").write_text("Sesam 0815\n")
    (tmp_path / "wrong.txt").write_text("Sesam 0816\n")
    words = ["sign", str(tmp_path / "map.html"), "--key", str(tmp_path / "k.key"), "--passphrase-file"]
    assert main([*words, str(tmp_path / "wrong.txt")]) == 1 and "password is another" in capsys.readouterr().err
    assert main([*words, str(tmp_path / "right.txt")]) == 0
    assert minisign("-Vm", tmp_path / "map.html", "-p", tmp_path / "k.pub").returncode == 0


def test_a_new_key_can_be_encrypted_and_minisign_signs_with_it(signed, tmp_path, capsys):
    (tmp_path / "words.txt").write_text("Sesam 0815\n")
    known = ["--passphrase-file", str(tmp_path / "words.txt")]
    assert main(["sign", "--new-key", str(tmp_path / "k.key"), *known]) == 0
    assert "not encrypted" not in capsys.readouterr().out and signing.is_encrypted(tmp_path / "k.key")
    shutil.copy(signed / "map.html", tmp_path / "map.html")
    assert main(["sign", str(tmp_path / "map.html"), "--key", str(tmp_path / "k.key"), *known]) == 0
    assert verify(tmp_path / "map.html", key=str(tmp_path / "k.key.pub")).signed_with
    with pytest.raises(SourceError, match="password is another"):
        signing.secret_key(tmp_path / "k.key", "Sesam 0816")
    assert minisign("-Vm", tmp_path / "map.html", "-p", tmp_path / "k.key.pub").returncode == 0
    made = subprocess.run(
        ["minisign", "-Sm", tmp_path / "map.html", "-s", tmp_path / "k.key", "-t", "by hand"],
        input=b"Sesam 0815\n", capture_output=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert verify(tmp_path / "map.html", key=str(tmp_path / "k.key.pub")).told == "by hand"


def test_that_a_key_lies_open_and_that_a_passphrase_is_of_no_use_is_said(signed, tmp_path, capsys):
    (tmp_path / "words.txt").write_text("Sesam 0815\n")
    assert main(["sign", "--new-key", str(tmp_path / "open.key")]) == 0
    assert "It is not encrypted" in capsys.readouterr().out
    shutil.copy(signed / "map.html", tmp_path / "map.html")
    words = ["sign", str(tmp_path / "map.html"), "--key", str(tmp_path / "open.key")]
    assert main([*words, "--passphrase-file", str(tmp_path / "words.txt")]) == 0
    assert "the passphrase is not used" in capsys.readouterr().out


def test_the_key_that_a_map_states_stands_on_screen_and_paper_and_no_other_signs_it(signed, tmp_path, capsys):
    key = signing.public_key(str(signed / "our.key.pub")).text
    frame = gpd.GeoDataFrame({"id": ["H-1"]}, geometry=[shapely.Point(46.9, 40)], crs=4326)
    drawn = geo.draw(frame, kind="hazards", signing_key=key, languages=["en", "ru"])
    path = drawn.save(tmp_path / "map.html")
    assert f"Signing key: <bdi>{key}</bdi>" in path.read_text(encoding="utf-8")
    assert "".join(pypdf.PdfReader(BytesIO(drawn.pdf())).pages[0].extract_text().split()).count(key) == 1
    assert geo.open_map(path).imprint.signing_key == key
    signing.new_key(tmp_path / "other.key")
    assert main(["sign", str(path), "--key", str(tmp_path / "other.key")]) == 2
    assert "states another signing key" in capsys.readouterr().err and not (tmp_path / "map.html.minisig").exists()
    assert main(["sign", str(path), "--key", str(signed / "our.key")]) == 0
    with pytest.raises(UsageError, match="56 letters"):
        geo.draw(frame, kind="hazards", signing_key=key[:-1])
