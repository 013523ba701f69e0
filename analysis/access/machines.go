package access

import (
	"fmt"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/address"
)

// machine is something that runs code as a role, and with which calls one changes or enters it.
type machine struct {
	role     *node
	how      string
	arn      string
	calls    [][]string // rows of calls that are all needed
	anywhere bool       // a principal of another account may, too, where a policy lets it

	tags map[string][]string // of what no template has, as conditions know them
}

// ours are the tags of our stacks, by which policies tell them.
var ours = map[string][]string{"aws:ResourceTag/" + address.ManagedByTag: {address.ManagedBy}}

// readRunning finds what runs as which role, which is what the role is called by.
func (g *Graph) readRunning() error {
	for _, stack := range g.assembly.Stacks {
		for _, r := range stack.Resources {
			as, value := "", any(nil)
			switch r.Type {
			case "AWS::ECS::TaskDefinition":
				as, value = "service-", r.Get("TaskRoleArn")
			case "AWS::EKS::PodIdentityAssociation":
				as, value = "service-", r.Get("RoleArn")
			case "AWS::Lambda::Function":
				as, value = "function-", r.Get("Role")
			}
			if value != nil {
				arn, err := g.model.Text(stack, value)
				if err != nil {
					return fmt.Errorf("%s: %w", r, err)
				}
				g.runs(arn, as)
			}
			for _, role := range g.profile(r) {
				arn, err := g.model.ARN(role)
				if err != nil {
					return err
				}
				g.runs(arn, "instance")
			}
		}
	}
	return nil
}

func (g *Graph) runs(arn, as string) {
	if g.runsAs[arn] == nil {
		g.runsAs[arn] = map[string]bool{}
	}
	g.runsAs[arn][as] = true
}

// profile are the roles of an instance profile; none of any other resource.
func (g *Graph) profile(r *assembly.Resource) []*assembly.Resource {
	if r.Type != "AWS::IAM::InstanceProfile" {
		return nil
	}
	var all []*assembly.Resource
	for _, value := range assembly.List(r.Get("Roles")) {
		if role, found := g.assembly.Resolve(r.Stack, value); found {
			all = append(all, role)
		}
	}
	return all
}

// readMachines lists what runs code, and what code is taken from.
func (g *Graph) readMachines() error {
	for _, stack := range g.assembly.Stacks {
		execution := g.byARN[address.ExecutionRoleARN(stack.Account, stack.Region)]
		if execution != nil && stack.Name != "account" {
			tags := ours
			if strings.HasPrefix(stack.ID, "CDKToolkit:") {
				tags = nil
			}
			g.machines = append(g.machines, machine{
				tags: tags,
				role: execution, how: "deploys the stack " + stack.ID,
				arn: "arn:aws:cloudformation:" + stack.Region + ":" + stack.Account + ":stack/" + stack.Name + "/id",
				calls: [][]string{
					{"cloudformation:UpdateStack"},
					{"cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"},
					{"cloudformation:CreateStackRefactor", "cloudformation:ExecuteStackRefactor"},
				},
			})
		}
		for _, r := range stack.Resources {
			if err := g.readMachine(r, execution); err != nil {
				return fmt.Errorf("%s: %w", r, err)
			}
		}
	}
	return nil
}

