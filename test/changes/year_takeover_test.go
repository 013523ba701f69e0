package changes

import cfn "bulkhead/test/changes/cloudformation"

// The place of the environment dev.
var devPlace = cfn.Place{Account: "333333333333", Region: "eu-west-1"}

// byHand are a bucket and a table that somebody has made.
func byHand(w *cfn.World) {
	w.ByHand(devPlace, "AWS::S3::Bucket", "scans-of-old")
	w.ByHand(devPlace, "AWS::DynamoDB::GlobalTable", "Ledger")
}

// imported is that they are there, and that deployments import.
func imported(w *cfn.World) {
	byHand(w)
	w.Import()
}

var (
	scansExist = both(dev("existing", "{scans: {bucket: scans-of-old}}"), dev("services.web.uses", "[orders, sessions, uploads, scans]"))
	takesScans = both(dev("buckets.scans", "{takesOver: scans-of-old}"), dev("services.web.uses", "[orders, sessions, uploads, scans]"))
)

// The edits that take over what exists.
var takeoverLines = []line{
	{
		says: "a bucket and a table that exist are taken over", base: "small",
		happens: imported,
		edits: both(
			dev("buckets.scans", "{takesOver: scans-of-old}"), dev("tables.ledger", "{key: account, takesOver: Ledger}"),
			dev("services.web.uses", "[orders, sessions, uploads, scans, ledger]"),
		),
		want: fine, back: fine,
	},
	{
		says: "a bucket that a service uses as one that exists is taken over", base: "small",
		before: scansExist, happens: imported,
		edits: both(dev("existing", ""), takesScans),
		want:  fine, back: fine,
	},
	{
		says: "a bucket that exists is to be taken over by a deployment that does not import", base: "small",
		happens: byHand,
		edits:   takesScans,
		want:    refusedFor(cfn.NameTaken),
		differs: "the plan says how its stack is deployed, and this is another way",
		why:     "nothing is touched: the same deployment with --import-existing-resources takes it over",
	},
	{
		says: "a bucket of ours is to be one that exists", base: "small",
		happens: imported,
		edits:   dev("buckets.uploads.takesOver", "scans-of-old"),
		want:    refusedFor(cfn.Export),
		why:     "it is another bucket: add it under another name, and services move there",
	},
	{
		says: "a table that was taken over is to be called as ours are", base: "small",
		before: dev("tables.ledger", "{key: account, takesOver: Ledger}"),
		edits:  dev("tables.ledger", "{key: account}"),
		want:   fine,
		why:    "it is another table, which is empty: the one before is kept, and the plan says so",
	},
	{
		says: "a table that was taken over has an index and items that expire", base: "small",
		before: dev("tables.ledger", "{key: account, takesOver: Ledger}"),
		edits:  dev("tables.ledger", "{key: account, takesOver: Ledger, indexes: {by-time: {key: at}}, expires: until}"),
		want:   fine, back: refusedFor(cfn.Never),
	},
	{
		says: "a table that was taken over is removed", base: "small",
		before: dev("tables.ledger", "{key: account, takesOver: Ledger}"),
		edits:  dev("tables", ""),
		want:   fine, back: fine,
	},
}
