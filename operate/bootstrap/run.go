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
func (a Account) Command(region, template string, force bool) []string {
	command := []string{
		"bootstrap", "aws://" + a.ID + "/" + region, "--template", template,
		"--cloudformation-execution-policies", executionPolicy, "--termination-protection",
	}
	if a.Pipeline != "" && a.Pipeline != a.ID {
		command = append(command, "--untrust", a.Pipeline) // as a whole, which an earlier bootstrap may have done
	}
	if force {
		command = append(command, "--force")
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
	others := map[string][]string{} // regions by what they have
	for _, region := range a.Regions {
		variant, found, err := r.variant(ctx, region)
		if err != nil {
			return err
		}
		if found && variant != Variant {
			others[variant] = append(others[variant], region)
		}
	}
	if len(others) > 0 && !r.Force {
		var all []string
		for variant, regions := range others {
			all = append(all, fmt.Sprintf("%s has %q", strings.Join(regions, ", "), variant))
		}
		return fmt.Errorf("%s: another bootstrap is there, which trusts whole accounts: %s; replace it with --force, once",
			a.Name, strings.Join(all, "; "))
	}
	for _, region := range a.Regions {
		if err := r.command(ctx, a.Command(region, template, r.Force)).Run(); err != nil {
			return fmt.Errorf("%s in %s: cdk bootstrap failed: %w", a.Name, region, err)
		}
		// CDK's command succeeds, too, when it leaves a stack as it is.
		switch variant, found, err := r.variant(ctx, region); {
		case err != nil:
			return err
		case !found || variant != Variant:
			return fmt.Errorf("%s in %s: cdk bootstrap left the stack %s as it was, with %q", a.Name, region, stackName, variant)
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

// variant is what the stack of a region says that it is, if there is one.
func (r Run) variant(ctx context.Context, region string) (variant string, found bool, err error) {
	client, err := r.Open(region)
	if err != nil {
		return "", false, err
	}
	out, err := client.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: aws.String(stackName)})
	var answer smithy.APIError
	if errors.As(err, &answer) && answer.ErrorCode() == "ValidationError" { // it does not exist
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("%s: %w", region, err)
	}
	for _, stack := range out.Stacks {
		for _, p := range stack.Parameters {
			if aws.ToString(p.ParameterKey) == "BootstrapVariant" {
				return aws.ToString(p.ParameterValue), true, nil
			}
		}
	}
	return "", len(out.Stacks) > 0, nil
}
