package plan

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// scans is a bucket that is taken over.
var scans = thing("AWS::S3::Bucket", `'BucketName': 'scans'`, `'DeletionPolicy': 'Retain'`, `'Metadata': {'TakesOver': true}`)

func TestWhatExistsIsTakenOverAndThePlanSaysHow(t *testing.T) {
	kept := Options{Kept: []Kept{{Account: "111111111111", Region: "eu-west-1", Type: "AWS::S3::Bucket", Name: "scans"}}}
	base := write(t, []string{"dev"}, template{stage: "dev", id: "other", resources: map[string]string{"T": thing("AWS::SNS::Topic", ``)}})
	head := write(
		t, []string{"dev"},
		template{stage: "dev", id: "other", resources: map[string]string{"T": thing("AWS::SNS::Topic", ``)}},
		template{stage: "dev", id: "data-scans", resources: map[string]string{"Scans": scans, "Alarm": thing("AWS::CloudWatch::Alarm", ``)}},
	)
	p := compare(t, base, head, kept)
	assert.Equal(t, map[string]Action{"dev/data-scans/Scans": Import, "dev/data-scans/Alarm": Add}, actions(p))
	assert.False(t, p.Worries())
	require.Len(t, p.Findings, 1)
	assert.Equal(t, "scans exists, and is part of this stack from now on; its settings follow in a second deployment", p.Findings[0].Reason)
	assert.False(t, p.Findings[0].Routine(), "there is something to do")
	assert.Regexp(t, "^npx cdk deploy --exclusively --import-existing-resources dev/data-scans, then push, "+
		"and once the services are deployed npx cdk deploy --exclusively --revert-drift dev/data-scans: ", p.Findings[0].Way,
		"with the settings comes a key that the services of before may not use")

	again := compare(t, head, head, kept)
	assert.Empty(t, again.Findings, "once it is the stack's, nothing is said of it")
}

func TestWhatAnotherStackHasIsNotTakenOver(t *testing.T) {
	bucket := thing("AWS::S3::Bucket", `'BucketName': 'scans'`, `'DeletionPolicy': 'Retain'`)
	base := write(t, []string{"dev"}, template{stage: "dev", id: "old", resources: map[string]string{"Scans": bucket}})
	head := write(
		t, []string{"dev"},
		template{stage: "dev", id: "old", resources: map[string]string{"Scans": bucket}},
		template{stage: "dev", id: "data-scans", resources: map[string]string{"Scans": scans}},
	)
	assert.Equal(t, []string{"dev/data-scans/Scans: name"}, said(compare(t, base, head, Options{}), Refused))
}
