#!/bin/sh
# Makes or updates Temporal's two databases beside ours. Safe to run again: what is there already is left alone.
set -eu

for database in temporal temporal_visibility; do
  run() { temporal-sql-tool --plugin postgres12 --endpoint "$POSTGRES_HOST" --port "${POSTGRES_PORT:-5432}" --user "$POSTGRES_USER" --database "$database" "$@"; }
  run create-database
  run setup-schema --version 0.0
  run update-schema --schema-name "postgresql/v12/$(echo "$database" | sed 's/.*_//')"
done
