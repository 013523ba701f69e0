package plan

import (
	"strings"
)

// checkElsewhere finds what an account has one of, and is made though the configuration of before says that somebody
// else made it.
func checkElsewhere(u *update) []Finding {
	var all []Finding
	accounts := accountsOf(u.base)
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.action != Add {
			continue
		}
		for _, c := range u.lines {
			if c.After == "" && u.saysItExists(f.new, c, accounts[c.Before] != "" && accounts[c.Before] == u.next.Account) {
				all = append(all, u.finding(Refused, KindName, id,
					c.Path+" said that the account has it already, and AWS makes no second one",
					"leave the line; or delete what is there, where nothing uses it, and allow this by name"))
				break
			}
		}
	}
	return all
}

// saysItExists tells whether a line, of this account or not, says that what is made here exists.
func (u *update) saysItExists(made *instance, c Cause, here bool) bool {
	service := text(made.properties["AWSServiceName"])
	switch made.Type {
	case "AWS::IAM::ServiceLinkedRole":
		return here && strings.HasPrefix(c.Path, "detection.recorderRoleExists") && service == "config.amazonaws.com" ||
			c.environment != "" && c.environment == environmentOf(u.next.Stage) &&
				strings.HasPrefix(c.Path, "existingRoles") && (service == c.Before+".amazonaws.com" || service == c.Before+"service.amazonaws.com")
	case "AWS::IAM::OIDCProvider":
		who := text(made.properties["Url"])
		return here && strings.HasPrefix(c.Path, "oidcProviderExists.circleci") == strings.Contains(who, "circleci") &&
			strings.HasPrefix(c.Path, "oidcProviderExists.")
	}
	return false
}
