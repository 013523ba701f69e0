package plan

import (
	"fmt"
	"os"
)

// The limits of a stack. Source: CloudFormation User Guide, quotas.
const (
	mostResources  = 500
	mostOutputs    = 200
	mostParameters = 200
	mostBytes      = 1_000_000
)

// checkLimits finds what CloudFormation does not take as it is.
func checkLimits(u *update) []Finding {
	var all []Finding
	for _, limit := range []struct {
		what      string
		has, most int
	}{
		{"resources", len(u.next.Resources), mostResources},
		{"outputs", len(u.next.Outputs), mostOutputs},
		{"parameters", len(u.next.Parameters), mostParameters},
		{"bytes", size(u.next.Path), mostBytes},
	} {
		if limit.has > limit.most {
			all = append(all, u.finding(Refused, KindLimit, "",
				fmt.Sprintf("the template has %d %s; the most is %d", limit.has, limit.what, limit.most),
				"split what the stack holds"))
		}
	}
	return all
}

func size(path string) int {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return int(info.Size())
}

// checkUnknown tells of types whose replacement nobody knows.
func checkUnknown(u *update) []Finding {
	var all []Finding
	for _, id := range u.ids() {
		f := u.fates[id]
		if f.new != nil && u.unknown[f.new.Type] && f.action != "" && f.action != Add {
			all = append(all, u.finding(Note, KindUnknown, id,
				"the specification does not know "+f.new.Type+", so whether it is replaced cannot be told",
				"ask AWS with a change set before you deploy"))
		}
	}
	return all
}

// limits are what no plan knows, and what this one does not.
func limits(before, after *Cloud) []string {
	all := []string{
		"what was changed by hand since (drift) is not seen",
		"values that AWS looks up when it deploys, such as secrets and parameters of SSM, count as unchanged",
		"conditions of services, quotas of accounts and permissions are not checked",
		"what an earlier deployment left behind is known only from --kept",
	}
	for _, c := range []*Cloud{before, after} {
		if len(c.index.Waves) == 0 {
			all = append(all, c.Dir+" does not say in which order its stages are deployed; no stage counts as deployed before another")
		}
	}
	return all
}
