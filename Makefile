# What one does with this repository. `make help` tells; every target prints what it is doing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VAR ?= var
VENV := $(VAR)/venv
BIN := $(VENV)/bin
# The packages of this repository: the kernel, the services, the cities.
PYPROJECTS := $(wildcard shared/pyproject.toml services/*/pyproject.toml plugins/*/pyproject.toml examples/*/pyproject.toml)
PACKAGES := $(patsubst %/pyproject.toml,%,$(PYPROJECTS))
# The fonts of certificates, where the machine has none of its own.
export FUYU_FONTS ?= $(abspath $(VAR))/fonts
# A file's tests share their servers; the files with the longest tests come first. Three workers on two cores: each often waits for a server, and more stand in each other's way.
SPREAD := -n $(or $(WORKERS),3) --dist loadfile --no-loadscope-reorder
# What kills processes under load, or measures a time, runs with nothing beside it.
ALONE := tests/chaos/test_kills.py tests/chaos/test_reminders.py $(shell grep -rl --include="*.py" "pytest\.mark\.alone" tests)
# What has its answer within three minutes; the tests of services and of what carries messages take five more.
QUICK := tests/kernel tests/kit tests/scripts tests/stories plugins examples --ignore=tests/kernel/messaging
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/$(VAR)/cache/hypothesis
# Python keeps what it compiled, also where the shell says otherwise, as in many containers: each of the processes that start would compile all of it again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help up down demo test test-quick bench chaos lint format lock install clean

help:
	@echo "Fuyu 孵育: the records of a city's quality-incubation programmes."
	@echo
	@echo "To try it (needs make and python3-venv, no root):"
	@echo "  make up                    start everything on this machine; prints an address and tokens; Ctrl-C stops it"
	@echo "  make up PORT=9000          the same at another port than 8080"
	@echo "  make up BROKER=rabbitmq    the same with a process for each service and worker (needs rabbitmq-server)"
	@echo "  make demo                  play the demonstration against what make up started, step by step"
	@echo "  make down                  stop it from another terminal"
	@echo
	@echo "To change it:"
	@echo "  make test-quick            checks and fast tests of kernel, rules and stories, under 3 minutes; TESTS=… names others"
	@echo "  make test                  everything, as CI does it; as root it installs what is missing from Debian"
	@echo "  make test TESTS=tests/kernel    only these tests, after the checks"
	@echo "  make lint, make format     ruff, mypy and import-linter; put the code into ruff's form"
	@echo "  make chaos                 200 kills of processes and servers under load"
	@echo "  make bench                 speed beside plain code that does the same, in one run"
	@echo "  make lock                  pin dependencies anew after a change of shared/pyproject.toml or requirements*.in"
	@echo "                             (make lock UPGRADE=1 takes the newest)"
	@echo "  make clean                 forget everything under $(VAR), databases and mails included"
	@echo
	@echo "Further commands, once it is installed: $(BIN)/fuyu --help"

# --- installing: a stamp for each lock, so that a second call starts at once ---

$(BIN)/python:
	@command -v $(PYTHON) > /dev/null || { echo "There is no $(PYTHON). On Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; name one: make up PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing. On Debian: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }

$(VENV)/.demo: requirements-demo.lock requirements-build.lock $(PYPROJECTS) | $(BIN)/python
	@scripts/install $(BIN)/python requirements-demo.lock $(PACKAGES)
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements-build.lock $(PYPROJECTS) | $(BIN)/python
	@scripts/install $(BIN)/python requirements-dev.lock $(PACKAGES)
	@touch $@ $(VENV)/.demo

install: $(VENV)/.dev

# --- trying it ---

up: $(VENV)/.demo
	@scripts/install-fonts $(FUYU_FONTS) || echo "Without that font certificates are ordered and wait; all else works." >&2
	@exec $(BIN)/fuyu --var $(VAR) up $(if $(BROKER),--broker $(BROKER)) $(if $(PORT),--port $(PORT)) $(UP)

down: $(VENV)/.demo
	@$(BIN)/fuyu --var $(VAR) down

demo: $(VENV)/.demo
	@$(BIN)/fuyu --var $(VAR) demo

# --- checking it ---

test: export FUYU_TEST_DEMONSTRATION := $(abspath $(VAR))/demonstration-of-tests
test: $(VENV)/.dev
	@rm -rf $(FUYU_TEST_DEMONSTRATION)
	@BIN=$(BIN) scripts/stage "test servers" scripts/install-test-servers
	@scripts/stage "fonts of certificates" scripts/install-fonts --system $(FUYU_FONTS)
	@BIN=$(BIN) scripts/check
	@BIN=$(BIN) scripts/stage "all tests" $(BIN)/python -m pytest $(SPREAD) --durations=30 -m "not chaos$(if $(TESTS),, and not alone)" $(TESTS)
	$(if $(TESTS),,@BIN=$(BIN) scripts/stage "alone: 25 kills, and what is timed" $(BIN)/python -m pytest -s -m "chaos or alone" $(ALONE))

test-quick: $(VENV)/.dev
	-@scripts/stage "fonts of certificates" scripts/install-fonts $(FUYU_FONTS)
	@BIN=$(BIN) scripts/check
	@BIN=$(BIN) scripts/stage "fast tests" $(BIN)/python -m pytest $(SPREAD) -m "not slow and not chaos" $(or $(TESTS),$(QUICK))

lint: $(VENV)/.dev
	@BIN=$(BIN) scripts/check

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

chaos: $(VENV)/.dev
	@FUYU_CHAOS_KILLS=$(or $(KILLS),200) scripts/stage "chaos" $(BIN)/python -m pytest -m chaos -s $(TESTS)

bench: $(VENV)/.dev
	@scripts/stage "bench" $(BIN)/python -m tests.bench

lock: $(VENV)/.dev
	@UV=$(BIN)/uv UPGRADE=$(UPGRADE) scripts/lock

clean:
	@if [ -x $(BIN)/fuyu ]; then $(BIN)/fuyu --var $(VAR) down; fi
	rm -rf $(VAR) .ruff_cache
