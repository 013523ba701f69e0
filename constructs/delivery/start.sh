# shellcheck shell=bash
# Starts the pipelines of the next wave, unless a pipeline of this wave still has to deploy. The settings are lists of
# pipelines: WAVE, of this wave, if there are others, and NEXT; and RELEASE, the execution that all began with, and
# COMMIT. Each pipeline of a wave asks when it has deployed, and the last one starts the next wave. Two may be the last at
# the same time: AWS starts a pipeline once for a token.
set -euo pipefail
shopt -s inherit_errexit

# Prints the execution of a pipeline that is of this release, if it is among the last ones.
execution() {
  local ids id of
  ids=$(aws codepipeline list-pipeline-executions --no-paginate --pipeline-name "$1" --output text \
    --query "pipelineExecutionSummaries[:50].pipelineExecutionId")
  for id in $ids; do
    of=$(aws codepipeline get-pipeline-execution --pipeline-name "$1" --pipeline-execution-id "$id" --output text \
      --query "pipelineExecution.variables[?name=='RELEASE'].resolvedValue")
    if [ "$of" = "$RELEASE" ]; then
      echo "$id"
      break
    fi
  done
}

# Prints something if a pipeline has come so far that it asks, too: it is still in progress then.
deployed() {
  local id
  id=$(execution "$1")
  if [ -n "$id" ]; then
    aws codepipeline list-action-executions --no-paginate --pipeline-name "$1" --filter "pipelineExecutionId=$id" \
      --output text --query "actionExecutionDetails[?actionName=='start-next'].status"
  fi
}

for pipeline in ${WAVE:-}; do
  done=$(deployed "$pipeline")
  if [ -z "$done" ]; then
    echo "$pipeline has not deployed release $RELEASE yet, and starts the next wave if it is the last"
    exit
  fi
done
for pipeline in $NEXT; do
  id=$(execution "$pipeline")
  if [ -n "$id" ]; then
    echo "$pipeline was started already"
    continue
  fi
  aws codepipeline start-pipeline-execution --name "$pipeline" --client-request-token "$RELEASE-$pipeline" \
    --variables "name=RELEASE,value=$RELEASE" \
    --source-revisions "actionName=source,revisionType=COMMIT_ID,revisionValue=$COMMIT"
done
