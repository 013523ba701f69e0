package release

import (
	"encoding/json"
	"maps"
)

const (
	// pause is how many seconds the state machine waits before it looks again. An execution has a history of 25,000
	// events at most, of which a look takes nine, and deployments may take CloudFormation's 36 hours.
	pause = 60
	// queue is how many seconds a release waits before it looks whether another of the same service has ended.
	queue = 150
	// hours is how long an execution may take.
	hours = 40
)

// releaseID is what templates call the parameter that says which image runs.
const releaseID = "Release"

// object is a JSON object.
type object = map[string]any

// Definition returns the state machine of a side, in the Amazon States Language, with the ARN of its function. Its
// input is {"service": "web", "tag": "1.0.0"}.
func Definition(s Side, function string) ([]byte, error) {
	m := machine{s, function}
	states := object{}
	for _, part := range []object{m.choose(), m.lock(), m.check(), m.stable(), m.deploy(), m.end()} {
		maps.Copy(states, part)
	}
	return json.MarshalIndent(object{
		"Comment":        "Releases images to services of " + s.Name,
		"StartAt":        "service",
		"States":         states,
		"TimeoutSeconds": hours * 60 * 60,
	}, "", "  ")
}

// machine writes the states of a side.
type machine struct {
	side     Side
	function string
}

// choose finds what is known of the service.
func (m machine) choose() object {
	states := object{
		"unknown": m.fail(
			"Service",
			"releases do not decide what this service runs here: see release in its configuration",
		),
		"no tag": m.fail("Tag", "the input names no tag"),
		"self": object{
			"Type": "Pass", "Parameters": object{"id.$": "$$.Execution.Id"}, "ResultPath": "$.self", "Next": "begin",
		},
		"begin": object{
			"Type": "Pass", "Result": object{"status": "wait", "seen": "", "since": ""}, "ResultPath": "$.progress",
			"Next": "lock",
		},
	}
	choices := []object{
		{"Not": object{"Variable": "$.tag", "IsPresent": true}, "Next": "no tag"},
		{"Not": object{"Variable": "$.service", "IsPresent": true}, "Next": "unknown"},
	}
	for _, s := range m.side.Services {
		name := "of " + s.Name
		choices = append(choices, object{"Variable": "$.service", "StringEquals": s.Name, "Next": name})
		states[name] = object{"Type": "Pass", "Result": s, "ResultPath": "$.of", "Next": "self"}
	}
	states["service"] = object{"Type": "Choice", "Choices": choices, "Default": "unknown"}
	return states
}

// lock keeps two releases of a service apart. Parameter Store makes a parameter once; who comes second waits until
// it is gone, or until the execution that it names has ended without taking it away.
func (m machine) lock() object {
	again := func(errors ...string) []object { return []object{caught("lock", errors...), caught("stopped", all)} }
	return object{
		"lock": m.sdk("ssm:putParameter", object{
			"Name.$": "$.of.lock", "Value.$": "$.self.id", "Type": "String", "Overwrite": false,
			"Description": "a release goes on",
		}, object{"ResultPath": nil, "Next": "settle", "Catch": []object{
			caught("holder", "Ssm.ParameterAlreadyExistsException"), caught("stopped", all),
		}}),
		"settle": wait(5, "ours"), // two may have taken away the lock of an execution that was stopped
		"ours": m.sdk("ssm:getParameter", object{"Name.$": "$.of.lock"}, object{
			"ResultPath": "$.held", "Next": "is ours", "Catch": again("Ssm.ParameterNotFoundException"),
		}),
		"is ours": object{"Type": "Choice", "Default": "queue", "Choices": []object{
			{"Variable": "$.held.Parameter.Value", "StringEqualsPath": "$.self.id", "Next": "check"},
		}},
		"holder": m.sdk("ssm:getParameter", object{"Name.$": "$.of.lock"}, object{
			"ResultPath": "$.held", "Next": "their execution", "Catch": again("Ssm.ParameterNotFoundException"),
		}),
		"their execution": m.sdk("sfn:describeExecution", object{"ExecutionArn.$": "$.held.Parameter.Value"}, object{
			"ResultSelector": object{"status.$": "$.Status"},
			"ResultPath":     "$.theirs",
			"Next":           "is over",
			"Catch": []object{
				caught("take lock", "Sfn.ExecutionDoesNotExistException", "Sfn.InvalidArnException"),
				caught("stopped", all),
			},
		}),
		"is over": object{"Type": "Choice", "Default": "take lock", "Choices": []object{
			{"Variable": "$.theirs.status", "StringEquals": "RUNNING", "Next": "queue"},
		}},
		"queue": wait(queue, "lock"),
		"take lock": m.sdk("ssm:deleteParameter", object{"Name.$": "$.of.lock"}, object{
			"ResultPath": nil, "Next": "lock", "Catch": again("Ssm.ParameterNotFoundException"),
		}),
	}
}

