package stacks

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/linkedrole"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newRoles is the stack of the service-linked roles that AWS services need before what uses them is made. An account
// has them once, so a standby finds those that its primary has made. They are made whether or not the environment uses
// the service, because one that was kept would be in the way of its next.
func (w *workload) newRoles() {
	var missing []config.ServiceRole
	for _, role := range config.ServiceRoles() {
		if !slices.Contains(w.ExistingRoles, role) {
			missing = append(missing, role)
		}
	}
	if len(missing) == 0 {
		return
	}
	w.roles = w.newStack("prerequisites", stateless, "Service-linked roles, which the account has once")
	for _, role := range missing {
		linkedrole.New(w.roles, string(role), role.Principal())
	}
}

// needRoles has a stack wait for the service-linked roles.
func (w *workload) needRoles(stack awscdk.Stack) {
	if w.roles != nil {
		stack.AddStackDependency(w.roles, new("AWS refuses what it makes without its service-linked role"))
	}
}
