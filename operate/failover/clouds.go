package failover

import (
	"context"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"bulkhead/internal/aws/applicationautoscaling"
	"bulkhead/internal/aws/cloudwatch"
	"bulkhead/internal/aws/dynamodb"
	"bulkhead/internal/aws/ecs"
	"bulkhead/internal/aws/elasticache"
	"bulkhead/internal/aws/elasticloadbalancingv2"
	"bulkhead/internal/aws/globalaccelerator"
	"bulkhead/internal/aws/kafka"
	"bulkhead/internal/aws/lambda"
	"bulkhead/internal/aws/opensearch"
	"bulkhead/internal/aws/rds"
	"bulkhead/internal/aws/secretsmanager"
	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// Cloud is what a failover reaches.
type Cloud struct {
	// Config returns the configuration for a region.
	Config func(region string) aws.Config
	// Probe asks a URL and returns the status and the beginning of the answer. It connects to front, where there is
	// one, and not to where the URL's name leads.
	Probe func(ctx context.Context, url, front string) (status int, body string, err error)
	// Now is the time.
	Now func() time.Time
}

// region is the clients of a region.
type region struct {
	rds         *rds.Client
	elasticache *elasticache.Client
	opensearch  *opensearch.Client
	kafka       *kafka.Client
	cloudwatch  *cloudwatch.Client
	ecs         *ecs.Client
	scaling     *applicationautoscaling.Client
	lambda      *lambda.Client
	balancing   *elasticloadbalancingv2.Client
	dynamodb    *dynamodb.Client
	secrets     *secretsmanager.Client
}

func open(c aws.Config) region {
	return region{
		rds:         rds.NewFromConfig(c),
		elasticache: elasticache.NewFromConfig(c),
		opensearch:  opensearch.NewFromConfig(c),
		kafka:       kafka.NewFromConfig(c),
		cloudwatch:  cloudwatch.NewFromConfig(c),
		ecs:         ecs.NewFromConfig(c),
		scaling:     applicationautoscaling.NewFromConfig(c),
		lambda:      lambda.NewFromConfig(c),
		balancing:   elasticloadbalancingv2.NewFromConfig(c),
		dynamodb:    dynamodb.NewFromConfig(c),
		secrets:     secretsmanager.NewFromConfig(c),
	}
}

// failover is a move and the clients that it is made with.
type failover struct {
	Move
	cloud       Cloud
	at          map[SideName]region
	accelerator *globalaccelerator.Client
}

func newFailover(m Move, c Cloud) *failover {
	return &failover{
		Move:  m,
		cloud: c,
		at: map[SideName]region{
			Primary: open(c.Config(m.Environment.Primary.Region)),
			Standby: open(c.Config(m.Environment.Standby.Region)),
		},
		accelerator: globalaccelerator.NewFromConfig(c.Config(acceleratorRegion)),
	}
}

// there is the region that is moved to, here the one that is left.
func (f *failover) there() region { return f.at[f.To] }
func (f *failover) here() region  { return f.at[f.To.Other()] }

// busyCodes begin AWS's codes for what may be asked again later.
var busyCodes = []string{
	"InvalidGlobalClusterState",
	"InvalidDBClusterState",
	"InvalidDBInstanceState",
	"InvalidGlobalReplicationGroupState",
	"ConflictException",
	"ConcurrentUpdateException",
	"TransactionInProgress",
	"Throttling",
	"TooManyRequests",
}

// busy tells whether AWS refuses because something else goes on.
func busy(err error) bool {
	code := client.Code(err)
	return slices.ContainsFunc(busyCodes, func(busy string) bool { return strings.HasPrefix(code, busy) })
}

// HTTPS asks a URL over HTTP, for at most ten seconds, and does not follow redirections. It connects to front, where
// there is one, whose certificate has to be for the URL's name.
func HTTPS(ctx context.Context, url, front string) (status int, body string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, "", err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true
	if front != "" {
		dial := transport.DialContext
		transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			_, port, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err
			}
			return dial(ctx, network, net.JoinHostPort(front, port))
		}
	}
	client := http.Client{
		Transport: transport, Timeout: 10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	content := make([]byte, 64)
	n, _ := answer.Body.Read(content)
	return answer.StatusCode, strings.TrimSpace(string(content[:n])), nil
}

// Reach returns what a session reaches of AWS, in any region. It does not wait long for a region that does not answer:
// the lock runs out meanwhile.
func Reach(session aws.Config) Cloud {
	session.HTTPClient = awshttp.NewBuildableClient().WithTimeout(10 * time.Second)
	session.RetryMaxAttempts = 2
	return Cloud{Probe: HTTPS, Now: time.Now, Config: func(region string) aws.Config {
		return client.In(session, region)
	}}
}
