package runbook

var topics = Chapter{
	"Topics",
	[]Section{
		{
			Title:   "Topic undelivered",
			Urgency: Soon,
			Means:   "A topic could not deliver messages to a queue that subscribes. They wait beside the queue.",
			Look: "The policy of the queue, and of the environment's key for data: both admit SNS. Who changed them: " +
				"CloudTrail.",
			Do: "Put right what was changed. Send the messages to the queue again, from the queue that the alarm watches, and " +
				"delete them there. SQS deletes a message 14 days after it was sent.",
		},
		{
			Title:   "Topic lost",
			Urgency: Now,
			Means:   "A topic could deliver messages neither to a queue nor to where what was not delivered goes. They are lost.",
			Look: "The policies of the queues, and of the environment's key for data: both admit SNS. Who changed them: " +
				"CloudTrail.",
			Do: "Put right what was changed. Who publishes has to do so again.",
		},
	},
}

var queues = Chapter{
	"Queues",
	[]Section{
		{
			Title:   "Queue age",
			Urgency: Soon,
			Means:   "A message has waited in a queue for longer than `alarms.oldestMinutes`.",
			Look: "Whether tasks of the service that receives run, and what its log says; whether messages come back, because " +
				"they are not deleted before `visibilitySeconds` are over.",
			Do: "Put right what stops the service, or raise its `scaling.max`. A message that is too much for it moves to the " +
				"dead-letter queue by itself.",
		},
		{
			Title:   "Queue depth",
			Urgency: Soon,
			Means:   "More messages wait in a queue than `alarms.waiting`.",
			Look:    "Who sends more than before; whether the service that receives runs as many tasks as it may.",
			Do:      "Raise `scaling.max`, or lower `scaling.backlog.perTask`; stop who sends by mistake.",
		},
		{
			Title:   "Queue dead letters",
			Urgency: Soon,
			Means:   "Messages were received as often as `tries` says and never deleted. They are in the dead-letter queue.",
			Look: "The log of the service that receives, at the time of the alarm; the messages themselves, in the SQS console. " +
				"One that is looked at comes back after half a minute.",
			Do: "Mend the service, then start the redrive of the dead-letter queue in the SQS console. Delete what is of no " +
				"use. SQS deletes a message 14 days after it was sent.",
		},
	},
}
