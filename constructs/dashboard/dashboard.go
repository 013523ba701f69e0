// Package dashboard draws a side of an environment on one page of CloudWatch. The page is text: it knows alarms,
// services and clusters by their names, and takes no value of another stack.
package dashboard

import (
	"encoding/json"
	"slices"

	"bulkhead/constructs/alarm"
	"bulkhead/constructs/alarm/runbook"
	"bulkhead/constructs/slo"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
)

// Props is what the page is about.
type Props struct {
	Name     string // that no other dashboard of the account has, in any region
	Title    string
	Account  string
	Region   string
	Cluster  string // that services are in
	Services []Service
	Alarms   []alarm.Registered
}

// Service is a service of the environment.
type Service struct {
	Name       string
	Kubernetes string          // the cluster that its pods are in; empty for one of ECS
	Namespace  string          // of its pods
	Objectives []slo.Objective // of a service at a load balancer of the environment
}

// New adds the dashboard to scope.
func New(scope constructs.Construct, id string, props Props) {
	body, err := json.Marshal(map[string]any{"widgets": props.widgets(), "periodOverride": "auto", "start": "-PT3H"})
	if err != nil {
		panic(err)
	}
	awscloudwatch.NewCfnDashboard(scope, &id, &awscloudwatch.CfnDashboardProps{
		DashboardName: &props.Name,
		DashboardBody: new(string(body)),
	})
}

// stores are the chapters of the runbook about them.
var stores = []string{
	"Databases", "Caches", "Nodes", "Search domains", "Streams", "Buckets", "Tables", "Volumes", "Mail",
	"Topics", "Queues",
}

// capacity are the sections of the runbook about what runs out.
var capacity = []string{"nat-ports", "instances-full", "quota"}

// A page has 500 widgets. Source: Amazon CloudWatch API reference, "Dashboard Body Structure and Syntax".
const (
	mostWidgets      = 480 // beside titles and states
	mostServices     = 40
	widgetsOfService = 9
)

// widgets returns the page, from what people hit first to what runs out last.
func (p Props) widgets() []Widget {
	p.Services = p.Services[:min(len(p.Services), mostServices)]
	var l layout
	l.add(24, 2, text("# "+p.Title+"\nEach alarm has its section in `"+runbook.Page+"`."))
	l.status(p, "Pages", runbook.Now)
	l.status(p, "Tickets", runbook.Soon)

	l.title("Error budgets")
	for _, s := range p.Services {
		for i, o := range s.Objectives {
			if i == 0 {
				l.add(6, 4, p.budget("Left of the budget of "+s.Name+" in percent", s.Objectives))
			}
			l.add(9, 4, p.burn("Burn rate of "+s.Name+", "+o.What, o))
		}
	}

	l.title("At the edge")
	l.add(8, 5, p.graph("Requests a minute, by load balancer", balancers("RequestCount", "Sum")))
	l.add(8, 5, p.graph("Answers 5xx a minute, of services and of load balancers themselves",
		balancers("HTTPCode_Target_5XX_Count", "Sum"), balancers("HTTPCode_ELB_5XX_Count", "Sum")))
	l.add(8, 5, p.graph("Seconds to the answer, p50 and p99",
		balancers("TargetResponseTime", "p50"), balancers("TargetResponseTime", "p99")))
	shown := p.shown()
	l.graphs(p, shown, false, func(s runbook.Section) bool { return chapterOf(s) == "Network and edge" && !runsOut(s) })

	for _, s := range p.Services {
		l.title("Service " + s.Name)
		if s.Namespace != "" {
			l.add(6, 5, p.graph("Pods", p.pods("replicas_desired", "Average", s), p.pods("replicas_ready", "Average", s)))
			l.add(6, 5, p.graph("CPU of a pod in thousandths, used and kept",
				p.pods("pod_cpu_usage_total", "Average", s), p.pods("pod_cpu_request", "Average", s)))
			l.add(6, 5, p.graph("Memory in percent", p.pods("pod_memory_utilization_over_pod_limit", "Average", s)))
		} else {
			l.add(6, 5, p.graph("Tasks", p.tasks("DesiredTaskCount", s), p.tasks("RunningTaskCount", s)))
			l.add(6, 5, p.graph("CPU and memory in percent", p.load("CPUUtilization", s), p.load("MemoryUtilization", s)))
		}
		if len(s.Objectives) > 0 {
			l.add(6, 5, p.alarm("Answers 5xx in percent", p.Cluster+"-"+s.Name+"-Errors", p.Region))
			l.add(6, 5, p.alarm("Seconds to the answer, p99", p.Cluster+"-"+s.Name+"-Slow", p.Region))
		}
	}

	runs := func(s runbook.Section) bool { return chapterOf(s) == "Clusters" }
	if slices.ContainsFunc(shown, func(a alarm.Registered) bool { return runs(a.Section) }) {
		l.title("Kubernetes")
		l.graphs(p, shown, true, runs)
	}
	called := func(s runbook.Section) bool { return chapterOf(s) == "Functions" }
	if slices.ContainsFunc(shown, func(a alarm.Registered) bool { return called(a.Section) }) {
		l.title("Functions")
		l.graphs(p, shown, true, called)
	}
	l.title("Stores")
	l.graphs(p, shown, true, func(s runbook.Section) bool { return slices.Contains(stores, chapterOf(s)) })
	l.title("What runs out")
	l.graphs(p, shown, false, runsOut)
	return l.widgets
}

// shown returns the alarms that a graph tells something of: where there are too many, those of pages.
func (p Props) shown() []alarm.Registered {
	all := slices.DeleteFunc(slices.Clone(p.Alarms), func(a alarm.Registered) bool { return a.Counts })
	most := mostWidgets - widgetsOfService*len(p.Services)
	if len(all) > most {
		all = slices.DeleteFunc(all, func(a alarm.Registered) bool { return a.Section.Urgency != runbook.Now })
	}
	return all[:min(len(all), most)]
}

func runsOut(s runbook.Section) bool { return slices.Contains(capacity, s.Anchor()) }

// chapterOf returns the title of the chapter of a section.
func chapterOf(s runbook.Section) string {
	i := slices.IndexFunc(runbook.Chapters, func(c runbook.Chapter) bool { return slices.Contains(c.Sections, s) })
	return runbook.Chapters[i].Title
}
