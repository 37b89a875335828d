#!/usr/bin/env bash
# Installs what the tests need (Debian packages, PostgreSQL, Redis, Chromium) and runs all of them,
# each on SQLite or on PostgreSQL (tests/databases.py).
# With arguments it runs only those tests, on SQLite or on DATABASE_URL:
#   ./test.sh tests/members/test_services_directory.py::test_name
#   ./test.sh --long    tries every combination where the usual run takes an even part (tests/extent.py)
set -euo pipefail
cd "$(dirname "$0")"
say() { printf '\033[1m== %s\033[0m\n' "$*"; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

if [ "${1:-}" = --long ]; then
  export TEST_EXTENT=everything
  shift
fi

PACKAGES=()
command -v chromium >/dev/null || PACKAGES+=(chromium)
command -v msgfmt >/dev/null || PACKAGES+=(gettext)
command -v redis-server >/dev/null || PACKAGES+=(redis-server)
command -v pg_ctlcluster >/dev/null || PACKAGES+=(postgresql)
[ -n "$(fc-list :lang=zh 2>/dev/null)" ] || PACKAGES+=(fonts-noto-cjk)
python3 -c 'import venv, ensurepip' 2>/dev/null || PACKAGES+=(python3-venv)
if [ "${#PACKAGES[@]}" -gt 0 ]; then
  say "Debian: ${PACKAGES[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${PACKAGES[@]}" >/dev/null
fi

if ! cmp -s requirements/test.txt .venv/installed-test.txt; then
  say "Python packages"
  [ -x .venv/bin/python ] || python3 -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
  cp requirements/test.txt .venv/installed-test.txt
fi
export PATH="$PWD/.venv/bin:$PATH"

reaches_postgres() { python -c 'import psycopg2, sys; psycopg2.connect(sys.argv[1]).close()' "$1/postgres" 2>/dev/null; }
export TEST_POSTGRES="${TEST_POSTGRES:-postgres://postgres@127.0.0.1:5432}"
if ! reaches_postgres "$TEST_POSTGRES"; then
  say "PostgreSQL of our own"
  BIN="$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)"
  HOME_OF_PG="$(mktemp -d)" && chmod 755 "$HOME_OF_PG"
  OWNER="$(id -un)"; [ "$OWNER" = root ] && OWNER=postgres && chown postgres "$HOME_OF_PG"
  as_owner() { if [ "$(id -un)" = "$OWNER" ]; then "$@"; else runuser -u "$OWNER" -- "$@"; fi; }
  as_owner "$BIN/initdb" -D "$HOME_OF_PG/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
  as_owner "$BIN/pg_ctl" -D "$HOME_OF_PG/data" -o "-p 54329 -k $HOME_OF_PG -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off" -w -l "$HOME_OF_PG/log" start >/dev/null
  trap 'as_owner "$BIN/pg_ctl" -D "$HOME_OF_PG/data" -m immediate stop >/dev/null 2>&1 || true' EXIT
  export TEST_POSTGRES="postgres://postgres@127.0.0.1:54329"
fi
export TEST_REDIS="${TEST_REDIS:-redis://127.0.0.1:6379}"
if ! python -c 'import redis, sys; redis.from_url(sys.argv[1]).ping()' "$TEST_REDIS" 2>/dev/null; then
  say "Redis of our own"
  redis-server --daemonize yes --bind 127.0.0.1 --port 6379 --save "" --appendonly no --dir "$(mktemp -d)" >/dev/null
fi

KOCOPS_VAR_DIR="$(mktemp -d)"; export KOCOPS_VAR_DIR
if [ "$#" -gt 0 ]; then
  pytest "$@"
  exit
fi
# One more than processors: browser and fault tests wait for other processes most of the time.
WORKERS="$(($(nproc) + 1))"
# The checks need one processor for a minute or two, and the tests leave one idle for as long.
CHECKS_TOLD="$KOCOPS_VAR_DIR/checks.log"
./check.sh >"$CHECKS_TOLD" 2>&1 &
CHECKS=$!
say "Tests on SQLite"
# Forms are attacked on PostgreSQL only, which refuses more of what they are sent.
TEST_DATABASE_SHARE=sqlite pytest -n "$WORKERS" --dist loadfile --no-loadscope-reorder \
  --deselect tests/scenarios/test_hostile_input.py::test_no_field_of_a_form_fails \
  --deselect tests/scenarios/test_hostile_admin.py::test_no_field_of_an_admin_form_fails
say "Checks of the house"
wait "$CHECKS" || { cat "$CHECKS_TOLD"; exit 1; }
cat "$CHECKS_TOLD"
say "Tests on PostgreSQL"
DATABASE_URL="$TEST_POSTGRES/kocops" TEST_DATABASE_SHARE=postgresql pytest -n "$WORKERS" --dist loadfile \
  -m "not browser and not faults" \
  -k "not (test_hostile_input.py or test_hostile_admin.py) or test_no_field_of_a"
