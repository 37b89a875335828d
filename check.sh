#!/usr/bin/env bash
# Every check of the house, in one command.
set -euo pipefail
cd "$(dirname "$0")"
PATH="$PWD/.venv/bin:$PATH"
export KOCOPS_EMBEDDED=1
echo "ruff";             ruff check . && ruff format --check .
echo "import contracts"; lint-imports --no-cache >/dev/null || lint-imports --no-cache
echo "mypy";             mypy
echo "djlint";           djlint templates --lint --quiet
echo "migrations";       python manage.py makemigrations --check --dry-run
echo "deploy check";     KOCOPS_HTTPS=1 python manage.py check --deploy --fail-level WARNING
echo "vendored assets";  python scripts/vendor_assets.py --check
