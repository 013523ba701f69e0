#!/usr/bin/env bash
# Tries in a sandbox account what nobody but AWS can tell of CloudFormation, and prints a report.
# See README.md beside it. Needs the AWS CLI and credentials that may create what the experiments need.
set -euo pipefail

prefix=${PREFIX:-bulkhead-try}
results=()

# The experiments, in the order in which they run; slow ones take up to an hour and cost a few dollars.
quick=(retained_copy only_outputs only_policies topic_policy subscription scaling_policy network_twins kept_log_group)
slow=(database_rollback)

say() { printf '%s\n' "$*" >&2; }
report() { results+=("$1|$2"); say "  $1: $2"; }

# deploy STACK reads a template from standard input, creates or updates the stack, and prints how that ended.
deploy() {
  local stack="$prefix-$1" template output
  template=$(cat)
  if ! output=$(
    if aws cloudformation describe-stacks --stack-name "$stack" >/dev/null 2>&1; then
      aws cloudformation update-stack --stack-name "$stack" --template-body "$template" 2>&1
    else
      aws cloudformation create-stack --stack-name "$stack" --template-body "$template" 2>&1
    fi
  ); then
    case $output in
    *"No updates are to be performed"*) echo NO_UPDATES ;;
    *) echo "REFUSED ${output##*: }" ;;
    esac
    return
  fi
  while :; do
    output=$(aws cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].StackStatus' --output text)
    case $output in
    *_IN_PROGRESS) sleep "${PAUSE:-5}" ;;
    *) break ;;
    esac
  done
  echo "$output"
}

# reason STACK prints the first failure of the last operations.
reason() {
  aws cloudformation describe-stack-events --stack-name "$prefix-$1" --output text \
    --query "StackEvents[?contains(ResourceStatus, 'FAILED')] | [-1].ResourceStatusReason"
}

remove() {
  aws cloudformation delete-stack --stack-name "$prefix-$1"
  aws cloudformation wait stack-delete-complete --stack-name "$prefix-$1" || say "  $prefix-$1 could not be deleted: look"
}

resources() { printf 'Resources:\n'; cat; }

# A resource that always fails, after another one.
failure() {
  cat <<YAML
  Failure:
    Type: AWS::SSM::Parameter
    DependsOn: $1
    Properties: {Type: String, AllowedPattern: "[a-z]+", Value: "1"}
YAML
}

# 1. Does the new copy of a replacement survive a rollback when its policy is Retain?
retained_copy() {
  log() { printf '  Log:\n    Type: AWS::Logs::LogGroup\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n    Properties: {LogGroupName: %s}\n' "$1"; }
  log "$prefix-a" | resources | deploy copy >/dev/null
  { log "$prefix-b"; failure Log; } | resources | deploy copy >/dev/null
  if [ -n "$(aws logs describe-log-groups --log-group-name-prefix "$prefix-b" --query 'logGroups[].logGroupName' --output text)" ]; then
    report "new copy with Retain after a rollback" "stays"
    aws logs delete-log-group --log-group-name "$prefix-b"
  else
    report "new copy with Retain after a rollback" "is deleted"
  fi
  remove copy
  aws logs delete-log-group --log-group-name "$prefix-a"
}

# 2. Is a change of outputs alone, or of policies alone, an update?
only_outputs() {
  topic() { printf '  Topic: {Type: AWS::SNS::Topic}\n'; }
  topic | resources | deploy outputs >/dev/null
  report "a change of outputs alone" "$({ topic; printf 'Outputs:\n  Topic: {Value: !Ref Topic}\n'; } | resources | deploy outputs)"
  remove outputs
}

only_policies() {
  printf '  Topic: {Type: AWS::SNS::Topic}\n' | resources | deploy policies >/dev/null
  report "a change of a deletion policy alone" \
    "$(printf '  Topic: {Type: AWS::SNS::Topic, DeletionPolicy: RetainExceptOnCreate}\n' | resources | deploy policies)"
  printf '  Topic: {Type: AWS::SNS::Topic}\n' | resources | deploy policies >/dev/null
  remove policies
}

# 4. What happens to a topic's policy and subscription under another logical id?
topic_policy() {
  policy() {
    cat <<YAML
  Topic: {Type: AWS::SNS::Topic}
  $1:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Topic]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Sid: OfTheTry, Effect: Allow, Principal: {Service: events.amazonaws.com}, Action: "sns:Publish", Resource: !Ref Topic}
YAML
  }
  policy One | resources | deploy policy >/dev/null
  local status topic
  status=$(policy Two | resources | deploy policy)
  topic=$(aws cloudformation describe-stack-resource --stack-name "$prefix-policy" --logical-resource-id Topic \
    --query StackResourceDetail.PhysicalResourceId --output text)
  case $(aws sns get-topic-attributes --topic-arn "$topic" --query Attributes.Policy --output text) in
  *OfTheTry*) report "a topic policy under another logical id" "$status, and the policy is there" ;;
  *) report "a topic policy under another logical id" "$status, and the policy is lost" ;;
  esac
  remove policy
}

