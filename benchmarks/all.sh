#!/usr/bin/env bash
# Every benchmark, one after the other, on an otherwise idle machine; prints what docs/benchmarks.md holds.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
python -m benchmarks.night --runs "${RUNS:-5}"
python -m benchmarks.night --members 20000 --events 2000000 --runs "${RUNS:-5}"
python -m benchmarks.ingest --runs "${RUNS:-5}"
python -m benchmarks.sqlite_night --runs "${RUNS:-5}"
python -m benchmarks.watch
python -m benchmarks.funnel --members 200000 --events 20000000 --runs "${RUNS:-5}"
taskset -c 0 python -m benchmarks.stream
if [ -n "${KOCOPS_DATA:-}" ]; then
  python -m benchmarks.dormancy
  python -m benchmarks.alerts
fi
