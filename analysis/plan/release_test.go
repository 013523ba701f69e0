package plan

// releaseParameter is a parameter of a template that reads the tag which releases move. Every stack of a test has it.
const releaseParameter = `{'Tag': {'Type': 'AWS::SSM::Parameter::Value<String>', 'Default': '/acme/dev/release/web'}}`

// releasedTask is a task whose image has that tag.
func releasedTask(repository string) map[string]string {
	return things("A", "AWS::ECS::TaskDefinition",
		`'ContainerDefinitions': [{'Image': {'Fn::Join': ['', ['`+repository+`:', {'Ref': 'Tag'}]]}}]`)
}
