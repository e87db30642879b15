#!/usr/bin/env bash
# What the tests need beside Python: Chromium, PostgreSQL and Redis. Installed where this machine allows it (Debian, as root);
# elsewhere what is there is used, and what is missing is named. `make run` needs neither.
set -euo pipefail

missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium fonts-noto-cjk)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing+=(postgresql)
command -v redis-server >/dev/null || missing+=(redis-server)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} for the tests (once) ... / テストに使う${missing[*]}をインストールしています（初回のみ）..."
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
    exit 0
  fi
fi
cat >&2 <<MESSAGE
Not found: ${missing[*]}. Some tests need it and will fail. On Debian or Ubuntu: sudo apt-get install ${missing[*]}
見つかりません：${missing[*]}。一部のテストに必要です。DebianやUbuntuでは sudo apt-get install ${missing[*]} で入ります。
MESSAGE
