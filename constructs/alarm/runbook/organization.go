package runbook

var access = Chapter{
	"How people get in",
	[]Section{
		{
			Title:   "VPN down",
			Urgency: Now,
			Means:   "Nobody can connect to the VPN, or its server tells nothing.",
			Look:    "The log group of the server; the activity of its Auto Scaling group.",
			Do:      "Terminate the instance: Auto Scaling starts another, with the same address.",
		},
		{
			Title:   "VPN stale",
			Urgency: Now,
			Means:   "The VPN's server cannot read its secret or its levels: who is revoked now stays connected.",
			Look:    "The log group of the server, for what is refused: the secret, its key, the parameter, or the way to them. A private zone for `amazonaws.com` that the VPN's network resolves leads it astray.",
			Do:      "Put back what was changed. To keep everybody out meanwhile, terminate the instance.",
		},
		{
			Title:   "VPN refused",
			Urgency: Soon,
			Means:   "Somebody with a profile is refused again and again.",
			Look:    "The log group of the server, which names the certificate.",
			Do:      "Help its owner, or revoke the profile: [People](people.md).",
		},
		{
			Title:   "VPN certificate",
			Urgency: Soon,
			Means:   "The certificate of the VPN's server ends in less than 30 days. When it has, nobody can connect.",
			Look:    "Whether anybody has issued or revoked a profile in half a year: either renews it.",
			Do:      "`bin/bulkhead vpn renew`, with credentials of shared-services. It interrupts sessions for some seconds.",
		},
		{
			Title:   "VPN clients",
			Urgency: Soon,
			Means:   "The VPN has almost as many clients as it takes.",
			Look:    "Who is connected: the log group of the server.",
			Do:      "Disconnect who has no need of it. `vpn.server: client-vpn` takes more.",
		},
		{
			Title:   "VPN capacity",
			Urgency: Soon,
			Means:   "The VPN's server is short of CPU, memory or disk.",
			Look:    "The number of clients, and what they transfer.",
			Do:      "Choose a larger `vpn.class`. A full disk is empty once the instance has been terminated: Auto Scaling starts another.",
		},
		{
			Title:   "Client VPN refused",
			Urgency: Soon,
			Means:   "Many people fail to log in to the VPN, or somebody tries others' names.",
			Look:    "The log group of the VPN, for names and addresses.",
			Do:      "Where one address tries many names, keep it out at the identity provider.",
		},
		{
			Title:   "Bastion down",
			Urgency: Soon,
			Means:   "The bastion does not run.",
			Look:    "The activity of its Auto Scaling group says why.",
			Do:      "Put right what it says; the group tries again by itself.",
		},
	},
}

var organization = Chapter{"Accounts", []Section{
	{
		Title:   "Protection fails",
		Urgency: Soon,
		Means:   "The function that protects stacks from deletion fails. New stacks may be without protection.",
		Look:    "The log group of the function, `/<organization>/<stage>/protection`.",
		Do:      "Put right what it says; it looks at all stacks again within the hour.",
	},
	{
		Title:   "Pipeline failed",
		Urgency: Soon,
		Means:   "A pipeline has failed. What follows the step that failed is not deployed.",
		Look:    "The pipeline in CodePipeline, in shared-services: the step, and its log or its stack.",
		Do:      "Put right what failed and push, or retry the stage with all its actions: a change set that is gone is made anew only so.",
	},
	{
		Title:   "Pipeline waits",
		Urgency: Soon,
		Means:   "A pipeline waits until somebody approves what follows. CodePipeline gives up after seven days.",
		Look:    "The plan, to which the request in CodePipeline links: [The plan of a change](plan.md).",
		Do:      "Approve or reject it in CodePipeline.",
	},
	{
		Title:   "Application failed",
		Urgency: Soon,
		Means:   "A build of an application's branch, or a release of it, has failed. Environments after the one that failed keep what they run.",
		Look:    "The pipelines in CodePipeline, in shared-services, whose names begin with `<organization>-build-` and `<organization>-deploy-`: the action that failed, and its log or its execution in Step Functions.",
		Do:      "Mend the code and push. Where the environment was not ready, retry the stage: a build finds the image that it has pushed.",
	},
	{
		Title:   "Application waits",
		Urgency: Soon,
		Means:   "A release waits until somebody approves it for an environment, and later ones wait behind it. CodePipeline gives up after seven days.",
		Look:    "The pipeline in CodePipeline, in shared-services, whose name begins with `<organization>-deploy-`: the tag is the commit.",
		Do:      "Approve or reject it in CodePipeline.",
	},
	{
		Title:   "Rule fails",
		Urgency: Soon,
		Means:   "A rule of EventBridge could not reach its target, or what it started failed: what the security account, a function or a queue should have been told waits in a queue, for 14 days.",
		Look:    "The messages of the queue `<organization>-undelivered`: their attributes name the rule, the target and the error.",
		Do:      "Mend what the target refuses for: where somebody changed it by hand, have its stack " + putBack + ". Purge the queue, so that the next one is told.",
	},
	{
		Title:   "Move failed",
		Urgency: Now,
		Means:   "A move of the environment to its other region has not ended.",
		Look:    "The execution of the state machine, which names the step.",
		Do:      "Start it again, which goes on where it stopped: [Moving to the other region](failover.md).",
	},
	{
		Title:   "Quota",
		Urgency: Soon,
		Means:   "More than 80 % of a quota of the account is used in the region. At the quota, AWS refuses what is started.",
		Look:    "What uses it: the alarm names the quota, and its code in Service Quotas.",
		Do:      "Ask for more in Service Quotas.",
	},
	{
		Title:   "Findings lost",
		Urgency: Now,
		Means:   "What GuardDuty and others found was not published, or did not reach the event bus: people did not hear of it.",
		Look:    "The messages of the queue `<organization>-undelivered`, which name the rule and the error; the policies of the bus and the topic, the key of the topic, and who changed them: CloudTrail.",
		Do:      "Where somebody changed them by hand, have the stack of the findings " + putBack + ". What was not told is in the queue for 14 days, and of rules of the bus in its archive. Purge the queue, so that the next one is told.",
	},
}}
