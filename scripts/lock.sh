#!/usr/bin/env bash
# For maintainers: lock every dependency with hashes (needs uv).
set -euo pipefail
cd "$(dirname "$0")/../requirements"
for name in test base bench; do
  constraint=(); [ "$name" = test ] || constraint=(-c test.txt)
  uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
    --python-version 3.11 "$name.in" -o "$name.txt" "${constraint[@]}"
done
