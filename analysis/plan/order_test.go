package plan

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// producer exports a bucket under a name, or exports nothing.
func producer(stage, id string, exports bool, after ...string) template {
	t := template{stage: stage, id: id, after: after, resources: things("Bucket", "AWS::S3::Bucket", ``)}
	if exports {
		t.exports = map[string]string{"bucket": `{'Ref': 'Bucket'}`}
	}
	return t
}

// consumer imports the bucket, or something of its own.
func consumer(stage, id string, imports bool, after ...string) template {
	value := `'mine'`
	if imports {
		value = `{'Fn::ImportValue': 'bucket'}`
	}
	return template{stage: stage, id: id, after: after, resources: things("Policy", "AWS::S3::BucketPolicy", `'Bucket': `+value+`, 'PolicyDocument': {}`)}
}

func TestAnExportGoesWhenNoStackImportsItAtThatMoment(t *testing.T) {
	both := []string{"first", "second"}
	for _, test := range []struct {
		name       string
		base, head []template
		refused    []string
	}{
		{
			"the consumer is deployed in an earlier wave",
			[]template{producer("second", "a", true), consumer("first", "b", true)},
			[]template{producer("second", "a", false), consumer("first", "b", false)},
			nil,
		},
		{
			"the consumer is deployed in a later wave",
			[]template{producer("first", "a", true), consumer("second", "b", true)},
			[]template{producer("first", "a", false), consumer("second", "b", false)},
			[]string{"first/a/Bucket: export"},
		},
		{
			"the consumer is deployed before, in the same stage",
			[]template{producer("first", "a", true), consumer("first", "b", true, "a")},
			[]template{producer("first", "a", false, "b"), consumer("first", "b", false)},
			nil,
		},
		{
			"nothing orders the two, so the consumer may still import it",
			[]template{producer("first", "a", true), consumer("first", "b", true, "a")},
			[]template{producer("first", "a", false), consumer("first", "b", false)},
			[]string{"first/a/Bucket: export"},
		},
		{
			"the consumer is gone from the app, and stays deployed",
			[]template{producer("first", "a", true), consumer("first", "b", true, "a")},
			[]template{producer("first", "a", false)},
			[]string{"first/a/Bucket: export"},
		},
		{
			"the consumer stops, and the export stays",
			[]template{producer("first", "a", true), consumer("first", "b", true, "a")},
			[]template{producer("first", "a", true), consumer("first", "b", false)},
			nil,
		},
		{
			"both are gone, and stay deployed",
			[]template{producer("first", "a", true), consumer("first", "b", true, "a"), producer("second", "rest", false)},
			[]template{producer("second", "rest", false)},
			nil,
		},
		{
			"another stack takes over the export while the first has it",
			[]template{producer("first", "a", true), producer("first", "b", false)},
			[]template{producer("first", "a", false), producer("first", "b", true)},
			[]string{"first/b: export"},
		},
		{
			"what is imported is exported later",
			[]template{producer("second", "a", false), consumer("first", "b", false)},
			[]template{producer("second", "a", true), consumer("first", "b", true)},
			[]string{"first/b: export"},
		},
	} {
		p := compare(t, write(t, both, test.base...), write(t, both, test.head...), Options{})
		assert.Equal(t, test.refused, said(p, Refused), "%s: %v", test.name, p.Findings)
	}
}

// alarm is a stack with an alarm under a name, which no other may have in the region.
func alarm(stage, id, name string, after ...string) template {
	return template{stage: stage, id: id, after: after, resources: things("Alarm", "AWS::CloudWatch::Alarm", `'AlarmName': '`+name+`'`)}
}

func TestANameMovesToAnotherStackWhenTheFirstHasCertainlyGivenItUp(t *testing.T) {
	stages := []string{"first", "second"}
	for _, test := range []struct {
		name       string
		base, head []template
		refused    []string
	}{
		{
			"the first gives it up in an earlier wave",
			[]template{alarm("first", "a", "x"), alarm("second", "b", "y")},
			[]template{alarm("first", "a", "z"), alarm("second", "b", "x")},
			nil,
		},
		{
			"the first gives it up in a later wave",
			[]template{alarm("second", "a", "x"), alarm("first", "b", "y")},
			[]template{alarm("second", "a", "z"), alarm("first", "b", "x")},
			[]string{"first/b/Alarm: name"},
		},
		{
			"nothing orders the two",
			[]template{alarm("first", "a", "x"), alarm("first", "b", "y")},
			[]template{alarm("first", "a", "z"), alarm("first", "b", "x")},
			[]string{"first/b/Alarm: name"},
		},
		{
			"the first is gone from the app, and stays deployed",
			[]template{alarm("first", "a", "x"), alarm("first", "b", "y")},
			[]template{alarm("first", "b", "x")},
			[]string{"first/b/Alarm: name"},
		},
		{
			"two new stacks want it",
			[]template{alarm("second", "rest", "r")},
			[]template{alarm("second", "rest", "r"), alarm("first", "a", "x"), alarm("first", "b", "x")},
			[]string{"first/b/Alarm: name"},
		},
	} {
		p := compare(t, write(t, stages, test.base...), write(t, stages, test.head...), Options{})
		assert.Equal(t, test.refused, said(p, Refused), "%s: %v", test.name, p.Findings)
	}
}

