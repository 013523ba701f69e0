package draw

import (
	"cmp"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/config"
)

// account is an account with what is in it.
type account struct {
	name, id string
	stacks   []*assembly.Stack
	sides    []*side
	box      box
}

// accounts are those of an assembly: first those that all have in common, and then those with environments, in the
// order in which a pipeline deploys them, or else by name.
func accounts(a *assembly.Assembly, all []*side) (common, own []*account) {
	by := map[string]*account{}
	var list []*account
	for _, s := range a.Stacks {
		if by[s.Account] == nil {
			by[s.Account] = &account{id: s.Account}
			list = append(list, by[s.Account])
		}
		k := by[s.Account]
		k.stacks = append(k.stacks, s)
		if s.Stage != "" && (k.name == "" || len(s.Stage) < len(k.name)) {
			k.name = s.Stage
		}
	}
	for _, s := range all {
		by[s.account()].sides = append(by[s.account()].sides, s)
	}
	order := deployed(a)
	place := func(k *account) int {
		if i := slices.Index(order, k.name); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(list, func(a, b *account) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.name, b.name))
	})
	for _, k := range list {
		if len(k.sides) > 0 {
			own = append(own, k)
		} else {
			common = append(common, k)
		}
	}
	slices.SortStableFunc(common, func(a, b *account) int { return cmp.Compare(a.column(), b.column()) })
	return common, own
}

// column is where an account stands that all have in common: on the left what logs go to, on the right what deploys.
func (k *account) column() int {
	switch k.name {
	case config.Security:
		return 0
	case config.SharedServices:
		return 2
	}
	return 1
}

// width is what the name and the id of an account need.
func (k *account) width() int {
	return 2*inset + 10 + head.width(k.name) + quiet.width("account "+k.id)
}

// shared are the types that accounts have for all others, and what one is called.
var shared = []struct{ typ, icon, one string }{
	{"AWS::Organizations::Policy", "organizations", "guardrail"},
	{"AWS::SSO::PermissionSet", "identity", "permission set"},
	{"AWS::IAM::Group", "iam", "IAM group"},
	{"AWS::SecurityHub::Hub", "securityhub", "Security Hub"},
	{"AWS::SecurityHub::HubV2", "securityhub", "Security Hub V2 hub"},
	{"AWS::GuardDuty::Detector", "guardduty", "GuardDuty detector"},
	{"AWS::Athena::WorkGroup", "athena", "Athena workgroup"},
	{"AWS::Backup::BackupVault", "backup", "backup vault"},
	{"AWS::Oam::Sink", "cloudwatch", "CloudWatch sink"},
	{"AWS::Grafana::Workspace", "grafana", "Grafana workspace"},
	{"AWS::ECR::Repository", "ecr", "image repository"},
	{"AWS::EC2::TransitGateway", "transit", "transit gateway"},
	{"AWS::EC2::ClientVpnEndpoint", "clientvpn", "VPN endpoint"},
	{"AWS::Route53::HostedZone", "route53", "hosted zone"},
	{"AWS::CodePipeline::Pipeline", "codepipeline", "pipeline"},
}

// holds are the chips of an account that all have in common.
func (k *account) holds() []chip {
	var all chips
	for _, s := range k.stacks {
		if strings.HasPrefix(component(s), "archive") {
			all.add("s3", "log bucket", len(ofType(s, "AWS::S3::Bucket")))
		}
		if component(s) == "vpn" {
			all.add("ec2", "VPN server", len(ofType(s, "AWS::AutoScaling::AutoScalingGroup")))
		}
	}
	for _, of := range shared {
		for _, s := range k.stacks {
			all.add(of.icon, of.one, len(ofType(s, of.typ)))
		}
	}
	return all.list()
}

// kinds are what the cards of an environment are counted as, by icon.
var kinds = []struct{ icon, one string }{
	{"cloudfront", "site"},
	{"accelerator", "accelerator"},
	{"apigateway", "API gateway"},
	{"elb", "load balancer"},
	{"fargate", "Fargate service"},
	{"ecs", "ECS service"},
	{"eks", "EKS service"},
	{"lambda", "function"},
	{"rds", "RDS database"},
	{"aurora", "Aurora cluster"},
	{"elasticache", "cache"},
	{"opensearch", "search domain"},
	{"kafka", "Kafka cluster"},
	{"ec2", "store on EC2"},
	{"efs", "volume"},
	{"dynamodb", "table"},
	{"s3", "bucket"},
	{"sqs", "queue"},
	{"sns", "topic"},
	{"ses", "mail domain"},
	{"secrets", "secret"},
}

