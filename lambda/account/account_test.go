package main

import (
	"context"
	"net"
	nethttp "net/http"
	"strings"
	"testing"
	"time"

	"bulkhead/internal/fake"
	"bulkhead/internal/moto"
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

const (
	account = "123456789012"
	region  = "eu-west-1"
)

// request asks the function over c for these properties.
func request(c aws.Config, kind cfn.RequestType, properties map[string]any) (string, error) {
	f := function{aws: c, poll: custom.Poll{Every: time.Millisecond, For: 3 * time.Second}}
	id, _, err := f.types().Handle(context.Background(), cfn.Event{
		RequestType: kind, ResourceType: "Custom::AccountSettings", PhysicalResourceID: account + "/" + region, ResourceProperties: properties,
	})
	return id, err
}

// create asks for a setting of the account.
func create(c aws.Config, name string, value any) error {
	_, err := request(c, cfn.RequestCreate, map[string]any{"Account": account, name: value})
	return err
}

// start is an account of the test's own, with these answers in the place of moto's.
func start(t *testing.T, answers fake.Answers) aws.Config {
	t.Helper()
	c := moto.Start(t, region)
	// S3 Control names the account before the host, and such a host there is only at AWS
	c.HTTPClient = http.NewBuildableClient().WithTransportOptions(func(transport *nethttp.Transport) {
		dial := transport.DialContext
		transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			return dial(ctx, network, strings.TrimPrefix(address, account+"."))
		}
	})
	return answers.Over(c)
}