// readMachine adds what a resource runs.
func (g *Graph) readMachine(r *assembly.Resource, execution *node) error {
	arn := func() string {
		arn, err := g.model.ARN(r)
		if err != nil && g.fault == nil {
			g.fault = err
		}
		return arn
	}
	add := func(role *node, how, arn string, anywhere bool, calls ...[]string) {
		if role != nil {
			g.machines = append(g.machines, machine{role: role, how: how, arn: arn, calls: calls, anywhere: anywhere})
		}
	}
	switch r.Type {
	case "AWS::Lambda::Function":
		add(g.find(r, "Role"), "changes the code of "+r.Stack.ID, arn(), false,
			[]string{"lambda:UpdateFunctionCode"}, []string{"lambda:UpdateFunctionConfiguration"})
		g.readImages(r, g.find(r, "Role"), r.Get("Code", "ImageUri"))
	case "AWS::CodeBuild::Project":
		add(g.find(r, "ServiceRole"), "builds something else in "+r.Stack.ID, arn(), false,
			[]string{"codebuild:StartBuild"}, []string{"codebuild:StartBuildBatch"}, []string{"codebuild:UpdateProject"})
	case "AWS::StepFunctions::StateMachine":
		add(g.find(r, "RoleArn"), "changes the state machine of "+r.Stack.ID, arn(), false, []string{"states:UpdateStateMachine"})
	case "AWS::Synthetics::Canary":
		add(g.find(r, "ExecutionRoleArn"), "changes the canary of "+r.Stack.ID, arn(), false, []string{"synthetics:UpdateCanary"})
	case "AWS::ECS::TaskDefinition":
		role := g.find(r, "TaskRoleArn")
		task := "arn:aws:ecs:" + r.Stack.Region + ":" + r.Stack.Account + ":task/any/any"
		add(role, "enters a task of "+r.Stack.ID, task, false, []string{"ecs:ExecuteCommand"})
		for _, container := range assembly.List(r.Get("ContainerDefinitions")) {
			g.readImages(r, role, assembly.At(container, "Image"))
			g.readInjected(r, role, assembly.List(assembly.At(container, "Secrets")))
		}
	case "AWS::IAM::InstanceProfile":
		instance := "arn:aws:ec2:" + r.Stack.Region + ":" + r.Stack.Account + ":instance/any"
		template := "arn:aws:ec2:" + r.Stack.Region + ":" + r.Stack.Account + ":launch-template/any"
		for _, from := range g.profile(r) {
			roleARN, err := g.model.ARN(from)
			if err != nil {
				return err
			}
			role := g.byARN[roleARN]
			add(role, "enters an instance of "+r.Stack.ID, instance, false,
				[]string{"ssm:StartSession"}, []string{"ssm:ResumeSession"}, []string{"ssm:SendCommand"}, []string{"ssm:CreateAssociation"},
				[]string{"ec2-instance-connect:SendSSHPublicKey"}, []string{"ec2-instance-connect:SendSerialConsoleSSHPublicKey"},
				[]string{"ec2:ModifyInstanceAttribute", "ec2:StartInstances"}, []string{"ec2:CreateReplaceRootVolumeTask"})
			add(role, "changes what an instance of "+r.Stack.ID+" starts with", template, false,
				[]string{"ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate"})
		}
	case "AWS::SSM::Document":
		for _, profile := range g.assembly.OfType("AWS::IAM::InstanceProfile") {
			if profile.Stack.Account != r.Stack.Account {
				continue
			}
			for _, from := range g.profile(profile) {
				if roleARN, err := g.model.ARN(from); err == nil {
					add(g.byARN[roleARN], "changes what sessions and associations run", arn(), false,
						[]string{"ssm:UpdateDocument", "ssm:UpdateDocumentDefaultVersion"})
				}
			}
		}
	case "AWS::S3::Bucket":
		g.buckets[r.Stack.Account] = append(g.buckets[r.Stack.Account], arn())
		if strings.HasPrefix(r.Stack.ID, "CDKToolkit:") {
			add(execution, "writes templates and code that are deployed from "+asString(r.Get("BucketName")), arn()+"/any", true,
				[]string{"s3:PutObject"})
		}
	case "AWS::CodePipeline::Pipeline":
		for _, store := range append(assembly.List(r.Get("ArtifactStores")), r.Get("ArtifactStore")) {
			if inner := assembly.At(store, "ArtifactStore"); inner != nil {
				store = inner
			}
			if store == nil {
				continue
			}
			bucketARN, err := g.bucket(r.Stack, assembly.At(store, "Location"))
			if err != nil {
				return err
			}
			add(g.find(r, "RoleArn"), "writes what the pipeline of "+r.Stack.ID+" deploys", bucketARN+"/any", true, []string{"s3:PutObject"})
		}
	}
	return nil
}

// bucket is the ARN of a bucket that a value of a stack names, or refers to.
func (g *Graph) bucket(stack *assembly.Stack, value any) (string, error) {
	if bucket, found := g.assembly.Resolve(stack, value); found {
		return g.model.ARN(bucket)
	}
	name, err := g.model.Text(stack, value)
	return "arn:aws:s3:::" + name, err
}

// pushes are the calls that bring an image into a repository. Who may only do the first gives one that is there another
// tag.
var pushes = []string{"ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload"}

