package access

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// Target is what somebody may want: a store with its password, a secret, the logs of an environment, an account.
type Target struct {
	Name  string `json:"name"`
	parts []part
	whole *node // acting as it is administering the target: an account, the pipeline
}

// part is a resource of a target.
type part struct {
	resource *assembly.Resource
	arn      string
	key      string // ARN of the key that callers need as well; empty when there is none, or AWS's own
	reads    bool   // it is the password of a user who only reads
}

// region ends the id of a stack that is in another region than its stage.
var region = regexp.MustCompile(`-[a-z]{2}-[a-z]+-\d$`)

// targetOf is the name of the target that a resource is part of.
func (g *Graph) targetOf(r *assembly.Resource) string {
	stage, part, _ := strings.Cut(r.Stack.ID, "/")
	stage, part = cmp.Or(side(stage), "pipeline"), region.ReplaceAllString(part, "")
	if r.Stack.Stage == "" {
		stage, part = "pipeline", "artifacts"
	}
	account := g.accounts[r.Stack.Account]
	switch r.Type {
	case "AWS::CloudTrail::Trail", "AWS::GuardDuty::Detector", "AWS::Config::ConfigurationRecorder", "AWS::SecurityHub::Hub",
		"AWS::SecurityHub::HubV2", "AWS::AccessAnalyzer::Analyzer":
		return account + "/detection"
	case "AWS::IAM::User", "AWS::IAM::Group", "AWS::SSO::PermissionSet":
		return account + "/people"
	}
	name, isStore := strings.CutPrefix(part, "data-")
	for _, passwords := range []string{"user-", "logins-"} { // of one of a store's users
		if of, found := strings.CutPrefix(part, passwords); found {
			name, _, isStore = strings.Cut(of, "--")
		}
	}
	switch {
	case part == "archive" && strings.Contains(asString(r.Get("BucketName")), "-answers-"):
		return account + "/answers"
	case part == "archive":
		return account + "/archive"
	case r.Type == "AWS::KMS::Key":
		return stage + "/keys"
	case r.Type == "AWS::Logs::LogGroup":
		return stage + "/logs"
	case isStore:
		return stage + "/" + name
	case r.Type == "AWS::ECR::Repository":
		return stage + "/registry"
	case r.Type == "AWS::Backup::BackupVault":
		return stage + "/backups"
	case r.Type == "AWS::SNS::Topic":
		return stage + "/alerts"
	case r.Type == "AWS::SecretsManager::Secret":
		_, name, _ := strings.Cut(asString(r.Get("Name")), "/")
		return stage + "/" + cmp.Or(strings.ReplaceAll(strings.TrimPrefix(name, stage+"/"), "/", "-"), part)
	}
	return stage + "/" + part
}

// readTargets groups the resources that hold something, or watch, to targets.
func (g *Graph) readTargets() error {
	targets, readers := map[string]*Target{}, g.readers()
	target := func(name string) *Target {
		if targets[name] == nil {
			targets[name] = &Target{Name: name}
			g.targets = append(g.targets, targets[name])
		}
		return targets[name]
	}
	for _, stack := range g.assembly.Stacks {
		if strings.HasPrefix(stack.ID, "CDKToolkit:") || strings.HasPrefix(stack.ID, "account:") {
			continue
		}
		for _, r := range stack.Resources {
			kind, known := kinds[r.Type]
			if !known {
				continue
			}
			p := part{resource: r, reads: readers[r]}
			if !onlyAnywhere(kind) {
				arn, err := g.model.ARN(r)
				if err != nil {
					return err
				}
				p.arn = strings.TrimSuffix(arn, ":*")
			}
			if key, found := g.assembly.Resolve(stack, r.Get(kind.key...)); found && len(kind.key) > 0 && key.Type == "AWS::KMS::Key" {
				arn, err := g.model.ARN(key)
				if err != nil {
					return err
				}
				p.key = arn
			}
			t := target(g.targetOf(r))
			t.parts = append(t.parts, p)
		}
	}
	for id, n := range g.anybody {
		if id != elsewhere {
			target(n.Account + "/account").whole = n
		}
	}
	for _, r := range g.assembly.OfType("AWS::CodePipeline::Pipeline") {
		if r.Stack.Stage == "" {
			if role := g.find(r, "RoleArn"); role != nil {
				target("pipeline").whole = role
			}
		}
	}
	slices.SortFunc(g.targets, func(a, b *Target) int { return compare(a.Name, b.Name) })
	return nil
}

