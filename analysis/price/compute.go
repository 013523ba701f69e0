package price

import (
	"math"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// service is the tasks of a service on Fargate, at its least and greatest scale. Those on instances are paid with
// these. Tasks on Spot are counted as if On-Demand, which is the most that they cost.
func service(c counter) {
	if !onFargate(c) {
		return
	}
	task := c.the(c.Get("TaskDefinition"))
	least, most := c.scale()
	platform := "fargate-x86/"
	if task.text("RuntimePlatform", "CpuArchitecture") == "ARM64" {
		platform = "fargate-arm/"
	}
	for _, part := range []struct {
		item string
		each float64
	}{
		{platform + "vCPU-hour", task.number("Cpu") / 1024},
		{platform + "GB-hour", task.number("Memory") / 1024},
		{"fargate/storage-GB-hour", max(0, task.number("EphemeralStorage", "SizeInGiB")-freeStorage)},
	} {
		c.charge(part.item, least*part.each, most*part.each)
	}
}

// freeStorage is how many GiB of a task cost nothing.
const freeStorage = 20

func onFargate(c counter) bool {
	if c.text("LaunchType") == "FARGATE" {
		return true
	}
	return slices.ContainsFunc(c.list("CapacityProviderStrategy"), func(one any) bool {
		provider, _ := assembly.At(one, "CapacityProvider").(string)
		return strings.HasPrefix(provider, "FARGATE")
	})
}

// scale is how many tasks a service has at least and at most. Its scalable target is in its stack.
func (c counter) scale() (least, most float64) {
	for _, r := range c.Stack.Resources {
		if r.Type == "AWS::ApplicationAutoScaling::ScalableTarget" && r.Get("ServiceNamespace") == "ecs" {
			return scaled(r)
		}
	}
	if desired := c.Get("DesiredCount"); desired != nil {
		return assembly.Number(desired), assembly.Number(desired)
	}
	return 1, 1
}

// scaled are the least and the most of a scalable target, now or by schedule.
func scaled(target *assembly.Resource) (least, most float64) {
	least, most = assembly.Number(target.Get("MinCapacity")), assembly.Number(target.Get("MaxCapacity"))
	for _, action := range assembly.List(target.Get("ScheduledActions")) {
		if n := assembly.At(action, "ScalableTargetAction", "MinCapacity"); n != nil {
			least = min(least, assembly.Number(n))
		}
		most = max(most, assembly.Number(assembly.At(action, "ScalableTargetAction", "MaxCapacity")))
	}
	return least, most
}

// group is the instances of an Auto Scaling group, with their volumes and addresses: at least as many of the cheapest
// class as it keeps, at most as many of the dearest as it may have.
func group(c counter) {
	template := c.the(c.Get("LaunchTemplate", "LaunchTemplateId"))
	if mixed := c.Get("MixedInstancesPolicy", "LaunchTemplate", "LaunchTemplateSpecification", "LaunchTemplateId"); mixed != nil {
		template = c.the(mixed)
	}
	var classes []string
	for _, override := range c.list("MixedInstancesPolicy", "LaunchTemplate", "Overrides") {
		class, _ := assembly.At(override, "InstanceType").(string)
		classes = append(classes, class)
	}
	if len(classes) == 0 {
		classes = append(classes, template.text("LaunchTemplateData", "InstanceType"))
	}
	least, most := c.number("MinSize"), c.number("MaxSize")
	c = c.ofItem()
	c.instances(classes, least, most)
	c.volumes(template, least, most)
	for _, device := range template.list("LaunchTemplateData", "NetworkInterfaces") {
		if assembly.At(device, "AssociatePublicIpAddress") == true && !c.hasAddress() {
			c.as("public addresses").charge("address/hour", least, most)
		}
	}
}

// nodeGroup is the instances of a node group of Kubernetes.
func nodeGroup(c counter) {
	var classes []string
	for _, one := range c.list("InstanceTypes") {
		class, _ := one.(string)
		classes = append(classes, class)
	}
	least, most := c.number("ScalingConfig", "MinSize"), c.number("ScalingConfig", "MaxSize")
	c.instances(classes, least, most)
	c.volumes(c.the(c.Get("LaunchTemplate", "Id")), least, most)
}

func cluster(c counter) { c.charge("eks/hour", 1, 1) }

// instances counts instances of some classes: at least the cheapest, at most the dearest.
func (c counter) instances(classes []string, least, most float64) {
	cheapest, dearest := "", ""
	for _, class := range classes {
		p, found := c.table.Of("ec2/"+class, c.region)
		if !found {
			c.charge("ec2/"+class, least, most) // which says that it is missing
			return
		}
		if low, _ := c.table.Of(cheapest, c.region); low.USD == nil || p.USD.Cmp(low.USD) < 0 {
			cheapest = "ec2/" + class
		}
		if high, _ := c.table.Of(dearest, c.region); high.USD == nil || p.USD.Cmp(high.USD) > 0 {
			dearest = "ec2/" + class
		}
	}
	if cheapest == dearest {
		c.charge(cheapest, least, most)
		return
	}
	c.charge(cheapest, least, 0)
	c.charge(dearest, 0, most)
}

// volumes counts the disks that a launch template gives each instance.
func (c counter) volumes(template counter, least, most float64) {
	for _, device := range template.list("LaunchTemplateData", "BlockDeviceMappings") {
		size := assembly.Number(assembly.At(device, "Ebs", "VolumeSize"))
		c.disk("ebs", assembly.At(device, "Ebs", "VolumeType"), least*size, most*size)
	}
}

// hasAddress tells whether the stack has an elastic IP, which takes the place of an instance's own address.
func (c counter) hasAddress() bool {
	return slices.ContainsFunc(c.Stack.Resources, func(r *assembly.Resource) bool { return r.Type == "AWS::EC2::EIP" })
}

func volume(c counter) {
	size := c.number("Size")
	c.ofItem().disk("ebs", c.Get("VolumeType"), size, size)
}

// ofItem is a counter for what a store that runs on instances is made of: it belongs to that kind of store.
func (c counter) ofItem() counter {
	section, _, _ := strings.Cut(c.lines.item(c.Stack), ".")
	if section != "" {
		return c.as(section).because(".class", ".")
	}
	switch stackName(c.Stack) {
	case "vpn":
		return c.as("VPN").because("vpn.server", "vpn")
	case "bastion":
		return c.as("bastion").because("bastion")
	}
	return c
}

// minutesPerMonth are how many a month has.
const minutesPerMonth = HoursPerMonth * 60

// canary is its runs. One that does not start with its stack costs nothing until somebody starts it.
func canary(c counter) {
	var minutes float64
	words := strings.Fields(strings.Trim(strings.TrimPrefix(c.text("Schedule", "Expression"), "rate"), "()"))
	if len(words) == 2 && strings.HasPrefix(words[1], "minute") {
		minutes = assembly.Number(words[0])
	} else if len(words) == 2 && strings.HasPrefix(words[1], "hour") {
		minutes = 60 * assembly.Number(words[0])
	}
	if minutes == 0 {
		return
	}
	runs := math.Round(minutesPerMonth / minutes)
	least := runs
	if c.Get("StartCanaryAfterCreation") == false {
		least = 0
	}
	c.charge("canary/run", least, runs)
}
