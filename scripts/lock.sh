#!/usr/bin/env bash
# For maintainers: lock what pyproject.toml declares, with hashes (needs uv). Locked versions stay;
# `scripts/lock.sh --upgrade` or `--upgrade-package NAME` moves them.
set -euo pipefail
cd "$(dirname "$0")/.."
for name in test base bench; do
  extra=(); [ "$name" = base ] || extra=(--extra "$name")
  constraint=(); [ "$name" = test ] || constraint=(--constraint requirements/test.txt)
  uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
    --no-header --python-version 3.11 pyproject.toml --output-file "requirements/$name.txt" \
    "${extra[@]}" "${constraint[@]}" "$@"
done
