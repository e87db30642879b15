#!/usr/bin/env bash
# Every check but the tests: format, lint, types, layers, knowledge base, the chat's bundle, Rasa's own validation of its data.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
code=(language knowledge bot actions web ops bench tests)

step() { printf '== %s\n' "$1"; }
step format
$bin/ruff format --check --quiet "${code[@]}"
step lint
$bin/ruff check --quiet "${code[@]}"
step types
$bin/mypy
step knowledge
$bin/python -W ignore -m knowledge.check
step widget
widget/check.sh
step "rasa data validate"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! $bin/python -W ignore -m rasa data validate --fail-on-warnings >"$log" 2>&1 || grep -q "Misaligned entity annotation" "$log"; then
  tail -n 40 "$log"
  exit 1
fi
