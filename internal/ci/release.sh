# shellcheck shell=bash
# Releases an image by its tag: starts the releaser of each side of an environment, and waits until it has deployed. The
# settings are MACHINES, ARNs of state machines in order; SERVICES, names in order; and TAG. Of several, each is started
# when the one before has succeeded. WAIT is how many seconds are between two questions.
set -euo pipefail
shopt -s inherit_errexit

for machine in $MACHINES; do
  region=$(cut -d : -f 4 <<<"$machine")
  for service in $SERVICES; do
    execution=$(aws stepfunctions start-execution --region "$region" --state-machine-arn "$machine" \
      --input "{\"service\": \"$service\", \"tag\": \"$TAG\"}" --query executionArn --output text)
    echo "$service $TAG: $execution"
    status=RUNNING
    while [ "$status" = RUNNING ]; do
      sleep "${WAIT:-15}"
      status=$(aws stepfunctions describe-execution --region "$region" --execution-arn "$execution" \
        --query status --output text)
    done
    if [ "$status" != SUCCEEDED ]; then
      aws stepfunctions describe-execution --region "$region" --execution-arn "$execution" \
        --query "[error,cause]" --output text >&2
      echo "$service: the release of $TAG has $status" >&2
      exit 1
    fi
  done
done
