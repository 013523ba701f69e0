package prune

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bulkhead/internal/address"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"golang.org/x/sync/errgroup"
)

// Search is where stacks are looked for, and which are to stay.
type Search struct {
	Organization string
	Accounts     []Account
	Regions      []string        // all that may have any
	Known        map[Key]bool    // what the configuration names
	Needed       map[string]bool // regions that the configuration names: not to get into one is a fault
	Stages       []string        // that are to be deleted though the configuration names them
	Roles        map[string]bool // ARNs of the roles with names of their own that the configuration names
}

// Listing is what was found.
type Listing struct {
	Stacks  []*Stack `json:"stacks"` // in the order in which they can be deleted
	Kept    []Kept   `json:"kept"`   // what stays when they are
	Skipped []Skip   `json:"skipped"`
}

// Skip is a place that could not be looked into.
type Skip struct {
	Account string `json:"account"`
	Region  string `json:"region"`
	Why     string `json:"why"`
}

// calls are how many requests are made side by side.
const calls = 16

// Find lists the stacks of the organization that can go. It fails where it cannot look into a region that the
// configuration names; others may not be enabled, and are told.
func Find(ctx context.Context, clouds Clouds, s Search) (*Listing, error) {
	places := make([]found, 0, len(s.Accounts)*len(s.Regions))
	for _, account := range s.Accounts {
		for _, region := range s.Regions {
			places = append(places, found{account: account, region: region})
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(calls)
	for i := range places {
		p := &places[i]
		group.Go(func() error {
			p.err = p.look(ctx, clouds, s)
			if p.err != nil && (s.Needed[p.region] || ctx.Err() != nil) {
				return fmt.Errorf("%s (%s) in %s: %w", p.account.Name, p.account.ID, p.region, p.err)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	l := &Listing{}
	for _, p := range places {
		if p.err != nil {
			l.Skipped = append(l.Skipped, Skip{p.account.ID, p.region, p.err.Error()})
		}
		l.Stacks = append(l.Stacks, p.stacks...)
	}
	l.Stacks = ordered(l.Stacks)
	hold(l.Stacks)
	for _, stack := range l.Stacks {
		l.Kept = append(l.Kept, stack.kept...)
	}
	return l, nil
}

// found is a region of an account, with its stacks that can go.
type found struct {
	account Account
	region  string
	stacks  []*Stack
	err     error
}

// look fills in the stacks.
func (p *found) look(ctx context.Context, clouds Clouds, s Search) error {
	cloud, err := clouds(ctx, p.account, p.region)
	if err != nil {
		return err
	}
	pages := cloudformation.NewDescribeStacksPaginator(cloud.CloudFormation, &cloudformation.DescribeStacksInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, deployed := range page.Stacks {
			reason := s.reason(p, deployed)
			if reason == "" {
				continue
			}
			stack := &Stack{
				Stage:     tag(deployed, address.EnvironmentTag),
				Name:      *deployed.StackName,
				Account:   p.account.ID,
				Region:    p.region,
				Status:    string(deployed.StackStatus),
				Reason:    reason,
				Protected: aws.ToBool(deployed.EnableTerminationProtection),
				Created:   aws.ToTime(deployed.CreationTime),
				id:        *deployed.StackId,
				rank:      p.account.Rank,
				cloud:     cloud,
			}
			if err := stack.importedBy(ctx, deployed.Outputs); err != nil {
				return fmt.Errorf("%s: %w", stack.Name, err)
			}
			if err := stack.read(ctx, s); err != nil {
				return fmt.Errorf("%s: %w", stack.Name, err)
			}
			p.stacks = append(p.stacks, stack)
		}
	}
	return nil
}

// reason is why a stack can go, or nothing.
func (s Search) reason(p *found, stack types.Stack) Reason {
	stage := tag(stack, address.EnvironmentTag)
	switch {
	case tag(stack, address.OrganizationTag) != s.Organization || tag(stack, address.ManagedByTag) != address.ManagedBy:
		return ""
	case len(s.Stages) > 0 && !slices.Contains(s.Stages, stage):
		return ""
	case !s.Known[Key{*stack.StackName, p.account.ID, p.region}]:
		return Gone
	case len(s.Stages) > 0:
		return Asked
	case slices.Contains(neverMade, stack.StackStatus):
		return Failed
	}
	return ""
}

// neverMade are the states of a stack whose first deployment failed.
var neverMade = []types.StackStatus{
	types.StackStatusCreateFailed, types.StackStatusRollbackComplete, types.StackStatusRollbackFailed,
}

// importedBy fills in which stacks use the exports among a stack's outputs.
func (s *Stack) importedBy(ctx context.Context, outputs []types.Output) error {
	for _, output := range outputs {
		if output.ExportName == nil {
			continue
		}
		pages := cloudformation.NewListImportsPaginator(
			s.cloud.CloudFormation,
			&cloudformation.ListImportsInput{ExportName: output.ExportName},
		)
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil && strings.Contains(err.Error(), "is not imported by any stack") { // its answer to none
				break
			}
			if err != nil {
				return err
			}
			s.Importers = append(s.Importers, page.Imports...)
		}
	}
	slices.Sort(s.Importers)
	s.Importers = slices.Compact(s.Importers)
	return nil
}

// tag is the value of a stack's tag, or nothing.
func tag(stack types.Stack, key string) string {
	for _, t := range stack.Tags {
		if *t.Key == key {
			return *t.Value
		}
	}
	return ""
}
