package main

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"

	"bulkhead/internal/aws/look"
	"bulkhead/internal/wire"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/accessanalyzer"
	"github.com/aws/aws-sdk-go-v2/service/acm"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/chatbot"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/codeconnections"
	"github.com/aws/aws-sdk-go-v2/service/configservice"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/elasticache"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/identitystore"
	"github.com/aws/aws-sdk-go-v2/service/kafka"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/oam"
	"github.com/aws/aws-sdk-go-v2/service/opensearch"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/securityhub"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/shield"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssoadmin"
	"github.com/aws/aws-sdk-go-v2/service/xray"
)

// sdk is the SDK's clients of what a preflight asks.
var sdk = map[string]func(aws.Config) any{
	"accessanalyzer":  func(c aws.Config) any { return accessanalyzer.NewFromConfig(c) },
	"acm":             func(c aws.Config) any { return acm.NewFromConfig(c) },
	"backup":          func(c aws.Config) any { return backup.NewFromConfig(c) },
	"chatbot":         func(c aws.Config) any { return chatbot.NewFromConfig(c) },
	"cloudformation":  func(c aws.Config) any { return cloudformation.NewFromConfig(c) },
	"cloudwatchlogs":  func(c aws.Config) any { return cloudwatchlogs.NewFromConfig(c) },
	"codeconnections": func(c aws.Config) any { return codeconnections.NewFromConfig(c) },
	"configservice":   func(c aws.Config) any { return configservice.NewFromConfig(c) },
	"dynamodb":        func(c aws.Config) any { return dynamodb.NewFromConfig(c) },
	"ec2":             func(c aws.Config) any { return ec2.NewFromConfig(c) },
	"ecr":             func(c aws.Config) any { return ecr.NewFromConfig(c) },
	"ecs":             func(c aws.Config) any { return ecs.NewFromConfig(c) },
	"eks":             func(c aws.Config) any { return eks.NewFromConfig(c) },
	"elasticache":     func(c aws.Config) any { return elasticache.NewFromConfig(c) },
	"guardduty":       func(c aws.Config) any { return guardduty.NewFromConfig(c) },
	"iam":             func(c aws.Config) any { return iam.NewFromConfig(c) },
	"identitystore":   func(c aws.Config) any { return identitystore.NewFromConfig(c) },
	"kafka":           func(c aws.Config) any { return kafka.NewFromConfig(c) },
	"kms":             func(c aws.Config) any { return kms.NewFromConfig(c) },
	"oam":             func(c aws.Config) any { return oam.NewFromConfig(c) },
	"opensearch":      func(c aws.Config) any { return opensearch.NewFromConfig(c) },
	"organizations":   func(c aws.Config) any { return organizations.NewFromConfig(c) },
	"rds":             func(c aws.Config) any { return rds.NewFromConfig(c) },
	"route53":         func(c aws.Config) any { return route53.NewFromConfig(c) },
	"s3": func(c aws.Config) any {
		return s3.NewFromConfig(c, func(o *s3.Options) { o.UsePathStyle = true })
	},
	"secretsmanager": func(c aws.Config) any { return secretsmanager.NewFromConfig(c) },
	"securityhub":    func(c aws.Config) any { return securityhub.NewFromConfig(c) },
	"servicequotas":  func(c aws.Config) any { return servicequotas.NewFromConfig(c) },
	"sesv2":          func(c aws.Config) any { return sesv2.NewFromConfig(c) },
	"shield":         func(c aws.Config) any { return shield.NewFromConfig(c) },
	"sns":            func(c aws.Config) any { return sns.NewFromConfig(c) },
	"ssm":            func(c aws.Config) any { return ssm.NewFromConfig(c) },
	"ssoadmin":       func(c aws.Config) any { return ssoadmin.NewFromConfig(c) },
	"xray":           func(c aws.Config) any { return xray.NewFromConfig(c) },
}

// recordLook records every call of a preflight.
func recordLook(there string) error {
	calls := map[string]wire.Call{}
	for _, d := range look.All() {
		theirs, known := sdk[d.Service]
		if !known {
			return fmt.Errorf("%s: there is no client of the SDK", d.ID())
		}
		write := json.Marshal
		switch name := fmt.Sprintf("%T", look.Protocol(d.Service)); {
		case d.Service == "s3":
			write = ofBucket
		case strings.HasSuffix(name, "Query"), strings.HasSuffix(name, "xmlREST"):
			write = xml.Marshal
		}
		in := func(c aws.Config) any {
			if d.Region != "" {
				c.Region = d.Region
			}
			return theirs(c)
		}
		call, err := ask(wire.Method{Name: d.Operation, In: d.In, Out: d.Out}, in, write)
		if err != nil {
			return fmt.Errorf("%s: %w", d.ID(), err)
		}
		calls[d.ID()] = call
	}
	return save(there, calls)
}

// ofBucket writes what S3 answers about a bucket: its configuration, or nothing.
func ofBucket(out any) ([]byte, error) {
	if out, is := out.(*look.GetBucketEncryptionOutput); is {
		return xml.Marshal(out.ServerSideEncryptionConfiguration)
	}
	return nil, nil
}
