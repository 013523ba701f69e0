package changes

import cfn "bulkhead/test/changes/cloudformation"

// The edits of volumes.
var volumeLines = []line{
	{
		says: "a volume is added and used", base: "small",
		edits: both(dev("volumes.papers", "{}"), dev("services.worker.uses", "[orders, prices, papers]")),
		want:  fine, back: fine,
	},
	{
		says: "files of a volume move to cheaper classes", base: "small",
		before: both(dev("volumes.papers", "{}"), dev("services.worker.uses", "[orders, prices, papers]")),
		edits:  dev("volumes.papers", "{infrequentAccessDays: 90, archiveDays: 180}"),
		want:   fine, back: fine,
	},
	{
		says: "a volume is found under another path", base: "small",
		before: both(dev("volumes.papers", "{}"), dev("services.worker.uses", "[orders, prices, papers]")),
		edits:  dev("volumes.papers.path", "/srv/papers"),
		want:   fine, back: fine,
	},
	{
		says: "a volume that is used shows another directory", base: "small",
		before: both(dev("volumes.papers", "{}"), dev("services.worker.uses", "[orders, prices, papers]")),
		edits:  dev("volumes.papers.directory", "/old"),
		want:   refusedFor(cfn.Export),
		why:    "it is another volume, which gets another name",
	},
	{
		says: "services move to a restored directory of a volume", base: "small",
		before: both(dev("volumes.papers", "{}"), dev("services.worker.uses", "[orders, prices, papers]")),
		edits: both(
			dev("volumes.papers-b", "{of: papers, directory: /aws-backup-restore_1/data, as: papers}"),
			dev("services.worker.uses", "[orders, prices, papers-b]"),
		),
		want: fine, back: fine,
	},
	{
		says: "a service that uses a volume has another user", base: "small",
		before: both(dev("volumes.papers", "{}"), dev("services.worker.uses", "[orders, prices, papers]")),
		edits:  dev("services.worker.user", `"1001:1001"`),
		want:   fine, back: fine,
	},
	{
		says: "an environment with a volume has one more zone", base: "small",
		before: both(dev("volumes.papers", "{}"), dev("network.zones", "2")),
		edits:  dev("network.zones", "3"),
		want:   fine,
	},
	{
		says: "a volume is backed up", base: "small",
		before: dev("volumes.papers", "{}"),
		edits:  dev("backups", "{keepDays: 7, restoreTests: enabled}"),
		want:   fine, back: fine,
	},
	{
		says: "a volume is removed with its uses", base: "small",
		before: both(dev("volumes.papers", "{}"), dev("services.worker.uses", "[orders, prices, papers]")),
		edits:  both(dev("volumes", ""), dev("services.worker.uses", "[orders, prices]")),
		want:   fine, back: fine,
	},
}
