package config

import (
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// forbidden is what no permission gives. Patterns of actions are in lower case, as IAM knows no other.
type forbidden struct {
	actions   []string // patterns
	but       []string // patterns of actions that are harmless
	resources []string // patterns, with <org> and <env> for the organization and the environment; none: all
	except    string   // how the last part of an ARN begins that is harmless
	wildcards bool     // the last part of an ARN has * or ?, but for a secret's ending
	problem   string
	remedy    string
}

// reading are actions that change nothing.
var reading = []string{"*:describe*", "*:get*", "*:list*"}

// never are what no permission gives: what would make more of a service than its configuration says, and what others
// are told of by uses.
var never = []forbidden{
	{
		actions: []string{"iam:*", "organizations:*", "account:*", "sso:*", "sso-directory:*", "identitystore:*"},
		problem: "decides who may do what",
		remedy:  "leave it out: roles and people are the configuration's",
	},
	{
		actions:   []string{"sts:*"},
		but:       []string{"sts:getcalleridentity"},
		resources: []string{"arn:aws:iam::*:role/cdk-*", "arn:aws:iam::*:role/<org>-*"},
		problem:   "leads to roles that deploy, or that are bulkhead's",
		remedy:    "write the ARN of the one role",
	},
	{
		actions: []string{
			"access-analyzer:*", "cloudtrail:*", "config:*", "guardduty:*", "inspector2:*", "oam:*", "securityhub:*",
		},
		but:     reading,
		problem: "changes what watches the account",
		remedy:  "leave it out",
	},
	{
		actions: []string{
			"acm:*", "apigateway:*", "application-autoscaling:*", "autoscaling:*", "backup:*", "cloudformation:*",
			"cloudfront:*", "codebuild:*", "codedeploy:*", "codepipeline:*", "globalaccelerator:*", "wafv2:*",
			"ec2:*", "ec2-instance-connect:*", "ecs:*", "eks:*", "eks-auth:*", "elasticache:*", "elasticloadbalancing:*",
			"es:*", "events:*", "kafka:*", "lambda:*", "rds:*", "route53:*", "scheduler:*",
		},
		but: append([]string{
			"ecs:updatetaskprotection", "es:eshttp*", "events:putevents", "lambda:invokefunction",
		}, reading...),
		problem: "changes what is deployed, or leads into it",
		remedy:  "leave it out: deployments do that, with rights of their own",
	},
	{
		actions: []string{"elasticfilesystem:*", "kafka-cluster:*"},
		but:     reading,
		problem: "goes beyond the volumes and streams that uses gives",
		remedy:  "name the volume or the stream in uses",
	},
	{
		actions:   []string{"lambda:invokefunction"},
		resources: []string{"arn:aws:lambda:*:*:function:<env>-*"},
		except:    "function:<env>-function-",
		problem:   "reaches bulkhead's own functions, which move environments and releases",
		remedy:    "write the ARN of the one function",
	},
	{
		actions: []string{"ssm:*", "ssmmessages:*", "ec2messages:*"},
		but:     []string{"ssm:describeparameters", "ssm:getparameter", "ssm:getparameters", "ssm:putparameter"},
		problem: "leads into machines, or to more parameters than are named",
		remedy:  "name parameters in ssm:GetParameter, ssm:GetParameters and ssm:PutParameter",
	},
	{
		actions: []string{"ssm:getparameter*", "ssm:putparameter"},
		resources: []string{
			"arn:aws:ssm:*:*:parameter/<org>/*", "arn:aws:ssm:*:*:parameter/<org>", "arn:aws:ssm:*:*:parameter/cdk-bootstrap/*",
		},
		problem: "reaches parameters of bulkhead's, among them secrets of others",
		remedy:  "name a secret in uses, or write a path that does not begin with /<org>/",
	},
	{
		actions: []string{"secretsmanager:*"},
		resources: []string{
			"arn:aws:secretsmanager:*:*:secret:<org>/*", "arn:aws:secretsmanager:*:*:secret:rds!*",
			// What CloudFormation calls those of stores: the construct's name, a hash, and what it makes up.
			"arn:aws:secretsmanager:*:*:secret:*Password????????-*", "arn:aws:secretsmanager:*:*:secret:*Secret????????-*",
		},
		wildcards: true,
		problem:   "reaches secrets and passwords of others",
		remedy:    "name the secret or the store in uses, or write the one secret's ARN, which may end in -??????",
	},
	{
		actions:   []string{"states:*"},
		resources: []string{"arn:aws:states:*:*:*:<org>-*"},
		problem:   "reaches bulkhead's own state machines, which move environments and releases",
		remedy:    "write the ARN of the one state machine",
	},
	{
		actions: []string{"dynamodb:*", "ecr:*", "kinesis:*", "logs:*", "s3:*", "sns:*", "sqs:*"},
		but:     []string{"ecr:getauthorizationtoken", "logs:describe*", "s3:listallmybuckets"},
		resources: []string{
			"arn:aws:dynamodb:*:*:table/<org>-*", "arn:aws:ecr:*:*:repository/cdk-*", "arn:aws:ecr:*:*:repository/<org>/*",
			"arn:aws:logs:*:*:log-group:/<org>/*", "arn:aws:logs:*:*:log-group:<env>-*",
			"arn:aws:s3:::cdk-*", "arn:aws:s3:::<org>-*", "arn:aws:sns:*:*:<org>-*", "arn:aws:sqs:*:*:<org>-*",
		},
		problem: "reaches what is bulkhead's, or a store that the service does not name",
		remedy:  "name the store in uses, or write a name that does not begin with the organization's",
	},
	{
		actions:   []string{"kms:*"},
		wildcards: true,
		problem:   "opens what every key protects",
		remedy:    "write the ARN of the one key",
	},
}

// checkForbidden finds each action that no service may have on one of the resources.
func (p Permission) checkForbidden(at document.Path, e Environment) {
	named := strings.NewReplacer("<org>", e.organization, "<env>", e.Name)
	for _, f := range never {
		for i, action := range p.Actions {
			matches := func(pattern string) bool { return meet(pattern, strings.ToLower(action)) }
			if !slices.ContainsFunc(f.actions, matches) || slices.ContainsFunc(f.but, matches) {
				continue
			}
			on := ""
			for _, resource := range p.Resources {
				if f.on(policyVariable.ReplaceAllString(resource, "*"), named) {
					on = " on " + resource
					break
				}
			}
			harmless := (len(f.resources) > 0 || f.wildcards) && on == ""
			at.Key("actions").Index(i).Demand(harmless, action+on+" "+f.problem, named.Replace(f.remedy))
		}
	}
}

// on tells whether it is about a resource, or about something that a pattern fits.
func (f forbidden) on(resource string, named *strings.Replacer) bool {
	parts := strings.SplitN(resource, ":", 6)
	last := parts[len(parts)-1]
	if f.except != "" && strings.HasPrefix(last, named.Replace(f.except)) {
		return false
	}
	if f.wildcards && strings.ContainsAny(strings.TrimSuffix(last, "-??????"), "*?") {
		return true
	}
	return slices.ContainsFunc(f.resources, func(of string) bool { return meet(named.Replace(of), resource) })
}

// meet tells whether some text fits both patterns of IAM, in which * is any text and ? any character.
func meet(a, b string) bool {
	fits := make([][]bool, len(a)+1) // the first i characters of a, and the first j of b
	for i := range fits {
		fits[i] = make([]bool, len(b)+1)
		for j := range fits[i] {
			before := func(i, j int) bool { return i >= 0 && j >= 0 && fits[i][j] }
			switch {
			case i == 0 && j == 0:
				fits[i][j] = true
			case i > 0 && a[i-1] == '*', j > 0 && b[j-1] == '*': // it is over, or takes one more of the other
				fits[i][j] = before(i-1, j) || before(i, j-1)
			case i > 0 && j > 0:
				fits[i][j] = fits[i-1][j-1] && (a[i-1] == b[j-1] || a[i-1] == '?' || b[j-1] == '?')
			}
		}
	}
	return fits[len(a)][len(b)]
}
