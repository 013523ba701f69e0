package facts

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Classes are the instance classes that a service offers: the sizes of each family.
type Classes map[string][]string

// Offer tells whether a class such as m7g.large is among them.
func (c Classes) Offer(class string) bool {
	family, size, _ := strings.Cut(class, ".")
	return slices.Contains(c[family], size)
}

// Families are the families of the classes, sorted.
func (c Classes) Families() []string { return slices.Sorted(maps.Keys(c)) }

// Sizes that many families have.
var (
	upTo16 = strings.Fields("large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge")
	upTo24 = append(slices.Clip(upTo16), "24xlarge")
	upTo32 = append(slices.Clip(upTo24), "32xlarge")
	upTo48 = append(slices.Clip(upTo24), "48xlarge")
)

// memoryPerCPU are the families of EC2 for general use and their GiB per vCPU, as of 2026-11.
var memoryPerCPU = map[string]int{
	"c6g": 2, "c7g": 2, "c8g": 2, "c6i": 2, "c7i": 2,
	"m6g": 4, "m7g": 4, "m8g": 4, "m6i": 4, "m7i": 4,
	"r6g": 8, "r7g": 8, "r8g": 8, "r6i": 8, "r7i": 8,
}

// InstanceFamilies are the families that InstanceSize knows, sorted.
func InstanceFamilies() []string {
	return slices.Sorted(maps.Keys(memoryPerCPU))
}

// burstable are the sizes of the families t3 and t4g: vCPUs and GiB, as of 2026-11.
var burstable = map[string]struct{ cpus, gib int }{
	"micro": {2, 1}, "small": {2, 2}, "medium": {2, 4}, "large": {2, 8}, "xlarge": {4, 16}, "2xlarge": {8, 32},
}

// InstanceSize returns the vCPUs and the memory, in MiB, of an instance class; it is not known of every class.
func InstanceSize(class string) (cpus, mib int, known bool) {
	family, size, _ := strings.Cut(class, ".")
	if family == "t3" || family == "t4g" {
		s, known := burstable[size]
		return s.cpus, s.gib * 1024, known
	}
	perCPU, known := memoryPerCPU[family]
	cpus = 2
	if times, large := strings.CutSuffix(size, "xlarge"); large {
		n := 1
		if times != "" {
			n, _ = strconv.Atoi(times)
		}
		if n < 1 || n > 16 {
			return 0, 0, false
		}
		cpus = 4 * n
	} else if size != "large" {
		return 0, 0, false
	}
	return cpus, cpus * perCPU * 1024, known
}

// podGroups are how many pods on an instance may have security groups of their own, by its size: the least of the
// families of InstanceSize but t, which give none to any, as of 2026-11. Source: pkg/aws/vpc/limits.go of
// aws/amazon-vpc-resource-controller-k8s, BranchInterface.
var podGroups = map[string]int{
	"large": 9, "xlarge": 18, "2xlarge": 38, "4xlarge": 54, "8xlarge": 54, "12xlarge": 54, "16xlarge": 107,
}

// PodGroups returns how many pods on an instance of a class may have security groups of their own; 0 where none may, or
// it is not known.
func PodGroups(class string) int {
	family, size, _ := strings.Cut(class, ".")
	if memoryPerCPU[family] == 0 {
		return 0
	}
	return podGroups[size]
}
