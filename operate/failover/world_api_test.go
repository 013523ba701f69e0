package failover

import (
	"maps"
	"strings"
	"time"

	"bulkhead/internal/aws/applicationautoscaling"
	"bulkhead/internal/aws/cloudwatch"
	"bulkhead/internal/aws/dynamodb"
	"bulkhead/internal/aws/ecs"
	"bulkhead/internal/aws/elasticloadbalancingv2"
	"bulkhead/internal/aws/globalaccelerator"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
)

// refuse is AWS's refusal.
func refuse(code, message string) error { return &smithy.GenericAPIError{Code: code, Message: message} }

// to makes an answer of a function of a call's own input.
func to[In, Out any](answer func(*In) (*Out, error)) func(any) (any, error) {
	return func(in any) (any, error) {
		out, err := answer(in.(*In))
		if err != nil {
			return nil, err
		}
		return out, nil
	}
}

type calls = map[string]func(any) (any, error)

// answers are the calls that a region knows.
func (w *world) answers(region string) calls {
	if region == acceleratorRegion {
		return w.acceleratorCalls()
	}
	side := w.sideIn(region)
	p := w.sides[side]
	all := calls{}
	maps.Copy(all, w.storeCalls(side, p))
	maps.Copy(all, w.balancingCalls(side, p))
	maps.Copy(all, w.tableCalls(p))
	maps.Copy(all, w.secretCalls(p))
	maps.Copy(all, w.streamCalls(side, p))
	maps.Copy(all, w.podCalls(side, p))
	maps.Copy(all, calls{
		"DescribeServices": to(func(in *ecs.DescribeServicesInput) (*ecs.DescribeServicesOutput, error) {
			out := &ecs.DescribeServicesOutput{}
			for _, name := range in.Services {
				if s := p.services[name]; s != nil {
					out.Services = append(out.Services, ecs.Service{
						ServiceName: &name, Status: new("ACTIVE"), DesiredCount: s.desired, RunningCount: s.running,
					})
				}
			}
			return out, nil
		}),
		"UpdateService": to(func(in *ecs.UpdateServiceInput) (*ecs.UpdateServiceOutput, error) {
			s := p.services[*in.Service]
			s.desired, s.settles = *in.DesiredCount, w.now.Add(40*time.Second)
			return &ecs.UpdateServiceOutput{}, nil
		}),
		"DescribeScalableTargets": to(func(
			in *applicationautoscaling.DescribeScalableTargetsInput,
		) (*applicationautoscaling.DescribeScalableTargetsOutput, error) {
			s := p.services[in.ResourceIds[0][strings.LastIndex(in.ResourceIds[0], "/")+1:]]
			return &applicationautoscaling.DescribeScalableTargetsOutput{
				ScalableTargets: []applicationautoscaling.ScalableTarget{
					{
						ResourceId:  &in.ResourceIds[0],
						MinCapacity: new(s.min),
						MaxCapacity: new(s.max),
						SuspendedState: &applicationautoscaling.SuspendedState{
							ScheduledScalingSuspended: new(s.suspended),
						},
					},
				},
			}, nil
		}),
		"RegisterScalableTarget": to(func(
			in *applicationautoscaling.RegisterScalableTargetInput,
		) (*applicationautoscaling.RegisterScalableTargetOutput, error) {
			s := p.services[(*in.ResourceId)[strings.LastIndex(*in.ResourceId, "/")+1:]]
			s.min, s.max, s.suspended = *in.MinCapacity, *in.MaxCapacity, *in.SuspendedState.ScheduledScalingSuspended
			s.settles = w.now.Add(40 * time.Second)
			return &applicationautoscaling.RegisterScalableTargetOutput{}, nil
		}),
		"GetMetricStatistics": to(
			func(in *cloudwatch.GetMetricStatisticsInput) (*cloudwatch.GetMetricStatisticsOutput, error) {
				// The value of a minute is known when the minute is over.
				lag, at := p.lags[*in.Dimensions[0].Value], w.now.Truncate(time.Minute).Add(-time.Minute)
				if *in.Namespace == "AWS/Kafka" {
					lag = p.topic.lags[at]
				}
				return &cloudwatch.GetMetricStatisticsOutput{Datapoints: []cloudwatch.Datapoint{
					{Timestamp: at.Format(time.RFC3339), Maximum: &lag, Sum: &lag},
				}}, nil
			},
		),
	})
	return all
}

