package draw

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// pipelines are those of an assembly: that which deploys stages first, then those of each application, in the order in
// which a change goes through them.
func pipelines(a *assembly.Assembly) []*assembly.Resource {
	all := a.OfType("AWS::CodePipeline::Pipeline")
	place := func(pipeline *assembly.Resource) int {
		starts := startsPipeline(all, pipeline)
		for i, by := range []string{pullRequest, push} {
			if starts == by {
				return i
			}
		}
		return 2
	}
	deploys := func(pipeline *assembly.Resource) int {
		if slices.ContainsFunc(phases(pipeline), func(p phase) bool { return p.with("CloudFormation") > 0 }) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b *assembly.Resource) int {
		return cmp.Or(
			deploys(a)-deploys(b), strings.Compare(a.Stack.ID, b.Stack.ID), place(a)-place(b),
			strings.Compare(text(a.Get("Name")), text(b.Get("Name"))),
		)
	})
	return all
}

// phase is one or several stages of a pipeline that belong together: CodePipeline allows fifty actions in each.
type phase struct {
	name    string
	actions []any
}

// phases are the stages of a pipeline, as "dev.1" and "dev.2" belong together.
func phases(pipeline *assembly.Resource) []phase {
	var all []phase
	for _, stage := range assembly.List(pipeline.Get("Stages")) {
		name := text(assembly.At(stage, "Name"))
		if before, part, is := strings.Cut(name, "."); is && strings.Trim(part, "0123456789") == "" {
			name = before
		}
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, phase{name: name})
		}
		last := &all[len(all)-1]
		last.actions = append(last.actions, assembly.List(assembly.At(stage, "Actions"))...)
	}
	return all
}

// deployed are the stages that a pipeline deploys by CloudFormation, in their order.
func deployed(a *assembly.Assembly) []string {
	var all []string
	for _, pipeline := range a.OfType("AWS::CodePipeline::Pipeline") {
		for _, p := range phases(pipeline) {
			if p.with("CloudFormation") > 0 && !slices.Contains(all, p.name) {
				all = append(all, p.name)
			}
		}
	}
	return all
}

// with is how many actions of a provider there are.
func (p phase) with(provider string) int {
	n := 0
	for _, action := range p.actions {
		if text(assembly.At(action, "ActionTypeId", "Provider")) == provider {
			n++
		}
	}
	return n
}

// providers are what actions do, in the order in which a card names them: CloudFormation before the builds beside it.
var providers = []struct{ provider, icon, says string }{
	{"CloudFormation", "cloudformation", "deploys stacks"},
	{"StepFunctions", "stepfunctions", "releases images"},
	{"CodePipeline", "codepipeline", "starts a pipeline"},
	{"CodeBuild", "codebuild", "builds"},
	{"CodeStarSourceConnection", "codepipeline", "gets the source"},
}

// card is that of a phase.
func (p phase) card() *card {
	k := &card{called: p.name}
	for _, of := range providers {
		if n := p.with(of.provider); n > 0 {
			k.icon, k.kind = of.icon, of.says
			k.detail = p.detail(of.provider)
			break
		}
	}
	if k.kind == "" {
		for _, action := range p.actions { // a provider that no table knows
			k.kind = text(assembly.At(action, "ActionTypeId", "Provider"))
		}
	}
	return k
}

// detail says what actions of a provider are about.
func (p phase) detail(provider string) string {
	var names []string
	for _, action := range p.actions {
		if text(assembly.At(action, "ActionTypeId", "Provider")) != provider {
			continue
		}
		name := text(assembly.At(action, "Name"))
		switch provider {
		case "CloudFormation":
			name = text(assembly.At(action, "Configuration", "StackName"))
		case "CodeStarSourceConnection":
			name = text(assembly.At(action, "Configuration", "FullRepositoryId")) + ", " +
				text(assembly.At(action, "Configuration", "BranchName"))
		case "CodePipeline":
			name = text(assembly.At(action, "Configuration", "PipelineName"))
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if provider == "CloudFormation" {
		return many(len(names), "stack")
	}
	return strings.Join(names, ", ")
}

// What starts pipelines, but for each other.
const (
	pullRequest = "a pull request starts it"
	push        = "a push starts it"
)

// startsPipeline says what starts a pipeline of all.
func startsPipeline(all []*assembly.Resource, pipeline *assembly.Resource) string {
	for i := range assembly.List(pipeline.Get("Triggers")) {
		git := pipeline.Get("Triggers", fmt.Sprint(i), "GitConfiguration")
		if assembly.At(git, "PullRequest") != nil {
			return pullRequest
		}
	}
	for _, other := range all {
		for _, p := range phases(other) {
			for _, action := range p.actions {
				if started := text(assembly.At(action, "Configuration", "PipelineName")); started != "" &&
					started == text(pipeline.Get("Name")) {
					return text(other.Get("Name")) + " starts it"
				}
			}
		}
	}
	return push
}

// drawDelivery is the picture of all pipelines: a row for each, whose stages go from the left to the right.
func drawDelivery(a *assembly.Assembly) (Picture, bool) {
	all := pipelines(a)
	if len(all) == 0 {
		return Picture{}, false
	}
	c := newCanvas()
	what := "Delivery: from a push to every account"
	c.text(title, margin, margin+18, what)
	y := margin + 44
	for _, pipeline := range all {
		y = drawPipeline(c, pipeline, startsPipeline(all, pipeline), y) + 2*gap
	}
	return Picture{File: "delivery.svg", Title: what, SVG: c.svg(what)}, true
}

// drawPipeline draws one from a height on, and returns where it ends.
func drawPipeline(c *canvas, pipeline *assembly.Resource, starts string, y int) int {
	const widest = 1080
	called := text(pipeline.Get("Name"))
	top, x := y, margin+inset
	y += heading + 4
	var cards []*card
	var before *card
	type turn struct {
		from, to *card
		ask      bool
	}
	var turns []turn
	for _, p := range phases(pipeline) {
		k := p.card()
		k.w, k.h = k.width(), cardHeight
		ask := p.with("Manual") > 0
		if ask {
			x += approval
		}
		if x+k.w > widest && before != nil {
			x, y = margin+inset, y+cardHeight+34
			if ask {
				x += approval
			}
		}
		k.x, k.y = x, y
		x += k.w + 28
		if before != nil {
			turns = append(turns, turn{before, k, ask})
		}
		cards, before = append(cards, k), k
	}
	frame := box{margin, top, widest + inset - margin, y + cardHeight + inset - top}
	c.frame("account", frame)
	c.icon("codepipeline", margin+inset, top+6, 22)
	c.text(head, margin+inset+30, top+22, called)
	c.text(quiet, margin+inset+40+head.width(called), top+22, starts)
	for _, t := range turns {
		begin, end := point{t.from.right(), t.from.middle()}, point{t.to.x, t.to.middle()}
		if t.from.y == t.to.y {
			c.line(colour(0), atEnd, begin, end)
		} else { // to the next row
			between := t.from.bottom() + 17
			under, aside := t.from.x+t.from.w/2, margin+inset/2
			c.line(colour(0), atEnd, point{under, t.from.bottom()}, point{under, between}, point{aside, between},
				point{aside, end.y}, end)
		}
		if t.ask {
			b := box{t.to.x - approval - 4, t.to.middle() - 13, approval - 10, 26}
			c.frame("zone", b)
			c.centred(badge, b.x+b.w/2, b.y+17, "approval")
		}
	}
	for _, k := range cards {
		c.card(k)
	}
	return frame.bottom()
}

// approval is how much place it takes where a person decides.
const approval = 78
