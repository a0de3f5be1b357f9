# `make map` builds the example map, `make test` runs everything; both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CHROMIUM := /usr/bin/chromium
DEBIAN := chromium fonts-noto-core poppler-utils strace

.PHONY: map test check bench screenshots clean

$(VENV)/ready: pyproject.toml hatch_build.py $(wildcard geo/maps/viewer/*.json geo/maps/viewer/*.mjs)
	@$(PYTHON) -c "import ensurepip, sys; sys.exit(sys.version_info < (3, 11))" || \
	  { echo "Python 3.11 or newer with venv is needed: apt-get install python3-venv, or name one: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

$(CHROMIUM):
	@if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq $(DEBIAN); \
	 else echo "The tests open pages in Chromium: sudo apt-get install $(DEBIAN)"; exit 1; fi

map: $(VENV)/ready
	$(BIN)/zonemark map data/azerbaijan -o maps/azerbaijan.html

check: $(VENV)/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test: check $(CHROMIUM)
	$(BIN)/python -m pytest

screenshots: $(VENV)/ready $(CHROMIUM)
	$(BIN)/zonemark map data/training -o maps/training.html
	$(BIN)/python docs/screenshots.py maps/training.html docs/map.png

bench: $(VENV)/ready $(CHROMIUM)
	for each in benchmarks/*.py; do $(BIN)/python $$each || exit 1; done

clean:
	rm -rf $(VENV) maps geo/maps/viewer/dist geo/maps/viewer/node_modules
