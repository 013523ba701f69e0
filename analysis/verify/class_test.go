package verify

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryFindingHasAClass(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{classOfLint("E3002", Error), Refused},
		{classOfLint("E1029", Error), Style},
		{classOfLint("E0002", Error), Unseen},
		{classOfLint("W2001", Warning), Style},
		{classOfLint("W1011", Warning), Insecure},
		{classOfValidate(Error, "Schema"), Refused},
		{classOfValidate(Warning, "Security"), Insecure},
		{classOfValidate(Warning, "Best Practice"), Style},
		{classOfGuard("ec2_encrypted_volumes_check"), Insecure},
		{classOfGuard("iam_managed_policy_no_statements_with_admin_access_check"), Insecure},
		{classOfGuard("rds_instance_public_access_check"), Insecure},
		{classOfGuard("vpc_sg_restricted_common_ports_check"), Insecure},
		{classOfGuard("rds_instance_multi_az_support_check"), Style},
		{classOfGuard("dynamodb_table_pitr_enabled_check"), Style},
		{classOfGuard("cloudwatch_log_group_retention_period_check"), Style},
		{classOfNag(Error), Insecure},
		{classOfNag(Warning), Style},
	} {
		assert.Equal(t, c.want, c.got)
	}
	report, err := templates()
	require.NoError(t, err)
	for _, f := range report.Findings {
		assert.Contains(t, Classes, f.Class, "%v", f)
	}
}

func TestOnlyTheClassesThatAreToFailDo(t *testing.T) {
	for _, class := range Classes {
		report := Report{Findings: []Finding{
			{Class: class}, {Class: Refused, Waived: true}, {Class: Refused, Refuted: "so"},
		}}
		assert.False(t, report.Clean())
		assert.False(t, report.Fails(nil))
		for _, other := range Classes {
			assert.Equal(t, class == other, report.Fails([]string{other}))
		}
	}
	assert.True(t, Report{Tools: []Tool{{Failed: true}}}.Fails(nil), "nobody looked")
}

func TestClassesAreNamed(t *testing.T) {
	for text, want := range map[string][]string{
		"refused": {Refused}, "refused, insecure": {Refused, Insecure}, "all": Classes, "none": nil,
	} {
		got, err := ParseClasses(text)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	for _, text := range []string{"", "error", "refused,", "refused;insecure"} {
		_, err := ParseClasses(text)
		assert.ErrorContains(t, err, "is no class of findings; choose of refused, insecure, unseen, style, all, none")
	}
}
