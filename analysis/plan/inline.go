package plan

import (
	"fmt"
	"regexp"

	"bulkhead/assembly"
)

// mostInline is how many characters the policies of a role's own may have together, without white space. Source: IAM
// User Guide, "IAM and AWS STS quotas".
const mostInline = 10_240

// checkInline finds roles that have more in policies of their own than IAM lets them. Those that an update takes away
// count as well, since CloudFormation deletes last.
func checkInline(u *update) []Finding {
	var all []Finding
	now, going := map[string]int{}, map[string]int{}
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.new != nil {
			addInline(now, f.new)
		} else {
			addInline(going, f.old)
		}
	}
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.new == nil || f.new.Type != "AWS::IAM::Role" {
			continue
		}
		role := settled(text(f.new.value("")))
		switch {
		case now[role] > mostInline:
			all = append(all, u.finding(Refused, KindLimit, id,
				fmt.Sprintf("its own policies have %d characters together; the most is %d", now[role], mostInline),
				"have it use and be permitted less, such as two services in the place of one"))
		case now[role]+going[role] > mostInline:
			all = append(all, u.finding(
				Refused,
				KindLimit,
				id,
				fmt.Sprintf(
					"its own policies have %d characters together, before those that go are deleted; the most is %d",
					now[role]+going[role],
					mostInline,
				),
				"deploy twice: first without what goes, then with what comes",
			))
		}
	}
	return all
}

// addInline adds the size of a resource's policies to that of the roles that have them.
func addInline(sizes map[string]int, i *instance) {
	switch i.Type {
	case "AWS::IAM::Role":
		for _, policy := range assembly.List(i.properties["Policies"]) {
			sizes[settled(text(i.value("")))] += characters(at(policy, "PolicyDocument"))
		}
	case "AWS::IAM::Policy":
		for _, role := range assembly.List(i.properties["Roles"]) {
			sizes[settled(text(role))] += characters(i.properties["PolicyDocument"])
		}
	case "AWS::IAM::RolePolicy":
		sizes[settled(text(i.properties["RoleName"]))] += characters(i.properties["PolicyDocument"])
	}
}

// unknownLength is how long a value counts that only AWS knows: as a long ARN.
const unknownLength = 100

// unknownValue is a value that only AWS knows, in a text.
var unknownValue = regexp.MustCompile(opening + "[^" + closing + "]*" + closing)

// characters is how long a policy is as IAM counts.
func characters(document any) int {
	policy := text(document)
	unknown := len(unknownValue.FindAllString(policy, -1))
	return len(unknownValue.ReplaceAllString(policy, "")) + unknown*unknownLength
}