// readImages adds that who pushes an image, whose tag is deployed next, has it run.
func (g *Graph) readImages(r *assembly.Resource, role *node, image any) {
	if role == nil || image == nil {
		return
	}
	text := fmt.Sprint(image)
	for _, repository := range g.assembly.OfType("AWS::ECR::Repository") {
		name := asString(repository.Get("RepositoryName"))
		if name == "" || !strings.Contains(text, "/"+name+":") && !strings.Contains(text, "/"+name+"@") {
			continue
		}
		arn, err := g.model.ARN(repository)
		if err != nil {
			continue
		}
		g.machines = append(g.machines, machine{
			role: role, how: "pushes an image that " + r.Stack.ID + " runs next", arn: arn, calls: [][]string{pushes}, anywhere: true,
		})
	}
}

// secret is what is put into a container.
type secret struct {
	resource *assembly.Resource
	by       string // the container's definition
}

// readInjected notes the secrets that ECS puts into what runs as a role.
func (g *Graph) readInjected(r *assembly.Resource, role *node, entries []any) {
	for _, entry := range entries {
		from := assembly.At(entry, "ValueFrom")
		if join := assembly.List(assembly.At(from, "Fn::Join", "1")); len(join) > 0 {
			from = join[0] // and a key in it
		}
		if found, ok := g.assembly.Resolve(r.Stack, from); ok && role != nil {
			g.injected[role.ARN] = append(g.injected[role.ARN], secret{found, r.String() + " Secrets"})
		}
	}
}

// readPushes adds whoever may push to a branch that is built or deployed: what is pushed runs as the roles of the
// pipeline, of the builds, and of what jobs elsewhere get for their tokens.
func (g *Graph) readPushes() {
	known := map[string]*node{}
	push := func(name, account string) *node {
		if known[name] == nil {
			known[name] = &node{
				Who: Who{Name: "push@" + name, Kind: Push, Account: account}, can: map[*Target][]does{},
			}
			g.nodes = append(g.nodes, known[name])
			g.byName["push@"+name] = known[name]
		}
		return known[name]
	}
	for _, to := range append([]*node(nil), g.nodes...) {
		if to.from == nil || to.Kind == Account || strings.HasPrefix(to.from.Stack.ID, "CDKToolkit:") {
			continue
		}
		_, part, _ := strings.Cut(to.from.Stack.ID, "/")
		name, how := "", ""
		switch application, found := strings.CutPrefix(part, "application-"); {
		case found:
			name, how = application, "pushes what a build or a release runs"
		case to.from.Stack.Stage == "" && to.Kind == Pipeline:
			name, how = "pipeline", "pushes what is built and deployed"
		case part == "applications":
			release, isRelease := strings.CutPrefix(hash.ReplaceAllString(to.from.LogicalID, ""), "Release")
			if !isRelease || !g.federated(to) {
				continue
			}
			name, how = release, "gets it for the token of a job of its branch"
		default:
			continue
		}
		from := push(name, to.Account)
		from.acts = append(from.acts, edge{Hop{How: how}, to})
	}
}

// federated tells whether a role is had for a token of somebody outside AWS.
func (g *Graph) federated(n *node) bool {
	for _, s := range assembly.Statements(n.from) {
		for _, p := range s.Principals {
			if p.Kind == "Federated" {
				return true
			}
		}
	}
	return false
}

// throughVPN is how the rules of security groups that admit the VPN are described.
const throughVPN = "people, through the VPN"

// readClients adds who is connected to the VPN, for what is open to it and asks for no password.
func (g *Graph) readClients() {
	for _, group := range g.assembly.OfType("AWS::EC2::SecurityGroup") {
		open := false
		for _, rule := range assembly.List(group.Get("SecurityGroupIngress")) {
			open = open || asString(assembly.At(rule, "Description")) == throughVPN
		}
		if !open {
			continue
		}
		name := "vpn-client@" + side(group.Stack.Stage)
		client := g.byName[name]
		if client == nil {
			client = &node{
				Who: Who{Name: name, Kind: Client, Account: g.accounts[group.Stack.Account]},
				can: map[*Target][]does{},
			}
			g.nodes, g.byName[name] = append(g.nodes, client), client
		}
		for _, t := range g.targets {
			for _, p := range t.parts {
				if p.resource.Stack != group.Stack || asString(p.resource.Get("Engine")) != "memcached" {
					continue
				}
				for _, verb := range []Verb{Reads, Writes, Deletes} {
					hop := Hop{From: name, To: t.Name, How: "connects to it, and it asks for no password"}
					client.can[t] = append(client.can[t], does{verb, hop})
				}
			}
		}
	}
}
