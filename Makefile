# `make help` lists what there is. State stands under .local/, or where TALENT_HOME says.
SHELL := /bin/bash
.DEFAULT_GOAL := help
unexport PYTHONDONTWRITEBYTECODE
# A package index given for pip serves uv as well.
ifdef PIP_INDEX_URL
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif
BIN := .venv/bin
PYTEST_ARGS ?=
WORKERS ?= 3
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
SQL := dbt/models dbt/macros dbt/tests sql/migrations sql/functions sql/cookbook tests/sixth_form

.PHONY: help setup demo test test-quick airflow lint format schema bench lock clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.installed ## make the environment in .venv from requirements.lock

.venv/.installed: requirements.lock pyproject.toml
	@echo "making the environment in .venv (about a minute the first time)"
	python3 -m venv .venv
	awk '/^uv==/ {p=1} p {print} p && !/\\$$/ {exit}' requirements.lock > .venv/uv.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt
	VIRTUAL_ENV=.venv $(BIN)/uv pip sync --quiet --require-hashes --compile-bytecode requirements.lock
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## run a whole night over the synthetic sample province, end to end, on the embedded PostgreSQL
	$(BIN)/talent init
	$(BIN)/talent sample
	$(BIN)/python deploy/airflow/run_in_process.py
	$(BIN)/talent summary

test: setup ## run every test, a file to a process, WORKERS of them at once
	$(PYTEST) $(PYTEST_ARGS)

test-quick: setup ## run the tests that publish nothing and start no service: two minutes, for the loop at the desk
	$(PYTEST) -m "not slow and not published" $(PYTEST_ARGS)

airflow: setup ## run Airflow's services with the DAGs until Ctrl-C; address and login are printed
	$(BIN)/python deploy/airflow/services.py

lint: setup ## ruff, mypy --strict and sqlfluff over everything but the types of tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONWARNINGS=ignore $(BIN)/sqlfluff lint --disable-progress-bar --processes $(WORKERS) $(SQL)

format: setup ## let ruff and sqlfluff mend what they can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --disable-progress-bar $(SQL)

schema: setup ## write sql/schema.sql anew from migrations and functions
	$(BIN)/talent db schema > sql/schema.sql

bench: setup ## measure, as ratios in one run, and write docs/performance.md (most of an hour; 20 GB of disk)
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r bench/requirements.lock
	$(BIN)/python bench/report.py

lock: ## pin every dependency anew, with hashes
	VIRTUAL_ENV=.venv $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
		--no-emit-index-url --no-annotate --no-header --upgrade --output-file requirements.lock pyproject.toml
	VIRTUAL_ENV=.venv $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --constraint requirements.lock \
		--no-emit-index-url --no-annotate --no-header --upgrade --output-file bench/requirements.lock bench/requirements.in

clean: ## stop the embedded database; remove the state folder and the environment
	-[ -x $(BIN)/talent ] && $(BIN)/talent db stop
	rm -rf .local .venv .mypy_cache .ruff_cache .pytest_cache dbt/target dbt/logs
