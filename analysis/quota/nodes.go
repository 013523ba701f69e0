package quota

import (
	"maps"
	"regexp"
	"slices"

	"bulkhead/assembly"
	"bulkhead/internal/facts"
)

// nodeGroupCPUs are the vCPUs of a node group at its greatest scale, of the largest of its classes.
func nodeGroupCPUs(r *assembly.Resource) int {
	largest := 0
	classes, _ := r.Get("InstanceTypes").([]any)
	for _, one := range classes {
		class, _ := one.(string)
		if cpus, _, known := facts.InstanceSize(class); known {
			largest = max(largest, cpus)
		}
	}
	return int(assembly.Number(r.Get("ScalingConfig", "MaxSize"))) * largest
}

// poolLimit finds how many vCPUs the nodes of a pool may have together, in the text of its object.
var poolLimit = regexp.MustCompile(`"limits":\{"cpu":([0-9]+)`)

// poolCPUs are the vCPUs that pools of nodes among a cluster's objects may have.
func poolCPUs(r *assembly.Resource) int {
	sum := 0
	for _, object := range texts(r.Get("Objects")) {
		for _, found := range poolLimit.FindAllStringSubmatch(object, -1) {
			sum += int(assembly.Number(found[1]))
		}
	}
	return sum
}

// texts are all texts in a value.
func texts(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, one := range v {
			all = append(all, texts(one)...)
		}
		return all
	case map[string]any:
		var all []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			all = append(all, texts(v[name])...)
		}
		return all
	}
	return nil
}