func TestANameInAnotherAccountIsAnotherOneUnlessItIsTheWorlds(t *testing.T) {
	stack := func(account, kind, property string) template {
		return template{stage: "first", id: "in-" + account, account: account, resources: things("A", kind, `'`+property+`': 'x'`)}
	}
	for _, test := range []struct {
		kind, property string
		refused        int
	}{
		{"AWS::CloudWatch::Alarm", "AlarmName", 0},
		{"AWS::S3::Bucket", "BucketName", 1},
	} {
		base := write(t, []string{"first"}, stack("111111111111", test.kind, test.property))
		head := write(t, []string{"first"}, stack("111111111111", test.kind, test.property), stack("222222222222", test.kind, test.property))
		assert.Len(t, said(compare(t, base, head, Options{}), Refused), test.refused, test.kind)
	}
}

func TestANameThatWasKeptIsHeld(t *testing.T) {
	log := template{stage: "first", id: "service", resources: things("Log", "AWS::Logs::LogGroup", `'LogGroupName': '/x'`)}
	rest := producer("second", "rest", false)
	base, head := write(t, []string{"first", "second"}, rest), write(t, []string{"first", "second"}, rest, log)
	kept := Kept{Account: "111111111111", Region: "eu-west-1", Type: "AWS::Logs::LogGroup", Name: "/x"}
	assert.Empty(t, said(compare(t, base, head, Options{}), Refused))
	assert.Equal(t, []string{"first/service/Log: name"}, said(compare(t, base, head, Options{Kept: []Kept{kept}}), Refused))
	kept.Region = "eu-central-1"
	assert.Empty(t, said(compare(t, base, head, Options{Kept: []Kept{kept}}), Refused), "another region")
}

func TestWhatAStackKeepsInOneWaveIsInTheWayOfTheNext(t *testing.T) {
	log := func(stage string, more ...string) template {
		return template{stage: stage, id: "s", resources: map[string]string{
			"Log":  thing("AWS::Logs::LogGroup", `'LogGroupName': '/x'`, more...),
			"Rest": thing("AWS::SNS::Topic", ``),
		}}
	}
	without := func(stage string) template {
		return template{stage: stage, id: "s", resources: things("Rest", "AWS::SNS::Topic", ``)}
	}
	stages := []string{"first", "second"}
	kept := compare(t, write(t, stages, log("first", `'DeletionPolicy': 'Retain'`), without("second")), write(t, stages, without("first"), log("second")), Options{})
	assert.Equal(t, []string{"second/s/Log: name"}, said(kept, Refused))
	gone := compare(t, write(t, stages, log("first"), without("second")), write(t, stages, without("first"), log("second")), Options{})
	assert.Empty(t, said(gone, Refused))
}

func TestStacksThatAreGoneFromTheAppAreTold(t *testing.T) {
	base := write(t, []string{"first"}, producer("first", "a", false), producer("first", "b", false))
	head := write(t, []string{"first"}, producer("first", "a", false))
	p := compare(t, base, head, Options{})
	assert.Equal(t, []string{"first/b: gone"}, said(p, Note))
	assert.Equal(t, "first/b", p.Gone[0].ID)
	assert.Empty(t, p.Stacks)
	assert.False(t, p.Worries(), "nothing happens to it")
}

func TestStacksAreDeployedByWaveAndThenByWhatTheyNeed(t *testing.T) {
	base := write(t, []string{"z", "a"}, producer("z", "rest", false))
	head := write(t, []string{"z", "a"}, alarm("a", "c", "1"), alarm("a", "b", "2", "c"), alarm("z", "last", "3", "rest"), producer("z", "rest", false))
	var ids []string
	for _, s := range compare(t, base, head, Options{}).Stacks {
		ids = append(ids, s.ID)
	}
	assert.Equal(t, []string{"z/last", "a/c", "a/b"}, ids)
}