// tableCalls are those of DynamoDB, with the conditions that a record has.
func (w *world) tableCalls(p *place) calls {
	return calls{
		"GetItem": to(func(in *dynamodb.GetItemInput) (*dynamodb.GetItemOutput, error) {
			return &dynamodb.GetItemOutput{Item: maps.Clone(p.table)}, nil
		}),
		"UpdateItem": to(func(in *dynamodb.UpdateItemInput) (*dynamodb.UpdateItemOutput, error) {
			owner, held := p.table["Owner"]
			ours := held && *owner.S == *in.ExpressionAttributeValues[":owner"].S
			switch *in.ConditionExpression {
			case isOurs:
			case "attribute_not_exists(#owner) OR #owner = :owner OR #until < :now OR #until > :latest":
				now, latest := *in.ExpressionAttributeValues[":now"].N, *in.ExpressionAttributeValues[":latest"].N
				// As long as seconds have ten digits.
				ours = !held || ours || *p.table["Until"].N < now || *p.table["Until"].N > latest
			default:
				panic("the world does not know the condition " + *in.ConditionExpression)
			}
			if !ours && !w.lockless {
				return nil, refuse(dynamodb.CodeConditionFailed, "The conditional request failed")
			}
			set, remove, _ := strings.Cut(*in.UpdateExpression, "REMOVE ")
			for one := range strings.SplitSeq(strings.TrimPrefix(set, "SET "), ", ") {
				if alias, value, found := strings.Cut(strings.TrimSpace(one), " = "); found {
					p.table[in.ExpressionAttributeNames[alias]] = in.ExpressionAttributeValues[value]
				}
			}
			for alias := range strings.SplitSeq(remove, ", ") {
				delete(p.table, in.ExpressionAttributeNames[alias])
			}
			return &dynamodb.UpdateItemOutput{}, nil
		}),
	}
}

// balancingCalls are those of a load balancer of ours, with the rule of its gate, and of another's.
func (w *world) balancingCalls(side SideName, p *place) calls {
	arn := balancerARN(w.env.Side(side))
	return calls{
		"DescribeLoadBalancers": to(func(
			*elasticloadbalancingv2.DescribeLoadBalancersInput,
		) (*elasticloadbalancingv2.DescribeLoadBalancersOutput, error) {
			return &elasticloadbalancingv2.DescribeLoadBalancersOutput{
				LoadBalancers: []elasticloadbalancingv2.LoadBalancer{
					{LoadBalancerArn: new("arn:other"), Scheme: new("internet-facing"), Type: new("application")},
					{LoadBalancerArn: &arn, Scheme: new("internet-facing"), Type: new("application")},
				},
			}, nil
		}),
		"DescribeTags": to(func(
			in *elasticloadbalancingv2.DescribeTagsInput,
		) (*elasticloadbalancingv2.DescribeTagsOutput, error) {
			out := &elasticloadbalancingv2.DescribeTagsOutput{}
			for _, arn := range in.ResourceArns {
				stage := w.env.Side(side).Stage
				if arn == "arn:other" {
					stage = "dev"
				}
				out.TagDescriptions = append(out.TagDescriptions, elasticloadbalancingv2.TagDescription{
					ResourceArn: &arn, Tags: []elasticloadbalancingv2.Tag{
						{Key: new(organizationTag), Value: new("acme")}, {Key: new(environmentTag), Value: &stage},
					},
				})
			}
			return out, nil
		}),
		"DescribeListeners": to(func(
			in *elasticloadbalancingv2.DescribeListenersInput,
		) (*elasticloadbalancingv2.DescribeListenersOutput, error) {
			return &elasticloadbalancingv2.DescribeListenersOutput{Listeners: []elasticloadbalancingv2.Listener{
				{ListenerArn: in.LoadBalancerArn, Port: new(int32(443))},
			}}, nil
		}),
		"DescribeRules": to(func(
			in *elasticloadbalancingv2.DescribeRulesInput,
		) (*elasticloadbalancingv2.DescribeRulesOutput, error) {
			answer := answer(p.open)
			return &elasticloadbalancingv2.DescribeRulesOutput{Rules: []elasticloadbalancingv2.Rule{
				{RuleArn: new("arn:another-rule"), Actions: []elasticloadbalancingv2.Action{{Type: new("forward")}}},
				{
					RuleArn: in.ListenerArn,
					Conditions: []elasticloadbalancingv2.RuleCondition{
						{Field: new("path-pattern"), Values: []string{GatePath}},
					},
					Actions: []elasticloadbalancingv2.Action{
						{Type: new("fixed-response"), FixedResponseConfig: &answer},
					},
				},
			}}, nil
		}),
		"ModifyRule": to(
			func(in *elasticloadbalancingv2.ModifyRuleInput) (*elasticloadbalancingv2.ModifyRuleOutput, error) {
				if *in.RuleArn != arn {
					return nil, refuse("RuleNotFound", "not the gate")
				}
				p.open = *in.Actions[0].FixedResponseConfig.StatusCode == "200"
				return &elasticloadbalancingv2.ModifyRuleOutput{}, nil
			},
		),
	}
}

