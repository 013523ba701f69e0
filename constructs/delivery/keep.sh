# shellcheck shell=bash
# Keeps the templates of the cloud assembly that it runs in, for the plan of the next change. The settings are BUCKET and
# KEY, where to.
set -euo pipefail

find . -maxdepth 2 -name '*.json' -not -path './asset.*' -print0 | sort -z | tar -czf - --null -T - | aws s3 cp - "s3://$BUCKET/$KEY"
