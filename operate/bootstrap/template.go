package bootstrap

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/internal/address"

	"github.com/goccy/go-yaml"
)

// Variant is what the stack of an account and region says that it is. CDK's command leaves a stack that says something
// else as it is, unless it is forced: so nobody puts the template that trusts whole accounts back by mistake.
const Variant = "bulkhead: least trust"

// Version is the version of the template, as the stack says it.
const Version = "33"

// The parts of the template's that Template changes are as they were in the one with this fingerprint, of [Version].
const known = "d3fcfdb4ba2068d8"

// The roles that somebody assumes, as CDK tags them.
const (
	Deploy  = address.DeployRole
	Publish = address.PublishRole
	Lookup  = address.LookupRole
)

// Account is what is prepared.
type Account struct {
	Name    string   `json:"name"`
	ID      string   `json:"id"`
	Regions []string `json:"regions"`
	// Trusted are patterns of the ARNs of roles that may assume the account's, by the kind of these.
	Trusted map[string][]string `json:"trusted"`
	// Pipeline is the account that a pipeline deploys from, and Organization the AWS organization that it has to be of.
	// Each is empty where there is none.
	Pipeline     string `json:"-"`
	Organization string `json:"-"`
}

// Management is what the management account is called.
const Management = address.ManagementStage

// Accounts are those of an organization that something is deployed to, by name, and the management account behind them.
func Accounts(b address.Book) []Account {
	var all []Account
	for _, name := range slices.Sorted(maps.Keys(b.Organization.Accounts)) {
		a := Account{
			Name:     name,
			ID:       string(b.Organization.Accounts[name]),
			Trusted:  b.Trusted(name),
			Pipeline: string(b.PipelineAccount()),
		}
		for _, region := range b.Deployed(name) {
			a.Regions = append(a.Regions, string(region))
		}
		if b.Organization.AWSOrganization != nil {
			a.Organization = b.Organization.AWSOrganization.ID
		}
		if len(a.Regions) > 0 {
			all = append(all, a)
		}
	}
	m := b.Organization.Management
	if m == nil || len(m.Guardrails) == 0 || len(m.Deployers) == 0 {
		return all
	}
	var deployers []string
	for _, role := range m.Deployers {
		deployers = append(deployers, address.RoleARN(m.Account, role))
	}
	return append(all, Account{
		Name: Management, ID: string(m.Account), Regions: []string{string(b.Organization.Regions.Primary)},
		Trusted:  map[string][]string{Deploy: deployers, Publish: deployers, Lookup: deployers},
		Pipeline: string(b.PipelineAccount()), Organization: b.Organization.AWSOrganization.ID,
	})
}

// delivered tells whether a pipeline of another account deploys to the account.
func (a Account) delivered() bool {
	return a.Pipeline != a.ID && slices.ContainsFunc(a.Trusted[Deploy], func(pattern string) bool {
		return accountOf(pattern) == a.Pipeline
	})
}

// Template returns CDK's template with what an account trusts, as JSON. It fails when CDK's is not the one that it
// knows: what it leaves alone there may trust somebody.
func Template(cdk []byte, a Account) ([]byte, error) {
	var t template
	if err := yaml.Unmarshal(cdk, &t); err != nil {
		return nil, fmt.Errorf("CDK's template cannot be read: %w", err)
	}
	if got := t.fingerprint(); got != known {
		return nil, fmt.Errorf("CDK's bootstrap template is another one than bulkhead changes (its fingerprint is %s):"+
			" install the aws-cdk that package.json names (npm ci); after an upgrade of it, see what is new in the template"+
			" and adapt operate/bootstrap/template.go", got)
	}
	for role, id := range map[string]string{Deploy: "DeploymentActionRole", Publish: "FilePublishingRole", Lookup: "LookupRole"} {
		if len(a.Trusted[role]) == 0 {
			return nil, fmt.Errorf("%s: nobody is said to assume the role %s, and IAM takes no such role", a.Name, role)
		}
		t.properties(id)["AssumeRolePolicyDocument"] = policy(a.trust(a.Trusted[role])...)
	}
	// No stack has an image that CDK pushes.
	delete(t.Resources, "ImagePublishingRole")
	delete(t.Resources, "ImagePublishingRoleDefaultPolicy")

	t.narrowDeploy(a)
	files := statements(t.properties("FilePublishingRoleDefaultPolicy")["PolicyDocument"])[0].(map[string]any)
	files["Action"] = slices.DeleteFunc(files["Action"].([]any), func(action any) bool { return action == "s3:DeleteObject*" })

	lookup := t.properties("LookupRole")
	delete(lookup, "ManagedPolicyArns") // ReadOnlyAccess
	lookup["Policies"] = []any{map[string]any{"PolicyName": "LookupRolePolicy", "PolicyDocument": policy(map[string]any{
		"Sid":      "ReadStacks",
		"Effect":   "Allow",
		"Action":   []any{"cloudformation:Describe*", "cloudformation:Get*", "cloudformation:List*", "tag:GetResources"},
		"Resource": "*",
	}, map[string]any{
		"Sid":      "ReadVersion",
		"Effect":   "Allow",
		"Action":   []any{"ssm:GetParameter", "ssm:GetParameters"},
		"Resource": sub("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${CdkBootstrapVersion}"),
	})}}

	t.Parameters["BootstrapVariant"]["Default"] = Variant
	for _, unused := range []string{"TrustedAccounts", "TrustedAccountsForLookup", "DenyExternalId"} {
		t.Parameters[unused]["Description"] = "Has no effect: the template says who is trusted"
	}
	return json.MarshalIndent(t, "", " ")
}

