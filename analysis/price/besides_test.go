package price

import (
	"testing"
	"unicode/utf8"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatIsThereAndHasNoPriceIsNamedWithHowManyThereAre(t *testing.T) {
	r, err := Of(templates(t, one("P", "RDS::DBProxy", ``)+","+one("R", "RDS::DBProxy", ``)+","+
		one("A", "EKS::Cluster", `"ComputeConfig": {"Enabled": true}`)+","+one("B", "EKS::Cluster", ``)+","+
		one("M", "Lambda::EventSourceMapping", `"ProvisionedPollerConfig": {"MinimumPollers": 1}`)+","+
		one("N", "Lambda::EventSourceMapping", ``)), config.Index{}, Bundled(), nil)
	require.NoError(t, err)
	assert.Equal(t, []Uncounted{
		{"RDS Proxy", 2}, {"clusters of Auto Mode", 1}, {"pollers", 1},
	}, r.Uncounted)
	assert.NoError(t, r.Only("prod"))
	assert.Len(t, r.Uncounted, 3)
	r, err = Of(templates(t, one("A", "EKS::Cluster", `"ComputeConfig": {"Enabled": true}`)+","+
		one("G", "EKS::Nodegroup", `"InstanceTypes": ["m7g.large"], "ScalingConfig": {"MinSize": 2, "MaxSize": 2}`)), config.Index{},
		Bundled(), nil)
	require.NoError(t, err)
	assert.Empty(t, r.Uncounted, "its nodes are counted, and EKS makes none")
}

func TestASubscriptionOfTheOrganizationIsToldOfOnceWithEachLineThatDemandsIt(t *testing.T) {
	a, index := reviewedOf(t, "choices", "../../test/testdata/configs/choices")
	r, err := Of(a, index, Bundled(), nil)
	require.NoError(t, err)
	require.Len(t, r.Besides, 1)
	assert.Equal(t, "Shield Advanced 3,000.00", r.Besides[0].What+" "+r.Besides[0].USD.String())
	require.NotEmpty(t, r.Besides[0].Lines)
	for _, line := range r.Besides[0].Lines {
		assert.Regexp(t, `^environments/\w+\.yaml:\d+$`, line)
	}
	assert.Contains(t, r.Estimates, "the subscription of Shield Advanced")
	for _, e := range r.Environments {
		for _, k := range e.Components {
			assert.NotEmpty(t, k.Name, "it is in no sum")
		}
	}
	require.NoError(t, r.Only("security"))
	assert.Empty(t, r.Besides, "which does not demand it")
	assert.Empty(t, example(t).Besides)
}

func TestWhatAnAccountHasIsThereBecauseOfTheLineOfTheAccount(t *testing.T) {
	for name, dir := range map[string]string{
		"example": "../../config/example", "private": "../../test/testdata/configs/private",
		"choices": "../../test/testdata/configs/choices",
	} {
		a, index := reviewedOf(t, name, dir)
		for _, stack := range a.Stacks {
			stack.Region = "eu-west-1" // which the table has
		}
		r, err := Of(a, index, Bundled(), nil)
		require.NoError(t, err)
		for _, e := range r.Environments {
			for _, k := range e.Components {
				for _, c := range k.Causes {
					assert.NotEqual(t, "name", c.Path, "%s %s %s", name, e.Name, k.Name)
				}
			}
		}
	}
}

func TestOfALongValueTheBeginningIsTold(t *testing.T) {
	image := "111111111111.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:0123456789abcdef"
	c := Cause{File: "f.yaml", Line: 2, Path: "image", Value: image}
	assert.Equal(t, "f.yaml:2 image: 111111111111.dkr.ecr.eu-west-1.amazonaw…", c.String())
	assert.Equal(t, longest, utf8.RuneCountInString(short(image)))
	assert.Equal(t, "web:1.0.0", short("web:1.0.0"))
}
