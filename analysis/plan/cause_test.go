package plan

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
)

func index(lines ...config.Line) config.Index { return config.Index{Values: lines} }

func TestALineThatChangedIsFoundByItsPathAndAnElementByItsValue(t *testing.T) {
	before := index(
		config.Line{File: "environments/dev.yaml", Line: 3, Path: "network.nat", Value: "single"},
		config.Line{File: "environments/dev.yaml", Line: 4, Path: "services.web.uses[0]", Value: "orders"},
		config.Line{File: "environments/dev.yaml", Line: 4, Path: "services.web.uses[1]", Value: "pages"},
		config.Line{File: "organization.yaml", Line: 9, Path: "old", Value: "x"},
	)
	after := index(
		config.Line{File: "environments/dev.yaml", Line: 5, Path: "network.nat", Value: "per-zone"},
		config.Line{File: "environments/dev.yaml", Line: 6, Path: "services.web.uses[0]", Value: "pages"},
		config.Line{File: "environments/dev.yaml", Line: 7, Path: "services.web.port", Value: "80"},
	)
	assert.Equal(t, []Cause{
		{"environments/dev.yaml", 4, "services.web.uses[0]", "orders", "", "dev"},
		{"environments/dev.yaml", 5, "network.nat", "single", "per-zone", "dev"},
		{"environments/dev.yaml", 7, "services.web.port", "", "80", "dev"},
		{"organization.yaml", 9, "old", "x", "", ""},
	}, changedLeaves(before, after), "pages moved, and did not change; lines that moved are no change")
}

func TestTheLikeliestLineIsThatOfTheStacksOwnItem(t *testing.T) {
	changed := []Cause{
		{"environments/dev.yaml", 1, "services.web.image", "web:1", "web:2", "dev"},
		{"environments/dev.yaml", 2, "services.worker.image", "worker:1", "worker:2", "dev"},
		{"environments/dev.yaml", 3, "databases.orders.class", "a", "b", "dev"},
		{"environments/dev.yaml", 4, "network.cidr", "10.0.0.0/16", "10.1.0.0/16", "dev"},
		{"environments/prod.yaml", 5, "services.web.image", "web:1", "web:3", "prod"},
		{"organization.yaml", 6, "tags.owner", "me", "you", ""},
		{"environments/prod.yaml", 7, "sites.help.files", "a", "b", "prod"},
	}
	differ := func(path, before, after string) *fate {
		return &fate{differences: []Difference{{Path: path, Before: before, After: after}}}
	}
	for _, test := range []struct {
		stack, stage string
		fate         *fate
		want         string
	}{
		{"dev/service-web", "dev", differ("Image", "registry/web:1", "registry/web:2"), "services.web.image"},
		{"dev/service-worker", "dev", differ("Image", "registry/worker:1", "registry/worker:2"), "services.worker.image"},
		{"prod-dr/service-web", "prod-dr", differ("Image", "registry/web:1", "registry/web:3"), "services.web.image"},
		{"dev/data-orders", "dev", differ("Class", "db.a", "db.b"), "databases.orders.class"},
		{"dev/network", "dev", differ("CidrBlock", "10.0.0.0/16", "10.1.0.0/16"), "network.cidr"},
		{"security/archive", "security", differ("Tags.owner.Value", "me", "you"), "tags.owner"},
		{"security/archive", "security", differ("PolicyDocument", "10.0.0.0/16", "10.1.0.0/16"), "network.cidr"},
		{"dev/service-web", "dev", differ("Tags.owner.Value", "me", "you"), "tags.owner"},
		{"dev/service-web", "dev", differ("Threshold", "90", "180"), "services.web.image"},
		{"prod/sites-us-east-1", "prod", differ("Threshold", "90", "180"), "sites.help.files"},
	} {
		found := causes(test.stack, test.stage, test.fate, visible(test.stage, changed))
		if assert.NotEmpty(t, found, test.stack) {
			assert.Equal(t, test.want, found[0].Path, "%s %v", test.stack, test.fate.differences)
		}
	}
	assert.Empty(t, causes("dev/network", "dev", differ("A", "1", "2"), nil), "code or CDK")
	prod := causes("prod-dr/service-web", "prod-dr", differ("Image", "registry/web:1", "registry/web:3"), visible("prod-dr", changed))
	assert.Equal(t, "environments/prod.yaml", prod[0].File, "a standby is in the file of its environment")
}

