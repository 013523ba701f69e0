# shellcheck shell=bash
# Builds an image and pushes it under the tag of its commit, unless that tag is there: a build that is tried again
# finds what the first one pushed. The settings are IMAGE, which is REGISTRY/REPOSITORY:TAG, and these parts of it;
# REGION, of the registry; and PLATFORM, DOCKERFILE and CONTEXT, of the build. With PUSH=no it builds, and asks nobody.
set -euo pipefail
shopt -s inherit_errexit

if [ "${PUSH:-yes}" = yes ]; then
  digest=$(aws ecr batch-get-image --region "$REGION" --repository-name "$REPOSITORY" --registry-id "${REGISTRY%%.*}" \
    --image-ids "imageTag=$TAG" --query "images[0].imageId.imageDigest" --output text)
  if [ "$digest" != None ]; then
    echo "$IMAGE is there: $digest"
    exit
  fi
  aws ecr get-login-password --region "$REGION" | docker login --username AWS --password-stdin "$REGISTRY"
fi
# Without attestations an image is one manifest, as AWS Lambda wants it.
docker build --provenance=false --platform "$PLATFORM" --file "$DOCKERFILE" --tag "$IMAGE" "$CONTEXT"
if [ "${PUSH:-yes}" = yes ]; then
  docker push "$IMAGE"
fi
