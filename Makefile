# What one can do here: `make help`. Needs Python 3.11 or later, nothing else.
# Paths are relative, so that the folder may have a space in its name.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo run test check bench questions lock format clean messages tools

BIN := .venv/bin
CATALOGS := $(patsubst %.po,%.mo,$(wildcard locales/*/LC_MESSAGES/messages.po))

# The first of these that runs, is recent enough and can make a virtual environment.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3.14 python3 python; do \
	"$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && break; done)

# A lock file's packages, checked against its hashes: by uv where it works, else by pip.
install_lock = $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r $(1) 2>/dev/null \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)

help:  ## Show what one can do
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS='	' read -r name says; do \
		printf '  make %-10s %s\n' "$$name" "$$says"; done

setup: .venv/.installed $(CATALOGS)  ## Install what `clea` needs into .venv
	@:

demo: setup  ## Run the demo: no token needed (ARGS="--port 8090")
	@$(BIN)/clea demo $(ARGS)

run: setup  ## Run the service with the settings of .env
	@$(BIN)/clea migrate
	@$(BIN)/clea run $(ARGS)

test: setup tools  ## Run the tests, some at a time (ARGS="-k booking")
	@$(BIN)/python tests/browser/install.py
	@$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: setup tools  ## Check format, style, types, imports, texts and the lock
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted: run \`make format\`."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m locales.check
	@$(BIN)/python -m pytest -q --no-header tests/repository

bench: setup tools .venv/.bench  ## Measure speed and memory beside their peers' (ARGS="turns memory")
	@$(BIN)/python -m tests.benchmarks $(ARGS)

questions: setup tools .venv/.bench  ## Make the model of free questions anew, and measure it
	@$(BIN)/python -m tests.questions.train
	@$(BIN)/python -m tests.questions

format: setup tools  ## Format the code and sort its imports
	@$(BIN)/ruff check --quiet --select I --fix .
	@$(BIN)/ruff format --quiet .

messages: setup  ## Gather the texts from the code into the catalogs to translate
	@$(BIN)/python -m locales.extraction

lock: | .venv/bin/python  ## Choose the newest versions that pyproject.toml allows
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	@$(call compile_lock,--group install,requirements-install.lock)
	@$(call compile_lock,pyproject.toml --group build,requirements.lock)
	@$(call compile_lock,pyproject.toml --group dev --constraint requirements.lock,requirements-dev.lock)
	@$(call compile_lock,--group bench --constraint requirements-dev.lock,requirements-bench.lock)

clean:  ## Remove everything that was made here, but no database
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@rm -f locales/*/LC_MESSAGES/messages.mo
	@find bot dialogues services locales tests -name __pycache__ -prune -exec rm -rf {} +

# Which index it was is nobody's business and differs from place to place.
compile_lock = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(1) -o $(2) >/dev/null

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later with its venv module is needed (on Debian and Ubuntu: apt install python3-venv)."; exit 1; }
	@echo "Making .venv with $(PYTHON) ..."
	@"$(PYTHON)" -m venv .venv

.venv/.installed: requirements.lock requirements-install.lock pyproject.toml hatch_build.py | .venv/bin/python
	@echo "Installing what clea needs into .venv (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-install.lock \
		|| echo "uv is not to be had here: pip does its work, slower."
	@$(call install_lock,requirements.lock)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

tools: .venv/.tools
.venv/.tools: requirements-dev.lock .venv/.installed
	@echo "Installing what the checks and tests need into .venv (once) ..."
	@$(call install_lock,requirements-dev.lock)
	@touch $@

.venv/.bench: requirements-bench.lock .venv/.tools
	@echo "Installing what we measure ourselves against into .venv (once) ..."
	@$(call install_lock,requirements-bench.lock)
	@touch $@

%.mo: %.po | .venv/.installed
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
