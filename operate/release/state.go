package release

import "maps"

// explain says why the execution fails, and goes on with what is to be undone.
func (m machine) explain(name, cause, next string) object {
	return object{
		"Type":       "Pass",
		"Result":     object{"Error": name, "Cause": cause},
		"ResultPath": "$.error",
		"Next":       next,
	}
}

func anyStatus(names ...string) (any []object) {
	for _, name := range names {
		any = append(any, object{"Variable": "$.stack.status", "StringEquals": name})
	}
	return any
}

// deployed is the tag that a stack was deployed with, of one that reads what is released.
var deployed = object{
	"tag.$": "States.ArrayGetItem($.stack.parameters[?(@.ParameterKey=='" + releaseID + "')].ResolvedValue, 0)",
}

// describe looks at the stack: its status, its parameters, and whether it reads what is released.
func (m machine) describe(next, otherwise string) object {
	return m.sdk("cloudformation:describeStacks", object{"StackName.$": "$.of.stack"}, object{
		"ResultSelector": object{
			"status.$":     "$.Stacks[0].StackStatus",
			"parameters.$": "$.Stacks[0].Parameters",
			"reads.$":      "States.ArrayContains($.Stacks[0].Parameters[*].ParameterKey, '" + releaseID + "')",
		},
		"ResultPath": "$.stack", "Next": next, "Catch": []object{caught(otherwise, all)},
	})
}

// put has the parameter say a tag.
func (m machine) put(tag string, rest object) object {
	return m.sdk("ssm:putParameter", object{
		"Name.$": "$.of.parameter", "Value.$": tag, "Type": "String", "Overwrite": true,
	}, rest)
}

// sdk calls AWS. What is only a matter of load, or of a connection, is tried again.
func (m machine) sdk(call string, parameters, rest object) object {
	state := object{
		"Type":           "Task",
		"Resource":       "arn:aws:states:::aws-sdk:" + call,
		"Parameters":     parameters,
		"TimeoutSeconds": 300,
		"Retry": []object{{
			"ErrorEquals": []string{
				// What a service's model does not name, such as CloudFormation's Throttling, has the service's name.
				"Ssm.ThrottlingException",
				"Ssm.TooManyUpdatesException",
				"Ssm.InternalServerErrorException",
				"Ssm.SsmException",
				"CloudFormation.ThrottlingException",
				"Sfn.ThrottlingException",
				"Sfn.SfnException",
				"Ssm.SdkClientException",
				"CloudFormation.SdkClientException",
				"Sfn.SdkClientException",
				"States.Timeout",
			},
			"IntervalSeconds": 5, "MaxAttempts": 8, "BackoffRate": 2, "MaxDelaySeconds": 300,
		}},
	}
	maps.Copy(state, rest)
	return state
}

// ask has the function do a step. It can be asked as often as one likes.
func (m machine) ask(step string, parameters, rest object) object {
	all := object{"step": step, "service.$": "$.of"}
	maps.Copy(all, parameters)
	state := object{
		"Type": "Task", "Resource": m.function, "Parameters": all, "TimeoutSeconds": 900,
		"Retry": []object{{
			"ErrorEquals": []string{
				"Lambda.ServiceException", "Lambda.AWSLambdaException", "Lambda.SdkClientException",
				"Lambda.TooManyRequestsException", "States.Timeout",
			},
			"IntervalSeconds": 2, "MaxAttempts": 6, "BackoffRate": 2,
		}},
	}
	maps.Copy(state, rest)
	return state
}
