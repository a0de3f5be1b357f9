# `make map` builds the example map, `make test` runs everything; both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CHROMIUM := /usr/bin/chromium
BROWSERS := $(CHROMIUM) /usr/bin/firefox-esr /usr/bin/WebKitWebDriver
DEBIAN := chromium firefox-esr webkit2gtk-driver xvfb fonts-noto-core poppler-utils strace postgresql-postgis minisign

# `make prove` runs the long proofs: hours.
.PHONY: map test pytest prove check docs bench bench-all screenshots clean

# The viewer is built on installation, so that a change of its sources is one of what is installed.
VIEWER := $(wildcard geo/maps/viewer/*.*) $(shell find geo/maps/viewer/src -type f)

$(VENV)/ready: pyproject.toml hatch_build.py $(VIEWER)
	@$(PYTHON) -c "import ensurepip, sys; sys.exit(sys.version_info < (3, 11))" || \
	  { echo "Python 3.11 or newer with venv is needed: apt-get install python3-venv, or name one: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV): about a minute, the first time."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable '.[dev]'
	@$(BIN)/python -m compileall -qq -j 0 -x '/tests/' $(VENV)/lib || true # some hold files of other Pythons
	@touch $@

$(BROWSERS) &:
	@if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq $(DEBIAN); \
	 else echo "Nothing was run. Pages are opened in three browsers, and $@ is not here. Install it and what goes with it:"; \
	  echo "  sudo apt-get install $(DEBIAN)"; exit 1; fi

map: $(VENV)/ready
	@$(BIN)/zonemark map data/azerbaijan -o maps/azerbaijan.html
	@echo "Open it in any browser: $(CURDIR)/maps/azerbaijan.html"

check: $(VENV)/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# A browser of 2020, by npm (43 MB, once). Without it its tests are skipped, and say so.
build/old-chromium/chromium:
	@$(PYTHON) tests/browser/old_chromium.py || echo "Chromium 80 could not be fetched: its tests are skipped."

# The types are checked, and the old browser is fetched, on one core while the other has something else to do.
test: $(BROWSERS)
	@$(MAKE) --no-print-directory --jobs=2 check pytest

# Hundreds of tests run commands as processes of their own: what they import is compiled once, not by each of them
# where Python may write no bytecode (PYTHONDONTWRITEBYTECODE).
# What ran into a time limit in a browser is run once more, and named at the end: a busy machine, or a race to be found.
pytest: $(VENV)/ready build/old-chromium/chromium
	@$(BIN)/python -m compileall -q geo
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal \
	  --reruns 1 --only-rerun TimeoutError --only-rerun '(Locator|Page) expected' -r R

prove: $(BROWSERS) $(VENV)/ready
	$(BIN)/python tests/proofs/prove.py

screenshots: $(CHROMIUM) $(VENV)/ready
	$(BIN)/zonemark map data/training -o maps/training.html
	$(BIN)/python docs/screenshots.py maps/training.html docs/map.png
	$(BIN)/zonemark map data/azerbaijan -o maps/azerbaijan.html
	$(BIN)/python docs/screenshots.py maps/azerbaijan.html docs/azerbaijan.png
	$(BIN)/python docs/screenshots.py desk docs/desk.png
	$(BIN)/python docs/notebook_pictures.py

docs: $(VENV)/ready
	$(BIN)/python docs/reference.py
	$(BIN)/python -m mkdocs build --quiet --config-file docs/mkdocs.yml
	@echo "Open build/docs/index.html"

# What commands and pages cost, in two tables. `make bench SIZES="10000 100000 1000000"` goes as far as the machine does.
SIZES := 1000 10000 100000

bench: $(CHROMIUM) $(VENV)/ready build/peers
	@failed=0; $(BIN)/python benchmarks/commands.py $(SIZES) || failed=1; $(BIN)/python benchmarks/page.py || failed=1; exit $$failed

bench-all: bench
	@failed=0; for each in $(filter-out %/commands.py %/page.py %/zones.py,$(wildcard benchmarks/*.py)); do \
	  echo "$$each"; $(BIN)/python $$each || failed=1; done; exit $$failed

# Programs to measure beside; where one cannot be installed, its line of the table stays empty.
build/peers: | $(VENV)/ready
	@mkdir -p $@
	-npm install --silent --prefix $@ --ignore-scripts --no-audit --no-fund mapshaper@0.7
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check --target $@/python lonboard

clean:
	rm -rf $(VENV) maps geo/maps/viewer/dist geo/maps/viewer/node_modules
