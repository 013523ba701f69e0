# shellcheck shell=bash
# Waits until Amazon Inspector has scanned an image, and fails when it found a weakness that is critical or high and
# has a fix. What a rule of Inspector suppresses does not count. Then it has Inspector write the image's bill of
# materials. The settings are REGION, REGISTRY, REPOSITORY and TAG, of the image; and BUCKET and KEY, where the bill
# goes. Inspector says that it is done before all findings are there, so they count when they are the same twice. It
# writes one bill at a time. WAIT is how many seconds are between two questions, and TRIES how many there are.
set -euo pipefail
shopt -s inherit_errexit

account=${REGISTRY%%.*}
digest=$(aws ecr batch-get-image --region "$REGION" --repository-name "$REPOSITORY" --registry-id "$account" \
  --image-ids "imageTag=$TAG" --query "images[0].imageId.imageDigest" --output text)
if [ "$digest" = None ]; then
  echo "the build has not pushed $REPOSITORY:$TAG" >&2
  exit 1
fi

# Asks until a command prints something, and prints that.
ask() {
  local i answer
  for ((i = 0; i < ${TRIES:-120}; i++)); do
    answer=$("$@")
    if [ -n "$answer" ]; then
      echo "$answer"
      return
    fi
    sleep "${WAIT:-15}"
  done
  echo "no answer to $1" >&2
  return 1
}

# Prints a filter of Inspector's: a field that equals one of some values.
equals() {
  local field=$1 value all=""
  shift
  for value in "$@"; do
    all+="{comparison=EQUALS,value=$value},"
  done
  echo "$field=[${all%,}]"
}

# Prints how the scan ended, if it did.
scanned() {
  local status
  status=$(aws inspector2 list-coverage --region "$REGION" --output text \
    --filter-criteria "$(equals resourceId "arn:aws:ecr:$REGION:$account:repository/$REPOSITORY/$digest")" \
    --query "coveredResources[0].scanStatus.[statusCode,reason]")
  case $status in
  None | *PENDING*) ;;
  *) echo "$status" ;;
  esac
}

# Prints what has to be mended, and an end.
findings() {
  local mend
  mend="$(equals ecrImageHash "$digest"),$(equals findingStatus ACTIVE),$(equals fixAvailable YES)"
  aws inspector2 list-findings --region "$REGION" --output text \
    --filter-criteria "$mend,$(equals severity CRITICAL HIGH)" \
    --query "sort_by(findings, &title)[].[severity,title]"
  echo "end of findings"
}

# Prints the findings when they are those of the question before.
settled() {
  local now
  now=$(findings)
  if [ "$now" = "$(cat "$before")" ]; then
    echo "$now"
  fi
  echo "$now" >"$before"
}

# Prints the number of a report that Inspector has begun.
begun() {
  aws inspector2 create-sbom-export --region "$REGION" --report-format CYCLONEDX_1_4 --output text --query reportId \
    --resource-filter-criteria "$(equals ecrRepositoryName "$REPOSITORY"),$(equals ecrImageTags "$TAG")" \
    --s3-destination "bucketName=$BUCKET,keyPrefix=sbom/$TAG,kmsKeyArn=$KEY" || true
}

# Prints how a report ended, if it did.
written() {
  local status
  status=$(aws inspector2 get-sbom-export --region "$REGION" --report-id "$report" --output text --query status)
  if [ "$status" != IN_PROGRESS ]; then
    echo "$status"
  fi
}

before=$(mktemp)
status=$(ask scanned)
if [ "${status%%[[:space:]]*}" != ACTIVE ]; then
  echo "Inspector does not scan $REPOSITORY@$digest: $status" >&2
  exit 1
fi
found=$(ask settled)
if [ "$found" != "end of findings" ]; then
  echo "$found"
  echo "$REPOSITORY:$TAG has weaknesses that have a fix: mend them, or have a rule of Inspector suppress them" >&2
  exit 1
fi
report=$(ask begun)
status=$(ask written)
echo "bill of materials: s3://$BUCKET/sbom/$TAG: $status"
[ "$status" = SUCCEEDED ]
