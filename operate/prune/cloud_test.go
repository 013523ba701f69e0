package prune

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/stretchr/testify/require"
)

// region is CloudFormation in a region of an account, as strict as AWS: moto deletes what is imported or protected.
type region struct {
	stacks  []*deployed
	foreign []Foreign
	calls   []string
	denied  error
}

// deployed is a stack in it.
type deployed struct {
	types.Stack
	imports  []string // exports that it uses
	template map[string]any
	stuck    map[string]string // logical ids that cannot be deleted, with why
	slow     int               // looks until it is gone
	left     []string          // logical ids that failed to be deleted
	retained []string
}

// day0 is when the first stack was made; each one later, a day after.
var day0 = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// add deploys a stack of ours with these exports and imports.
func (r *region) add(stage, id string, exports, imports []string, resources map[string]any) *deployed {
	name := stage + "-" + id
	d := &deployed{Stack: types.Stack{
		StackName: &name, StackId: new("arn:" + name), StackStatus: types.StackStatusCreateComplete,
		CreationTime: new(day0.AddDate(0, 0, len(r.stacks))),
		Tags: []types.Tag{
			{Key: new("organization"), Value: new("acme")},
			{Key: new("environment"), Value: &stage},
			{Key: new("managed-by"), Value: new("bulkhead")},
		},
	}, imports: imports, template: map[string]any{"Resources": resources}}
	for _, export := range exports {
		d.Outputs = append(d.Outputs, types.Output{ExportName: &export, OutputKey: &export})
	}
	r.stacks = append(r.stacks, d)
	return d
}

func (r *region) cloud() Cloud {
	return Cloud{r, func(context.Context) ([]Foreign, error) { return r.foreign, nil }}
}

func (r *region) find(nameOrID *string) *deployed {
	for _, d := range r.stacks {
		if *nameOrID == *d.StackId || *nameOrID == *d.StackName {
			return d
		}
	}
	return nil
}

func (r *region) DescribeStacks(
	_ context.Context, in *cloudformation.DescribeStacksInput, _ ...func(*cloudformation.Options),
) (*cloudformation.DescribeStacksOutput, error) {
	if r.denied != nil {
		return nil, r.denied
	}
	out := &cloudformation.DescribeStacksOutput{}
	for _, d := range r.stacks {
		if in.StackName == nil && d.StackStatus != types.StackStatusDeleteComplete {
			out.Stacks = append(out.Stacks, d.Stack)
		}
		if in.StackName != nil && *in.StackName == *d.StackId {
			if d.StackStatus == types.StackStatusDeleteInProgress {
				d.step()
			}
			out.Stacks = append(out.Stacks, d.Stack)
		}
	}
	return out, nil
}

// step is what happens to a stack that is being deleted between two looks.
func (d *deployed) step() {
	if d.slow > 0 {
		d.slow--
		return
	}
	d.left = nil
	for id := range d.stuck {
		if !slices.Contains(d.retained, id) {
			d.left = append(d.left, id)
		}
	}
	d.StackStatus = types.StackStatusDeleteComplete
	if len(d.left) > 0 {
		d.StackStatus = types.StackStatusDeleteFailed
		d.StackStatusReason = new("The following resource(s) failed to delete: [" + strings.Join(d.left, ", ") + "].")
	}
}

func (r *region) ListImports(
	_ context.Context, in *cloudformation.ListImportsInput, _ ...func(*cloudformation.Options),
) (*cloudformation.ListImportsOutput, error) {
	names := r.importers(*in.ExportName)
	if len(names) == 0 {
		return nil, errors.New("ValidationError: Export '" + *in.ExportName + "' is not imported by any stack.")
	}
	return &cloudformation.ListImportsOutput{Imports: names}, nil
}

func (r *region) importers(export string) (names []string) {
	for _, d := range r.stacks {
		if slices.Contains(d.imports, export) && d.StackStatus != types.StackStatusDeleteComplete {
			names = append(names, *d.StackName)
		}
	}
	return names
}

func (r *region) GetTemplate(
	_ context.Context, in *cloudformation.GetTemplateInput, _ ...func(*cloudformation.Options),
) (*cloudformation.GetTemplateOutput, error) {
	text, err := json.Marshal(r.find(in.StackName).template)
	return &cloudformation.GetTemplateOutput{TemplateBody: new(string(text))}, err
}

