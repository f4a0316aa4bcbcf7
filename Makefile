# The two commands of a newcomer: `make demo` shows the product at work, `make test` runs every test that this machine allows.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
RUNS ?= 1
ARTICLES ?= 4000
MINUTES ?= 60
SECONDS ?= 60
ONLY ?=
CACHE := $(or $(TOCSIN_TEST_CACHE),$(HOME)/.cache/tocsin)

.DEFAULT_GOAL := help
.PHONY: help install tools demo test lint types kafka faults soak image helm release bench quality fuzz audit records lock clean

help:  ## Say what each target does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.venv/ready: pyproject.toml deploy/requirements.lock
	$(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r deploy/requirements.lock
	$(PIP) install --no-deps -e .
	@touch $@

.venv/tested: .venv/ready deploy/requirements-test.lock
	$(PIP) install --require-hashes -r deploy/requirements-test.lock
	@touch $@

install: .venv/ready  ## Make .venv and install Tocsin, every wheel checked by its hash

tools: .venv/tested  ## Add what the tests, lint and types need

demo: install  ## Embedded broker, worker, the seed article and a few others: hear the bell
	$(BIN)/tocsin demo

test: tools  ## Every test that this machine allows; what was left out is named with its reason
	$(BIN)/python -m pytest -m "not faults and not soak and not image and not release"

lint: tools  ## ruff
	$(BIN)/ruff check .

types: tools  ## mypy --strict
	$(BIN)/mypy

kafka: tools  ## The contract suite on a real Kafka; needs Java 17 and Maven
	TOCSIN_TEST_REQUIRE=kafka $(BIN)/python -m pytest -m "kafka and not faults and not image"

faults: tools  ## Kill and starve real processes on a real Kafka, RUNS times; the table is build/faults.md
	rm -f build/faults.jsonl; mkdir -p build
	TOCSIN_FAULT_ARTICLES=$(ARTICLES) TOCSIN_FAULT_TABLE=build/faults.jsonl TOCSIN_TEST_REQUIRE=kafka $(BIN)/python -m pytest -m faults --runs $(RUNS) $(ONLY)
	$(BIN)/python -m tests.faults.table build/faults.jsonl | tee build/faults.md

soak: tools  ## An hour of work with a fault every few minutes; MINUTES=60
	TOCSIN_TEST_REQUIRE=kafka TOCSIN_SOAK_MINUTES=$(MINUTES) $(BIN)/python -m pytest -s -m soak tests/faults/test_soak.py

fuzz: tools  ## Any bytes at the door, the cleaner, the feeds and the readers, SECONDS=60 for each of the six; cases that break it: build/fuzz
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

image: tools  ## Build the container image without an engine, and run its worker; needs root, buildah, podman and debootstrap
	TOCSIN_TEST_REQUIRE=buildah,podman,debootstrap,kafka $(BIN)/python -m pytest -m image tests/deploy/test_image.py

helm: $(CACHE)/bin/helm  ## Build helm, which the chart's tests need; needs Go, takes about 4 minutes, once

# Without the versions that its releases set, helm takes every cluster for Kubernetes 1.20.
HELM := helm.sh/helm/v3
$(CACHE)/bin/helm:
	GOBIN=$(CACHE)/bin nice go install -ldflags "-s -w $(foreach part,pkg/chartutil pkg/lint/rules,-X $(HELM)/$(part).k8sVersionMajor=1 -X $(HELM)/$(part).k8sVersionMinor=34)" $(HELM)/cmd/helm@v3.22.0

release: tools  ## Build and check wheel and sdist: reproducible, complete, installed from a clean environment
	$(BIN)/python -m pytest -m release tests/deploy/test_release.py

quality: tools  ## Scores on labelled data, where ../shared/data is present
	$(BIN)/python -m pytest -m quality

bench: tools  ## Ratios of speed in one run
	$(BIN)/python -m tests.bench

audit: tools  ## Known vulnerabilities of what is installed, by the advisories of PyPI
	$(BIN)/uv tool run pip-audit@2.10.1 --disable-pip --require-hashes -r deploy/requirements.lock

records: tools  ## Regenerate streams/records.py and schemas/asyncapi.yaml from the schemas
	$(BIN)/python -m streams.schemas.generate

lock: tools  ## Resolve the locks anew, with hashes
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 -o deploy/requirements.lock pyproject.toml
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --extra test -c deploy/requirements.lock -o deploy/requirements-test.lock pyproject.toml

clean:  ## Remove what make made
	rm -rf .venv build dist *.egg-info
