# shellcheck shell=bash
# Lists the stacks that the configuration does not name any more, for the plan of the next change. Regions that an account
# has not enabled have none. The settings are BUCKET and LEFT_OVER, where to.
set -euo pipefail

program/bulkhead prune --list --assembly cdk.out | sed '/^not looked into: /d' | tee left-over.txt
aws s3 cp left-over.txt "s3://$BUCKET/$LEFT_OVER"