func (r *region) ListStackResources(
	_ context.Context, in *cloudformation.ListStackResourcesInput, _ ...func(*cloudformation.Options),
) (*cloudformation.ListStackResourcesOutput, error) {
	d, out := r.find(in.StackName), &cloudformation.ListStackResourcesOutput{}
	for id, resource := range d.template["Resources"].(map[string]any) {
		status := types.ResourceStatusCreateComplete
		if slices.Contains(d.left, id) {
			status = types.ResourceStatusDeleteFailed
		}
		out.StackResourceSummaries = append(out.StackResourceSummaries, types.StackResourceSummary{
			LogicalResourceId: &id, PhysicalResourceId: new("physical-" + id), ResourceStatus: status,
			ResourceType: new(resource.(map[string]any)["Type"].(string)), ResourceStatusReason: new(d.stuck[id]),
		})
	}
	return out, nil
}

func (r *region) UpdateTerminationProtection(
	_ context.Context, in *cloudformation.UpdateTerminationProtectionInput, _ ...func(*cloudformation.Options),
) (*cloudformation.UpdateTerminationProtectionOutput, error) {
	r.calls = append(r.calls, "unprotect "+strings.TrimPrefix(*in.StackName, "arn:"))
	r.find(in.StackName).EnableTerminationProtection = in.EnableTerminationProtection
	return &cloudformation.UpdateTerminationProtectionOutput{}, nil
}

func (r *region) DeleteStack(
	_ context.Context, in *cloudformation.DeleteStackInput, _ ...func(*cloudformation.Options),
) (*cloudformation.DeleteStackOutput, error) {
	d := r.find(in.StackName)
	r.calls = append(r.calls, "delete "+*d.StackName)
	if aws.ToBool(d.EnableTerminationProtection) {
		return nil, errors.New("ValidationError: Stack [" + *d.StackName + "] cannot be deleted while TerminationProtection is enabled")
	}
	for _, output := range d.Outputs {
		if users := r.importers(*output.ExportName); len(users) > 0 {
			return nil, errors.New("ValidationError: Export " + *output.ExportName + " cannot be deleted as it is in use by " + users[0])
		}
	}
	if len(in.RetainResources) > 0 && d.StackStatus != types.StackStatusDeleteFailed {
		return nil, errors.New("ValidationError: RetainResources is for stacks in DELETE_FAILED")
	}
	d.StackStatus, d.retained = types.StackStatusDeleteInProgress, in.RetainResources
	return &cloudformation.DeleteStackOutput{}, nil
}

// home is where the tests' stacks are.
const home = "eu-west-1"

// world is AWS, by account and region.
type world map[string]*region

// asking keeps those who ask a world at the same time from each other.
var asking sync.Mutex

func (w world) at(account, name string) *region {
	asking.Lock()
	defer asking.Unlock()
	if w[account+" "+name] == nil {
		w[account+" "+name] = &region{}
	}
	return w[account+" "+name]
}

func (w world) clouds() Clouds {
	return func(_ context.Context, a Account, region string) (Cloud, error) {
		return w.at(a.ID, region).cloud(), nil
	}
}

// accounts are those of the tests.
var accounts = []Account{
	{Name: "security", ID: "111", Rank: 2}, {Name: "shared-services", ID: "222", Rank: 1}, {Name: "dev", ID: "333"},
}

// search looks for what is not known.
func (w world) search(t *testing.T, known ...string) *Listing {
	t.Helper()
	l, err := Find(t.Context(), w.clouds(), searchFor(known...))
	require.NoError(t, err)
	return l
}

func searchFor(known ...string) Search {
	s := Search{
		Organization: "acme", Accounts: accounts, Regions: []string{home, "us-east-1"},
		Known: map[Key]bool{}, Needed: map[string]bool{home: true},
	}
	for _, name := range known {
		for _, a := range accounts {
			s.Known[Key{name, a.ID, home}] = true
		}
	}
	return s
}

// quickly deletes without waiting, and says nothing.
var quickly = Deletion{Every: time.Millisecond, Tell: func(*Stack, string) {}}

// names are those of stacks.
func names(stacks []*Stack) (all []string) {
	for _, s := range stacks {
		all = append(all, s.Name)
	}
	return all
}