subscription() {
  subscribed() {
    cat <<YAML
  Topic: {Type: AWS::SNS::Topic}
  Queue: {Type: AWS::SQS::Queue}
  $1:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref Topic, Protocol: sqs, Endpoint: !GetAtt Queue.Arn}
YAML
  }
  subscribed One | resources | deploy subscription >/dev/null
  local status topic
  status=$(subscribed Two | resources | deploy subscription)
  topic=$(aws cloudformation describe-stack-resource --stack-name "$prefix-subscription" --logical-resource-id Topic \
    --query StackResourceDetail.PhysicalResourceId --output text)
  report "a subscription under another logical id" "$status, and $(aws sns list-subscriptions-by-topic --topic-arn "$topic" \
    --query 'length(Subscriptions)' --output text) subscriptions"
  remove subscription
}

# 5. Is a scaling policy under another logical id refused, or lost?
scaling_policy() {
  scaled() {
    cat <<YAML
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 1}
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      MinCapacity: 1
      MaxCapacity: 2
      ResourceId: !Sub "table/\${Table}"
      ScalableDimension: dynamodb:table:ReadCapacityUnits
      ServiceNamespace: dynamodb
  $1:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: $prefix
      PolicyType: TargetTrackingScaling
      ScalingTargetId: !Ref Target
      TargetTrackingScalingPolicyConfiguration:
        PredefinedMetricSpecification: {PredefinedMetricType: DynamoDBReadCapacityUtilization}
        TargetValue: 70
YAML
  }
  scaled One | resources | deploy scaling >/dev/null
  local status
  status=$(scaled Two | resources | deploy scaling)
  case $status in *ROLLBACK*) status="$status: $(reason scaling)" ;; esac
  report "a scaling policy under another logical id" "$status, and $(aws application-autoscaling describe-scaling-policies \
    --service-namespace dynamodb --policy-names "$prefix" --query 'length(ScalingPolicies)' --output text) policies"
  remove scaling
}

# 9. What may two logical ids of one update have in common in a network?
network_twins() {
  local twin status
  for twin in flow_log gateway_endpoint subnet acl_entry route; do
    { network; "$twin" One; } | resources | deploy "${twin//_/-}" >/dev/null
    status=$({ network; "$twin" Two; } | resources | deploy "${twin//_/-}")
    case $status in
    *ROLLBACK*) report "$twin under another logical id" "$status: $(reason "${twin//_/-}")" ;;
    *) report "$twin under another logical id" "$status" ;;
    esac
    remove "${twin//_/-}"
  done
}

network() {
  cat <<YAML
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/24}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Vpc}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
  Archive: {Type: AWS::S3::Bucket}
YAML
}

flow_log() { printf '  %s: {Type: AWS::EC2::FlowLog, Properties: {ResourceId: !Ref Vpc, ResourceType: VPC, TrafficType: ALL, LogDestinationType: s3, LogDestination: !GetAtt Archive.Arn}}\n' "$1"; }
# shellcheck disable=SC2016 # CloudFormation expands it
gateway_endpoint() { printf '  %s: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: !Sub "com.amazonaws.${AWS::Region}.s3", RouteTableIds: [!Ref Table]}}\n' "$1"; }
subnet() { printf '  %s: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/28}}\n' "$1"; }
acl_entry() { printf '  %s: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0}}\n' "$1"; }
route() { printf '  %s: {Type: AWS::EC2::Route, DependsOn: Attachment, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}\n' "$1"; }

# 10. Is a log group of a deleted stack, which was kept, a conflict, and when is it found?
kept_log_group() {
  kept() { printf '  Log:\n    Type: AWS::Logs::LogGroup\n    DeletionPolicy: Retain\n    Properties: {LogGroupName: %s-kept}\n' "$prefix"; }
  kept | resources | deploy kept >/dev/null
  remove kept
  local status
  status=$(kept | resources | deploy kept)
  report "a kept log group made again" "$status: $(reason kept)"
  remove kept
  aws logs delete-log-group --log-group-name "$prefix-kept"
}

# 8. Does a rollback take a database back to its older version?
database_rollback() {
  database() {
    cat <<YAML
  Database:
    Type: AWS::RDS::DBInstance
    DeletionPolicy: Delete
    Properties:
      Engine: postgres
      EngineVersion: "$1"
      AutoMinorVersionUpgrade: false
      DBInstanceClass: db.t4g.micro
      AllocatedStorage: "20"
      MasterUsername: sandbox
      ManageMasterUserPassword: true
YAML
  }
  database "${OLDER:-17.6}" | resources | deploy database >/dev/null
  local status
  status=$({ database "${NEWER:-17.7}"; failure Database; } | resources | deploy database)
  report "a database's version after a rollback" "$status, and the version is $(aws rds describe-db-instances \
    --db-instance-identifier "$(aws cloudformation describe-stack-resource --stack-name "$prefix-database" \
      --logical-resource-id Database --query StackResourceDetail.PhysicalResourceId --output text)" \
    --query 'DBInstances[0].EngineVersion' --output text)"
  remove database
}

main() {
  local chosen=("$@") one
  case ${1:-} in
  --list) printf '%s\n' "${quick[@]}" "${slow[@]}"; return ;;
  --all) chosen=("${quick[@]}" "${slow[@]}") ;;
  "") chosen=("${quick[@]}") ;;
  esac
  say "account $(aws sts get-caller-identity --query Account --output text)"
  for one in "${chosen[@]}"; do
    say "$one"
    "$one"
  done
  printf '| experiment | result |\n|---|---|\n'
  for one in "${results[@]}"; do printf '| %s | %s |\n' "${one%%|*}" "${one#*|}"; done
}

main "$@"
