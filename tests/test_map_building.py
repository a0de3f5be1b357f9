"""The viewer's bundle: current, whole, in the wheel and the sdist, and never the packages it is made from."""

import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
import hatch_build  # noqa: E402 - it stands beside the package, not in it


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A wheel and an sdist, built as whoever installs the package would; without a network, in this environment."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder], cwd=ROOT, check=True, capture_output=True
    )
    return folder


def names_in_wheel(folder):
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return wheel.namelist()


def names_in_sdist(folder):
    with tarfile.open(next(folder.glob("*.tar.gz"))) as sdist:
        return [name.split("/", 1)[1] for name in sdist.getnames()]


def sources_in(folder):
    """Make a viewer of a few small sources, at its place in a package."""
    viewer = folder / "geo" / "maps" / "viewer"
    (viewer / "src").mkdir(parents=True)
    for name in hatch_build.OF_THE_PACKAGE:
        (viewer / name).resolve().parent.mkdir()
    for name in ("build.mjs", "package-lock.json", "viewer.css", "src/main.ts", *hatch_build.OF_THE_PACKAGE):
        (viewer / name).write_text(name)
    return viewer


def test_the_bundle_is_made_from_the_sources_as_they_stand():
    assert hatch_build.bundle_is_current(), "run `npm run build` in geo/maps/viewer"


def test_a_change_of_any_source_is_seen(tmp_path):
    viewer = sources_in(tmp_path)
    before = hatch_build.sources_hash(viewer)
    (viewer / "src" / "new.ts").write_text("new")
    assert hatch_build.sources_hash(viewer) != before


@pytest.mark.parametrize("name", hatch_build.OF_THE_PACKAGE)
def test_a_change_of_what_is_bundled_of_the_package_is_seen(tmp_path, name):
    viewer = sources_in(tmp_path)
    before = hatch_build.sources_hash(viewer)
    (viewer / name).write_text("{}")
    assert hatch_build.sources_hash(viewer) != before


def test_everything_that_is_bundled_from_outside_the_viewer_is_in_the_hash():
    sources = (hatch_build.VIEWER / "src").rglob("*.ts")
    named = {
        (path.parent / name).resolve()
        for path in sources
        for name in re.findall(r'"((?:\.\./)+[^"]+)"', path.read_text("utf-8"))
    }
    outside = {path for path in named if not path.is_relative_to(hatch_build.VIEWER.resolve())}
    assert outside == {(hatch_build.VIEWER / name).resolve() for name in hatch_build.OF_THE_PACKAGE}


def test_a_bundle_with_a_file_missing_is_not_current(tmp_path):
    viewer = sources_in(tmp_path)
    (viewer / "dist").mkdir()
    for name in hatch_build.BUNDLE:
        (viewer / "dist" / name).write_text(name)
    (viewer / "dist" / hatch_build.STAMP).write_text(hatch_build.sources_hash(viewer))
    assert hatch_build.bundle_is_current(viewer)
    (viewer / "dist" / "viewer.js").unlink()
    assert not hatch_build.bundle_is_current(viewer)


def test_node_is_asked_for_only_where_something_is_to_be_built(monkeypatch):
    hook = hatch_build.ViewerHook.__new__(hatch_build.ViewerHook)
    monkeypatch.setattr(hatch_build, "system_node", lambda: None)
    monkeypatch.setattr(hatch_build, "bundle_is_current", lambda: True)
    assert hook.dependencies() == []
    monkeypatch.setattr(hatch_build, "bundle_is_current", lambda: False)
    assert hook.dependencies() == [hatch_build.NODE_PACKAGE]


def test_a_build_that_fails_says_which_step_and_what_helps(tmp_path):
    with pytest.raises(RuntimeError, match="a wheel needs nothing"):
        hatch_build._run([sys.executable, "-c", "raise SystemExit(3)"], tmp_path)


def test_the_lock_file_names_versions_and_hashes_and_no_host():
    text = (hatch_build.VIEWER / "package-lock.json").read_text("utf-8")
    assert '"integrity": "sha512-' in text
    assert '"resolved"' not in text


def test_the_wheel_holds_the_bundle_and_not_what_it_is_made_from(built):
    names = names_in_wheel(built)
    for name in hatch_build.BUNDLE:
        assert f"geo/maps/viewer/dist/{name}" in names
    assert [name for name in names if "node_modules" in name or name.endswith((".ts", ".mjs"))] == []
    assert {f"geo/maps/languages/{code}.json" for code in ("en", "az", "ru", "ar")} <= set(names)


def test_the_sdist_holds_bundle_and_sources_and_no_packages(built):
    names = names_in_sdist(built)
    assert "geo/maps/viewer/dist/viewer.js" in names
    assert "geo/maps/viewer/src/main.ts" in names
    assert "geo/maps/viewer/package-lock.json" in names
    assert [name for name in names if "node_modules" in name] == []


def test_the_wheel_carries_the_terms_of_all_that_is_bundled(built):
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        terms = next(
            name for name in wheel.namelist() if name.endswith(".dist-info/licenses/geo/maps/viewer/dist/licences.txt")
        )
        text = wheel.read(terms).decode()
        metadata = wheel.read(next(name for name in wheel.namelist() if name.endswith("METADATA"))).decode()
    terms = "Apache-2.0 AND BSD-2-Clause AND BSD-3-Clause AND ISC AND MIT AND CC-BY-3.0-US AND CC-BY-4.0"
    assert f"License-Expression: {terms}" in metadata
    # pmtiles appears twice: once within protomaps-leaflet, in an older version; quickselect within rbush.
    for package in ("leaflet 1", "flatbush", "fflate", "pmtiles 4", "pmtiles 3", "quickselect", "rbush"):
        assert re.search(rf"^{package}.*Copyright", text, re.MULTILINE), package
    assert text.count("THE SOFTWARE IS PROVIDED") >= 4 and "Redistributions in binary form" in text