// template is one of CloudFormation.
type template struct {
	Description string                    `json:"Description" yaml:"Description"`
	Parameters  map[string]map[string]any `json:"Parameters" yaml:"Parameters"`
	Conditions  map[string]any            `json:"Conditions" yaml:"Conditions"`
	Resources   map[string]map[string]any `json:"Resources" yaml:"Resources"`
	Outputs     map[string]any            `json:"Outputs" yaml:"Outputs"`
}

// fingerprint follows everything that the template says, and no comment.
func (t template) fingerprint() string {
	text, err := json.Marshal(t)
	if err != nil {
		return err.Error()
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

func (t template) properties(id string) map[string]any {
	return t.Resources[id]["Properties"].(map[string]any)
}

// narrowDeploy leaves the role for deployments what CDK's command and our pipeline use: it reads the pipeline's
// artifacts, and writes none.
func (t template) narrowDeploy(a Account) {
	document := t.properties("DeploymentActionRole")["Policies"].([]any)[0].(map[string]any)["PolicyDocument"].(map[string]any)
	var kept []any
	for _, s := range statements(document) {
		s := s.(map[string]any)
		switch s["Sid"] {
		case "Refactor":
			continue
		case "PipelineCrossAccountArtifactsBucket":
			if !a.delivered() {
				continue
			}
			s["Action"] = []any{"s3:GetObject*", "s3:GetBucket*", "s3:List*"}
			s["Condition"] = map[string]any{"StringEquals": map[string]any{"s3:ResourceAccount": a.Pipeline}}
		case "PipelineCrossAccountArtifactsKey":
			s["Action"] = []any{"kms:Decrypt", "kms:DescribeKey"}
			keys := []any{sub("arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*")}
			if a.delivered() {
				keys = append(keys, sub("arn:${AWS::Partition}:kms:${AWS::Region}:"+a.Pipeline+":key/*"))
			}
			s["Resource"] = keys
		}
		kept = append(kept, s)
	}
	document["Statement"] = kept
}

// trust returns the statements of a role that lets in the roles that are of these patterns. A condition names them, and
// no principal: AWS takes no principal that is not there yet, and keeps the id of one that is, which a role that is
// made anew does not have. Source: the IAM user guide, "AWS JSON policy elements: Principal".
func (a Account) trust(patterns []string) []any {
	byAccount := map[string][]string{}
	for _, pattern := range patterns {
		byAccount[accountOf(pattern)] = append(byAccount[accountOf(pattern)], pattern)
	}
	var all []any
	for _, account := range slices.Sorted(maps.Keys(byAccount)) {
		let := func(sid, action string, also map[string]any) {
			condition := map[string]any{"ArnLike": map[string]any{"aws:PrincipalArn": byAccount[account]}}
			if account != a.ID && a.Organization != "" {
				condition["StringEquals"] = map[string]any{"aws:PrincipalOrgID": a.Organization}
			}
			maps.Copy(condition, also)
			all = append(all, map[string]any{
				"Sid":       sid + account,
				"Effect":    "Allow",
				"Principal": map[string]any{"AWS": "arn:aws:iam::" + account + ":root"},
				"Action":    action,
				"Condition": condition,
			})
		}
		// Nobody acts with these roles for somebody else.
		let("Assume", "sts:AssumeRole", map[string]any{"Null": map[string]any{"sts:ExternalId": "true"}})
		let("Tag", "sts:TagSession", nil)
	}
	return all
}

// accountOf is the account of an ARN.
func accountOf(arn string) string { return strings.Split(arn, ":")[4] }

func policy(statements ...any) map[string]any {
	return map[string]any{"Version": "2012-10-17", "Statement": statements}
}

func statements(document any) []any { return document.(map[string]any)["Statement"].([]any) }

func sub(text string) map[string]any { return map[string]any{"Fn::Sub": text} }
