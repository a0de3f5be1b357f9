# `make map` builds the example map, `make test` runs everything; both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: map test check bench clean

$(VENV)/ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

check: $(VENV)/ready
	$(BIN)/ruff format --check geo tests
	$(BIN)/ruff check geo tests
	$(BIN)/mypy

test: check
	$(BIN)/python -m pytest
