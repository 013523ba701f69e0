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
	tags       map[string]map[string]string
}

// identity is a principal with the policies that are its own.
type identity struct {
	from       *assembly.Resource
	account    string
	everything bool // a policy of AWS, whose text no template has
	statements []statement
}

// New reads the principals and policies of an assembly.
func New(a *assembly.Assembly) (*Model, error) {
	m := &Model{
		names{a},
		map[string]*identity{},
		map[string][]statement{},
		map[string]*identity{},
		map[string]*identity{},
		map[string][]statement{},
		map[string]string{},
		map[string]map[string]string{},
	}
	// Policies come before those whom they are attached to, and groups before their users.
	for _, read := range []func(*assembly.Resource) error{
		m.readTags, m.readPolicy, m.readIdentity, m.readUser, m.attach, m.readAssignment,
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
	m.tags[arn] = map[string]string{}
	for _, tag := range tags {
		key, _ := assembly.At(tag, "Key").(string)
		value, _ := assembly.At(tag, "Value").(string)
		m.tags[arn][key] = value
	}
	return nil
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
	"AWS::Oam::Sink":                       "",
	"AWS::OpenSearchService::Domain":       "",
}

// limitsOnly are policies that allow nothing that others do not.
var limitsOnly = map[string]bool{"AWS::EC2::VPCEndpoint": true}

// readPolicy reads policies of resources, and managed ones.
func (m *Model) readPolicy(r *assembly.Resource) error {
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
		nobody := len(s.principals)+len(s.notPrincipals)+len(s.providers) == 0 // or AWS services only
		if nobody || limitsOnly[r.Type] {
			continue
		}
		property, known := ofResource[r.Type]
		if !known {
			return fmt.Errorf("it has a policy with principals, and nothing tells whose it is")
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
		statements, ours := m.managed[arn]
		if !ours && !strings.HasPrefix(arn, "arn:aws:iam::aws:policy/") {
			return fmt.Errorf("no template has the policy %s", arn)
		}
		who.everything = who.everything || !ours
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

// policyOf is the policies of a resource, and of what it is in.
func (m *Model) policyOf(arn string) []statement {
	all := m.policies[arn]
	for {
		end := strings.LastIndex(arn, "/")
		if end < 0 {
			return all
		}
		arn = arn[:end]
		all = append(all[:len(all):len(all)], m.policies[arn]...)
	}
}

// owner is the account of a resource.
func (m *Model) owner(arn string) (string, error) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 {
		return "", fmt.Errorf("%q is not an ARN", arn)
	}
	if parts[4] != "" {
		return parts[4], nil
	}
	bucket, _, _ := strings.Cut(arn, "/")
	if account, found := m.buckets[bucket]; found {
		return account, nil
	}
	return "", fmt.Errorf("no template has %s", arn)
}
