// Package quota compares what templates make with what AWS lets an account have at first, and tells which quotas have
// to be raised before a deployment.
package quota

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/facts"
)

// Need is how much of a quota an account, in a region, needs at its greatest scale.
type Need struct {
	Account string `json:"account"`
	Region  string `json:"region"`
	Service string `json:"service"` // as Service Quotas calls it
	Code    string `json:"code"`
	Name    string `json:"name"`
	Needed  int    `json:"needed"`
	Default int    `json:"default"` // what a new account has
}

// Raise tells whether the account's first quota is not enough.
func (n Need) Raise() bool { return n.Needed > n.Default }

// Needs returns what the accounts of a cloud assembly need, sorted by account, region and quota. It fails for types
// that internal/facts does not know: nobody could tell what they take.
func Needs(a *assembly.Assembly) ([]Need, error) {
	type key struct {
		account, region string
		quota           facts.Quota
	}
	sums, reserved := map[key]int{}, map[key]bool{}
	var faults []error
	for _, stack := range a.Stacks {
		for _, r := range stack.Resources {
			is, err := facts.Of(r.Type)
			if err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", r, err))
				continue
			}
			for _, take := range is.Quotas {
				k := key{stack.Account, stack.Region, take.Quota}
				if take.Global {
					k.region = ""
				}
				n := taken(a, r, take)
				if n > 0 {
					sums[k] += n
				}
				reserved[k] = reserved[k] || take.Measure == facts.Concurrency && n > 1
			}
		}
	}
	var needs []Need
	for k, needed := range sums {
		q := k.quota
		if reserved[k] {
			needed += facts.LeftToOthers
		}
		needs = append(needs, Need{k.account, k.region, q.Service, q.Code, q.Name, needed, q.Initial})
	}
	slices.SortFunc(needs, func(a, b Need) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region),
			cmp.Compare(a.Service, b.Service), cmp.Compare(a.Code, b.Code))
	})
	return needs, errors.Join(faults...)
}

// taken is how much of a quota a resource takes.
func taken(a *assembly.Assembly, r *assembly.Resource, take facts.Take) int {
	if take.Property != "" && r.Get(strings.Split(take.Property, ".")...) != take.Value {
		return 0
	}
	switch take.Measure {
	case facts.ServiceCPUs:
		return serviceCPUs(a, r, "FARGATE")
	case facts.ServiceSpotCPUs:
		return serviceCPUs(a, r, "FARGATE_SPOT")
	case facts.GroupCPUs:
		return groupCPUs(a, r, false)
	case facts.GroupSpotCPUs:
		return groupCPUs(a, r, true)
	case facts.NodeGroupCPUs:
		return nodeGroupCPUs(r)
	case facts.PoolCPUs:
		return poolCPUs(r)
	case facts.TaskCPUs:
		return taskCPUs(a, r)
	case facts.InstanceStorage:
		return storage(a, r)
	case facts.Nodes:
		return nodes(a, r)
	case facts.Concurrency:
		return max(1, int(assembly.Number(r.Get("ReservedConcurrentExecutions"))))
	}
	return 1
}

// serviceCPUs is what a Fargate service's tasks take of a capacity provider at its greatest scale, in vCPUs, twice
// during a deployment. Scalable targets are in the stack of their service.
func serviceCPUs(a *assembly.Assembly, r *assembly.Resource, provider string) int {
	task, found := a.Resolve(r.Stack, r.Get("TaskDefinition"))
	if !found {
		return 0
	}
	most := 1.0
	for _, target := range r.Stack.Resources {
		if target.Type == "AWS::ApplicationAutoScaling::ScalableTarget" {
			most = greatest(target)
		}
	}
	return ceil(placed(r, provider, 2*most)*assembly.Number(task.Get("Cpu")), cpuUnits)
}

// placed is how many of so many tasks a service has on a capacity provider: its base, and its share of the others,
// rounded up.
func placed(service *assembly.Resource, provider string, tasks float64) float64 {
	var base, weights, ofBase, ofWeight float64
	strategy, _ := service.Get("CapacityProviderStrategy").([]any)
	for _, one := range strategy {
		item, _ := one.(map[string]any)
		base += assembly.Number(item["Base"])
		weights += assembly.Number(item["Weight"])
		if item["CapacityProvider"] == provider {
			ofBase, ofWeight = assembly.Number(item["Base"]), assembly.Number(item["Weight"])
		}
	}
	if weights == 0 { // one provider alone needs none
		return tasks
	}
	return min(tasks, ofBase+math.Ceil(max(tasks-base, 0)*ofWeight/weights))
}

// cpuUnits are a vCPU, as task definitions count.
const cpuUnits = 1024

// taskCPUs are the vCPUs of a task that runs on a schedule or by hand: one at a time. Services have their own.
func taskCPUs(a *assembly.Assembly, r *assembly.Resource) int {
	for _, other := range r.Stack.Resources {
		if other.Type != "AWS::ECS::Service" {
			continue
		}
		if runs, _ := a.Resolve(other.Stack, other.Get("TaskDefinition")); runs == r {
			return 0
		}
	}
	return ceil(assembly.Number(r.Get("Cpu")), cpuUnits)
}

// greatest is the most that a target scales to, now or by schedule.
func greatest(target *assembly.Resource) float64 {
	most := assembly.Number(target.Get("MaxCapacity"))
	actions, _ := target.Get("ScheduledActions").([]any)
	for _, action := range actions {
		change, _ := action.(map[string]any)["ScalableTargetAction"].(map[string]any)
		most = max(most, assembly.Number(change["MaxCapacity"]))
	}
	return most
}

// groupCPUs are a group's vCPUs at its greatest scale, of the largest of its classes: of On-Demand instances, or of
// Spot instances, which are a share of those above a number.
func groupCPUs(a *assembly.Assembly, r *assembly.Resource, spot bool) int {
	var classes []any
	overrides, _ := r.Get("MixedInstancesPolicy", "LaunchTemplate", "Overrides").([]any)
	for _, override := range overrides {
		classes = append(classes, override.(map[string]any)["InstanceType"])
	}
	if template, found := a.Resolve(r.Stack, r.Get("LaunchTemplate", "LaunchTemplateId")); found {
		classes = append(classes, template.Get("LaunchTemplateData", "InstanceType"))
	}
	largest := 0
	for _, one := range classes {
		class, _ := one.(string)
		if cpus, _, known := facts.InstanceSize(class); known {
			largest = max(largest, cpus)
		}
	}
	most := assembly.Number(r.Get("MaxSize"))
	onDemand := most
	distribution := func(name string) any { return r.Get("MixedInstancesPolicy", "InstancesDistribution", name) }
	if share, given := distribution("OnDemandPercentageAboveBaseCapacity").(float64); given {
		base := assembly.Number(distribution("OnDemandBaseCapacity"))
		onDemand = base + math.Ceil((most-base)*share/100) // Auto Scaling rounds in favour of On-Demand
	}
	if spot {
		return int(most-onDemand) * largest
	}
	return int(onDemand) * largest
}

func ceil(n float64, by int) int { return (int(n) + by - 1) / by }
