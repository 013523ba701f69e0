# shellcheck shell=bash
# Shows what deploying cdk.out does where the templates of the last deployment are, and stops where AWS would refuse it or
# data would be lost. What is meant all the same is listed in allowed.txt, in the configuration directory: names as the
# plan shows them, one a line. The settings are BUCKET and KEY, where the templates are, and BULKHEAD_CONFIG.
set -euo pipefail
shopt -s inherit_errexit

found=$(aws s3api list-objects-v2 --bucket "$BUCKET" --prefix "$KEY" --query "Contents[].Key" --output text)
if [ "$found" != "$KEY" ]; then
  echo "nothing was deployed by this pipeline yet, so there is no plan" | tee cdk.out/plan.md
  exit
fi
mkdir -p deployed
aws s3 cp "s3://$BUCKET/$KEY" - | tar -xzf - -C deployed

allow=()
if [ -e "$BULKHEAD_CONFIG/allowed.txt" ]; then
  while read -r name || [ -n "$name" ]; do
    if [ -n "$name" ] && [ "${name:0:1}" != "#" ]; then
      allow+=(--allow "$name")
    fi
  done <"$BULKHEAD_CONFIG/allowed.txt"
fi
status=0
bin/bulkhead plan deployed cdk.out --markdown "${allow[@]}" >cdk.out/plan.md || status=$?
cat cdk.out/plan.md
exit "$status"
