.DEFAULT_GOAL := help
SHELL := /bin/bash
# Deprecations of the libraries that Rasa pins are nobody's business at run time; the tests treat ours as errors.
PYTHON := .venv/bin/python -W ignore
export PYTHONPATH := $(CURDIR)
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

setup:  ## install everything (the other commands do it by themselves)
	@ops/setup.sh

run: setup  ## start the assistant
	@$(PYTHON) -m ops.launcher

chat: setup  ## talk to the running assistant in the terminal
	@$(PYTHON) -m ops.chat

train: setup  ## train the model if its inputs changed
	@$(PYTHON) -m ops.model

check: setup  ## every check but the tests
	@ops/check.sh

test: check  ## every check and every test
	@.venv/bin/python -m pytest -q tests --ignore tests/e2e
	@$(PYTHON) -m ops.model
	@.venv/bin/python -m pytest -q tests/e2e

unit: setup  ## the tests that need no trained model
	@.venv/bin/python -m pytest -q tests --ignore tests/e2e

bench: bench-accuracy bench-speed  ## accuracy on the held-out questions, then speed and memory

bench-accuracy: train  ## accuracy on the held-out questions
	@$(PYTHON) -m bench.accuracy

MASSIVE ?= massive
bench-intent: setup  ## intents on public data beside peers: MASSIVE=folder, OPTIONS=--quick
	@$(PYTHON) -m bench.intents --massive $(MASSIVE) $(OPTIONS)

bench-speed: train  ## speed and memory beside Rasa's sample bot
	@$(PYTHON) -m bench.speed

tune: train  ## fit the weights of the decision on the tuning questions
	@$(PYTHON) -m bench.tune

.PHONY: help setup run chat train check test unit bench bench-accuracy bench-intent bench-speed tune
