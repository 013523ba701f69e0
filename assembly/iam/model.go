package iam

import (
	"fmt"
	"strings"

	"bulkhead/assembly"
)

// Model is the principals and the policies of an assembly.
type Model struct {
	names      names
	identities map[string]*identity   // by ARN
	managed    map[string][]statement // our own managed policies, by ARN
	groups     map[string]*identity   // by ARN
	named      map[string]*identity   // roles and groups, by type, account and name
	policies   map[string][]statement // of resources, by their ARN
	buckets    map[string]string      // accounts, by ARN: a bucket's does not tell
	limits     limits
	tags       map[string]map[string]string
}

// identity is a principal with the policies that are its own.
type identity struct {
	from       *assembly.Resource
	account    string
	everything bool // a policy of AWS that is not known here
	statements []statement
	about      map[string][]statement // those of an action, by its name in lower case
}

// on returns the statements that are about an action.
func (i *identity) on(action string) []statement {
	name := strings.ToLower(action)
	if found, known := i.about[name]; known {
		return found
	}
	var all []statement
	for _, s := range i.statements {
		if s.isAbout(name) {
			all = append(all, s)
		}
	}
	if i.about == nil {
		i.about = map[string][]statement{}
	}
	i.about[name] = all
	return all
}

// New reads the principals and policies of an assembly.
func New(a *assembly.Assembly) (*Model, error) {
	aws, err := readAWSPolicies()
	if err != nil {
		return nil, err
	}
	m := &Model{
		names{a, aws},
		map[string]*identity{},
		map[string][]statement{},
		map[string]*identity{},
		map[string]*identity{},
		map[string][]statement{},
		map[string]string{},
		limits{map[string][]statement{}, map[string][]statement{}, "", "", map[string]bool{}},
		map[string]map[string]string{},
	}
	// Policies come before those whom they are attached to, and groups before their users.
	for _, read := range []func(*assembly.Resource) error{
		m.readTags, m.readLimits, m.readPolicy, m.readIdentity, m.readUser, m.attach, m.readAssignment,
	} {
		for _, stack := range a.Stacks {
			for _, r := range stack.Resources {
				if err := read(r); err != nil {
					return nil, fmt.Errorf("%s: %w", r, err)
				}
			}
		}
	}
	return m, nil
}

// readTags reads the tags of resources that have a list of them. Of what has no ARN that templates tell, no request is.
func (m *Model) readTags(r *assembly.Resource) error {
	tags, listed := r.Get("Tags").([]any)
	if !listed {
		return nil
	}
	arn, err := m.names.arn(r)
	if err != nil {
		return nil
	}
	its := map[string]string{}
	m.tags[strings.TrimSuffix(arn, ofLogGroup)] = its
	for _, tag := range tags {
		key, _ := assembly.At(tag, "Key").(string)
		value, _ := assembly.At(tag, "Value").(string)
		its[key] = value
	}
	return nil
}

// ofLogGroup ends the ARN of a log group in policies, and in what CloudFormation tells.
const ofLogGroup = ":*"

// tagsOf are the tags of a resource; nil where no template has them.
func (m *Model) tagsOf(arn string) map[string]string {
	return m.tags[strings.TrimSuffix(arn, ofLogGroup)]
}

// ofResource says which property of a policy names the resource that it is of; empty when the resource brings it along.
var ofResource = map[string]string{
	"AWS::S3::BucketPolicy":                "Bucket",
	"AWS::SecretsManager::ResourcePolicy":  "SecretId",
	"AWS::SNS::TopicPolicy":                "Topics",
	"AWS::SQS::QueuePolicy":                "Queues",
	"AWS::ECR::RegistryPolicy":             "",
	"AWS::ECR::Repository":                 "",
	"AWS::ECR::RepositoryCreationTemplate": "",
	"AWS::Backup::BackupVault":             "",
	"AWS::DynamoDB::Table":                 "",
	"AWS::DynamoDB::GlobalTable":           "",
	"AWS::EFS::FileSystem":                 "",
	"AWS::Events::EventBus":                "",
	"AWS::IAM::Role":                       "",
	"AWS::KMS::Key":                        "",
	"AWS::Logs::DeliveryDestination":       "",
	"AWS::Logs::ResourcePolicy":            "",
	"AWS::MSK::ClusterPolicy":              "ClusterArn",
	"AWS::Oam::Sink":                       "",
	"AWS::OpenSearchService::Domain":       "",
}

