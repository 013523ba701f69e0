package main

import (
	"os"
	"time"

	"bulkhead/internal/aws/ecr"
	"bulkhead/internal/aws/ssm"
	"bulkhead/lambda/internal/custom"
	"bulkhead/operate/release"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func main() {
	c := custom.Environment()
	f := release.Function{
		Side:       os.Getenv("SIDE"),
		Images:     ecr.NewFromConfig(as(c, os.Getenv("REGISTRY_ROLE"))),
		Parameters: ssm.NewFromConfig(c),
		Now:        time.Now,
	}
	lambda.Start(f.Answer)
}

// as is c with the credentials of a role.
func as(c aws.Config, role string) aws.Config {
	provider := stscreds.NewAssumeRoleProvider(sts.NewFromConfig(c), role, func(o *stscreds.AssumeRoleOptions) {
		o.RoleSessionName = "bulkhead-release"
	})
	there := c.Copy()
	there.Credentials = aws.NewCredentialsCache(provider)
	return there
}
