# shellcheck shell=bash
# Lists the stacks that the configuration does not name any more, for the plan of the next change. Regions that an account
# has not enabled have none. A list that cannot be made says why: all is deployed by now. The settings are BUCKET and
# LEFT_OVER, where to, and CLOSED, the names of accounts that do not let the pipeline in.
set -euo pipefail

except=()
for account in ${CLOSED:-}; do
  except+=(--except "$account")
done
if program/bulkhead prune --list --assembly cdk.out "${except[@]}" >listed.txt 2>error.txt; then
  sed '/^not looked into: /d' listed.txt | tee left-over.txt
  for account in ${CLOSED:-}; do
    echo "$account does not let the pipeline in: look with bulkhead prune --list --account $account"
  done | tee -a left-over.txt
else
  { echo "nobody knows what is left over:"; cat error.txt; } | tee left-over.txt
fi
aws s3 cp left-over.txt "s3://$BUCKET/$LEFT_OVER"
