package config

import "testing"

func TestMistakesInDetectionAreFound(t *testing.T) {
	const watch, standards = "  watch: [trail, recorder, guard-duty, security-hub, access-analyzer, inspector]", "  standards: [foundational, cis]"
	findsMistakes(t, "organization.yaml", []mistake{
		{watch, "  watch: [recorder, guardduty, security-hub]", `detection.watch[1]: "guardduty" is not offered; did you mean guard-duty? The choice is trail, recorder, guard-duty, security-hub, access-analyzer, inspector or security-hub-v2`},
		{watch, watch + "\n  recorderRoleExists: [stag]", `detection.recorderRoleExists[0]: "stag" is not an account; did you mean stage?`},
		{watch, watch + "\n  recorderRoleExists: [dev, dev]", `detection.recorderRoleExists[1]: dev is listed twice; keep one`},
		{watch, "  watch: [trail, trail, recorder, security-hub]", `detection.watch[1]: trail is listed twice; keep one`},
		{watch, "  watch: [trail, security-hub]", `detection.watch: Security Hub sees what AWS Config records; add recorder, or leave security-hub out`},
		{watch + "\n" + standards, "  watch: [trail, recorder, security-hub-v2]", `detection.watch: Security Hub V2 judges what Security Hub CSPM finds; add security-hub, or leave security-hub-v2 out`},
		{watch, "  watch: [trail, recorder]", `detection.standards: without Security Hub nothing compares with them; leave them out, or watch security-hub`},
		{watch, watch + "\n  elsewhere: {stag: [trail]}", `detection.elsewhere.stag: "stag" is not an account; did you mean stage?`},
		{watch, watch + "\n  elsewhere: {dev: [trail, trail]}", `detection.elsewhere.dev[1]: trail is listed twice; keep one`},
		{standards, "  standards: [cis, cis]", `detection.standards[1]: cis is listed twice; keep one`},
		{standards, "  standards: [iso]", `detection.standards[0]: "iso" is not offered; choose foundational, cis, nist or pci`},
		{"  recording: continuous", "  recording: hourly", `detection.recording: "hourly" is not offered; choose continuous or daily`},
		{"  dataEvents: none", "  dataEvents: reads", `detection.dataEvents: "reads" is not offered; choose none, writes or all`},
		{"  dataEvents: none", "  dataEvents: none\n  unusedAccessDays: 366", `detection.unusedAccessDays: 366 is too large; the most is 365`},
		{watch, "  watch: [recorder, security-hub]\n  unusedAccessDays: 90", `detection.unusedAccessDays: without access-analyzer nothing looks for unused access; leave it out, or watch access-analyzer`},
		{watch + "\n" + standards + "\n  recording: continuous\n  dataEvents: none", "  watch: [recorder, security-hub]\n  dataEvents: all", `detection.dataEvents: without a trail nothing records them; leave it out, or watch trail`},
		{"  questionGiB: 100", "  questionGiB: 0", `archive.questionGiB: 0 is too small; the least is 1`},
		{"    least: medium", "    least: severe", `detection.findings.least: "severe" is not offered; choose low, medium, high or critical`},
		{"    least: medium", "    email: [nobody]", `detection.findings.email[0]: "nobody" is not an e-mail address; write it as name@example.com`},
		{"    least: medium", "    slack: {workspace: acme, channel: C0123ABCDEF}", `detection.findings.slack.workspace: "acme" is not the id of a workspace; copy it from Slack, such as T0123ABCDEF`},
		{"    least: medium", "    slack: {workspace: T0123ABCDEF, channel: security}", `detection.findings.slack.channel: "security" is not the id of a channel; copy it from the channel's details, such as C0123ABCDEF`},
		{"    keepDays: 365", "    keepDays: 0", `detection.findings.keepDays: 0 is too small; the least is 1`},
		{"  lock: governance", "  lock: legal", `archive.lock: "legal" is not offered; choose none, governance or compliance`},
		{"  locks: [trails]", "  locks: [dns]", `archive.locks[0]: "dns" is not offered; choose trails, network or firewall`},
		{"  locks: [trails]", "  locks: [trails, trails]", `archive.locks[1]: trails is listed twice; keep one`},
		{"  locks: [trails]", "  locks: []", `archive.locks: nothing would be locked; list trails, or write lock: none`},
		{"  lock: governance", "  lock: none", `archive.locks: lock is none, which locks nothing; leave locks out, or write lock: governance`},
	})
}
