# make plan    set up .venv and plan the base scenario
# make test    set up .venv with the development extras and run every check and test
# make bench   print the benchmarks (ratios to a peer on the same work)
# make confirm try what a plan says: twenty relaxations and the ten largest prices of RESULTS (results/base)
# make study   base scenario at +-25 % of the assumptions that matter most; goes on where it was stopped
PYTHON ?= python3
SCENARIO ?= scenarios/base.toml
RESULTS ?= results/base
VENV := .venv
BIN := $(VENV)/bin

.PHONY: plan test bench confirm study clean

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; found $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.core
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[all]'
	@touch $@

plan: $(VENV)/.core
	$(BIN)/logistics plan $(SCENARIO)

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist worksteal

bench: $(VENV)/.dev
	$(BIN)/python tests/benchmarks/plan_vs_arcflow.py
	$(BIN)/python tests/benchmarks/routing.py

confirm: $(VENV)/.core
	$(BIN)/python -m logistics.sweep.confirm $(RESULTS)

study: $(VENV)/.core
	$(BIN)/python -m logistics.sweep $(SCENARIO)

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .hypothesis
