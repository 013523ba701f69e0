package runbook

var caches = Chapter{
	"Caches",
	[]Section{
		{
			Title:       "Cache CPU",
			Maintenance: true,
			Urgency:     Soon,
			Means:       "A node of a cache is short of CPU. Valkey and Redis use one core for commands.",
			Look:        "The slow log, for commands that walk over many keys.",
			Do:          "Mend the commands, or use more shards or a larger `class`.",
		},
		{
			Title:   "Cache memory",
			Urgency: Soon,
			Means:   "A node of a cache has used most of the memory that it has for data. When it is full, it evicts or refuses.",
			Look:    "Keys without an expiry, in the application; whether the number of keys grows without an end.",
			Do:      "Let keys expire, or use more shards or a larger `class`.",
		},
		{
			Title:   "Cache swap",
			Urgency: Soon,
			Means:   "A node of a cache swaps, and becomes slow.",
			Look:    "The free memory of the node beside that of its data.",
			Do:      "Raise the parameter `reserved-memory-percent`, or choose a larger `class`.",
		},
		{
			Title:       "Cache node silent",
			Maintenance: true,
			Urgency:     Now,
			Means:       "A node of a cache has told nothing for half an hour. ElastiCache replaces a node that has failed in less.",
			Look:        "The nodes and the events of the cache in the ElastiCache console.",
			Do:          "Nothing while ElastiCache maintains the node; if the console shows no work on it, open a case with AWS.",
		},
		{
			Title:   "Cache connections",
			Urgency: Now,
			Means:   "A node of a cache has most of the 65,000 connections that it admits. At the limit it refuses clients.",
			Look:    "The number of tasks of each service that uses it; clients that open a connection for each request.",
			Do:      "Use a pool in the clients.",
		},
		{
			Title:   "Cache evictions",
			Urgency: Soon,
			Means:   "A node of Memcached throws out what has not expired.",
			Look:    "Whether the hit rate falls: then what is thrown out is missed.",
			Do:      "More nodes, or a larger `class`.",
		},
		{
			Title:       "Cache replica lag",
			Maintenance: true,
			Urgency:     Soon,
			Means:       "A replica is far behind its primary node. What it has not got would be lost if it took over.",
			Look:        "The network throughput of the primary node; large writes.",
			Do:          "Fewer or smaller writes, or a larger `class`.",
		},
		{
			Title:       "Cache region lag",
			Maintenance: true,
			Urgency:     Soon,
			Means:       "The cache is far behind the other region. A failover now would lose as much.",
			Look:        "The global datastore in the ElastiCache console.",
			Do: "Do not move the environment as long as it lasts, unless the primary's region is lost: [Moving to the other " +
				"region](failover.md).",
		},
	},
}