// acceleratorCalls are those of Global Accelerator.
func (w *world) acceleratorCalls() calls {
	return calls{
		"ListAccelerators": to(func(
			in *globalaccelerator.ListAcceleratorsInput,
		) (*globalaccelerator.ListAcceleratorsOutput, error) {
			status := deployed
			if w.settled.After(w.now) {
				status = "IN_PROGRESS"
			}
			if in.NextToken == nil { // one that somebody has made to be taken for ours
				return &globalaccelerator.ListAcceleratorsOutput{
					NextToken: new("more"),
					Accelerators: []globalaccelerator.Accelerator{
						{AcceleratorArn: new("arn:other"), Name: new("acme-dev"), Status: new(deployed)},
						{AcceleratorArn: new("arn:twin"), Name: new("acme-prod"), Status: new(deployed)},
					},
				}, nil
			}
			return &globalaccelerator.ListAcceleratorsOutput{Accelerators: []globalaccelerator.Accelerator{
				{AcceleratorArn: new("arn:ours"), Name: new("acme-prod"), Status: &status},
			}}, nil
		}),
		"ListTagsForResource": to(func(
			in *globalaccelerator.ListTagsForResourceInput,
		) (*globalaccelerator.ListTagsForResourceOutput, error) {
			organization := w.env.Organization
			if *in.ResourceArn == "arn:twin" && !w.twins {
				organization = "another"
			}
			return &globalaccelerator.ListTagsForResourceOutput{Tags: []globalaccelerator.Tag{
				{Key: new("environment"), Value: &w.env.Primary.Stage},
				{Key: new("organization"), Value: &organization},
			}}, nil
		}),
		"ListListeners": to(
			func(in *globalaccelerator.ListListenersInput) (*globalaccelerator.ListListenersOutput, error) {
				if *in.AcceleratorArn != "arn:ours" {
					return nil, refuse("AccessDeniedException", "not the environment's")
				}
				out := &globalaccelerator.ListListenersOutput{}
				for i := range w.listener {
					out.Listeners = append(
						out.Listeners,
						globalaccelerator.Listener{ListenerArn: new(string(rune('0' + i)))},
					)
				}
				return out, nil
			},
		),
		"ListEndpointGroups": to(func(
			in *globalaccelerator.ListEndpointGroupsInput,
		) (*globalaccelerator.ListEndpointGroupsOutput, error) {
			out := &globalaccelerator.ListEndpointGroupsOutput{}
			for _, side := range []SideName{Primary, Standby} {
				group := w.listener[(*in.ListenerArn)[0]-'0'][side]
				one := globalaccelerator.EndpointGroup{
					EndpointGroupArn:      new(*in.ListenerArn + string(side)),
					EndpointGroupRegion:   new(w.env.Side(side).Region),
					TrafficDialPercentage: new(group.dial),
				}
				for _, arn := range group.arns {
					one.EndpointDescriptions = append(one.EndpointDescriptions,
						globalaccelerator.EndpointDescription{EndpointId: &arn})
				}
				out.EndpointGroups = append(out.EndpointGroups, one)
			}
			return out, nil
		}),
		"UpdateEndpointGroup": to(func(
			in *globalaccelerator.UpdateEndpointGroupInput,
		) (*globalaccelerator.UpdateEndpointGroupOutput, error) {
			group := w.listener[(*in.EndpointGroupArn)[0]-'0'][SideName((*in.EndpointGroupArn)[1:])]
			if in.EndpointConfigurations != nil { // what is left out stays
				group.arns = nil
				for _, c := range in.EndpointConfigurations {
					group.arns = append(group.arns, aws.ToString(c.EndpointId))
				}
			}
			if in.TrafficDialPercentage != nil {
				group.dial = *in.TrafficDialPercentage
			}
			w.settled = w.now.Add(30 * time.Second)
			return &globalaccelerator.UpdateEndpointGroupOutput{}, nil
		}),
	}
}
