package stacks

import (
	"fmt"
	"hash/fnv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// spreadOver is how many stacks hold what each of many environments has in a stage: 400 with standbys, and two
// resources for each side, are some hundred in each. It cannot change, since a resource would have to move.
const spreadOver = 16

// spread returns where what a side of an environment has in the stage goes: into scope, or, of an organization with
// more environments than a stack has room for, into stacks beside the scope's, whose id is given, by the side's name.
// So one more environment moves no other's.
func (s stage) spread(scope constructs.Construct, id, description string) func(side string) constructs.Construct {
	if !s.Large() {
		return func(string) constructs.Construct { return scope }
	}
	made := map[uint32]constructs.Construct{}
	return func(side string) constructs.Construct {
		n := hashOf(side) % spreadOver
		if made[n] == nil {
			stack := s.newStack(fmt.Sprintf("%s-%d", id, n), stateless, description)
			stack.AddStackDependency(awscdk.Stack_Of(scope), new("it may have had the same roles before"))
			made[n] = constructs.NewConstruct(stack, scope.Node().Id())
		}
		return made[n]
	}
}

// hashOf spreads names evenly.
func hashOf(name string) uint32 {
	hash := fnv.New32a()
	hash.Write([]byte(name))
	return hash.Sum32()
}
