.DEFAULT_GOAL := help
SHELL := /bin/bash
# Deprecations of the libraries that Rasa pins are nobody's business at run time; the tests treat ours as errors.
PYTHON := .venv/bin/python -W ignore
export PYTHONPATH := $(CURDIR)
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
PYTEST := .venv/bin/python -m pytest -q
UNIT = $(PYTEST) -n auto tests --ignore tests/e2e --ignore tests/browser --ignore tests/load --ignore tests/faults --ignore tests/journeys

MASSIVE ?= massive

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

setup:  ## install everything (the other commands do it by themselves)
	@ops/setup.sh

run: setup  ## start the assistant
	@$(PYTHON) -m ops.launcher

chat: setup  ## talk to the running assistant in the terminal
	@$(PYTHON) -m ops.chat

ROLE ?= agent
DISPLAY ?=
staff: setup  ## make an account for the desk: NAME=tanaka ROLE=agent DISPLAY="what visitors see"
	@$(PYTHON) -m web.migrate
	@$(PYTHON) -m web.accounts create "$(NAME)" --role "$(ROLE)" --display-name "$(DISPLAY)"

audit: setup  ## check that nobody changed the audit log
	@$(PYTHON) -m web.audit

train: setup  ## train the model if its inputs changed
	@$(PYTHON) -m ops.model

check: setup  ## every check but the tests
	@ops/check.sh

test: check  ## every check and every test
	@ops/packages.sh
	@$(UNIT)
	@$(PYTEST) tests/browser -n 2
	@$(PYTEST) tests/load tests/faults
	@$(PYTHON) -m ops.postgres $(PYTEST) -m database tests/web tests/load tests/faults
	@$(PYTHON) -m ops.model
	@$(PYTEST) tests/e2e
	@$(PYTEST) tests/journeys

unit: setup  ## the quick tests: no trained model, no load, nothing killed
	@$(UNIT)

test-faults: train  ## kill -9 of every process 20 times each, on both databases
	@TEST_KILLS=20 $(PYTEST) tests/faults tests/e2e/test_gateway.py tests/e2e/test_faults.py
	@TEST_KILLS=20 $(PYTHON) -m ops.postgres $(PYTEST) -m database tests/faults

bench: train  ## how good and how fast, in a quick form of all (MASSIVE=folder adds intents on public data)
	@$(PYTHON) -m bench.accuracy
	@$(PYTHON) -m bench.knowing --quick
	@$(PYTHON) -m bench.robustness --quick
	@$(PYTHON) -m bench.search --quick
	@if [ -d "$(MASSIVE)" ]; then $(PYTHON) -m bench.intents --massive $(MASSIVE) --quick --only ours svm; fi
	@$(PYTHON) -m bench.speed

bench-accuracy: train  ## accuracy on the held-out questions
	@$(PYTHON) -m bench.accuracy

bench-intent: setup  ## intents on public data beside peers: MASSIVE=folder, OPTIONS=--quick
	@$(PYTHON) -m bench.intents --massive $(MASSIVE) $(OPTIONS)

bench-search: setup  ## finding articles beside peers: OPTIONS=--quick
	@$(PYTHON) -m bench.search $(OPTIONS)

bench-robustness: train  ## what it costs when questions are typed otherwise: OPTIONS=--quick
	@$(PYTHON) -m bench.robustness $(OPTIONS)

bench-learning: setup  ## accuracy against the number of examples: OPTIONS=--quick
	@$(PYTHON) -m bench.learning $(OPTIONS)

bench-knowing: train  ## whether it knows what it does not know, beside peers: OPTIONS=--quick
	@$(PYTHON) -m bench.knowing $(OPTIONS)

bench-speed: train  ## speed and memory beside Rasa's sample bot
	@$(PYTHON) -m bench.speed

bench-load: train  ## the gateway under load, beside Rasa alone: OPTIONS=--quick
	@$(PYTHON) -m bench.load $(OPTIONS)

bench-transcripts: setup  ## finding conversations among a million turns, on both databases: OPTIONS="--turns 100000"
	@$(PYTHON) -m bench.transcripts $(OPTIONS)

tune: train  ## fit the weights of the decision on the tuning questions
	@$(PYTHON) -m bench.tune

.PHONY: help setup run chat staff audit train check test unit test-faults bench bench-accuracy bench-speed bench-load bench-intent bench-knowing bench-search bench-robustness bench-learning bench-transcripts tune