// ofIdentity are the types whose policies are of principals. Users and groups carry their policies themselves, or name
// them: AWS::IAM::UserPolicy, GroupPolicy and UserToGroupAddition are not read.
var ofIdentity = map[string]bool{
	"AWS::IAM::Role":          true,
	"AWS::IAM::User":          true,
	"AWS::IAM::Group":         true,
	"AWS::IAM::Policy":        true,
	"AWS::IAM::ManagedPolicy": true,
	"AWS::IAM::RolePolicy":    true,
	"AWS::SSO::PermissionSet": true,
}

// limitsOnly are policies that allow nothing that others do not.
var limitsOnly = map[string]bool{"AWS::EC2::VPCEndpoint": true, limitsType: true}

// readPolicy reads policies of resources, and managed ones.
func (m *Model) readPolicy(r *assembly.Resource) error {
	if r.Type == "AWS::IAM::UserToGroupAddition" {
		return fmt.Errorf("it is not read; let the user name its groups")
	}
	if r.Type == "AWS::S3::Bucket" {
		arn, err := m.names.arn(r)
		if err != nil {
			return err
		}
		m.buckets[arn] = r.Stack.Account
	}
	for _, written := range assembly.Statements(r) {
		s, err := m.names.statement(written)
		if err != nil {
			return err
		}
		if r.Type == "AWS::IAM::ManagedPolicy" {
			arn, err := m.names.arn(r)
			if err != nil {
				return err
			}
			m.managed[arn] = append(m.managed[arn], s)
		}
		if limitsOnly[r.Type] {
			continue
		}
		property, known := ofResource[r.Type]
		if !known && !(ofIdentity[r.Type] && len(written.Principals)+len(written.NotPrincipals) == 0) {
			return fmt.Errorf("it has a policy, and nothing tells whose it is: teach it to assembly/iam")
		}
		if len(s.principals)+len(s.notPrincipals)+len(s.providers) == 0 { // of an identity, or for AWS services only
			continue
		}
		of, err := m.names.subjects(r, property)
		if err != nil {
			return err
		}
		for _, arn := range of {
			m.policies[arn] = append(m.policies[arn], s)
		}
	}
	return nil
}

// readIdentity reads roles and groups with the policies that they name.
func (m *Model) readIdentity(r *assembly.Resource) error {
	into := map[string]map[string]*identity{"AWS::IAM::Role": m.identities, "AWS::IAM::Group": m.groups}[r.Type]
	if into == nil {
		return nil
	}
	return m.add(r, into)
}

// readUser reads users, who have what their groups have.
func (m *Model) readUser(r *assembly.Resource) error {
	if r.Type != "AWS::IAM::User" {
		return nil
	}
	if err := m.add(r, m.identities); err != nil {
		return err
	}
	arn, err := m.names.arn(r)
	if err != nil {
		return err
	}
	user := m.identities[arn]
	for _, value := range assembly.List(r.Get("Groups")) {
		group, err := m.find("AWS::IAM::Group", r.Stack, value)
		if err != nil {
			return err
		}
		user.statements = append(user.statements, group.statements...)
		user.everything = user.everything || group.everything
	}
	return nil
}

// add makes an identity of a role, user or group.
func (m *Model) add(r *assembly.Resource, into map[string]*identity) error {
	arn, err := m.names.arn(r)
	if err != nil {
		return err
	}
	who := &identity{from: r, account: r.Stack.Account}
	into[arn] = who
	name, err := m.names.name(r)
	if err != nil {
		return err
	}
	m.named[r.Type+r.Stack.Account+name] = who
	for _, written := range assembly.Statements(r) {
		s, err := m.names.statement(written)
		if err != nil {
			return err
		}
		if !s.ofResource {
			who.statements = append(who.statements, s)
		}
	}
	return m.addManaged(who, r, "ManagedPolicyArns")
}

