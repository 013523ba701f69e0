package stacks

import (
	"testing"

	"bulkhead/config"
	"bulkhead/internal/address"

	"github.com/stretchr/testify/assert"
)

// apart is an organization whose log archive has an account of its own, and whose pipeline deploys to those accounts
// besides shared-services.
func apart(deploys ...config.Delivered) *config.Config {
	c := &config.Config{}
	c.Organization.Accounts = map[string]config.AccountID{
		config.Security: "1", config.SharedServices: "2", config.LogArchive: "3",
	}
	c.Organization.Pipeline = &config.Pipeline{Deploys: deploys, Approve: []config.Approved{config.ApprovedLogArchive}}
	return c
}

func TestALogArchiveIsThereBeforeSecurityAndWatchedAfterIt(t *testing.T) {
	var names []string
	for _, s := range Stages(apart()) {
		names = append(names, s.Name)
	}
	assert.Equal(t, []string{"log-archive-foundation", "security", "log-archive", "shared-services"}, names)
	c := apart()
	delete(c.Organization.Accounts, config.LogArchive)
	assert.Len(t, Stages(c), 2, "without an account of its own it is in security")
}

func TestThePipelineDeploysToOwnAccountsThatLetItIn(t *testing.T) {
	for _, of := range []struct {
		deploys []config.Delivered
		want    []string
	}{
		{nil, []string{"shared-services"}},
		{[]config.Delivered{config.DeliveredSecurity}, []string{"security", "shared-services"}},
		{[]config.Delivered{config.DeliveredLogArchive}, []string{"log-archive-foundation", "log-archive", "shared-services"}},
		{
			[]config.Delivered{config.DeliveredSecurity, config.DeliveredLogArchive},
			[]string{"log-archive-foundation", "security", "log-archive", "shared-services"},
		},
	} {
		c := apart(of.deploys...)
		own, _ := organization{address.Of(c)}.letIn(delivered(c))
		var names []string
		for _, w := range own {
			names = append(names, w.Name)
			waits := config.ApprovalNone
			if w.Name == "log-archive-foundation" {
				waits = config.ApprovalRequired // once, before anything of the account
			}
			assert.Equal(t, waits, w.Approval, w.Name)
		}
		assert.Equal(t, of.want, names)
	}
}
