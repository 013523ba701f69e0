package facts

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryTypeIsClassifiedInEveryRespect(t *testing.T) {
	require.Greater(t, len(Types()), 140)
	for _, name := range Types() {
		_, err := Of(name)
		assert.NoError(t, err)
	}
}

func TestATypeThatNobodyClassifiedFailsWithTheEntryToWrite(t *testing.T) {
	_, err := Of("AWS::DocDB::DBCluster")
	require.ErrorContains(t, err, `"AWS::DocDB::DBCluster": {`)
	for _, field := range (Resource{}).unclassified() {
		assert.ErrorContains(t, err, field+":", "the entry names every field")
	}
}

func TestAForgottenFieldIsNamed(t *testing.T) {
	whole := resources["AWS::S3::Bucket"]
	assert.Empty(t, whole.unclassified())
	whole.Alarms = Alarms{}
	whole.Network = noAddress
	assert.Equal(t, []string{"Alarms", "Network: ….closedBy(…) or ….neverPublic()"}, whole.unclassified())
	assert.Len(t, Resource{}.unclassified(), 9, "every field")
}
