package moto

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func TestAnswersAsAWSWould(t *testing.T) {
	out, err := sts.NewFromConfig(Start(t, "eu-west-1")).GetCallerIdentity(context.Background(), nil)
	if err != nil || *out.Account != "123456789012" {
		t.Fatal(out, err)
	}
}
