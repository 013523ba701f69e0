package evidence

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// matches tells whether a pattern of a policy, such as s3:Put*, covers a text. A star covers any text, ? any letter.
func matches(pattern, text string) bool {
	quoted := regexp.QuoteMeta(strings.ToLower(pattern))
	quoted = strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(quoted)
	covered, _ := regexp.MatchString("^(?s:"+quoted+")$", strings.ToLower(text))
	return covered
}

// about tells whether a statement is about an action, be it that it names it or that it leaves it out of NotAction.
func about(s assembly.Statement, action string) bool {
	named := func(a string) bool { return matches(a, action) }
	if len(s.NotActions) > 0 {
		return !slices.ContainsFunc(s.NotActions, named)
	}
	return slices.ContainsFunc(s.Actions, named)
}

// on tells whether a statement is about a resource that no template names.
func on(s assembly.Statement, arn string) bool {
	covers := func(r any) bool { return matches(composed(r), arn) }
	return len(s.NotResources) > 0 || slices.ContainsFunc(s.Resources, covers)
}

// composed is the text that a value is, or that Fn::Join or Fn::Sub composes, as in the partition aws; what is only
// known once it is deployed is ${?}.
func composed(value any) string {
	switch v := value.(type) {
	case string:
		return strings.ReplaceAll(v, "${AWS::Partition}", "aws")
	case map[string]any:
		if v["Ref"] == "AWS::Partition" {
			return "aws"
		}
		if join := assembly.List(v["Fn::Join"]); len(join) == 2 {
			var parts []string
			for _, part := range assembly.List(join[1]) {
				parts = append(parts, composed(part))
			}
			return strings.Join(parts, fmt.Sprint(join[0]))
		}
		if sub := assembly.List(v["Fn::Sub"]); len(sub) > 0 {
			return composed(sub[0])
		}
	}
	return "${?}"
}

// anAction and aThing are what only a statement about everything covers.
const anAction, aThing = "zz9:Zz9", "arn:aws:zz9:zz-zz-9:000000000000:zz9/zz9"

// everything tells whether a statement is about every action on everything, or about all but some.
func everything(s assembly.Statement) bool { return about(s, anAction) && on(s, aThing) }

// wholeService tells whether a statement is about all actions of some service.
func wholeService(s assembly.Statement) bool {
	return len(s.NotActions) > 0 || slices.ContainsFunc(s.Actions, func(a string) bool {
		_, rest, service := strings.Cut(a, ":")
		if !service {
			rest = a
		}
		return strings.Trim(rest, "*") == ""
	})
}

// decryptsAll tells whether a statement is about decryption under whatever key.
func decryptsAll(s assembly.Statement) bool {
	if !about(s, "kms:Decrypt") && !about(s, "kms:ReEncryptFrom") {
		return false
	}
	return on(s, "arn:aws:kms:zz-zz-9:000000000000:key/zz9") || slices.ContainsFunc(s.Resources, func(r any) bool {
		text := composed(r)
		return strings.HasPrefix(text, "arn:aws:kms:*") && strings.HasSuffix(text, "*")
	})
}

// allows wants no Allow that a condition is true of.
func allows(condition func(assembly.Statement) bool, problem string) judge {
	return func(_ *view, r *assembly.Resource) string {
		statements := assembly.Statements(r)
		if len(statements) == 0 {
			return notAbout
		}
		for _, s := range statements {
			if s.Effect == "Allow" && len(s.Principals) == 0 && condition(s) {
				return problem
			}
		}
		return ""
	}
}

// demandsMFA tells whether a statement refuses almost everything without MFA. Requests under an access key have no
// word of MFA: Bool would let them through.
func demandsMFA(s assembly.Statement) bool {
	return s.Effect == "Deny" && len(s.NotActions) > 0 && on(s, aThing) &&
		only(s, "BoolIfExists", "aws:MultiFactorAuthPresent", "false")
}

