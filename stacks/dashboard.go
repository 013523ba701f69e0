package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/dashboard"
	"bulkhead/constructs/slo"
)

// newDashboard is the stack of the page that shows a side of the environment. It knows the others' names only, so that
// what it shows can be replaced and removed.
func (w *workload) newDashboard() {
	stack := w.newStack("dashboard", stateless, "One page about the environment")
	props := dashboard.Props{
		Name:    w.Dashboard(w.name, w.Region),
		Title:   w.name + ", " + string(w.Region),
		Account: string(w.AccountID),
		Region:  string(w.Region),
		Cluster: w.prefix(),
		Alarms:  w.base.alerts.Register.Alarms,
	}
	if w.global != nil && w.global != w.base.alerts.Register {
		props.Alarms = slices.Concat(props.Alarms, w.global.Alarms)
	}
	for _, name := range slices.Sorted(maps.Keys(w.Services)) {
		service := dashboard.Service{Name: name}
		if w.Services[name].Launch == config.EKS {
			service.Kubernetes, service.Namespace = w.cluster.Called, config.ServicesNamespace
		}
		if settings := w.Services[name]; settings.Balanced() {
			service.Objectives = []slo.Objective{
				slo.Availability(w.prefix(), name, settings.SLO), slo.Latency(w.prefix(), name, settings.SLO),
			}
		}
		props.Services = append(props.Services, service)
	}
	dashboard.New(stack, "Dashboard", props)
}