var search = Chapter{
	"Search domains",
	[]Section{
		{
			Title:   "Search red",
			Urgency: Now,
			Means:   "An index lacks a primary shard: documents in it cannot be found or written.",
			Look: "Storage and memory of the nodes; the health of the cluster in the OpenSearch console. On instances, which node " +
				"tells nothing: the metric `Up` of each.",
			Do: "Put right what the nodes lack; on instances, bring back the node that is missing: [Stores on " +
				"instances](../self-hosted.md#when-nodes-are-missing). What does not come back, restore from a snapshot: " +
				"[Restoring](restore.md).",
		},
		{
			Title:   "Search yellow",
			Urgency: Soon,
			Means:   "An index lacks a replica: the loss of another node would lose documents.",
			Look:    "Whether a node is missing; whether an index asks for more replicas than there are nodes.",
			Do: "Nothing where a node is being replaced; else ask for fewer replicas, or raise `nodes`. On instances there are " +
				"three nodes, so an index has two replicas at most, and no node is replaced as long as one is missing.",
		},
		{
			Title:   "Search writes blocked",
			Urgency: Now,
			Means:   "The domain refuses to write, for want of storage or memory.",
			Look:    "Free storage and memory pressure of the nodes.",
			Do:      "Delete old indexes, raise `storageGiB`, or choose a larger `class`.",
		},
		{
			Title:   "Search snapshots",
			Urgency: Soon,
			Means:   "There is no snapshot of the last hour; on instances, of the last three.",
			Look: "Whether an index is red, which keeps snapshots from being taken. On instances, `journalctl -u snapshot -u " +
				"credentials` on the instance of the node that manages the cluster.",
			Do: "Follow [Search red](#search-red). On instances, put right what the journal says, and run `systemctl start " +
				"snapshot`.",
		},
		{
			Title:   "Search CPU",
			Urgency: Soon,
			Means:   "A data node is short of CPU.",
			Look:    "The slow logs, for searches and documents that take long.",
			Do:      "Mend the searches, or use more or larger nodes.",
		},
		{
			Title:   "Search memory",
			Urgency: Now,
			Means:   "A data node is short of memory. It may soon block writes, or fail.",
			Look:    "Large aggregations in the slow logs; the number of shards.",
			Do:      "Use more or larger nodes.",
		},
		{
			Title:   "Search key",
			Urgency: Now,
			Means:   "The domain cannot use its key. Without the key its documents are lost.",
			Look:    "Whether the key is enabled, and who changed it or its grants: CloudTrail.",
			Do:      "Enable the key, or cancel its deletion, in the KMS console: security hears of that.",
		},
		{
			Title:   "Search managers",
			Urgency: Soon,
			Means:   "The nodes that manage the cluster are short of CPU or memory.",
			Look:    "The number of indexes and shards.",
			Do:      "Choose a larger `managerClass`; fewer shards.",
		},
		{
			Title:   "Search manager lost",
			Urgency: Now,
			Means:   "A node cannot reach the cluster's manager.",
			Look:    "The number of nodes, and the health of the cluster in the OpenSearch console.",
			Do:      "OpenSearch Service replaces what has failed by itself. If it does not within the hour, open a case with AWS.",
		},
		{
			Title:   "Search nodes",
			Urgency: Soon,
			Means:   "A domain has had fewer nodes than it should for half an hour.",
			Look:    "The health of the cluster in the OpenSearch console; the AWS Health Dashboard.",
			Do: "OpenSearch Service replaces what has failed by itself. If it does not within the day, open a case with AWS. On " +
				"instances, follow [Node silent](#node-silent).",
		},
		{
			Title:   "Search storage",
			Urgency: Soon,
			Means:   "A node has less than a quarter of its storage left. Without storage, the domain refuses to write.",
			Look:    "The size of the indexes.",
			Do:      "Delete old indexes, or raise `storageGiB`.",
		},
	},
}

