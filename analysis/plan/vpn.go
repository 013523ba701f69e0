package plan

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/config"
)

// level is a line that has an environment reached by a level of the VPN.
var level = regexp.MustCompile(`^vpn\.levels\.([^.\[]+)`)

// checkProfiles finds profiles of the VPN that lead nowhere after the update: what the server does is in its user data,
// so the configuration tells.
func checkProfiles(u *update) []Finding {
	if u.before == nil || !strings.HasSuffix(u.next.ID, "/vpn") {
		return nil
	}
	var all []Finding
	tell := func(reason string) {
		all = append(all, u.finding(Note, KindInterruption, "", reason+" (docs/vpn.md)", "make profiles, and hand them out"))
	}
	was, is := levels(u.base), levels(u.head)
	for _, name := range slices.Sorted(maps.Keys(was)) {
		if !is[name] {
			tell("whoever has the level " + name + " is refused, at once")
		}
	}
	for _, c := range u.lines {
		if c.Path == "vpn.mfa" && c.Before == "none" && c.After != "none" {
			tell("codes are asked for, and everybody needs a new profile to have them")
		}
	}
	return all
}

// levels are those of a configuration: without any, each environment is one.
func levels(index config.Index) map[string]bool {
	named, environments := map[string]bool{}, map[string]bool{}
	for _, line := range index.Values {
		if match := level.FindStringSubmatch(line.Path); match != nil {
			named[match[1]] = true
		}
		if e := line.Environment(); e != "" {
			environments[e] = true
		}
		if line.Path == "vpn.server" && line.Value != "openvpn" {
			return nil // AWS's own knows no levels
		}
	}
	if len(named) > 0 {
		return named
	}
	return environments
}
