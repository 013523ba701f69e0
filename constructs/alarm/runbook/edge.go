package runbook

var edge = Chapter{
	"Network and edge",
	[]Section{
		{
			Title:   "Load balancer errors",
			Urgency: Now,
			Means:   "A load balancer answers 5xx itself: no healthy task is behind a rule, or tasks do not answer in time.",
			Look:    "The health of the targets in the console; the alarms of the services; the load balancer's access log.",
			Do:      "Follow the alarm of the service whose targets are not healthy.",
		},
		{
			Title:   "Zone without targets",
			Urgency: Now,
			Means: "The load balancer's node in a zone finds nothing healthy behind it. DNS no longer leads new clients to that " +
				"zone.",
			Look: "The AWS Health Dashboard, for trouble in the zone; the tasks in that zone.",
			Do:   "Nothing while the other zones carry the load: see that services have tasks there.",
		},
		{
			Title:   "Gateway errors",
			Urgency: Now,
			Means: "More than one request in twenty to the API gateway is answered 5xx: a service fails, takes longer than 30 " +
				"seconds, or cannot be reached.",
			Look: "The gateway's access log, which tells the status of the service behind it.",
			Do:   "Follow the alarm of the service.",
		},
		{
			Title:   "Firewall blocks",
			Urgency: Soon,
			Means:   "The firewall refuses many requests: an attack, or a rule that is wrong about the application.",
			Look:    "The firewall's logs in the archive, for the rule that matches and the paths that it matches on.",
			Do:      "Where requests of the application are refused, let the rule count for a while: `firewall.countOnly`.",
		},
		{
			Title:   "Certificate expires",
			Urgency: Soon,
			Means:   "A certificate has less than 30 days left. ACM should have renewed it weeks ago.",
			Look:    "The certificate in the ACM console: it names the record that it looks for.",
			Do:      "Put the record back into the zone that the domain is delegated to. ACM then renews by itself.",
		},
		{
			Title:   "NAT ports",
			Urgency: Now,
			Means: "A NAT gateway has no port left for connections to one destination. Some connections of tasks to the " +
				"internet fail.",
			Look: "Which destination: the flow logs in the archive. Services that open a connection for each request.",
			Do: "Keep connections open in the service. Where that is not enough, add an endpoint for an AWS service, or NAT " +
				"gateways: `network.nat`.",
		},
		{
			Title:   "Malicious names",
			Urgency: Soon,
			Means: "Something in the VPC has asked for a name that AWS lists as malicious: of malware, botnets, ransomware, " +
				"spyware or DNS tunnels. With `network.dnsFirewall.mode: alert` it was answered.",
			Look: "Which name, and who asked: the question `dns/malicious-names` of the archive. Findings of GuardDuty about " +
				"the same instance or task.",
			Do: "Take what asked off the network, and find out how it came there. Where the name is a mistake of AWS's list, " +
				"write it in `network.dnsFirewall.allow`. Once nothing is told any more, choose `mode: block`.",
		},
		{
			Title:   "Canary fails",
			Urgency: Now,
			Means: "Two of the last three times that a public host was asked from outside, over the internet and by name, an " +
				"answer was wrong, late or missing, its certificate was not valid, or nobody asked any more.",
			Look: "The last run of the canary in CloudWatch Synthetics: its error names the address and what was wrong. The " +
				"alarms of the service, of the load balancer and of the site.",
			Do: "Follow those alarms. Where all else is well: the name and its certificate, the firewall, which may refuse " +
				"the canary, and whether the canary runs. Where the answer is right and the canary wrong: `canary` of the " +
				"route or the site.",
		},
		{
			Title:   "Site errors",
			Urgency: Now,
			Means:   "More than one request in a hundred to a site is answered 5xx: CloudFront cannot read the bucket or use its key.",
			Look:    "The policies of the site's bucket and of its key, and who changed them: CloudTrail.",
			Do:      "Where somebody changed them by hand, have the stack of the site " + putBack + ".",
		},
		{
			Title:   "Site files missing",
			Urgency: Soon,
			Means:   "Almost a third of the requests to a site is answered 4xx: files are missing, or links are wrong.",
			Look:    "CloudFront's access logs in the archive, for the paths.",
			Do:      "Upload the files that are missing.",
		},
	},
}