var streams = Chapter{"Streams", []Section{
	{
		Title:   "Stream controller",
		Urgency: Now,
		Means:   "A Kafka cluster has no active controller, or tells nothing. No partition gets a new leader.",
		Look:    "The state of the cluster in the MSK console.",
		Do:      "MSK replaces what has failed by itself. If it does not within the hour, open a case with AWS.",
	},
	{
		Title:   "Stream offline partitions",
		Urgency: Now,
		Means:   "Partitions have no leader: nobody can read or write them.",
		Look:    "Which brokers are missing; the storage of the brokers.",
		Do:      "Put right what the brokers lack.",
	},
	{
		Title:   "Stream in sync",
		Urgency: Now,
		Means:   "Too few replicas of a partition are in sync: producers that want all of them are refused.",
		Look:    "Which brokers are missing or overloaded.",
		Do:      "Nothing while MSK maintains the brokers, one after another; else look at their CPU and storage.",
	},
	{
		Title:   "Stream CPU",
		Urgency: Soon,
		Means:   "A broker is short of CPU, or gone: above 60 % it cannot do another's work as well.",
		Look:    "Whether partitions are spread over the brokers evenly; the state of the broker.",
		Do:      "More brokers, or a larger `class`.",
	},
	{
		Title:   "Stream connections",
		Urgency: Soon,
		Means:   "A broker has most of the 3000 connections that it admits by IAM.",
		Look:    "Clients that open a connection for each message.",
		Do:      "Keep connections open in the clients.",
	},
	{
		Title:   "Stream storage",
		Urgency: Now,
		Means:   "The storage of a broker is almost full, and has not grown. A broker whose storage is full stops.",
		Look:    "How long topics keep messages.",
		Do:      "Raise `maxStorageGiB`, or let topics keep messages for a shorter time.",
	},
	{
		Title:   "Stream region lag",
		Urgency: Soon,
		Means:   "The Replicator is a minute behind the other region. A failover now would lose as much.",
		Look:    "CPU of both clusters; whether the topics have enough partitions.",
		Do: "Do not move the environment as long as it lasts, unless the primary's region is lost: [Moving to the other " +
			"region](failover.md).",
	},
	{
		Title:   "Stream copies fail",
		Urgency: Soon,
		Means:   "The Replicator does not copy some messages, or where some consumer groups are, or nothing.",
		Look:    "The Replicator in the MSK console; whether both clusters are ACTIVE; messages larger than 10 MB.",
		Do:      "Put right what it names. What was not copied would be lost in a failover.",
	},
	{
		Title:   "Stream memory",
		Urgency: Soon,
		Means:   "A broker is short of memory.",
		Look:    "Transactions and connections that pile up.",
		Do:      "Mend the clients, or choose a larger `class`.",
	},
}}

var backups = Chapter{"Backups", []Section{
	{
		Title:   "Backup failed",
		Urgency: Soon,
		Means:   "A job of AWS Backup failed, and a backup was not made.",
		Look:    "The jobs of AWS Backup, which give the reason.",
		Do:      "Put right what the reason names. The next job is due within a day.",
	},
	{
		Title:   "Backup copy failed",
		Urgency: Soon,
		Means:   "A backup was not copied to the other region or to the security account.",
		Look:    "The copy jobs of AWS Backup, which give the reason: the policy of the vault, its key, or the AWS organization.",
		Do:      "Put right what the reason names. The next copy is due within a day.",
	},
	{
		Title:   "Restore failed",
		Urgency: Soon,
		Means:   "A backup could not be restored, by a test or by somebody. It may be worth nothing.",
		Look:    "The restore jobs of AWS Backup, which give the reason.",
		Do:      "Put right what the reason names, and see that the next test succeeds.",
	},
	{
		Title:   "Backups missing",
		Urgency: Now,
		Means:   "Not all databases, tables or volumes were backed up, two days in a row, and no job failed.",
		Look:    "The jobs of AWS Backup, and what its plan selects.",
		Do:      "Start a backup by hand in the console of AWS Backup, and put right what kept the plan from it.",
	},
}}

var buckets = Chapter{
	"Buckets",
	[]Section{
		{
			Title:   "Bucket errors",
			Urgency: Soon,
			Means:   "S3 answers 5xx to more than one request in a hundred to a bucket.",
			Look:    "Whether clients ask very often for keys with one prefix; the AWS Health Dashboard.",
			Do:      "Spread keys over several prefixes. S3 makes room for a prefix that is asked for much within minutes to hours.",
		},
		{
			Title:   "Bucket replication lag",
			Urgency: Soon,
			Means:   "A bucket is more than 15 minutes behind the other region. A failover now would lose as much.",
			Look:    "The replication metrics of the bucket in the S3 console.",
			Do: "Do not move the environment as long as it lasts, unless the primary's region is lost: [Moving to the other " +
				"region](failover.md).",
		},
		{
			Title:   "Bucket replication failed",
			Urgency: Soon,
			Means:   "S3 could not copy objects to the other region, and does not try again.",
			Look:    "The replication status of the objects that were written at the time of the alarm.",
			Do:      "Write the objects again, or copy them with a job of S3 Batch Replication.",
		},
	},
}