// check waits until the image is there, has been scanned, and has no weakness that refuses it.
func (m machine) check() object {
	return object{
		"check": m.ask("check", object{
			"tag.$": "$.tag", "progress.$": "$.progress",
		}, object{"ResultPath": "$.progress", "Next": "is checked", "Catch": []object{caught("unlock", all)}}),
		"is checked": object{"Type": "Choice", "Default": "check later", "Choices": []object{
			{"Variable": "$.progress.status", "StringEquals": statusDone, "Next": "look"},
		}},
		"check later": wait(pause, "check"),
	}
}

// stable waits until nobody changes the stack, and remembers what it runs.
func (m machine) stable() object {
	return object{
		"look": m.describe("is stable", "unlock"),
		"is stable": object{"Type": "Choice", "Default": "stuck", "Choices": []object{
			{"Variable": "$.stack.status", "StringEquals": "REVIEW_IN_PROGRESS", "Next": "stuck"},
			{"Variable": "$.stack.status", "StringMatches": "*_IN_PROGRESS", "Next": "look later"},
			{"Variable": "$.stack.reads", "BooleanEquals": false, "Next": "no parameter"},
			{"Or": anyStatus(
				"CREATE_COMPLETE",
				"UPDATE_COMPLETE",
				"UPDATE_ROLLBACK_COMPLETE",
				"IMPORT_COMPLETE",
				"IMPORT_ROLLBACK_COMPLETE",
			), "Next": "remember"},
		}},
		"look later": wait(pause, "look"),
		"stuck": m.explain(
			"Stack",
			"CloudFormation cannot update the service's stack as it is: see its status and its events",
			"unlock",
		),
		"no parameter": m.explain(
			"Stack",
			"the service's stack does not read what is released: deploy the configuration first",
			"unlock",
		),
		"remember": object{
			"Type": "Pass", "Parameters": deployed, "ResultPath": "$.before", "Next": "mark",
		},
		// The registry keeps what is marked: the image of before, to come back to, and the one to come.
		"mark": m.ask("begin", object{"tag.$": "$.tag", "before.$": "$.before.tag"},
			object{"ResultPath": nil, "Next": "put", "Catch": []object{caught("unlock", all)}}),
	}
}

