package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/smithy-go"
)

// stackName is what CDK calls the stack.
const stackName = "CDKToolkit"

// executionPolicy is what CloudFormation may do in an account when it deploys there: everything. A list of what the
// stacks need would change with each of them, and before it.
const executionPolicy = "arn:aws:iam::aws:policy/AdministratorAccess"

// Command returns what follows cdk on the command line that prepares a region of the account with a template.
func (a Account) Command(region, template string) []string {
	command := []string{
		"bootstrap", "aws://" + a.ID + "/" + region, "--template", template,
		"--cloudformation-execution-policies", executionPolicy, "--termination-protection",
	}
	if a.Pipeline != "" && a.Pipeline != a.ID {
		command = append(command, "--untrust", a.Pipeline) // as a whole, which an earlier bootstrap may have done
	}
	return command
}

// Run is how an account is prepared.
type Run struct {
	Node, CDK string    // the programs
	Dir       string    // where CDK's command runs
	Profile   string    // of the AWS CLI; empty for none
	Force     bool      // that a stack of another variant is overwritten
	Output    io.Writer // of CDK's command
	// Open enters a region of the account.
	Open func(region string) (cloudformation.DescribeStacksAPIClient, error)
}

// Do prepares every region of an account with a template. It changes nothing when a region was prepared with a template
// of another variant, unless it is forced; a region that is as it should be stays.
func (r Run) Do(ctx context.Context, a Account, template string) error {
	there := map[string]toolkit{} // by region
	var others, own []string
	for _, region := range a.Regions {
		var err error
		if there[region], err = r.look(ctx, region); err != nil {
			return err
		}
		if there[region].other() {
			others = append(others, fmt.Sprintf("%s has %q", region, there[region][variantKey]))
			for _, given := range there[region].own() {
				own = append(own, region+" has "+given)
			}
		}
	}
	if len(own) > 0 {
		return fmt.Errorf("%s: the stack %s was given what bulkhead would take from it: %s; where nothing needs that, take it"+
			" away first, with cdk bootstrap --force --no-previous-parameters and whatever is to stay", a.Name, stackName,
			strings.Join(own, "; "))
	}
	if len(others) > 0 && !r.Force {
		return fmt.Errorf("%s: another bootstrap is there, which trusts whole accounts: %s; replace it with --force, once",
			a.Name, strings.Join(others, "; "))
	}
	for _, region := range a.Regions {
		arguments := append(a.Command(region, template), there[region].replaced()...)
		if err := r.command(ctx, arguments).Run(); err != nil {
			return fmt.Errorf("%s in %s: cdk bootstrap failed: %w", a.Name, region, err)
		}
		// CDK's command succeeds, too, when it leaves a stack as it is.
		now, err := r.look(ctx, region)
		if err != nil {
			return err
		}
		if now[variantKey] != Variant {
			return fmt.Errorf("%s in %s: cdk bootstrap left the stack %s as it was, with %q", a.Name, region, stackName, now[variantKey])
		}
	}
	return nil
}

// command is CDK's own with these arguments.
func (r Run) command(ctx context.Context, arguments []string) *exec.Cmd {
	if r.Profile != "" {
		arguments = append(arguments, "--profile", r.Profile)
	}
	command := exec.CommandContext(ctx, r.Node, append([]string{r.CDK}, arguments...)...)
	command.Dir, command.Stdout, command.Stderr = r.Dir, r.Output, r.Output
	return command
}

// toolkit is the parameters of the stack in a region; nil where there is none.
type toolkit map[string]string

// The parameters that are looked at.
const (
	variantKey = "BootstrapVariant"
	bucketKey  = "FileAssetsBucketKmsKeyId"
)

// kept are the parameters that another bootstrap may have given a stack, each with what it is by default in CDK's
// template. With the one of ours, CDK's command keeps what they are.
var kept = []struct{ key, is string }{
	{"FileAssetsBucketName", ""},
	{"InputPermissionsBoundary", ""},
	{"Qualifier", "hnb659fds"},
}

// own are what another bootstrap gave the stack, and replacing that would take away.
func (t toolkit) own() []string {
	var all []string
	for _, k := range kept {
		if value := t[k.key]; value != "" && value != k.is {
			all = append(all, fmt.Sprintf("%s %q", k.key, value))
		}
	}
	return all
}

// other tells whether a stack is there that this package did not make.
func (t toolkit) other() bool { return t != nil && t[variantKey] != Variant }

// replaced are the arguments that put the template in the place of another variant's. CDK's command keeps what
// parameters were, what the stack says that it is among them, unless it is told not to; and then it has to be told what
// the bucket is encrypted with, or CloudFormation would make another key and delete the one that there is.
func (t toolkit) replaced() []string {
	if !t.other() {
		return nil
	}
	arguments := []string{"--force", "--no-previous-parameters"}
	switch key := t[bucketKey]; key {
	case "": // one that the stack made
		return append(arguments, "--bootstrap-customer-key")
	case "AWS_MANAGED_KEY":
		return append(arguments, "--no-bootstrap-customer-key")
	default:
		return append(arguments, "--bootstrap-kms-key-id", key)
	}
}

// look reads the stack of a region.
func (r Run) look(ctx context.Context, region string) (toolkit, error) {
	client, err := r.Open(region)
	if err != nil {
		return nil, err
	}
	out, err := client.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: aws.String(stackName)})
	var answer smithy.APIError
	if errors.As(err, &answer) && answer.ErrorCode() == "ValidationError" { // it does not exist
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", region, err)
	}
	parameters := toolkit{}
	for _, stack := range out.Stacks {
		for _, p := range stack.Parameters {
			parameters[aws.ToString(p.ParameterKey)] = aws.ToString(p.ParameterValue)
		}
	}
	return parameters, nil
}
