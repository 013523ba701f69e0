package bootstrap

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"bulkhead/internal/moto"
	"bulkhead/internal/node"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// place is an account of moto's with CDK's own command before it.
type place struct {
	t      *testing.T
	aws    aws.Config
	run    Run
	output bytes.Buffer
}

func newPlace(t *testing.T) *place {
	t.Helper()
	p := &place{t: t, aws: moto.Start(t, "eu-west-1")}
	p.aws.BaseEndpoint = new(moto.Mended(t, *p.aws.BaseEndpoint))
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": *p.aws.BaseEndpoint, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
		"AWS_REGION": "eu-west-1", "AWS_EC2_METADATA_DISABLED": "true", "CDK_DISABLE_CLI_TELEMETRY": "true",
		"HOME": t.TempDir(),
	} {
		t.Setenv(name, value)
	}
	p.run = Run{
		Node: node.Binary(), CDK: filepath.Join(node.Package("aws-cdk"), "bin", "cdk"), Dir: t.TempDir(), Output: &p.output,
		Open: func(region string) (cloudformation.DescribeStacksAPIClient, error) {
			there := p.aws.Copy()
			there.Region = region
			return cloudformation.NewFromConfig(there), nil
		},
	}
	return p
}

// account is moto's.
func account() Account {
	a := dev()
	a.ID = "123456789012"
	a.Trusted[Deploy] = []string{"arn:aws:iam::123456789012:role/admin", "arn:aws:iam::222222222222:role/acme/pipeline/deploy/*"}
	return a
}

// template writes the account's.
func (p *place) template(a Account) string {
	p.t.Helper()
	text, err := Template(cdkTemplate(p.t), a)
	require.NoError(p.t, err)
	file := filepath.Join(p.t.TempDir(), "template.json")
	require.NoError(p.t, os.WriteFile(file, text, 0o600))
	return file
}

// stack is the one of CDK's.
func (p *place) stack() map[string]string {
	p.t.Helper()
	out, err := cloudformation.NewFromConfig(p.aws).DescribeStacks(p.t.Context(), &cloudformation.DescribeStacksInput{
		StackName: aws.String(stackName),
	})
	require.NoError(p.t, err, p.output.String())
	is := map[string]string{"status": string(out.Stacks[0].StackStatus)}
	for _, parameter := range out.Stacks[0].Parameters {
		is[*parameter.ParameterKey] = aws.ToString(parameter.ParameterValue)
	}
	for _, output := range out.Stacks[0].Outputs {
		is[*output.OutputKey] = aws.ToString(output.OutputValue)
	}
	return is
}

// deployed is the template of that stack.
func (p *place) deployed() string {
	p.t.Helper()
	out, err := cloudformation.NewFromConfig(p.aws).GetTemplate(p.t.Context(), &cloudformation.GetTemplateInput{
		StackName: aws.String(stackName),
	})
	require.NoError(p.t, err, p.output.String())
	return aws.ToString(out.TemplateBody)
}

func TestAnAccountIsPreparedByCDKsOwnCommandAndASecondTimeNothingChanges(t *testing.T) {
	p := newPlace(t)
	a := account()
	require.NoError(t, p.run.Do(t.Context(), a, p.template(a)), p.output.String())
	is := p.stack()
	assert.Equal(t, Variant, is["BootstrapVariant"])
	assert.Empty(t, is["TrustedAccounts"])
	assert.Contains(t, p.deployed(), "222222222222:role/acme/pipeline/deploy/*")

	p.output.Reset()
	require.NoError(t, p.run.Do(t.Context(), a, p.template(a)), p.output.String())
	assert.Contains(t, p.output.String(), "no changes")

	p.output.Reset()
	a.Trusted[Deploy] = a.Trusted[Deploy][:1] // the pipeline deploys there no longer
	require.NoError(t, p.run.Do(t.Context(), a, p.template(a)), p.output.String())
	assert.NotContains(t, p.deployed(), "222222222222:role/acme/pipeline/deploy/")
}

func TestWhatWasPreparedOtherwiseIsReplacedWhenItIsForcedAndAPlainBootstrapDoesNotComeBack(t *testing.T) {
	p := newPlace(t)
	a := account()
	plain := p.run
	plainly := func() {
		t.Helper()
		command := plain.command(t.Context(), []string{
			"bootstrap", "aws://123456789012/eu-west-1", "--trust", "222222222222",
			"--cloudformation-execution-policies", executionPolicy,
		})
		require.NoError(t, command.Run(), p.output.String())
	}
	plainly()
	assert.Equal(t, "AWS CDK: Default Resources", p.stack()["BootstrapVariant"])

	err := p.run.Do(t.Context(), a, p.template(a))
	assert.ErrorContains(t, err, `eu-west-1 has "AWS CDK: Default Resources"; replace it with --force, once`)
	assert.Equal(t, "222222222222", p.stack()["TrustedAccounts"], "nothing was changed")

	p.run.Force = true
	require.NoError(t, p.run.Do(t.Context(), a, p.template(a)), p.output.String())
	is := p.stack()
	assert.Equal(t, Variant, is["BootstrapVariant"])
	assert.Empty(t, is["TrustedAccounts"])

	plainly() // succeeds, and changes nothing
	assert.Equal(t, Variant, p.stack()["BootstrapVariant"])
}

func TestABoundaryABucketAndAQualifierOfSomebodysOwnAreNotTakenAway(t *testing.T) {
	p := newPlace(t)
	a := account()
	command := p.run.command(t.Context(), []string{
		"bootstrap", "aws://123456789012/eu-west-1", "--cloudformation-execution-policies", executionPolicy,
		"--custom-permissions-boundary", "company-boundary", "--bootstrap-bucket-name", "company-assets",
	})
	require.NoError(t, command.Run(), p.output.String())

	p.run.Force = true
	err := p.run.Do(t.Context(), a, p.template(a))
	assert.ErrorContains(t, err, `eu-west-1 has FileAssetsBucketName "company-assets"; eu-west-1 has InputPermissionsBoundary "company-boundary"`)
	assert.Equal(t, "company-boundary", p.stack()["InputPermissionsBoundary"], "nothing was changed")
}

func TestWhereCDKsCommandFailsTheAccountIsNotPrepared(t *testing.T) {
	p := newPlace(t)
	a := account()
	a.ID = "333333333333" // the credentials are of another
	err := p.run.Do(t.Context(), a, p.template(a))
	assert.ErrorContains(t, err, "dev in eu-west-1: cdk bootstrap failed")
}
