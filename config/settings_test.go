package config

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMistakesInSettingsAreFound(t *testing.T) {
	const window = "  patchWindow: sun:03:00-sun:05:00"
	const apply = "  apply: [public-access, volumes, images, snapshots, documents, instance-metadata, passwords, default-vpc, sessions, patching]"
	findsMistakes(t, "organization.yaml", []mistake{
		{apply, "  apply: [volume]", `settings.apply[0]: "volume" is not offered; did you mean volumes? The choice is public-access, volumes, images, snapshots, documents, instance-metadata, passwords, default-vpc, sessions or patching`},
		{apply, "  apply: [volumes, volumes]", `settings.apply[1]: volumes is listed twice; keep one`},
		{window, "  except: {stag: [volumes]}", `settings.except.stag: "stag" is not an account; did you mean stage?`},
		{window, "  except: {dev: [volumes, volumes]}", `settings.except.dev[1]: volumes is listed twice; keep one`},
		{window, "  patchWindow: sunday", `settings.patchWindow: "sunday" is not a weekly window; write it as ddd:hh:mm-ddd:hh:mm in UTC, such as sun:03:00-sun:05:00`},
		{window, "  patchWindow: sun:03:00-sun:04:00", `settings.patchWindow: sun:03:00-sun:04:00 is shorter than two hours or longer than a day; Systems Manager starts nothing in the last hour`},
	})
}

func TestPatchWindowIsTheCronExpressionOfItsBeginning(t *testing.T) {
	cron, hours := Settings{PatchWindow: "sat:23:30-sun:03:30"}.PatchHours()
	assert.Equal(t, "cron(30 23 ? * SAT *)", cron)
	assert.Equal(t, 4, hours)
}