// deploy moves the parameter, and has CloudFormation deploy what is there.
func (m machine) deploy() object {
	return object{
		"put": m.put(
			"$.tag",
			object{"ResultPath": nil, "Next": "parameters", "Catch": []object{caught("take back", all)}},
		),
		"parameters": object{
			"Type": "Map", "ItemsPath": "$.stack.parameters", "ResultPath": "$.parameters", "Next": "update",
			"ItemProcessor": object{
				"ProcessorConfig": object{"Mode": "INLINE"},
				"StartAt":         "as before",
				"States": object{"as before": object{
					"Type": "Pass", "End": true,
					"Parameters": object{"ParameterKey.$": "$.ParameterKey", "UsePreviousValue": true},
				}},
			},
		},
		"update": m.sdk("cloudformation:updateStack", object{
			"StackName.$": "$.of.stack", "UsePreviousTemplate": true, "Parameters.$": "$.parameters",
			"Capabilities": []string{"CAPABILITY_NAMED_IAM"},
		}, object{"ResultPath": nil, "Next": "watch", "Catch": []object{caught("is refused", all)}}),
		"is refused": object{"Type": "Choice", "Default": "take back", "Choices": []object{
			{"Variable": "$.error.Cause", "StringMatches": "*No updates are to be performed*", "Next": "is the same"},
			{
				"Variable":      "$.error.Cause",
				"StringMatches": "*_IN_PROGRESS*",
				"Next":          "look later",
			}, // somebody was faster
		}},
		"is the same": object{"Type": "Choice", "Default": "take back", "Choices": []object{
			{"Variable": "$.before.tag", "StringEqualsPath": "$.tag", "Next": "keep"},
		}},
		"watch":   wait(pause, "outcome"),
		"outcome": m.describe("is deployed", "is there"),
		// Whoever does not see how it ends looks again: the parameter would stay, also when it is rolled back.
		"is there": object{"Type": "Choice", "Default": "watch", "Choices": []object{
			{"Variable": "$.error.Cause", "StringMatches": "*does not exist*", "Next": "unlock"},
		}},
		"is deployed": object{"Type": "Choice", "Default": "rolled back", "Choices": []object{
			{"Variable": "$.stack.status", "StringEquals": "UPDATE_IN_PROGRESS", "Next": "watch"},
			{"Or": anyStatus("UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"), "Next": "deployed"},
		}},
		"deployed": object{"Type": "Pass", "Parameters": deployed, "ResultPath": "$.now", "Next": "is released"},
		"is released": object{"Type": "Choice", "Default": "overtaken", "Choices": []object{
			{"Variable": "$.now.tag", "StringEqualsPath": "$.tag", "Next": "keep"},
		}},
		"overtaken": m.explain(
			"Overtaken",
			"something else has changed the service's stack meanwhile, which runs another image",
			"unlock",
		),
		"rolled back": m.explain(
			"RolledBack",
			"the new tasks did not succeed, and CloudFormation went back to the image of "+
				"before: see the events of the service's stack and of its ECS service",
			"take back",
		),
		"take back": m.put("$.before.tag", object{"ResultPath": nil, "Next": "unlock", "Catch": []object{
			{"ErrorEquals": []string{all}, "ResultPath": nil, "Next": "unlock"},
		}}),
	}
}

// end gives the lock back.
func (m machine) end() object {
	anyway := func(next string) object {
		return object{"ResultPath": nil, "Next": next, "Catch": []object{
			{"ErrorEquals": []string{all}, "ResultPath": nil, "Next": next},
		}}
	}
	lock := object{"Name.$": "$.of.lock"}
	return object{
		"keep":    m.ask("end", object{"tag.$": "$.tag", "before.$": "$.before.tag"}, anyway("give back")),
		"unlock":  m.sdk("ssm:deleteParameter", lock, anyway("stopped")),
		"stopped": object{"Type": "Fail", "ErrorPath": "$.error.Error", "CausePath": "$.error.Cause"},

		"give back": m.sdk("ssm:deleteParameter", lock, anyway("released")),
		"released":  object{"Type": "Succeed"},
	}
}

// all are all errors.
const all = "States.ALL"

func caught(next string, errors ...string) object {
	return object{"ErrorEquals": errors, "ResultPath": "$.error", "Next": next}
}

func wait(seconds int, next string) object {
	return object{"Type": "Wait", "Seconds": seconds, "Next": next}
}

func (m machine) fail(name, cause string) object {
	return object{"Type": "Fail", "Error": name, "Cause": cause}
}
