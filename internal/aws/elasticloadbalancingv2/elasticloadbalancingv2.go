// Package elasticloadbalancingv2 is what the failover asks of Elastic Load Balancing, in the words of AWS's SDK.
package elasticloadbalancingv2

import (
	"context"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// protocol is how it is asked.
var protocol = client.Query{Version: "2015-12-01"}

// Client calls Elastic Load Balancing.
type Client struct{ *client.Client }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config) *Client {
	return &Client{client.Regional(c, "Elastic Load Balancing v2", "elasticloadbalancing", protocol)}
}

// DescribeLoadBalancersInput is where to go on.
type DescribeLoadBalancersInput struct {
	Marker *string
}

// DescribeLoadBalancersOutput is a page of them.
type DescribeLoadBalancersOutput struct {
	LoadBalancers []LoadBalancer `xml:"DescribeLoadBalancersResult>LoadBalancers>member"`
	NextMarker    *string        `xml:"DescribeLoadBalancersResult>NextMarker"`
}

// DescribeLoadBalancers returns all load balancers.
func (c *Client) DescribeLoadBalancers(
	ctx context.Context, in *DescribeLoadBalancersInput,
) (*DescribeLoadBalancersOutput, error) {
	return client.Call[DescribeLoadBalancersOutput](ctx, c.Client, "DescribeLoadBalancers", in)
}

// DescribeTagsInput names up to twenty.
type DescribeTagsInput struct {
	ResourceArns []string `query:"ResourceArns.member"`
}

// DescribeTagsOutput is their tags.
type DescribeTagsOutput struct {
	TagDescriptions []TagDescription `xml:"DescribeTagsResult>TagDescriptions>member"`
}

// DescribeTags returns the tags of resources.
func (c *Client) DescribeTags(
	ctx context.Context, in *DescribeTagsInput,
) (*DescribeTagsOutput, error) {
	return client.Call[DescribeTagsOutput](ctx, c.Client, "DescribeTags", in)
}

// DescribeListenersInput names it.
type DescribeListenersInput struct {
	LoadBalancerArn *string
}

// DescribeListenersOutput is what they are.
type DescribeListenersOutput struct {
	Listeners []Listener `xml:"DescribeListenersResult>Listeners>member"`
}

// DescribeListeners returns the listeners of a load balancer.
func (c *Client) DescribeListeners(
	ctx context.Context, in *DescribeListenersInput,
) (*DescribeListenersOutput, error) {
	return client.Call[DescribeListenersOutput](ctx, c.Client, "DescribeListeners", in)
}

// DescribeRulesInput names it, and where to go on.
type DescribeRulesInput struct {
	ListenerArn *string
	Marker      *string
}

// DescribeRulesOutput is a page of them.
type DescribeRulesOutput struct {
	Rules      []Rule  `xml:"DescribeRulesResult>Rules>member"`
	NextMarker *string `xml:"DescribeRulesResult>NextMarker"`
}

// DescribeRules returns the rules of a listener.
func (c *Client) DescribeRules(
	ctx context.Context, in *DescribeRulesInput,
) (*DescribeRulesOutput, error) {
	return client.Call[DescribeRulesOutput](ctx, c.Client, "DescribeRules", in)
}

// ModifyRuleInput names it.
type ModifyRuleInput struct {
	RuleArn *string
	Actions []Action `query:"Actions.member"`
}

// ModifyRuleOutput is not looked at.
type ModifyRuleOutput struct{}

// ModifyRule replaces the actions of a rule.
func (c *Client) ModifyRule(
	ctx context.Context, in *ModifyRuleInput,
) (*ModifyRuleOutput, error) {
	return client.Call[ModifyRuleOutput](ctx, c.Client, "ModifyRule", in)
}
