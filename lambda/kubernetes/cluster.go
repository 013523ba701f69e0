package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"time"

	"bulkhead/internal/aws/eks"
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// cluster is one while its API is asked.
type cluster struct {
	function
	name     string
	endpoint string
	http     *http.Client
	begun    time.Time
	made     time.Time // when the token was made
	token    string
	kinds    map[string][]kind // by version of an API
	changed  bool              // whether an object was applied
}

// errGone is the error of a cluster that is not there any more.
var errGone = errors.New("there is no such cluster")

func isGone(err error) bool { return errors.Is(err, errGone) }

// connect asks EKS where a cluster is, and whose signature is on its certificate: both are another's when a cluster of
// the same name is made anew, which the properties of other stacks do not tell. One that is being made is waited for.
func (f function) connect(ctx context.Context, name string) (*cluster, error) {
	begun := time.Now()
	var found *eks.Cluster
	wait := custom.Poll{Every: f.every, For: f.rollout}
	err := wait.Until(ctx, func(ctx context.Context) (missing string, err error) {
		described, err := f.eks.DescribeCluster(ctx, &eks.DescribeClusterInput{Name: &name})
		if custom.Refused(err, "ResourceNotFoundException") {
			return "", fmt.Errorf("cluster %s: %w", name, errGone)
		}
		if err != nil {
			return "", err
		}
		found = described.Cluster
		switch aws.ToString(found.Status) {
		case "DELETING":
			return "", fmt.Errorf("cluster %s is being deleted: %w", name, errGone)
		case "CREATING", "PENDING":
			return "cluster " + name + " is being made", nil
		}
		return "", nil
	})
	if err != nil {
		return nil, err
	}
	if found.CertificateAuthority == nil || aws.ToString(found.Endpoint) == "" {
		return nil, fmt.Errorf("cluster %s is %s and has no API", name, aws.ToString(found.Status))
	}
	authority, err := base64.StdEncoding.DecodeString(aws.ToString(found.CertificateAuthority.Data))
	if err != nil {
		return nil, fmt.Errorf("the certificate of cluster %s: %w", name, err)
	}
	trusted := x509.NewCertPool()
	if !trusted.AppendCertsFromPEM(authority) {
		return nil, fmt.Errorf("the certificate of cluster %s is none", name)
	}
	return &cluster{
		function: f, name: name, endpoint: *found.Endpoint, begun: begun, kinds: map[string][]kind{},
		http: &http.Client{
			Timeout: 30 * time.Second,
			Transport: &http.Transport{
				TLSClientConfig:     &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12},
				TLSHandshakeTimeout: 10 * time.Second,
				IdleConnTimeout:     time.Minute,
			},
		},
	}, nil
}