// readers are the passwords of users of databases who only read.
func (g *Graph) readers() map[*assembly.Resource]bool {
	all := map[*assembly.Resource]bool{}
	for _, user := range g.assembly.OfType("Custom::DatabaseUser") {
		if user.Get("Rights") != "read" {
			continue
		}
		for _, value := range append(assembly.List(user.Get("Logins")), user.Get("Secret")) {
			if secret, found := g.assembly.Resolve(user.Stack, value); found {
				all[secret] = true
			}
		}
	}
	return all
}

// onlyAnywhere tells whether no call of a kind names a resource.
func onlyAnywhere(k kind) bool {
	for _, abilities := range k.verbs {
		for _, a := range abilities {
			if !a.any {
				return false
			}
		}
	}
	return true
}

// does is what a node itself can do with a target.
type does struct {
	verb Verb
	Hop
}

// allowed decides what a node itself may do with a target, and how.
func (g *Graph) allowed(n *node, t *Target) []does {
	all, known := n.can[t]
	if !known {
		for _, verb := range Verbs() {
			if how, by, allowed := g.allows(n, t, verb); allowed {
				all = append(all, does{verb, Hop{From: n.Name, To: t.Name, How: how, By: by}})
			}
		}
		n.can[t] = all
	}
	return all
}

// allows decides whether a node itself may do something with a target. A key that it may not use, it may let itself
// use.
func (g *Graph) allows(n *node, t *Target, verb Verb) (how string, by []string, allowed bool) {
	if t.whole != nil && t.whole == n && verb == Administers {
		return "is it", nil, true
	}
	for _, p := range t.parts {
		abilities := kinds[p.resource.Type].verbs[verb]
		secret := p.resource.Type == "AWS::SecretsManager::Secret"
		password := secret && verb != Administers && t.opens() && (verb == Reads || !p.reads)
		if password {
			abilities = slices.Concat(kinds[p.resource.Type].verbs[Reads], abilities)
		}
		if password || secret && verb == Reads {
			if by := g.holds(n, p); by != "" {
				return "is started with " + p.resource.String(), []string{by}, true
			}
		}
		for _, a := range abilities {
			if by, allowed := g.able(n, p, a); allowed {
				return strings.Join(a.calls, " and ") + " on " + p.resource.String(), by, true
			}
		}
	}
	return "", nil, false
}

// opens tells whether the target's secrets are passwords of something else in it.
func (t *Target) opens() bool {
	return slices.ContainsFunc(t.parts, func(p part) bool { return opened[p.resource.Type] })
}

// able decides whether a node has an ability on a part of a target.
func (g *Graph) able(n *node, p part, a ability) ([]string, bool) {
	if a.any {
		if n.account() != p.resource.Stack.Account {
			return nil, false
		}
		return g.mayAnyAll(n, a.calls)
	}
	if n.account() != p.resource.Stack.Account && !g.model.Shared(p.arn) {
		return nil, false
	}
	var by []string
	for _, call := range a.calls {
		if strings.HasPrefix(call, "es:ESHttp") && p.resource.Get("AdvancedSecurityOptions", "InternalUserDatabaseEnabled") == true {
			return nil, false // the domain asks for a password of its own
		}
		statements, allowed := g.mayOn(n, p, call)
		if !allowed {
			return nil, false
		}
		by = append(by, statements...)
	}
	if p.key == "" || len(a.key) == 0 {
		return unique(by), true
	}
	for _, call := range slices.Concat(a.key, []string{"kms:PutKeyPolicy", "kms:CreateGrant"}) {
		if statements, allowed := g.may(n, call, p.key, nil); allowed {
			return unique(append(by, statements...)), true
		}
	}
	return nil, false
}

// mayOn decides a call on a part, or on what is in it: with a name of its permissions' choice.
func (g *Graph) mayOn(n *node, p part, call string) ([]string, bool) {
	names := []string{p.arn}
	for _, under := range kinds[p.resource.Type].under {
		names = append(names, p.arn+under)
	}
	if p.resource.Type == "AWS::MSK::Cluster" {
		names = append(names, strings.Replace(p.arn, ":cluster/", ":topic/", 1)+"/any")
	}
	for _, pattern := range g.model.Granted(n.ARN, call) {
		if strings.HasPrefix(pattern, p.arn+"/") || strings.HasPrefix(pattern, p.arn+":") {
			names = append(names, concrete(pattern))
		}
	}
	for _, name := range unique(names) {
		if by, allowed := g.may(n, call, name, nil); allowed {
			return by, true
		}
	}
	return nil, false
}

// holds returns what puts a secret into what runs as the node, whose code reads it without asking; empty when nothing
// does.
func (g *Graph) holds(n *node, p part) string {
	for _, task := range g.injected[n.ARN] {
		if task.resource == p.resource {
			return task.by
		}
	}
	return ""
}
