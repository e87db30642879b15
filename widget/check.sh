#!/usr/bin/env bash
# Checks the chat's sources: types, unit tests, and that they build to the committed bundle, byte for byte.
# The product never needs Node.js; where it is missing this says so and passes.
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "widget: skipped, Node.js is not installed (the committed bundle is used as it is)"
  exit 0
fi
if [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  echo "widget: skipped, Node.js 20 or newer is needed, found $(node --version)"
  exit 0
fi

wanted=$(cksum package-lock.json)
if [ "$(cat node_modules/.installed 2>/dev/null || true)" != "$wanted" ]; then
  npm ci --silent
  printf '%s\n' "$wanted" > node_modules/.installed
fi

npx --no-install tsc
node build.mjs --tests
node --test .tests/ >.tests/log 2>&1 || { cat .tests/log; exit 1; }

built=$(mktemp)
trap 'rm -f "$built"' EXIT
node build.mjs "$built"
if ! cmp -s "$built" dist/widget.js; then
  echo "widget: dist/widget.js is not what the sources build to. Run: cd widget && npm run build" >&2
  exit 1
fi
