package config

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const withVolumes = `tier: development
network:
  cidr: 10.10.0.0/16
instances: {os: bottlerocket, agents: {logs: "web:1.0.0", metrics: "web:1.0.0"}}
volumes:
  papers:
    path: /mnt/papers
    directory: /papers
    infrequentAccessDays: 14
    archiveDays: 90
    alarms: {sizeGiB: 10}
  pictures: {}
  papers-b: {of: papers, directory: /restored/papers, as: papers}
  all: {of: papers, directory: /}
services:
  web:
    image: web:1.0.0
    tmpfs: [{path: /mnt/scratch, sizeMiB: 8}]
    storage: {paths: [/var/cache]}
    uses: [papers, pictures]
functions:
  index: {image: web:1.0.0, on: {schedules: {nightly: {cron: 0 3 * * ? *}}}, uses: [papers-b]}
`

func TestMistakesInAVolumeAreFound(t *testing.T) {
	const papers, other, uses = "volumes.papers.", "volumes.papers-b.", "services.web.uses[0]: "
	const days = "choose 1, 7, 14, 30, 60, 90, 180, 270 or 365, or 0 for never"
	findsMistakesIn(t, withVolumes, []mistake{
		{"path: /mnt/papers", "path: mnt/papers", papers + `path: "mnt/papers" is not a directory of a container; write it with a leading slash and without a closing one, such as /var/cache/web`},
		{"path: /mnt/papers", "path: /proc/papers", papers + "path: /proc is the kernel's; choose another directory"},
		{"directory: /papers", "directory: /", papers + "directory: AWS Backup puts what it restores there, and nobody may write beside it; leave it out"},
		{"directory: /papers", "directory: /a/b/c/d/e", papers + `directory: "/a/b/c/d/e" is not a directory of a file system; write it with a leading slash and without a closing one, such as /data, at most four deep`},
		{"infrequentAccessDays: 14", "infrequentAccessDays: 15", papers + "infrequentAccessDays: EFS moves no file after 15 days; " + days},
		{"archiveDays: 90", "archiveDays: 91", papers + "archiveDays: EFS moves no file after 91 days; " + days},
		{"archiveDays: 90", "archiveDays: 14", papers + "archiveDays: files move to Infrequent Access after 14 days, and to Archive later only; choose more, or set infrequentAccessDays to 0"},
		{"sizeGiB: 10", "sizeGiB: 0", papers + "alarms.sizeGiB: 0 is too small; the least is 1"},
		{"{of: papers, directory: /restored/papers", "{of: paper, directory: /restored/papers", other + `of: dev has no volume "paper" with a file system of its own; did you mean papers?`},
		{"{of: papers, directory: /restored/papers", "{of: all, directory: /restored/papers", other + `of: dev has no volume "all" with a file system of its own; known: papers, pictures`},
		{"{of: papers, directory: /restored/papers", "{of: papers", other + "directory: is missing; write which directory of papers it is, such as /data"},
		{"as: papers}", "as: papers, archiveDays: 90}", other + "archiveDays: is of a file system, which is that of papers; leave it out, or say it there"},
		{"as: papers}", "as: papers-b}", other + "as: is what its variables begin with anyway; leave it out"},
		{"uses: [papers, pictures]", "uses: [papers, papers-b]", `services.web.uses[1]: /mnt/papers, where papers-b is, and /mnt/papers are inside each other; give one of them another path` + "\n" +
			"services.web.uses[1]: papers and papers-b both set PAPERS_PATH; use one of them"},
		{"path: /mnt/scratch", "path: /mnt/papers/scratch", uses + "/mnt/papers, where papers is, and /mnt/papers/scratch are inside each other; give one of them another path"},
		{"paths: [/var/cache]", "paths: [/mnt/pap, /mnt/papers/cache]", uses + "/mnt/papers, where papers is, and /mnt/papers/cache are inside each other; give one of them another path"},
		{"uses: [papers-b]", "uses: [papers-b, pictures]", "functions.index.uses[1]: Lambda mounts one volume, which is papers-b; use one of them, or a service"},
		{
			"pictures: {}\n  papers-b: {of: papers, directory: /restored/papers, as: papers}", "papers-b: {path: /srv/pictures}\n  pictures: {}",
			"functions.index.uses[0]: Lambda mounts nothing at /srv/pictures; give papers-b a path such as /mnt/papers-b",
		},
	})
}

func TestAVolumeHasDefaults(t *testing.T) {
	files := example(t)
	files["environments/dev.yaml"].Data = []byte(withVolumes)
	c, err := load(files, "example")
	require.NoError(t, err)
	dev := c.Environments[0]
	require.Equal(t, "dev", dev.Name)
	assert.Equal(t, Volume{
		Path: "/mnt/pictures", Directory: "/data", InfrequentAccessDays: new(30), Alarms: VolumeAlarms{SizeGiB: 100},
	}, dev.Volumes["pictures"])
	assert.Equal(t, "/mnt/papers", dev.Volumes["papers-b"].Path, "where services find the one that it is in place of")
	assert.Equal(t, 1, Volume{}.addresses(), "of a mount target in each zone")
	assert.Zero(t, dev.Volumes["all"].addresses(), "the mount targets of another volume")
	assert.Equal(t, map[string]int{"papers": 1}, dev.doors([]string{"papers", "papers-b", "all"}), "one security group")
}
