# shellcheck shell=bash
# Lists the stacks that the configuration does not name any more, for the plan of the next change. Regions that an account
# has not enabled have none. A list that cannot be made says why: all is deployed by now. The settings are BUCKET and
# LEFT_OVER, where to.
set -euo pipefail

if program/bulkhead prune --list --assembly cdk.out >listed.txt 2>error.txt; then
  sed '/^not looked into: /d' listed.txt | tee left-over.txt
else
  { echo "nobody knows what is left over:"; cat error.txt; } | tee left-over.txt
fi
aws s3 cp left-over.txt "s3://$BUCKET/$LEFT_OVER"
