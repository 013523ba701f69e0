package failover

import (
	"context"
	"fmt"
	"strconv"

	"bulkhead/internal/aws/applicationautoscaling"
	"bulkhead/internal/aws/ecs"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// scaling is how a service has to run at a side.
type scaling struct {
	Scale
	side      SideName
	suspended bool  // schedules of the side do not change it
	exactly   bool  // no more tasks than the least number run
	least     int32 // tasks that have to run
}

// stop ends the tasks of the side that is left, so that nobody writes there any more. Schedules would start some again.
func (f *failover) stop(s Service) Step {
	step := f.scale(s, scaling{side: f.To.Other(), suspended: s.Scheduled, exactly: true})
	step.Name = "stop-" + s.Name
	step.Changes = "no " + s.one() + " of " + s.Name + " runs in " + f.from().Region
	step.Takes = "a minute or two: load balancers let requests end first; measured in rehearsals"
	read := step.State
	step.State = func(ctx context.Context) (State, error) {
		if moved, err := f.moved(ctx); err == nil && moved {
			return done("the other side is active")
		}
		return read(ctx)
	}
	return step
}

// start runs the service at the side that is moved to.
func (f *failover) start(s Service) Step {
	step := f.scale(s, scaling{side: f.To, Scale: s.Active, least: s.Active.Min})
	step.Name = "start-" + s.Name
	step.Changes = fmt.Sprintf("%d to %d %ss of %s run in %s", s.Active.Min, s.Active.Max, s.one(), s.Name, f.to().Region)
	step.Takes = "as a deployment; measured in rehearsals"
	return step
}

// standBy gives the service, at the side that was left, the scale of a standby.
func (f *failover) standBy(s Service) Step {
	step := f.scale(s, scaling{side: f.To.Other(), Scale: s.Inactive, suspended: s.Scheduled, exactly: true})
	step.Name = "stand-by-" + s.Name
	step.Changes = fmt.Sprintf("%d %ss of %s run in %s, as a standby", s.Inactive.Min, s.one(), s.Name, f.from().Region)
	step.Takes = "not waited for"
	step.Try = true
	read := step.State
	step.State = func(ctx context.Context) (State, error) {
		if f.Environment.Traffic == AcceleratorAndDNS {
			if left, err := f.leave().State(ctx); err != nil || left.Status != Done {
				return later("the accelerator may still lead there")
			}
		}
		return read(ctx)
	}
	return step
}

// scale is the step that has a service run as w says.
func (f *failover) scale(s Service, w scaling) Step {
	if s.Pods {
		return f.scalePods(s, w)
	}
	side := f.Environment.Side(w.side)
	resource := "service/" + side.Prefix + "/" + s.Name
	minimum, maximum := strconv.Itoa(int(w.Min)), strconv.Itoa(int(w.Max))
	return Step{
		Hand: append(
			hand(side.Region, "application-autoscaling register-scalable-target --service-namespace ecs"+
				" --scalable-dimension "+dimension+" --resource-id "+resource+" --min-capacity "+minimum+" --max-capacity "+
				maximum+" --suspended-state ScheduledScalingSuspended="+strconv.FormatBool(w.suspended)),
			hand(
				side.Region,
				"ecs update-service --cluster "+side.Prefix+" --service "+s.Name+" --desired-count "+minimum,
			)...,
		),
		State: func(ctx context.Context) (State, error) { return f.scaleState(ctx, s, w) },
		Do: func(ctx context.Context) error {
			service, err := f.service(ctx, s, w.side)
			if err != nil {
				return err
			}
			_, err = f.at[w.side].scaling.RegisterScalableTarget(
				ctx,
				&applicationautoscaling.RegisterScalableTargetInput{
					ServiceNamespace: new("ecs"), ScalableDimension: new(dimension), ResourceId: &resource,
					MinCapacity: &w.Min, MaxCapacity: &w.Max,
					SuspendedState: &applicationautoscaling.SuspendedState{ScheduledScalingSuspended: &w.suspended},
				},
			)
			if err != nil {
				return err
			}
			desired := max(w.Min, service.DesiredCount)
			if w.exactly {
				desired = w.Min
			}
			_, err = f.at[w.side].ecs.UpdateService(ctx,
				&ecs.UpdateServiceInput{Cluster: &side.Prefix, Service: &s.Name, DesiredCount: &desired})
			return err
		},
	}
}

// dimension is what Application Auto Scaling changes of a service.
const dimension = "ecs:service:DesiredCount"

func (f *failover) scaleState(ctx context.Context, s Service, w scaling) (State, error) {
	if s.Pods {
		return f.podsState(ctx, s, w)
	}
	service, err := f.service(ctx, s, w.side)
	if err != nil {
		return State{}, err
	}
	resource := "service/" + f.Environment.Side(w.side).Prefix + "/" + s.Name
	out, err := f.at[w.side].scaling.DescribeScalableTargets(
		ctx,
		&applicationautoscaling.DescribeScalableTargetsInput{
			ServiceNamespace: new("ecs"), ScalableDimension: new(dimension), ResourceIds: []string{resource},
		},
	)
	if err != nil {
		return State{}, err
	}
	if len(out.ScalableTargets) != 1 {
		return failed(resource + " is not scaled: a deployment does that")
	}
	target := out.ScalableTargets[0]
	suspended := target.SuspendedState != nil && aws.ToBool(target.SuspendedState.ScheduledScalingSuspended)
	detail := fmt.Sprintf("%d of %d tasks run, scaled from %d to %d", service.RunningCount, service.DesiredCount,
		aws.ToInt32(target.MinCapacity), aws.ToInt32(target.MaxCapacity))
	switch {
	case aws.ToInt32(target.MinCapacity) != w.Min,
		aws.ToInt32(target.MaxCapacity) != w.Max,
		suspended != w.suspended,
		service.DesiredCount < w.Min,
		w.exactly && service.DesiredCount > w.Min:
		return due(detail)
	case service.RunningCount < w.least, w.exactly && service.RunningCount > w.Min:
		return waiting(detail)
	}
	return done(detail)
}

// service reads a service at a side.
func (f *failover) service(ctx context.Context, s Service, side SideName) (ecs.Service, error) {
	cluster := f.Environment.Side(side).Prefix
	out, err := f.at[side].ecs.DescribeServices(
		ctx,
		&ecs.DescribeServicesInput{Cluster: &cluster, Services: []string{s.Name}},
	)
	if err != nil {
		return ecs.Service{}, err
	}
	for _, found := range out.Services {
		if aws.ToString(found.Status) == "ACTIVE" {
			return found, nil
		}
	}
	return ecs.Service{}, fmt.Errorf("the cluster %s has no service %s", cluster, s.Name)
}
