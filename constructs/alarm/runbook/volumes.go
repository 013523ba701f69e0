package runbook

var volumes = Chapter{
	"Volumes",
	[]Section{
		{
			Title:   "Volume limit",
			Urgency: Soon,
			Means: "A volume does nearly as many operations a second as EFS lets a file system do, for a quarter of an hour: " +
				"those that use it wait for it.",
			Look: "The metrics of the file system, `MetadataIOBytes` above all: many small files, or files that are opened over " +
				"and over; which service does it.",
			Do: "Have it keep files open, or in memory. Put part of the files into another volume, or into a bucket.",
		},
		{
			Title:   "Volume size",
			Urgency: Soon,
			Means:   "A volume holds more than `alarms.sizeGiB`. Nothing stops it there, and all of it costs money.",
			Look: "What grows, with a task of a service that uses it; directories that AWS Backup has restored " +
				"something to, with a volume `of` this one whose directory is `/`.",
			Do: "Delete what nobody needs, have files move to cheaper classes earlier, or raise `alarms.sizeGiB`.",
		},
	},
}
