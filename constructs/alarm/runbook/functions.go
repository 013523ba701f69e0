package runbook

var functions = Chapter{
	"Functions",
	[]Section{
		{
			Title:   "Function dead letters",
			Urgency: Soon,
			Means: "A function failed three times for an event of a schedule, a bucket or a topic, or Lambda did not take the event; " +
				"or it failed `tries` times for messages of a stream or changes of a table. It is in the function's queue " +
				"`Failed`, with the reason. Messages of a queue are in the dead-letter queue of that queue instead.",
			Look: "The function's log, at the time of the alarm; the messages themselves, in the SQS console: those of Lambda have " +
				"the event in `requestPayload` and the error in `responsePayload`; those of streams and tables say where it is " +
				"(`KafkaBatchInfo`, `DDBStreamBatchInfo`), not what. One that is looked at comes back after half a minute.",
			Do: "Mend the function, and call it with the events again: the alias `live`, in the Lambda console. What a stream had " +
				"is read there by partition and offset, for as long as the topic keeps it; of a table, the items are what they " +
				"are now. Then delete the messages. SQS deletes a message 14 days after it was sent.",
		},
		{
			Title:   "Function errors",
			Urgency: Soon,
			Means:   "More calls of a function than `alarms.errorPercent` allows failed, in ten of fifteen minutes.",
			Look: "The function's log; what changed in it last; alarms of the stores that it uses. Calls that take longer than " +
				"`timeoutSeconds` fail, too.",
			Do: "If a deployment began it, deploy the version before. If a store is in trouble, follow its own alarm first.",
		},
		{
			Title:   "Function throttled",
			Urgency: Soon,
			Means: "Lambda refused calls of a function in ten of fifteen minutes: as many ran as its `concurrency`, or the account, " +
				"allows. Events wait and are tried again for six hours; requests of a route are answered with an error.",
			Look: "Concurrent executions of the function and of the account, in the Lambda console: calls that take longer than " +
				"before run at once more often.",
			Do: "Raise `concurrency`, or the account's quota: `bulkhead quotas` says which. Speed up what became slow.",
		},
		{
			Title:   "Function slow",
			Urgency: Soon,
			Means: "Calls of a function take longer than `alarms.slowPercent` of its `timeoutSeconds`, in ten of fifteen minutes. " +
				"Soon they are stopped before they end.",
			Look: "The function's log: the report of each call says how long it took, and how much memory; alarms of the stores " +
				"that it uses.",
			Do: "Raise `memory`, with which CPU comes, or `timeoutSeconds`; for a queue, `visibilitySeconds` with it, or lower " +
				"`batch`.",
		},
		{
			Title:   "Function events lost",
			Urgency: Now,
			Means:   "A function failed three times for an event, and Lambda could not put it into the function's queue. It is lost.",
			Look: "The policy of the queue `Failed`, and of the environment's key for data: the function's role may use both. Who " +
				"changed them: CloudTrail.",
			Do: "Put right what was changed. What the event was is in the function's log, where the function wrote it.",
		},
		{
			Title:   "Function falls behind",
			Urgency: Soon,
			Means: "More messages of a topic wait for a function than `alarms.waiting`, or changes of a table for longer than " +
				"`alarms.oldestMinutes`, for a quarter of an hour. What is older than the topic keeps, or than a day in a table, " +
				"is lost.",
			Look: "The function's other alarms: one that fails for a message holds up those after it in the partition, `tries` " +
				"times. Its duration and concurrent executions, in the Lambda console: a topic is read by as many calls as it has " +
				"partitions, at most.",
			Do: "Mend what fails. Raise `batch` or `memory`; for a topic, its partitions; for a table, `parallel`.",
		},
		{
			Title:   "Function stream unread",
			Urgency: Soon,
			Means: "Lambda could not read a topic of a stream for a function, for a quarter of an hour: nothing of it starts the " +
				"function. Messages wait for as long as the topic keeps them.",
			Look: "The event source mapping, in the Lambda console, whose state says why; alarms of the stream. A topic that is not " +
				"there cannot be read. Who changed the rules of the brokers' security group, or the function's role: CloudTrail.",
			Do: "Make the topic, or put right what was changed. If the stream is in trouble, follow its own alarm.",
		},
		{
			Title:   "Function answers",
			Urgency: Soon,
			Means: "A function with a route answers 5xx to more requests in a hundred than `alarms.errorPercent` allows, in ten of " +
				"fifteen minutes. Where it fails, the load balancer answers 502, and both have alarms of their own.",
			Look: "The function's log; what changed in it last; alarms of the stores that it uses.",
			Do:   "If a deployment began it, deploy the version before. If a store is in trouble, follow its own alarm first.",
		},
		{
			Title:   "Function shift errors",
			Urgency: Soon,
			Means: "While calls move to a new version of a function, more of them fail there than `alarms.errorPercent` allows. " +
				"CodeDeploy moves all calls back, and the deployment of the stack fails and is undone.",
			Look: "The function's log, where each line says which version wrote it; the deployment in the CodeDeploy console.",
			Do:   "Mend the version, and deploy again.",
		},
	},
}
