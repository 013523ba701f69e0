# shellcheck shell=bash
# Shows what deploying cdk.out does where the templates of the last deployment are, and stops where AWS would refuse it or
# data would be lost. What is meant all the same is listed in allowed.txt, in the configuration directory: names as the
# plan shows them, one a line. The settings are BUCKET, in which KEY has the templates, LEFT_OVER the list of stacks that
# were left over after the last deployment, and PLAN gets what is shown; and BULKHEAD_CONFIG.
set -euo pipefail
shopt -s inherit_errexit

found=$(aws s3api list-objects-v2 --bucket "$BUCKET" --prefix "${KEY%/*}/" --query "Contents[].Key" --output text)
there() { [[ " ${found//[[:space:]]/ } " == *" $1 "* ]]; }

status=0
if there "$KEY"; then
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
  bin/bulkhead plan deployed cdk.out --markdown "${allow[@]}" >cdk.out/plan.md || status=$?
else
  echo "nothing was deployed by this pipeline yet, so there is no plan" >cdk.out/plan.md
fi
if there "$LEFT_OVER"; then
  printf '\n## Left over after the last deployment\n\n```text\n' >>cdk.out/plan.md
  aws s3 cp "s3://$BUCKET/$LEFT_OVER" - >>cdk.out/plan.md
  printf '```\n' >>cdk.out/plan.md
fi
cat cdk.out/plan.md
aws s3 cp cdk.out/plan.md "s3://$BUCKET/$PLAN" --content-type "text/plain; charset=utf-8"
exit "$status"
