# The two commands of a newcomer: `make demo` shows the product at work, `make test` runs every test that this machine allows.
PYTHON ?= python3
BIN := .venv/bin
RUNS ?= 1

.DEFAULT_GOAL := help
.PHONY: help install demo test lint types kafka faults bench quality records lock clean

help:  ## Say what each target does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.venv/ready: pyproject.toml deploy/requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install -q --disable-pip-version-check -c deploy/requirements.lock -e '.[test]'
	@touch $@

install: .venv/ready  ## Make .venv and install Tocsin with its tests

demo: install  ## Embedded broker, worker, the seed article and a few others: hear the bell
	$(BIN)/tocsin demo

test: install  ## Every test that this machine allows; what was left out is named with its reason
	$(BIN)/python -m pytest -m "not faults and not quality and not image"

lint: install  ## ruff
	$(BIN)/ruff check . && $(BIN)/ruff format --check streams tests schemas

types: install  ## mypy --strict
	$(BIN)/mypy

kafka: install  ## The contract suite on a real Kafka; needs Java 17 and Maven
	$(BIN)/python -m pytest -m kafka --kafka=require

faults: install  ## Kill and starve real processes on a real Kafka, RUNS times
	$(BIN)/python -m pytest -m faults --kafka=require --runs $(RUNS)

quality: install  ## Scores on labelled data, where ../shared/data is present
	$(BIN)/python -m pytest -m quality

bench: install  ## Ratios of speed in one run
	$(BIN)/python -m tests.bench

records: install  ## Regenerate streams/records.py and schemas/asyncapi.yaml from the schemas
	$(BIN)/python -m streams.schemas.generate

lock: install  ## Resolve deploy/requirements.lock anew, with hashes
	$(BIN)/python -m pip install -q uv && $(BIN)/uv pip compile --generate-hashes --python-version 3.11 -o deploy/requirements.lock pyproject.toml

clean:  ## Remove what make made
	rm -rf .venv build dist *.egg-info
