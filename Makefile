# Everything runs inside .venv, which `make setup` builds from the hash-pinned lock files.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

# One thread for linear algebra: on small matrices several only wait for each other.
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1
# One process of tests more than there are cores: many wait for a browser, a server or a disk.
PROCESSES ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)

.PHONY: help setup demo test cover search check lint types law docs pictures bench attack lock clean

help: ## show what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(READY) ## build the virtual environment (once; again only when a lock file changes)

$(READY): requirements-dev.lock pyproject.toml
	$(PYTHON) setup/environment.py $(VENV)
	touch $@

demo: $(READY) ## plan the example site's next week: forecast, heads, shifts, roster
	$(BIN)/wfm demo

test: $(READY) ## run the tests
	$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist loadscope tests

cover: $(READY) ## run the tests with branch coverage, which takes longer
	$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist loadscope --cov --cov-report=term:skip-covered tests

search: $(READY) ## look for what properties miss, with new examples each time (an hour or more)
	$(BIN)/python -m pytest --numprocesses $(PROCESSES) --hypothesis-profile search -m hypothesis tests

check: lint types law docs test ## everything that must hold before a commit

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy
	$(BIN)/python -m setup.typed_scripts

law: $(READY)
	$(BIN)/lint-imports

docs: $(READY) ## build the documentation, which `wfm serve` shows under /help
	$(BIN)/python -m setup.docs

pictures: $(READY) ## make the documentation's pictures anew (needs LibreOffice, poppler, Chromium)
	$(BIN)/python -m setup.pictures

bench: $(READY) ## measure speed and quality against the yardsticks (minutes)
	$(BIN)/python -m tests.benchmarks

attack: $(READY) ## flood a service with strangers; tells its memory and how long others wait
	$(BIN)/python -m tests.attack

lock: ## renew the lock files (needs uv); KEEP=--keep only adds what is missing
	$(PYTHON) setup/lock.py $(KEEP)

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
