package verify

import (
	"os"
	"path/filepath"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatARegionHasIsJudgedByTheNewerList(t *testing.T) {
	const older = `{"Resources": {"Rule": {"Type": "AWS::EC2::ClientVpnAuthorizationRule", "Properties":
		{"ClientVpnEndpointId": "cvpn-endpoint-0123456789abcdef0", "TargetNetworkCidr": "10.0.0.0/16", "AuthorizeAllGroups": true}},
		"Budget": {"Type": "AWS::Budgets::Budget", "Properties":
		{"Budget": {"BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": 1, "Unit": "USD"}}}}}}`
	path := filepath.Join(t.TempDir(), "vpn.template.json")
	require.NoError(t, os.WriteFile(path, []byte(older), 0o644))
	one := &template{
		stack: &assembly.Stack{ID: "vpn", Path: path, Account: "111111111111", Region: "ca-west-1"},
		text:  []byte(older),
	}

	found := map[string][]string{}
	newer, err := newCloudFormationValidate()
	require.NoError(t, err)
	linter, err := newCfnLint(false)
	require.NoError(t, err)
	for _, tool := range []tool{newer, linter} {
		if tool.skipped != "" {
			continue
		}
		for _, job := range tool.jobs([]*template{one}) {
			findings, err := job.run(t.Context(), func() {})
			require.NoError(t, err)
			for _, f := range findings[one] {
				found[tool.name] = append(found[tool.name], f.Rule+" "+f.Resource)
			}
		}
	}
	assert.Equal(t, map[string][]string{cloudFormationValidate: {"F3006 Budget"}}, found)
}
