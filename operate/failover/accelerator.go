package failover

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"bulkhead/internal/aws/globalaccelerator"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// acceleratorRegion is where Global Accelerator's API is.
const acceleratorRegion = "us-west-2"

// full is the dial of the active side's endpoint group.
const full = 100

// weight is that of an endpoint among those of its group: as CloudFormation's, the default.
const weight = 128

// deployed is the state of an accelerator whose last change is everywhere.
const deployed = "DEPLOYED"

// groups returns the state of the accelerator and, for a side's region, the endpoint group of each listener.
func (f *failover) groups(
	ctx context.Context,
	side SideName,
) (status string, all []globalaccelerator.EndpointGroup, err error) {
	accelerator, err := f.findAccelerator(ctx)
	if err != nil {
		return "", nil, err
	}
	listeners, err := globalaccelerator.Listeners(ctx, f.accelerator, accelerator.AcceleratorArn)
	if err != nil {
		return "", nil, err
	}
	for _, listener := range listeners {
		group, err := f.group(ctx, listener, f.Environment.Side(side).Region)
		if err != nil {
			return "", nil, err
		}
		all = append(all, group)
	}
	if len(all) == 0 {
		return "", nil, errors.New("the accelerator has no listener")
	}
	return aws.ToString(accelerator.Status), all, nil
}

// findAccelerator returns the accelerator that the primary's stack has made.
func (f *failover) findAccelerator(ctx context.Context) (globalaccelerator.Accelerator, error) {
	e := f.Environment
	found, err := globalaccelerator.Find(ctx, f.accelerator, e.Accelerator, map[string]string{
		organizationTag: e.Organization, environmentTag: e.Primary.Stage,
	})
	switch {
	case err != nil:
		return globalaccelerator.Accelerator{}, err
	case len(found) == 0:
		return globalaccelerator.Accelerator{}, fmt.Errorf("there is no accelerator %s of %s", e.Accelerator, e.Name)
	case len(found) > 1:
		return globalaccelerator.Accelerator{}, fmt.Errorf(
			"there is more than one accelerator %s of %s: delete all but that of its stack", e.Accelerator, e.Name)
	}
	return found[0], nil
}

// group returns the endpoint group of a listener in a region.
func (f *failover) group(
	ctx context.Context, listener globalaccelerator.Listener, region string,
) (globalaccelerator.EndpointGroup, error) {
	in := &globalaccelerator.ListEndpointGroupsInput{ListenerArn: listener.ListenerArn}
	for {
		page, err := f.accelerator.ListEndpointGroups(ctx, in)
		if err != nil {
			return globalaccelerator.EndpointGroup{}, err
		}
		for _, group := range page.EndpointGroups {
			if aws.ToString(group.EndpointGroupRegion) == region {
				return group, nil
			}
		}
		if in.NextToken = page.NextToken; aws.ToString(in.NextToken) == "" {
			return globalaccelerator.EndpointGroup{}, fmt.Errorf(
				"a listener of the accelerator has no group in %s",
				region,
			)
		}
	}
}

// leave takes the endpoints of the side that is left out of the accelerator. An endpoint of weight 0, or an unhealthy
// one, would still get requests when no other is healthy.
func (f *failover) leave() Step {
	side := f.To.Other()
	step := f.endpoints(side, 0, func(context.Context) ([]string, error) { return nil, nil })
	step.Name = "leave-accelerator"
	step.Changes = "the accelerator sends nothing to " + f.from().Region
	read := step.State
	step.State = func(ctx context.Context) (State, error) {
		state, err := read(ctx)
		if err == nil || f.Mode == Planned {
			return state, err
		}
		// Without the accelerator's API, DNS moves clients. Some still have its addresses: the side that they lead
		// to has to be without tasks.
		for _, s := range f.Environment.Services {
			stopped, unknown := f.scaleState(ctx, s, scaling{side: side, suspended: s.Scheduled, exactly: true})
			if unknown != nil || stopped.Status != Done {
				return State{}, err
			}
		}
		return later(
			"the accelerator's API does not answer; DNS moves clients, and nothing runs where they come from",
		)
	}
	return step
}

// join puts the load balancers of the side that is moved to into the accelerator.
func (f *failover) join() Step {
	step := f.endpoints(f.To, full, func(ctx context.Context) ([]string, error) { return f.front(ctx, f.To) })
	step.Name = "join-accelerator"
	step.Changes = "the accelerator sends everything to " + f.to().Region
	step.Try = f.Mode == Disaster // DNS has moved clients
	return step
}

// endpoints is the step that gives a side's endpoint groups these endpoints and this dial.
func (f *failover) endpoints(side SideName, dial float32, want func(context.Context) ([]string, error)) Step {
	configuration, find := "'[]'", f.letGroup(side)
	if dial == full {
		configuration = fmt.Sprintf("EndpointId=$balancer,Weight=%d,ClientIPPreservationEnabled=true", weight)
		find = append(find, f.letFront(side)...)
	}
	return Step{
		Takes: "seconds to minutes until it is everywhere; measured in rehearsals",
		Hand: append(find, hand(
			acceleratorRegion,
			fmt.Sprintf("globalaccelerator update-endpoint-group --endpoint-group-arn $group"+
				" --traffic-dial-percentage %g --endpoint-configurations %s", dial, configuration),
		)...),
		State: func(ctx context.Context) (State, error) {
			arns, err := want(ctx)
			if err != nil {
				return State{}, err
			}
			status, groups, err := f.groups(ctx, side)
			if err != nil {
				return State{}, err
			}
			for _, group := range groups {
				if !is(group, dial, arns) {
					return due(fmt.Sprintf("%d endpoints, dial %g", len(group.EndpointDescriptions),
						aws.ToFloat32(group.TrafficDialPercentage)))
				}
			}
			if status != deployed {
				return waiting("the accelerator is " + status)
			}
			return done(fmt.Sprintf("%d endpoints, dial %g", len(arns), dial))
		},
		Do: func(ctx context.Context) error {
			arns, err := want(ctx)
			if err != nil {
				return err
			}
			_, groups, err := f.groups(ctx, side)
			if err != nil {
				return err
			}
			configurations := []globalaccelerator.EndpointConfiguration{} // an empty list empties; none would keep
			for _, arn := range arns {
				configurations = append(configurations, globalaccelerator.EndpointConfiguration{
					EndpointId: &arn, Weight: new(int32(weight)), ClientIPPreservationEnabled: new(true),
				})
			}
			for _, group := range groups {
				if is(group, dial, arns) {
					continue
				}
				_, err := f.accelerator.UpdateEndpointGroup(ctx, &globalaccelerator.UpdateEndpointGroupInput{
					EndpointGroupArn: group.EndpointGroupArn, EndpointConfigurations: configurations,
					TrafficDialPercentage: &dial,
				})
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// is tells whether a group has this dial and these endpoints, which are sorted.
func is(group globalaccelerator.EndpointGroup, dial float32, arns []string) bool {
	var ids []string
	for _, endpoint := range group.EndpointDescriptions {
		ids = append(ids, aws.ToString(endpoint.EndpointId))
	}
	slices.Sort(ids)
	return aws.ToFloat32(group.TrafficDialPercentage) == dial && slices.Equal(ids, arns)
}
