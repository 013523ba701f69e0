package runbook

var clusters = Chapter{
	"Clusters",
	[]Section{
		{
			Title:   "Cluster errors",
			Urgency: Now,
			Means: "The API of a Kubernetes cluster has answered more than one request in twenty with an error of its own, for a " +
				"quarter of an hour. What runs goes on; what fails is not replaced, and nothing scales.",
			Look: "AWS Health, for EKS in the region; the cluster's page in the EKS console, for its health; the control plane's " +
				"log group, `/aws/eks/<cluster>/cluster`, for webhooks that do not answer.",
			Do: "If a webhook of yours fails, delete its configuration, or mend what answers. If it is AWS's, wait, and change " +
				"nothing meanwhile.",
		},
		{
			Title:   "Cluster slow",
			Urgency: Soon,
			Means:   "One change in a hundred has taken the API of a Kubernetes cluster longer than a second, for half an hour.",
			Look: "The audit log, for who asks most; webhooks, which every change waits for; how many objects there are of a " +
				"kind.",
			Do: "Mend the controller that asks too much, or the webhook. EKS makes the control plane larger by itself as " +
				"requests grow.",
		},
		{
			Title:   "Cluster full",
			Urgency: Now,
			Means: "What a Kubernetes cluster keeps has more than 6 GiB. At 8 it takes no change any more, and nothing that " +
				"fails is replaced.",
			Look: "Which kind has the most objects, or the largest: events, secrets of releases, or objects of a controller of " +
				"yours.",
			Do: "Delete what nobody needs, and mend what writes it. EKS frees the space by itself.",
		},
		{
			Title:   "Cluster pods pending",
			Urgency: Soon,
			Means:   "Pods of a Kubernetes cluster have waited a quarter of an hour for a node that takes them.",
			Look: "The events of the pods, which say what they want and nodes lack: CPU, memory, an architecture, a zone. In " +
				"Auto Mode, the events of the NodePool as well.",
			Do: "Raise `kubernetes.auto.maxVCPUs`, or `kubernetes.nodes.min`, since nodes of a group do not follow pods; or have " +
				"the pods want what nodes have.",
		},
		{
			Title:   "Cluster nodes failed",
			Urgency: Soon,
			Means:   "A node of a Kubernetes cluster has not been ready for twenty minutes. EKS repairs nodes by itself, and has not.",
			Look:    "The node's conditions and events; the log group `/aws/containerinsights/<cluster>/host`.",
			Do: "Delete the node, or in a node group terminate its instance: another takes its place. If it stays so, look at " +
				"what its pods do to it.",
		},
		{
			Title:   "Cluster silent",
			Urgency: Soon,
			Means: "Nothing has told of a Kubernetes cluster's nodes for half an hour: it has none, or the add-on " +
				"`amazon-cloudwatch-observability` does not run. Nobody hears of nodes that fail meanwhile.",
			Look: "The add-on's health in the EKS console; the pods in the namespace `amazon-cloudwatch`, and their events.",
			Do:   "Put right what the events name, and deploy; or update the add-on in the console.",
		},
	},
}
