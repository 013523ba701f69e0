package config

import (
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"bulkhead/internal/document"
	"bulkhead/internal/facts"
)

var (
	componentName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	domainName    = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)
	tagValue      = regexp.MustCompile(`^[\p{L}\p{N} _.:/=+@-]{1,256}$`)
)

// componentNameRemedy says what a name must look like.
const componentNameRemedy = "use lower-case letters, digits and single hyphens, beginning with a letter"

// reservedNames would be mistaken for other stages.
var reservedNames = append([]string{LogArchive, Security, SharedServices}, otherStages...)

// otherStages are those that are called otherwise than an account of accounts.
var otherStages = []string{ManagementStage, "pipeline"}

// ManagementStage is the name of the stage of the management account.
const ManagementStage = "management"

// accountName says what is wrong with the name of an account.
func accountName(name string) (problem, remedy string) {
	switch {
	case !componentName.MatchString(name):
		return strconv.Quote(name) + " cannot be the name of an account", componentNameRemedy
	case slices.Contains(otherStages, name):
		return name + " is the name of a stage that is in another account", "choose another name"
	case strings.HasSuffix(name, "-foundation") || strings.HasSuffix(name, "-dr"):
		return "ends as the names of stages of standbys do, which are in their environments' accounts", "choose another name"
	}
	return "", ""
}

// environmentName says what is wrong with the name of an environment's file.
func environmentName(name string) (problem, remedy string) {
	switch {
	case !componentName.MatchString(name) && componentName.MatchString(strings.ToLower(name)):
		return strconv.Quote(name) + " has capital letters, and an environment's name has none", "rename it to " + strings.ToLower(name) + ".yaml"
	case !componentName.MatchString(name):
		return strconv.Quote(name) + " cannot be the name of an environment", componentNameRemedy
	case len(name) < 2 || len(name) > 20:
		return strconv.Quote(name) + " cannot be the name of an environment", "use 2 to 20 characters"
	case strings.HasSuffix(name, "-foundation"):
		return "names an environment that ends in -foundation, as what standbys stand on does", "choose another name"
	case strings.HasSuffix(name, "-dr"):
		return "names an environment that ends in -dr, as standbys do", "choose another name; a standby is added with recovery"
	case slices.Contains(reservedNames, name):
		return name + " is the name of a stage already", "choose another name"
	}
	return "", ""
}

// checkName demands a key that can be part of resource names.
func checkName(name, what string, at document.Path) {
	at.Demand(componentName.MatchString(name), strconv.Quote(name)+" cannot be the name of a "+what, componentNameRemedy)
	at.Demand(len(name) <= 20, "the name has more than 20 characters", "AWS limits the names made from it; choose a shorter one")
}

// isDomain tells whether a name can be a public DNS zone of ours.
func isDomain(name string) bool { return len(name) <= 253 && domainName.MatchString(name) }

// domainRemedy says how to write a domain name: in the letters that DNS has.
func domainRemedy(name, otherwise string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) {
		return "write it in Punycode, as it is registered: labels with other letters than a to z begin with xn--"
	}
	return otherwise
}

// below tells whether a domain is strictly inside another.
func below(domain, parent string) bool { return strings.HasSuffix(domain, "."+parent) }

// checkOnce demands that a list has nothing twice.
func checkOnce[T ~string](at document.Path, list []T) {
	for i, value := range list {
		at.Index(i).Demand(!slices.Contains(list[:i], value), string(value)+" is listed twice", "keep one")
	}
}

// check demands addresses that can receive alarms. Like the rules of tags and
// retention, it is about what this file says, not what it inherits.
func (a Alerts) check(at document.Path) {
	for i, email := range a.Email {
		here := at.Key("email").Index(i)
		parsed, err := mail.ParseAddress(email)
		here.Demand(
			!here.Given() || err == nil && parsed.Address == email && isDomain(email[strings.LastIndex(email, "@")+1:]),
			strconv.Quote(email)+" is not an e-mail address",
			"write it as name@example.com",
		)
		here.Demand(!here.Given() || !slices.Contains(a.Email[:i], email), email+" is listed twice", "keep one")
	}
	pager, err := url.Parse(a.Pager)
	at.Key("pager").Demand(
		a.Pager == "" || err == nil && pager.Scheme == "https" && isDomain(pager.Hostname()) && pager.User == nil,
		strconv.Quote(a.Pager)+" is not the https URL of a pager",
		"write https://, a host and a path, without a user",
	)
}

// check demands values that AWS accepts in a tag.
func (t Tags) check(at document.Path) {
	for key, value := range map[string]string{"owner": t.Owner, "costCentre": t.CostCentre} {
		here := at.Key(key)
		here.Demand(!here.Given() || tagValue.MatchString(value), strconv.Quote(value)+" cannot be the value of a tag",
			"use at most 256 letters, digits, spaces and _.:/=+@-")
	}
}

// checkRetention demands one of facts.LogRetentionDays, or nothing for the default.
func checkRetention(days int, at document.Path) {
	longer, _ := slices.BinarySearch(facts.LogRetentionDays, days)
	offered := facts.LogRetentionDays[min(longer, len(facts.LogRetentionDays)-1)]
	at.Demand(!at.Given() || offered == days, "CloudWatch cannot keep logs for "+strconv.Itoa(days)+" days",
		"choose "+strconv.Itoa(offered)+", or leave it out")
}
