#!/usr/bin/env bash
# Installs everything the project needs into .tools/ and .venv/, from the package index configured on this machine.
# Needs any Python 3 with pip, and a Python 3.10 (Rasa 3.6 runs on none newer). Quick when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."

uv_version="0.13.9"
python=$(command -v python3 || command -v python || true)
if [ -z "$python" ]; then
  echo "Python 3 with pip is needed. / Python 3（pip付き）が必要です。" >&2
  exit 1
fi

wanted=$(cat requirements.lock ops/setup.sh | cksum)
if [ "$(cat .venv/.installed 2>/dev/null || true)" = "$wanted" ]; then
  exit 0
fi

echo "Installing (once, about two minutes) ... / インストールしています（初回のみ、2分ほど）..."
if ! .tools/bin/uv --version 2>/dev/null | grep -q " $uv_version"; then
  rm -rf .tools
  "$python" -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target .tools "uv==$uv_version"
fi

# uv must not fetch a Python of its own: nothing comes from outside the package index.
export UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1
if ! python310=$(.tools/bin/uv python find --system 3.10 2>/dev/null); then
  cat >&2 <<'MESSAGE'
Python 3.10 was not found, and Rasa 3.6 runs on none newer. Ways to get it:
  - pyenv:          pyenv install 3.10
  - uv:             uv python install 3.10
  - Ubuntu 22.04:   apt-get install python3.10 python3.10-venv
  - macOS:          brew install python@3.10
Then run the same command again.
Python 3.10が見つかりません（Rasa 3.6はそれより新しい版では動きません）。上のいずれかで入れてから、もう一度実行してください。
MESSAGE
  exit 1
fi

.tools/bin/uv venv --quiet --clear --python "$python310" .venv
.tools/bin/uv pip sync --quiet --require-hashes requirements.lock
printf '%s\n' "$wanted" > .venv/.installed
