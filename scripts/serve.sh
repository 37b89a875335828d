#!/usr/bin/env bash
# Runs the worker and the web server of one installation until Ctrl-C or TERM; whichever dies is started again.
# Called by run.sh; `python` and `gunicorn` are found in PATH, settings in the environment.
set -uo pipefail
cd "$(dirname "$0")/.."
PAUSE=2

keep_running() {
  local child="" stopping="" status
  trap 'stopping=1; [ -n "$child" ] && kill -TERM "$child" 2>/dev/null' TERM
  while true; do
    "$@" &
    child=$!
    wait "$child"
    status=$?
    if [ -n "$stopping" ]; then
      wait "$child" 2>/dev/null
      return
    fi
    echo "$(date '+%F %T') $1 ${2:-} 已结束（$status），$PAUSE 秒后重启 · ended ($status), starts again in $PAUSE s" >&2
    child=""
    sleep "$PAUSE" &
    wait $!
    [ -n "$stopping" ] && return
  done
}

keep_running python manage.py work &
WORKER=$!
keep_running gunicorn kocops.wsgi --log-level warning --bind "127.0.0.1:${PORT:-8000}" \
  --workers 2 --threads 4 --no-control-socket &
WEB=$!

stop() {
  trap - INT TERM
  kill -TERM "$WORKER" "$WEB" 2>/dev/null
  wait
  exit 0
}
trap stop INT TERM
wait
