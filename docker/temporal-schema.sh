#!/bin/sh
# Creates or updates Temporal's two databases on the server that the SQL_… variables name. Safe to run again.
set -eu

schemas=/etc/temporal/schema/postgresql/v12
for name in temporal visibility; do
  database=temporal
  [ "$name" = visibility ] && database=temporal_visibility
  temporal-sql-tool --database "$database" create-database
  temporal-sql-tool --database "$database" setup-schema --version 0.0
  temporal-sql-tool --database "$database" update-schema --schema-dir "$schemas/$name/versioned"
done
