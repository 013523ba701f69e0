# shellcheck shell=bash
# Exchanges TOKEN for credentials of a role, for DURATION seconds: longer than a job may run. ROLE is its ARN, SESSION
# what CloudTrail calls whoever has it.
read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN < <(
  aws sts assume-role-with-web-identity --region "$REGION" --role-arn "$ROLE" --role-session-name "$SESSION" \
    --web-identity-token "$TOKEN" --duration-seconds "$DURATION" --output text \
    --query "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]"
)
export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
unset TOKEN