// summary are the chips of a side.
func (s *side) summary() []chip {
	e := newEnvironment(s)
	var all chips
	for _, of := range kinds {
		for _, k := range slices.Concat(e.edge, e.front, e.inner, e.outside, e.kept, e.regional) {
			machine := k.stack != nil && of.icon == "ec2" && !holds(k.stack) || k.called == "kubernetes"
			if k.icon == of.icon && !machine {
				all.add(of.icon, of.one, 1)
			}
		}
	}
	return all.list()
}

// place says where a side is.
func (s *side) place() string {
	if s.vpc == nil {
		return joined(s.region(), s.vpcName())
	}
	return joined(s.region(), s.vpcName(), many(len(zones(s.subnets())), "zone"))
}

// drawOrganization is the picture of all accounts.
func drawOrganization(a *assembly.Assembly, all []*side) Picture {
	w := 1100 // of what is between the gutters
	common, own := accounts(a, all)
	c := newCanvas()
	what := "Accounts, regions and environments"
	c.text(title, margin, margin+18, what)
	side := 46 // of a gutter
	x, y := margin+side, margin+40

	// What all have in common, side by side.
	for _, k := range common {
		w = max(w, len(common)*(k.width()+2*gap))
	}
	each := (w - (max(len(common), 1)-1)*2*gap) / max(len(common), 1)
	high := 0
	for _, k := range common {
		_, _, h := grid(k.holds(), each-2*inset)
		high = max(high, h)
	}
	for i, k := range common {
		k.box = box{x + i*(each+2*gap), y, each, high + heading + inset}
	}
	if len(common) > 0 {
		y += high + heading + inset + 40
	}
	for _, k := range own {
		k.box = box{x, y, w, k.high(w)}
		y = k.box.bottom() + 2*gap
	}
	relations(c, a, common, own)
	for _, k := range slices.Concat(common, own) {
		c.frame("account", k.box)
		c.text(head, k.box.x+inset, k.box.y+20, k.name)
		c.text(quiet, k.box.x+inset+head.width(k.name)+10, k.box.y+20, "account "+k.id)
		if len(k.sides) == 0 {
			c.chips(k.holds(), k.box.x+inset, k.box.y+heading+2, k.box.w-2*inset)
		}
		for i, s := range k.sides {
			b := k.region(i)
			c.frame("region", b)
			c.text(head, b.x+inset, b.y+20, s.title())
			c.text(quiet, b.x+inset+head.width(s.title())+10, b.y+20, s.place())
			c.chips(s.summary(), b.x+inset, b.y+heading+2, b.w-2*inset)
		}
	}
	return Picture{File: "organization.svg", Title: what, SVG: c.svg(what)}
}

// title is what a side is called where its account is named already.
func (s *side) title() string {
	if strings.HasSuffix(s.name, standbyEnding) {
		return s.name + ", standby"
	}
	return s.name
}

// region is the box of the i-th side of an account: two stand beside each other.
func (k *account) region(i int) box {
	columns := min(len(k.sides), 2)
	w := (k.box.w - inset*(columns+1)) / columns
	high := (k.box.h - heading - inset*((len(k.sides)+1)/2)) / ((len(k.sides) + 1) / 2)
	return box{k.box.x + inset + i%2*(w+inset), k.box.y + heading + i/2*(high+inset), w, high}
}

// high is how high an account with environments has to be.
func (k *account) high(w int) int {
	columns := min(len(k.sides), 2)
	inner := (w-inset*(columns+1))/columns - 2*inset
	high := 0
	for _, s := range k.sides {
		_, _, h := grid(s.summary(), inner)
		high = max(high, h+heading+10)
	}
	rows := (len(k.sides) + 1) / 2
	return heading + rows*(high+inset)
}
