package plan

import "fmt"

// checkTakeovers tells how to deploy a stack that takes over what exists: a deployment that does not import is refused.
// Services are deployed before the settings follow, since with these comes the environment's key, which only their new
// roles may use.
func checkTakeovers(u *update) []Finding {
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.action != Import {
			continue
		}
		all = append(all, u.finding(Note, KindTakeover, id,
			fmt.Sprintf("%s exists, and is part of this stack from now on; its settings follow in a second deployment", f.new.name()),
			fmt.Sprintf("npx cdk deploy --exclusively --import-existing-resources %[1]s, then push, and once the services are "+
				"deployed npx cdk deploy --exclusively --revert-drift %[1]s: docs/existing.md, \"Taking over\"", u.next.ID)))
	}
	return all
}
