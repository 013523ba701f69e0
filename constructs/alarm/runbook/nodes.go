package runbook

var nodes = Chapter{
	"Nodes",
	[]Section{
		{
			Title:   "Node quorum",
			Urgency: Now,
			Means: "No two Sentinels of a cache on instances could agree on another primary. If the primary is among the " +
				"nodes that are missing, nothing takes over, and if it has no replica, it refuses writes.",
			Look: "Which nodes tell nothing: the metrics `Up` and `Quorum` of each, and the instances of its Auto Scaling groups.",
			Do: "Bring one of the missing nodes back: [Stores on instances](../self-hosted.md#when-nodes-are-missing). Take no " +
				"volume away from an instance by force.",
		},
		{
			Title:   "Node silent",
			Urgency: Now,
			Means:   "A node of a store on instances has not answered for a quarter of an hour. Another failure stops the store.",
			Look:    "Its log group; on the instance, through Session Manager, `journalctl -u store -u sentinel -u bulkhead-secrets`.",
			Do: "Put right what the journal says. If there is nothing, terminate the instance: the next one has the same volume " +
				"and address.",
		},
		{
			Title:   "Node down",
			Urgency: Soon,
			Means:   "A node of a store on instances has no instance, or one that fails again and again.",
			Look:    "The activity of its Auto Scaling group; the console output of the last instance, where its boot ends.",
			Do: "Put right what it says, such as an image that was deleted or a volume that another instance has. An instance " +
				"whose boot has failed stops after ten minutes, and another one tries.",
		},
		{
			Title:   "Node CPU",
			Urgency: Soon,
			Means:   "A node of a store on instances is short of CPU. Valkey and Redis use one core for commands.",
			Look:    "The slow log, for commands that walk over many keys.",
			Do:      "Mend the commands, or choose a larger `class`: nodes are replaced one after the other.",
		},
		{
			Title:   "Node memory",
			Urgency: Soon,
			Means:   "The instance of a node has little memory left, beside what the engine has for data.",
			Look:    "Whether the engine writes its log anew, or another process grows.",
			Do:      "Choose a larger `class`.",
		},
		{
			Title:   "Node disk",
			Urgency: Soon,
			Means:   "The volume of a node is filling up. The log needs its space twice while it is written anew.",
			Look:    "The size of `/srv/bulkhead/store` on the instance.",
			Do:      "Raise `volumeGiB`. The volume and its file system grow while the store runs.",
		},
		{
			Title:   "Node certificate",
			Urgency: Soon,
			Means:   "A node has a certificate that ends in less than 20 days, although ACM renews it long before, and nodes fetch it daily.",
			Look:    "`journalctl -u bulkhead-renew` on the instance; the certificate in ACM.",
			Do:      "Put right what keeps it from being fetched, and run `systemctl start bulkhead-renew` on one node after the other.",
		},
	},
}
