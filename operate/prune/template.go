package prune

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/internal/facts"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
)

// resource is one of a deployed template.
type resource struct {
	Type           string
	DeletionPolicy string
	Properties     map[string]any
}

// emptied are the types that AWS deletes only when nothing is in them.
var emptied = []string{"AWS::ECR::Repository", "AWS::S3::Bucket"}

// read fills in what the deployed template says of the stack's end: the one that is deployed decides.
func (s *Stack) read(ctx context.Context, search Search) error {
	if s.Status == string(types.StackStatusReviewInProgress) { // it has no template yet
		return nil
	}
	resources, err := s.resources(ctx)
	if err != nil {
		return err
	}
	physical, err := s.physical(ctx)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(resources)) {
		r := resources[id]
		name, made := physical[id]
		if !made {
			continue
		}
		if written, ok := property(r.Properties, nameOf(r.Type)).(string); ok {
			name = written
		}
		what := r.Type + " " + name
		switch {
		case s.stays(r.DeletionPolicy):
			s.kept = append(s.kept, Kept{r.Type, name, s.Account, s.Region})
			continue
		case snapshots(r):
			s.Snapshots = append(s.Snapshots, what)
		case holdsState(r.Type):
			s.Lost = append(s.Lost, what)
		}
		if slices.Contains(emptied, r.Type) && !isTrue(r.Properties["EmptyOnDelete"]) {
			s.Warnings = append(s.Warnings, Block{what + " is deleted only if it is empty", "empty it first"})
		}
		if block, refused := s.refused(r, what, search); refused {
			s.Blocks = append(s.Blocks, block)
		}
	}
	return s.inhabited(ctx, resources)
}

// stays tells whether a resource is kept when its stack is deleted. RetainExceptOnCreate is about the operation that
// makes the resource alone, so it keeps what a failed first deployment left, too.
func (s *Stack) stays(policy string) bool { return strings.HasPrefix(policy, "Retain") }

// snapshots tells whether AWS takes a last snapshot of a resource, which of databases it does unless it is told not to.
func snapshots(r resource) bool {
	switch {
	case r.DeletionPolicy != "":
		return r.DeletionPolicy == "Snapshot"
	case r.Type == "AWS::RDS::DBInstance":
		return r.Properties["DBClusterIdentifier"] == nil
	}
	return r.Type == "AWS::RDS::DBCluster"
}

// refused tells what AWS would refuse to delete.
func (s *Stack) refused(r resource, what string, search Search) (Block, bool) {
	switch r.Type {
	case "AWS::RDS::DBInstance", "AWS::RDS::DBCluster":
		if isTrue(r.Properties["DeletionProtection"]) {
			return Block{what + " has deletion protection", "switch it off"}, true
		}
	case "AWS::ElasticLoadBalancingV2::LoadBalancer":
		attributes, _ := r.Properties["LoadBalancerAttributes"].([]any)
		for _, one := range attributes {
			attribute, _ := one.(map[string]any)
			if attribute["Key"] == "deletion_protection.enabled" && isTrue(attribute["Value"]) {
				return Block{what + " has deletion protection", "switch it off"}, true
			}
		}
	case "Custom::CrossAccountZoneDelegation":
		role, literal := r.Properties["AssumeRoleArn"].(string)
		if s.Reason == Gone && literal && !search.Roles[role] {
			return Block{
				"the role that takes the zone's NS record out of the parent zone is gone: " + role,
				"put the environment's file back, deploy the parent zone's account, and prune with --stage " + s.Stage,
			}, true
		}
	}
	return Block{}, false
}

// inhabited warns of what services of AWS have put into networks by themselves. Whether it is in the stack's, its tags
// do not tell.
func (s *Stack) inhabited(ctx context.Context, resources map[string]resource) error {
	network := func(r resource) bool { return r.Type == "AWS::EC2::VPC" }
	if !slices.ContainsFunc(slices.Collect(maps.Values(resources)), network) {
		return nil
	}
	foreign, err := s.cloud.Foreign(ctx)
	if err != nil {
		foreign = []Foreign{{"AWS", "what, could not be listed (" + err.Error() + ")"}}
	}
	for _, one := range foreign {
		s.Warnings = append(s.Warnings, Block{
			one.Service + " has put something into a network of the region: " + one.ARN,
			"delete it first if it is in this stack's network, an endpoint before its security group",
		})
	}
	return nil
}

// resources are those of the deployed template, by logical id.
func (s *Stack) resources(ctx context.Context) (map[string]resource, error) {
	got, err := s.cloud.CloudFormation.GetTemplate(ctx, &cloudformation.GetTemplateInput{
		StackName: &s.id, TemplateStage: types.TemplateStageOriginal,
	})
	if err != nil {
		return nil, err
	}
	var template struct{ Resources map[string]resource }
	if err := json.Unmarshal([]byte(aws.ToString(got.TemplateBody)), &template); err != nil {
		return nil, errors.New("its template is not one that CDK wrote")
	}
	return template.Resources, nil
}

// physical are the names or ids that the stack's resources have, by logical id.
func (s *Stack) physical(ctx context.Context) (map[string]string, error) {
	resources, err := s.listed(ctx)
	if err != nil {
		return nil, fmt.Errorf("its resources: %w", err)
	}
	all := map[string]string{}
	for _, r := range resources {
		if r.ResourceStatus != types.ResourceStatusDeleteComplete && r.PhysicalResourceId != nil {
			all[*r.LogicalResourceId] = *r.PhysicalResourceId
		}
	}
	return all, nil
}

// listed are the stack's resources as AWS lists them: with an error, those that came before it.
func (s *Stack) listed(ctx context.Context) ([]types.StackResourceSummary, error) {
	var all []types.StackResourceSummary
	pages := cloudformation.NewListStackResourcesPaginator(
		s.cloud.CloudFormation,
		&cloudformation.ListStackResourcesInput{StackName: &s.id},
	)
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return all, err
		}
		all = append(all, page.StackResourceSummaries...)
	}
	return all, nil
}

// nameOf is the property with the name of resources of a type, as a path with dots.
func nameOf(resourceType string) string {
	known, _ := facts.Of(resourceType)
	return known.Name.Property
}

// holdsState tells whether data is lost with a resource of a type.
func holdsState(resourceType string) bool {
	known, _ := facts.Of(resourceType)
	return known.State.Kind == facts.Stateful || known.State.Kind == facts.MadeAgain
}

// property is what is at a path with dots.
func property(properties map[string]any, path string) any {
	var value any = properties
	for step := range strings.SplitSeq(path, ".") {
		inner, _ := value.(map[string]any)
		value = inner[step]
	}
	return value
}

// isTrue is whether a value of a template is true, which may be written as text.
func isTrue(value any) bool { return value == true || value == "true" }
