package changes

// The edits of who decides which image a service runs.
var releaseLines = []line{
	{
		says: "releases decide what a service runs", base: "small",
		edits: released("1.0.0"), want: fine, back: fine, apart: true,
	},
	{
		says: "releases decide what a service runs that has a standby", base: "large",
		before: recovery,
		edits:  both(prod("services.worker.image", ""), prod("services.worker.release", "{repository: worker, first: 1.0.0}")),
		want:   fine, back: fine, apart: true,
	},
	{
		says: "another first image, which does nothing", base: "small",
		before: released("1.0.0"), edits: dev("services.worker.release.first", "1.1.0"), want: fine, back: fine, apart: true,
	},
	{
		says: "releases are of another repository", base: "small",
		before: released("1.0.0"), edits: dev("services.worker.release.repository", "web"), want: fine, back: fine, apart: true,
	},
	{
		says: "releases refuse more images", base: "small",
		before: released("1.0.0"), edits: dev("services.worker.release.refuse", "medium"), want: fine, back: fine, apart: true,
	},
	{
		says: "a service goes whose image releases decide", base: "small",
		before: released("1.0.0"), edits: dev("services.worker", ""), want: fine, back: fine, apart: true,
	},
}

// released has releases decide what the worker of dev runs.
func released(first string) []edit {
	return both(
		dev("services.worker.image", ""),
		dev("services.worker.release", "{repository: worker, first: "+first+"}"),
	)
}