func TestAChangeSaysWhichLineOfTheConfigurationMadeIt(t *testing.T) {
	base := one(t, things("A", "AWS::RDS::DBInstance", `'DBInstanceClass': 'db.a'`))
	head := one(t, things("A", "AWS::RDS::DBInstance", `'DBInstanceClass': 'db.b'`))
	wave := []config.IndexWave{{Name: "wave-1", Stages: []string{"dev"}}}
	line := config.Line{File: "environments/dev.yaml", Line: 7, Path: "databases.orders.class", Value: "a"}
	writeJSON(t, base+"/"+config.IndexFile, config.Index{Waves: wave, Values: []config.Line{line}})
	line.Value = "b"
	writeJSON(t, head+"/"+config.IndexFile, config.Index{Waves: wave, Values: []config.Line{line}})
	p := compare(t, base, head, Options{})
	assert.Equal(t, []Cause{{"environments/dev.yaml", 7, "databases.orders.class", "a", "b", "dev"}}, p.Stacks[0].Resources[0].Causes)
	assert.Equal(t, "wave-1", p.Stacks[0].Wave)
}

func TestAPlanWithoutTheOrderOfStagesSaysSo(t *testing.T) {
	dir := one(t, things("A", "AWS::SNS::Topic", ``))
	writeJSON(t, dir+"/"+config.IndexFile, config.Index{})
	assert.Contains(t, compare(t, dir, dir, Options{}).Limits[4], "does not say in which order")
}

func TestEverySectionOfAConfigurationIsSaidToHaveAStackOrNone(t *testing.T) {
	var all []string
	for _, of := range []reflect.Type{reflect.TypeFor[config.Environment](), reflect.TypeFor[config.Organization]()} {
		for field := range of.NumField() {
			if key := of.Field(field).Tag.Get("yaml"); key != "" && key != "-" && !slices.Contains(all, key) {
				all = append(all, key)
			}
		}
	}
	assert.ElementsMatch(t, all, slices.Collect(maps.Keys(sections)))
}

func TestALineIsACauseByWordsOfItsValueAndNotByAPartOfAnother(t *testing.T) {
	for _, c := range []struct {
		text, word string
		want       bool
	}{
		{`{"Mode":"COMPLIANCE"}`, "compliance", true},
		{"kms:CallerAccount", "count", false},
		{"registry/web:21", "web:2", false},
		{"db.m7g.large", "m7g.large", true},
		{"acme-web-webs", "webs", true},
		{"10.0.0.0/16", "10.0.0.0/16", true},
	} {
		assert.Equal(t, c.want, hasWord(c.text, c.word), "%s in %s", c.word, c.text)
	}
	added := &fate{action: Add, new: &instance{properties: map[string]any{"UserName": "firecall", "Status": "Enabled"}}}
	assert.True(t, added.holds("firecall"), "of what comes, all counts")
	assert.False(t, added.holds("enabled"), "which says nothing")
}

func TestAnyOfManyLinesIsNoCause(t *testing.T) {
	var changed []Cause
	for _, path := range []string{"alerts.email[0]", "budgets.email[0]", "tags.owner", "settings.patchWindow"} {
		changed = append(changed, Cause{File: "organization.yaml", Path: path, Before: "before", After: "after"})
	}
	differ := &fate{action: Change, old: &instance{}, new: &instance{}, differences: []Difference{{"Threshold", "1", "2", false}}}
	assert.Empty(t, causes("dev/network", "dev", differ, changed))
	assert.NotEmpty(t, visible("dev", changed))
	assert.Len(t, causes("dev/network", "dev", differ, changed[:2]), 2, "few say where to look")
}

func TestWhoIsAskedAndWhenIsSeenByThePipelineAlone(t *testing.T) {
	changed := []Cause{{File: "environments/prod.yaml", Path: "approval", Before: "required", After: "none", environment: "prod"}}
	assert.Empty(t, visible("dev", changed))
	assert.Len(t, visible("", changed), 1)
	assert.Len(t, visible("prod", changed), 1)
}
