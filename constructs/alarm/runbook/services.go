package runbook

var services = Chapter{
	"Services",
	[]Section{
		{
			Title:   "Service error budget",
			Urgency: Now,
			Means: "Requests to a service fail, or take longer than `alarms.slowMilliseconds`, so fast that a fiftieth of the error " +
				"budget of `slo.days` goes in an hour; five or more did in the last five minutes.",
			Look: "The service's log, for the time at which the graph of the alarm begins to rise; the service's deployments " +
				"in the ECS console; traces of slow requests, where tracing is on; alarms of the stores that it uses.",
			Do: "If a deployment began it and ECS has not undone it, deploy the version before. If a store is in trouble, " +
				"follow its own alarm first.",
		},
		{
			Title:   "Service error budget shrinks",
			Urgency: Soon,
			Means: "Requests to a service fail, or take too long, so fast that a twentieth of the error budget goes in six hours; " +
				"five or more did in the last half an hour.",
			Look: "The same as for [Service error budget](#service-error-budget).",
			Do: "Mend what fails. Where the objective promises more than users need, lower `slo.availability` or " +
				"`slo.latency`.",
		},
		{
			Title:   "Service errors",
			Urgency: Soon,
			Means: "More requests to a service than `alarms.errorPercent` allows were answered with a 5xx, in three of five minutes " +
				"with more than 20 requests. Where `deployment.rollBackOn` has `errors`, the alarm undoes a deployment. It wakes " +
				"nobody: [Service error budget](#service-error-budget) does, once.",
			Look: "The service's log, for the time at which the graph of the alarm begins to rise; the service's deployments " +
				"in the ECS console; alarms of the stores that it uses.",
			Do: "If a deployment began it and ECS has not undone it, deploy the version before. If a store is in trouble, " +
				"follow its own alarm first.",
		},
		{
			Title:   "Service slow",
			Urgency: Soon,
			Means: "One request in a hundred takes longer than `alarms.slowMilliseconds`, in three of five minutes with more than 20 " +
				"requests. Where `deployment.rollBackOn` has `slow`, the alarm undoes a deployment.",
			Look: "The traces of slow requests, where tracing is on; CPU and memory of the service; CPU and connections of " +
				"the stores that it uses.",
			Do: "If a deployment began it, deploy the version before. If the tasks are short of CPU, raise `cpu` or " +
				"`scaling.max`.",
		},
		{
			Title:   "Service unhealthy",
			Urgency: Soon,
			Means: "A task of a service has failed its health check for longer than a new task may take. ECS stops it and " +
				"starts another; a cluster starts its container again. Where `deployment.rollBackOn` has `unhealthy`, the alarm " +
				"undoes a deployment.",
			Look: "The service's log, and the reason for which tasks stopped, in the ECS console; with `launch: eks`, the events " +
				"of its pods.",
			Do: "If each new task fails too, the check asks for something that is broken: the path under `health`, or a store " +
				"that the service asks when it answers. If tasks only need longer to start, raise `health.graceSeconds`.",
		},
		{
			Title:   "Service stops",
			Urgency: Soon,
			Means: "Three tasks of a service or more did not start, or ended by themselves, in ten minutes. Where " +
				"`deployment.rollBackOn` has `stops`, the alarm undoes a deployment.",
			Look: "The events of the service and the stopped tasks in the ECS console: the reason says whether the image, a " +
				"secret, or the memory was missing, or that the program ended. With `launch: eks`, `kubectl describe pod`, which " +
				"shows the last words of a container that was started again.",
			Do: "Put right what the reason names, and deploy. A task that was killed for its memory needs more `memory`.",
		},
		{
			Title:   "Service CPU",
			Urgency: Soon,
			Means:   "The tasks of a service use most of their CPU, although the service scales.",
			Look:    "Whether the number of tasks is at `scaling.max`; whether requests have grown.",
			Do:      "Raise `scaling.max`, or `cpu` where a single request needs much.",
		},
		{
			Title:   "Service memory",
			Urgency: Soon,
			Means:   "The tasks of a service use most of their memory. Tasks that use all of it are killed.",
			Look:    "Whether memory grows for as long as a task runs, which is a leak, or follows the requests.",
			Do:      "Raise `memory`; mend the leak.",
		},
		{
			Title:   "Service unreachable",
			Urgency: Now,
			Means: "No task of a service is healthy behind its load balancer, or none is registered: every request is answered " +
				"with 503.",
			Look: "The events of the service and its stopped tasks in the ECS console, or of its pods and of its " +
				"TargetGroupBindings in the cluster; the service's log.",
			Do: "If a deployment began it and ECS has not undone it, deploy the version before. Else put right what the events name.",
		},
		{
			Title:   "Service tasks missing",
			Urgency: Now,
			Means:   "Fewer tasks or pods of a service have run than should for a quarter of an hour and more, or nothing counts them.",
			Look: "The events of the service in the ECS console: they say whether images, secrets, instances or capacity were " +
				"missing. With `launch: eks`, those of its Deployment and of its pods in the namespace `services`.",
			Do: "Put right what the events name. Where AWS has no capacity, wait, or name more classes under " +
				"`instances.classes`.",
		},
		{
			Title:   "Service deployment failed",
			Urgency: Soon,
			Means:   "ECS has given up a deployment. The version before runs.",
			Look:    "The events of the service, and the tasks that stopped, in the ECS console; the alarm that undid it, if one did.",
			Do:      "Put right what failed, and deploy again.",
		},
		{
			Title:   "Release failed",
			Urgency: Soon,
			Means:   "An image was not released: it was refused, or CloudFormation went back to the one of before, which runs.",
			Look: "The execution of the state machine in the Step Functions console, whose cause says why; where that is a roll " +
				"back, the events of the service's stack, and of its ECS service.",
			Do: "Put right what failed, and release another build: [Releases](../releases.md). Where an execution was stopped by " +
				"hand or took too long, `bulkhead releases` tells whether what is meant runs.",
		},
		{
			Title:   "Scheduled task failed",
			Urgency: Soon,
			Means:   "A scheduled task of a service did not start, or ended with an exit code other than 0.",
			Look: "The service's log, and the message in the queue that the alarm watches, which says when and why. With " +
				"`launch: eks`, the job in the namespace `services`.",
			Do: "Start it again by hand, if it has to have run before its next time: [Tasks and shells](tasks.md). Purge the " +
				"queue afterwards, or delete the job that failed, which ends the alarm.",
		},
		{
			Title:   "Instances full",
			Urgency: Soon,
			Means:   "Tasks wait for instances, and none came for twenty minutes.",
			Look:    "The activity of the Auto Scaling group: it says whether the group is at its greatest size, or AWS has none left.",
			Do:      "Raise `instances.max`, or name more classes under `instances.classes`.",
		},
		{
			Title:   "Agent missing",
			Urgency: Soon,
			Means:   "The agent for logs or for metrics does not run on every instance. What happens on the others is not seen.",
			Look:    "The log group of the agents, and the events of the agent's service in the ECS console.",
			Do:      "If one instance alone lacks it, terminate that instance: Auto Scaling starts another.",
		},
	},
}
