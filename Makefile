.DEFAULT_GOAL := help
SHELL := /bin/bash
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

check: setup  ## check the knowledge base only
	@$(PYTHON) -m knowledge.check

.PHONY: help setup run chat check
