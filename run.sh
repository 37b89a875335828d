#!/usr/bin/env bash
# Everything from a fresh machine to a running kocops: SQLite, no other server needed.
# ./run.sh serves; ./run.sh --once does all but serve. Run again, it starts at once and loses nothing.
# ./run.sh --empty serves without the demo community: it prints where the first account is made.
set -euo pipefail
cd "$(dirname "$0")"
say() { printf '\033[1m== %s\033[0m\n' "$*"; }

PYTHON="${PYTHON:-python3}"
"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
  echo "需要 Python 3.11 或更新版本 · Python 3.11 or newer is needed" >&2; exit 1; }
PORT="${PORT:-8000}"

if ! "$PYTHON" -c 'import venv, ensurepip' 2>/dev/null; then
  if [ "$(id -u)" = 0 ]; then
    say "安装 python3-venv · installing python3-venv"
    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
  else
    echo "缺少 venv 模块：sudo apt-get install python3-venv · the venv module is missing: sudo apt-get install python3-venv" >&2; exit 1
  fi
fi

if ! cmp -s requirements/base.txt .venv/installed-base.txt; then
  say "安装依赖（校验哈希）· installing dependencies, hashes checked"
  [ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
  cp requirements/base.txt .venv/installed-base.txt
fi
PATH="$PWD/.venv/bin:$PATH"
export KOCOPS_EMBEDDED=1

say "数据库 · database"
python manage.py migrate --verbosity 0
python manage.py sync_groups >/dev/null
if [ "${1:-}" = "--empty" ]; then
  export PORT
  python manage.py first_account
  exec scripts/serve.sh
fi
# The demo's administrator does without a second factor.
export KOCOPS_DEMO=1
say "示例社群（首次约半分钟）· demo community (about half a minute the first time)"
python manage.py seed_demo --members 2000 --weeks 60 --seed 7 --unless-present
say "早期预警：读帖子 · early warning: reading the posts"
python manage.py process_posts
say "夜间重算 · the night"
# Refused (a clock that cannot be believed, say), it leaves the results of the night before.
python manage.py run_nightly || say "夜间重算未运行，页面上会注明 · the night did not run; pages say so"
say "账号（用户名即角色）· accounts (the user name is the role)"
python manage.py demo_accounts
echo "打开 · open: http://127.0.0.1:$PORT/    API: http://127.0.0.1:$PORT/api/docs/"
[ "${1:-}" = "--once" ] && exit 0

exec scripts/serve.sh
