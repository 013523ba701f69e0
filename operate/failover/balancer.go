package failover

import (
	"context"
	"fmt"
	"slices"

	"bulkhead/internal/aws/elasticloadbalancingv2"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// GatePath is what a load balancer itself answers: 200 and "active" where its side is active, else 503 and "standby".
const GatePath = "/.bulkhead/active"

// The tags that load balancers of ours are found by.
const (
	organizationTag = "organization"
	environmentTag  = "environment"
)

// describeTagsAtOnce is how many resources DescribeTags takes.
const describeTagsAtOnce = 20

// balancers returns the load balancers of a side.
func (f *failover) balancers(
	ctx context.Context,
	side SideName,
) (all []elasticloadbalancingv2.LoadBalancer, err error) {
	client := f.at[side].balancing
	var found []elasticloadbalancingv2.LoadBalancer
	in := &elasticloadbalancingv2.DescribeLoadBalancersInput{}
	for {
		page, err := client.DescribeLoadBalancers(ctx, in)
		if err != nil {
			return nil, err
		}
		found = append(found, page.LoadBalancers...)
		if in.Marker = page.NextMarker; aws.ToString(in.Marker) == "" {
			break
		}
	}
	ours := map[string]bool{}
	for chunk := range slices.Chunk(found, describeTagsAtOnce) {
		var arns []string
		for _, b := range chunk {
			arns = append(arns, aws.ToString(b.LoadBalancerArn))
		}
		out, err := client.DescribeTags(ctx, &elasticloadbalancingv2.DescribeTagsInput{ResourceArns: arns})
		if err != nil {
			return nil, err
		}
		for _, of := range out.TagDescriptions {
			tags := map[string]string{}
			for _, tag := range of.Tags {
				tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
			}
			ours[aws.ToString(of.ResourceArn)] = tags[organizationTag] == f.Environment.Organization &&
				tags[environmentTag] == f.Environment.Side(side).Stage
		}
	}
	for _, b := range found {
		if ours[aws.ToString(b.LoadBalancerArn)] {
			all = append(all, b)
		}
	}
	return all, nil
}

// front returns the ARNs of the load balancers of a side that the internet reaches.
func (f *failover) front(ctx context.Context, side SideName) (arns []string, err error) {
	all, err := f.balancers(ctx, side)
	for _, b := range all {
		if aws.ToString(b.Scheme) == "internet-facing" {
			arns = append(arns, aws.ToString(b.LoadBalancerArn))
		}
	}
	if err == nil && len(arns) == 0 {
		err = fmt.Errorf("%s has no load balancer that the internet reaches", f.Environment.Side(side).Stage)
	}
	slices.Sort(arns)
	return arns, err
}

// gateRule finds the rule of a side's gate.
func (f *failover) gateRule(ctx context.Context, side SideName) (*elasticloadbalancingv2.Rule, error) {
	client := f.at[side].balancing
	all, err := f.balancers(ctx, side)
	if err != nil {
		return nil, err
	}
	for _, b := range all {
		if aws.ToString(b.Type) != "application" {
			continue
		}
		listeners, err := client.DescribeListeners(ctx,
			&elasticloadbalancingv2.DescribeListenersInput{LoadBalancerArn: b.LoadBalancerArn})
		if err != nil {
			return nil, err
		}
		for _, listener := range listeners.Listeners {
			in := &elasticloadbalancingv2.DescribeRulesInput{ListenerArn: listener.ListenerArn}
			for {
				page, err := client.DescribeRules(ctx, in)
				if err != nil {
					return nil, err
				}
				for _, rule := range page.Rules {
					if isGate(rule) {
						return &rule, nil
					}
				}
				if in.Marker = page.NextMarker; aws.ToString(in.Marker) == "" {
					break
				}
			}
		}
	}
	return nil, fmt.Errorf("no load balancer of %s has a rule for %s", f.Environment.Side(side).Stage, GatePath)
}

func isGate(rule elasticloadbalancingv2.Rule) bool {
	return slices.ContainsFunc(rule.Conditions, func(c elasticloadbalancingv2.RuleCondition) bool {
		return aws.ToString(c.Field) == "path-pattern" && slices.Contains(c.Values, GatePath)
	})
}

// answer is what a gate answers.
func answer(open bool) elasticloadbalancingv2.FixedResponseActionConfig {
	if open {
		return elasticloadbalancingv2.FixedResponseActionConfig{
			StatusCode: new("200"), MessageBody: new("active"), ContentType: new("text/plain"),
		}
	}
	return elasticloadbalancingv2.FixedResponseActionConfig{
		StatusCode: new("503"), MessageBody: new("standby"), ContentType: new("text/plain"),
	}
}

// isOpen tells whether the gate of a side says that it is active.
func (f *failover) isOpen(ctx context.Context, side SideName) (bool, error) {
	rule, err := f.gateRule(ctx, side)
	if err != nil {
		return false, err
	}
	for _, action := range rule.Actions {
		if c := action.FixedResponseConfig; c != nil {
			return aws.ToString(c.StatusCode) == "200" && aws.ToString(c.MessageBody) == "active", nil
		}
	}
	return false, fmt.Errorf("the rule for %s of %s answers nothing itself", GatePath, f.Environment.Side(side).Stage)
}

// gate opens or closes the gate of a side.
func (f *failover) gate(side SideName, open bool) Step {
	config, at := answer(open), f.Environment.Side(side)
	step := Step{
		Name:    "close-gate",
		Changes: "the load balancer in " + at.Region + " says that it is a standby",
		Takes:   "seconds; measured in rehearsals",
		Hand: append(f.letGate(side), hand(
			at.Region,
			"elbv2 modify-rule --rule-arn $rule --actions 'Type=fixed-response,FixedResponseConfig={"+
				"StatusCode="+*config.StatusCode+",MessageBody="+*config.MessageBody+",ContentType=text/plain}'",
		)...),
		State: func(ctx context.Context) (State, error) {
			is, err := f.isOpen(ctx, side)
			if err != nil {
				return State{}, err
			}
			detail := map[bool]string{true: "the gate is open", false: "the gate is closed"}[is]
			if is == open {
				return done(detail)
			}
			return due(detail)
		},
		Do: func(ctx context.Context) error {
			rule, err := f.gateRule(ctx, side)
			if err != nil {
				return err
			}
			_, err = f.at[side].balancing.ModifyRule(ctx, &elasticloadbalancingv2.ModifyRuleInput{
				RuleArn: rule.RuleArn, Actions: []elasticloadbalancingv2.Action{{
					Type: new("fixed-response"), FixedResponseConfig: &config,
				}},
			})
			return err
		},
	}
	if open {
		step.Name, step.Changes = "open-gate", "the load balancer in "+at.Region+" says that it is active"
	}
	if side == Standby {
		step.Changes += ": DNS follows"
		step.Takes += "; DNS: three failed checks, and 60 seconds that resolvers keep an answer (arithmetic)"
	}
	return step
}
