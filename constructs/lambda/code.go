package lambda

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
)

// runtimes are what Lambda calls the runtimes that it does not call as the configuration does.
var runtimes = map[config.Runtime]string{config.Go: "provided.al2023", config.Provided: "provided.al2023"}

// setCode says what the function runs.
func (f function) setCode(props *awslambda.FunctionProps) {
	if f.props.Code == "" {
		repository := awsecr.Repository_FromRepositoryArn(f.scope, new("Repository"), &f.props.Repository)
		props.Runtime, props.Handler = awslambda.Runtime_FROM_IMAGE(), awslambda.Handler_FROM_IMAGE()
		props.Code = awslambda.Code_FromEcrImage(
			repository,
			&awslambda.EcrImageCodeProps{TagOrDigest: &f.props.Version},
		)
		return
	}
	name := string(f.props.Runtime)
	if other, differs := runtimes[f.props.Runtime]; differs {
		name = other
	}
	handler := f.props.Handler
	if f.props.Runtime.Compiled() {
		handler = config.Executable
	}
	props.Runtime = awslambda.NewRuntime(&name, awslambda.RuntimeFamily_OTHER, nil)
	props.Handler = &handler
	props.Code = awslambda.Code_FromAsset(&f.props.Code, nil)
}
