# `make reports` and `make test` each do everything from a fresh clone.
# PYTHON=python3.12 chooses another Python. DATA=folder reports on your own registers, in places of
# their own: build/release-NAME and build/reports-NAME, by the name of the folder. PUBLISHED=folder
# lays published results beside one's own.
# pip's own variables (PIP_FIND_LINKS, PIP_NO_INDEX, …) are left alone.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST := $(BIN)/python -m pytest -n auto --dist worksteal
PEERS := $(VENV)/.peers
WORLD := data/synthetic
JOBS ?= 2
DATA ?= $(WORLD)
BATCH ?=
WORLDS ?= 8
MODELS ?= 1
PUBLISHED ?=
ifeq ($(DATA),$(WORLD))
RELEASE := build/release
REPORTS := reports
else
NAME := $(shell basename "$$(cd "$(DATA)" 2>/dev/null && pwd)")
ifeq ($(NAME),)
$(error There is no folder $(DATA). Name one that holds dataset.toml: make reports DATA=folder)
endif
RELEASE := build/release-$(NAME)
REPORTS := build/reports-$(NAME)
endif

.DELETE_ON_ERROR:
.PHONY: reports test check lab bench

reports: $(READY)
ifeq ($(DATA),$(WORLD))
	$(BIN)/analysis synthesize $(WORLD)
endif
	$(BIN)/analysis release "$(DATA)" --out "$(RELEASE)" $(if $(PUBLISHED),--published "$(PUBLISHED)")
	$(BIN)/analysis batch "$(RELEASE)" --out "$(REPORTS)" --jobs $(JOBS) $(BATCH)

# Tests are shared out among the cores. Their linear algebra keeps to one thread each: threads of
# two processes on the same cores wait for each other.
test check: export OPENBLAS_NUM_THREADS = 1

test: $(READY)
	$(PYTEST) --cov --cov-report=term:skip-covered

check: $(READY)
	$(BIN)/ruff check src tests benchmarks notebooks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(PYTEST) -q -m "not slow"

# Ratios and seconds are reported and fail nothing; a broken file that is misread fails.
# WORLDS=1000 holds comparisons to the truth in so many worlds of each kind, MODELS of them with a
# g-formula: a night; `python -m benchmarks.comparisons --rows FILE` can be stopped and go on.
bench: $(READY) $(PEERS)
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.fuzz
	$(BIN)/python -m benchmarks.coverage
	$(BIN)/python -m benchmarks.comparisons --worlds $(WORLDS) --models $(MODELS)

$(PEERS): $(READY) benchmarks/peers.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r benchmarks/peers.lock
	touch $(PEERS)

lab: $(READY)
	$(BIN)/jupyter lab --notebook-dir=.

# The stamp is made last, so that a set-up that failed half way is done again. What builds packages
# comes first, from the same lock, so that nothing is fetched beside it. The lock is whole: pip looks
# for no dependency of its own, which would take a version newer than the lock and then refuse it.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' || \
	  { echo "Python 3.11 to 3.14 is needed; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { echo "This Python cannot make environments (no ensurepip): apt install $$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	awk '/^[a-z]/ {build = /^(flit-core|packaging|setuptools|wheel)==/} build' requirements.lock > $(VENV)/build.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r $(VENV)/build.lock
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --no-build-isolation -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(READY)
