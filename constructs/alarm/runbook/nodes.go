package runbook

var nodes = Chapter{
	"Nodes",
	[]Section{
		{
			Title:   "Node quorum",
			Urgency: Now,
			Means: "No two Sentinels of a cache on instances could agree on another primary. If the primary is among the " +
				"nodes that are missing, nothing takes over, and if it has no replica, it refuses writes. Of OpenSearch, no two " +
				"nodes could agree on a manager: it answers nothing.",
			Look: "Which nodes tell nothing: the metric `Up` of each, and the instances of its Auto Scaling groups.",
			Do: "Bring one of the missing nodes back: [Stores on instances](../self-hosted.md#when-nodes-are-missing). Take no " +
				"volume away from an instance by force.",
		},
		{
			Title:   "Node no writer",
			Urgency: Now,
			Means: "No node of a database on instances takes writes. The one that the address of the primary leads to is down, " +
				"has begun to start, or waits for something.",
			Look: "The metrics `Up` and `Writable` of both nodes; on the instances, through Session Manager, `journalctl -u keeper " +
				"-u store`.",
			Do: "If the primary comes back by itself, wait: it takes writes again half a minute later. If not, promote the other " +
				"node: [Promoting a node](../self-hosted.md#promoting-a-node).",
		},
		{
			Title:   "Node two writers",
			Urgency: Now,
			Means: "Both nodes of a database on instances take writes, as when one is cut off and does not know that the other " +
				"was promoted. What the wrong one takes will be thrown away.",
			Look: "Which node the address of the primary leads to.",
			Do: "Terminate the instance of the other one at once. The next one begins without writes, and says what it has too " +
				"much: [When a node has too much](../self-hosted.md#when-a-node-has-too-much).",
		},
		{
			Title:   "Node replication",
			Urgency: Soon,
			Means: "A node of a database on instances has not followed the primary for a quarter of an hour, or nobody follows the " +
				"primary. Commits are on one node alone, and there is nothing to promote without loss.",
			Look: "The metric `Replicating` of both nodes; on the one that follows, `journalctl -u keeper`, and in `bulkhead-store " +
				"sql` the errors in `SHOW REPLICA STATUS`.",
			Do: "Put right what they say. A node that has too much, or cannot go on, takes all from the primary: [When a node has " +
				"too much](../self-hosted.md#when-a-node-has-too-much).",
		},
		{
			Title:   "Node lag",
			Urgency: Soon,
			Means: "A node of a database on instances is more than a minute behind the primary. It has received what was written, " +
				"and a promotion waits until it has applied it.",
			Look: "Long statements and tables without a primary key, on the primary.",
			Do:   "Break large changes into smaller ones; raise `replica_parallel_workers`, or choose a larger `class`.",
		},
		{
			Title:   "Node connections",
			Urgency: Soon,
			Means:   "Nearly all connections of a database on instances are taken. Who comes next is refused.",
			Look:    "`SHOW PROCESSLIST` in `bulkhead-store sql`: whose they are, and whether they do anything.",
			Do:      "Use a pool in the clients, or smaller ones; raise `max_connections` where there is memory.",
		},
		{
			Title:   "Node silent",
			Urgency: Now,
			Means:   "A node of a store on instances has not answered for a quarter of an hour. Another failure stops the store.",
			Look:    "Its log group; on the instance, through Session Manager, `journalctl -u store -u sentinel -u keeper -u bulkhead-secrets`.",
			Do: "Put right what the journal says. A database that lacks its own tables was taking all from the other node when it " +
				"was interrupted: `sudo bulkhead-store rebuild`. If there is nothing, terminate the instance: the next one has the " +
				"same volume and address.",
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
			Means:   "A node of a store on instances is short of CPU. Valkey and Redis use one core for commands, MySQL and OpenSearch all.",
			Look:    "The slow log, for commands that walk over many keys, or searches that take long.",
			Do:      "Mend them, or choose a larger `class`: nodes are replaced one after the other.",
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
			Means: "The volume of a node is filling up. The log of Valkey and Redis needs its space twice while it is written " +
				"anew; OpenSearch gives a node no more shards from 85 % on, and refuses to write from 95 % on; a database keeps " +
				"what was changed in the last seven days.",
			Look: "The size of `/srv/bulkhead/store` on the instance; the size of the indexes.",
			Do: "Raise `volumeGiB`, or `storageGiB` of OpenSearch or a database, or delete old indexes. The volume and its file " +
				"system grow while the store runs.",
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