// find is the role or group of a stack's account that a value names.
func (m *Model) find(kind string, stack *assembly.Stack, value any) (*identity, error) {
	name, err := m.names.text(stack, value)
	if err != nil {
		return nil, err
	}
	if who, found := m.named[kind+stack.Account+name]; found {
		return who, nil
	}
	return nil, fmt.Errorf("no template of the account has %s", name)
}

// addManaged gives an identity the managed policies that a property names.
func (m *Model) addManaged(who *identity, r *assembly.Resource, property string) error {
	for _, value := range assembly.List(r.Get(property)) {
		arn, err := m.names.text(r.Stack, value)
		if err != nil {
			return err
		}
		statements, known := m.managed[arn]
		if !known {
			if statements, known, err = m.names.awsPolicy(arn); err != nil {
				return err
			}
		}
		if !known && !strings.HasPrefix(arn, awsPolicyPrefix) {
			return fmt.Errorf("no template has the policy %s", arn)
		}
		who.everything = who.everything || !known
		who.statements = append(who.statements, statements...)
	}
	return nil
}

// attach gives roles the policies that name them.
func (m *Model) attach(r *assembly.Resource) error {
	named := assembly.List(r.Get("Roles"))
	switch r.Type {
	case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy":
		if r.Get("Users") != nil || r.Get("Groups") != nil {
			return fmt.Errorf("it names users or groups; let them name it")
		}
	case "AWS::IAM::RolePolicy":
		named = assembly.List(r.Get("RoleName"))
	default:
		return nil
	}
	for _, value := range named {
		role, err := m.find("AWS::IAM::Role", r.Stack, value)
		if err != nil {
			return err
		}
		for _, written := range assembly.Statements(r) {
			s, err := m.names.statement(written)
			if err != nil {
				return err
			}
			role.statements = append(role.statements, s)
		}
	}
	return nil
}

// readAssignment reads the role that Identity Center makes of a permission set in an account.
func (m *Model) readAssignment(r *assembly.Resource) error {
	if r.Type != "AWS::SSO::Assignment" {
		return nil
	}
	set, found := m.names.Resolve(r.Stack, r.Get("PermissionSetArn"))
	if !found {
		return fmt.Errorf("no template has its permission set")
	}
	who := &identity{from: r, account: fmt.Sprint(r.Get("TargetId"))}
	for _, written := range assembly.Statements(set) {
		s, err := m.names.statement(written)
		if err != nil {
			return err
		}
		who.statements = append(who.statements, s)
	}
	m.identities["arn:aws:iam::"+who.account+":role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_"+fmt.Sprint(set.Get("Name"))+"_0123456789abcdef"] = who
	return m.addManaged(who, set, "ManagedPolicies")
}

// policyOf is the policies of a resource, and of what it is in: a bucket's are about its objects. What is before the
// name of a role is its path.
func (m *Model) policyOf(arn string) []statement {
	all := m.policies[arn]
	for !strings.HasPrefix(arn, "arn:aws:iam:") {
		end := strings.LastIndex(arn, "/")
		if end < 0 {
			return all
		}
		arn = arn[:end]
		all = append(all[:len(all):len(all)], m.policies[arn]...)
	}
	return all
}

// owner is the account of a resource. What names none and is no bucket, such as a permission set, is the caller's own.
func (m *Model) owner(arn, caller string) (string, error) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return "", fmt.Errorf("%q is not an ARN", arn)
	}
	if parts[4] != "" {
		return parts[4], nil
	}
	if parts[2] != "s3" {
		return caller, nil
	}
	bucket, _, _ := strings.Cut(arn, "/")
	if account, found := m.buckets[bucket]; found {
		return account, nil
	}
	return "", fmt.Errorf("no template has %s", arn)
}