// refusesPlain tells whether a statement refuses everyone who comes to a bucket, or what is in it, without TLS.
func (v *view) refusesPlain(s assembly.Statement, bucket *assembly.Resource) bool {
	if s.Effect != "Deny" || !anyone(s) || !about(s, anAction) && !about(s, "s3:Zz9") {
		return false
	}
	if !only(s, "Bool", "aws:SecureTransport", "false") && !only(s, "BoolIfExists", "aws:SecureTransport", "false") {
		return false
	}
	itself := func(r any) bool {
		to, found := v.Resolve(s.Owner.Stack, r)
		return found && to == bucket
	}
	within := func(r any) bool {
		parts, _ := r.(map[string]any)
		join := assembly.List(parts["Fn::Join"])
		if len(join) != 2 || join[0] != "" {
			return false
		}
		pieces := assembly.List(join[1])
		return len(pieces) == 2 && itself(pieces[0]) && pieces[1] == "/*"
	}
	if slices.ContainsFunc(s.Resources, func(r any) bool { return r == "*" }) {
		return true
	}
	name, _ := bucket.Properties["BucketName"].(string)
	named := func(end string) func(any) bool {
		return func(r any) bool { return name != "" && composed(r) == "arn:aws:s3:::"+name+end }
	}
	return (slices.ContainsFunc(s.Resources, itself) || slices.ContainsFunc(s.Resources, named(""))) &&
		(slices.ContainsFunc(s.Resources, within) || slices.ContainsFunc(s.Resources, named("/*")))
}

// only tells whether a condition is one key with one value, and nothing else.
func only(s assembly.Statement, operator, key, value string) bool {
	keys, _ := s.Condition[operator].(map[string]any)
	if len(s.Condition) != 1 || len(keys) != 1 {
		return false
	}
	for name, values := range keys {
		list := assembly.List(values)
		return strings.EqualFold(name, key) && len(list) == 1 && fmt.Sprint(list[0]) == value
	}
	return false
}

// anyone tells whether a statement is about whoever it may be.
func anyone(s assembly.Statement) bool {
	return slices.ContainsFunc(s.Principals, func(p assembly.Principal) bool { return p.Kind == "AWS" && p.ID == "*" })
}

// open tells whether a statement admits everyone, or all but some, and no condition says who.
func open(s assembly.Statement) bool {
	return s.Effect == "Allow" && (anyone(s) || len(s.NotPrincipals) > 0) && !saysWho(s.Condition)
}

// who are the keys of conditions that say who comes, or on whose behalf.
var who = []string{
	"aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalArn", "aws:PrincipalAccount", "aws:SourceArn",
	"aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceOwner", "aws:SourceVpc", "aws:SourceVpce",
	"kms:CallerAccount",
}

// saysWho tells whether a condition keeps a statement to somebody. One that says who may not, or that holds where
// nothing is said, does not; nor does one whose value is anybody.
func saysWho(condition map[string]any) bool {
	for operator, keys := range condition {
		if !slices.Contains([]string{
			"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike", "ForAnyValue:StringEquals",
			"ForAnyValue:StringLike",
		}, operator) {
			continue
		}
		named, _ := keys.(map[string]any)
		for key, values := range named {
			says := slices.ContainsFunc(who, func(k string) bool { return strings.EqualFold(k, key) })
			anybody := slices.ContainsFunc(assembly.List(values), func(value any) bool {
				return strings.Trim(composed(value), "*?:") == "" || matches(composed(value), aThing)
			})
			if says && !anybody && len(assembly.List(values)) > 0 {
				return true
			}
		}
	}
	return false
}

// handsOver returns an action by which another account could take a bucket over, and which a statement gives it.
func (v *view) handsOver(s assembly.Statement, account string) string {
	another := func(p assembly.Principal) bool {
		return p.Kind != "Service" && v.accountOf(s.Owner.Stack, p.ID) != account
	}
	if s.Effect != "Allow" || !slices.ContainsFunc(s.Principals, another) && len(s.NotPrincipals) == 0 {
		return ""
	}
	for _, action := range []string{
		"s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutBucketPolicy", "s3:PutEncryptionConfiguration", "s3:PutObjectAcl",
	} {
		if about(s, action) {
			return action
		}
	}
	return ""
}

var accountID = regexp.MustCompile(`\b\d{12}\b`)

// accountOf returns whose a principal is; nothing where that is everyone's, or not told by the template.
func (v *view) accountOf(stack *assembly.Stack, principal any) string {
	if to, found := v.Resolve(stack, principal); found {
		return to.Stack.Account
	}
	text := fmt.Sprint(principal)
	if account := accountID.FindString(text); account != "" {
		return account
	}
	if strings.Contains(text, "AWS::AccountId") {
		return stack.Account
	}
	return ""
}
