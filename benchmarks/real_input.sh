#!/usr/bin/env bash
# The main job on two real activity logs: in by the command, twice; one rebuild; then 60 nights one by one.
# KOCOPS_DATA names the folder that holds the logs (they are not part of the project); FOLDER takes the databases.
set -euo pipefail
cd "$(dirname "$0")/.."
DATA="${KOCOPS_DATA:?KOCOPS_DATA names the folder with activity/travel_events.csv.gz and dormancy/irc.csv.gz}"
FOLDER="${FOLDER:-var/real_input}"
PATH="$PWD/.venv/bin:$PATH"

take_in() {  # NAME FILE LAST_DAY KINDS OPTIONS…
  local name=$1 file=$2 last=$3 kinds=$4; shift 4
  [ -e "$file" ] || { echo "not there: $file" >&2; exit 1; }
  export KOCOPS_VAR_DIR="$FOLDER/$name"
  mkdir -p "$KOCOPS_VAR_DIR"
  printf '%s\n' $kinds > "$KOCOPS_VAR_DIR/kinds.csv"
  python manage.py migrate --verbosity 0
  python manage.py sync_groups >/dev/null
  echo "== $name, first time"
  time python manage.py ingest_events "$file" --source "$name" --kinds "$KOCOPS_VAR_DIR/kinds.csv" --time-zone UTC "$@"
  echo "== $name, the same file again"
  python manage.py ingest_events "$file" --source "$name"
  local first; first=$(date -d "$last - 60 days" +%F)
  echo "== $name, one rebuild and 60 nights"
  python manage.py run_nightly --day "$first" --full
  time python manage.py run_nightly --from "$(date -d "$first + 1 day" +%F)" --to "$last" > "$KOCOPS_VAR_DIR/nights.txt"
  tail -n 1 "$KOCOPS_VAR_DIR/nights.txt"
  python manage.py demo_accounts
}

take_in travel "$DATA/activity/travel_events.csv.gz" 2017-08-27 \
  "question,post answer,answer comment,comment favourite,favourite bounty,vote badge:*,-" \
  --map member=user --map occurred_at=time --map kind=action
take_in irc "$DATA/dormancy/irc.csv.gz" "$(gunzip -c "$DATA/dormancy/irc.csv.gz" | cut -d, -f2 | sort | tail -n 2 | head -n 1)" \
  "login,login post,post react,like reply,reply" \
  --map member=member --map occurred_at=day --map kind=dimension --map quantity=count
