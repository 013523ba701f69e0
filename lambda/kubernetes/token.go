package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// emptyHash is the SHA-256 of nothing, which such a request has for a body.
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// newToken returns what EKS knows a caller by: a request of STS who the caller is, signed for one cluster, which EKS
// sends on its own. Source: the AWS CLI, aws eks get-token.
func newToken(ctx context.Context, c aws.Config, cluster string, now time.Time) (string, error) {
	address := "https://sts." + c.Region + ".amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Expires=60"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("x-k8s-aws-id", cluster)
	credentials, err := c.Credentials.Retrieve(ctx)
	if err != nil {
		return "", fmt.Errorf("the function has no credentials: %w", err)
	}
	signed, _, err := v4.NewSigner().PresignHTTP(ctx, credentials, request, emptyHash, "sts", c.Region, now)
	if err != nil {
		return "", err
	}
	return "k8s-aws-v1." + base64.RawURLEncoding.EncodeToString([]byte(signed)), nil
}
