package failover

import (
	"encoding/json"
	"maps"
)

// pause is how many seconds the state machine waits before it looks again.
const pause = 10

// Steps of a [Request] that are none of a move.
const (
	verifyStep  = "verify"  // is done when every step is
	releaseStep = "release" // gives the lock back after the end
	abandonStep = "abandon" // gives the lock back, and leaves word that the move has not ended
)

// object is a JSON object.
type object = map[string]any

// Definition returns the state machine, in the Amazon States Language, that moves an environment to a side as its input
// says: {"mode": "planned"} or {"mode": "disaster"}. Its tasks are the steps, done by the function with that ARN.
func Definition(e Environment, to SideName, function string) ([]byte, error) {
	states := object{
		"environment": object{
			"Type": "Pass", "Result": e, "ResultPath": "$.environment", "Next": "begin",
		},
		"begin": object{"Type": "Pass", "Result": object{}, "ResultPath": "$.progress", "Next": "mode"},
		"mode": object{
			"Type": "Choice", "Default": "neither",
			"Choices": []object{
				{"Variable": "$.mode", "StringEquals": string(Planned), "Next": first(Planned)},
				{"Variable": "$.mode", "StringEquals": string(Disaster), "Next": first(Disaster)},
			},
		},
		"neither": object{"Type": "Fail", "Error": "Mode", "Cause": "mode is planned or disaster"},
	}
	for _, mode := range []Mode{Planned, Disaster} {
		m := Move{Environment: e, To: to, Mode: mode}
		if err := m.Check(); err != nil {
			return nil, err
		}
		maps.Copy(states, machine{m, function}.states())
	}
	return json.MarshalIndent(object{
		"Comment":        "Moves " + e.Name + " to its " + string(to) + " side",
		"StartAt":        "environment",
		"States":         states,
		"TimeoutSeconds": 24 * 60 * 60,
	}, "", "  ")
}

// machine writes the states of a move.
type machine struct {
	move     Move
	function string
}

func first(mode Mode) string { return string(mode) + " " + readinessStep }

// states are those of all steps, then of a look at all of them, which begins again where one is due.
func (m machine) states() object {
	states := object{}
	mode := string(m.move.Mode) + " "
	steps := Steps(m.move, Cloud{Config: nowhere})
	for len(steps) > 0 {
		n := 1
		for n < len(steps) && steps[n].Wave == steps[0].Wave {
			n++
		}
		next := verifyStep
		if n < len(steps) {
			if next = steps[n].Name; wide(steps[n:]) {
				next = steps[n].Wave
			}
		}
		if n == 1 {
			maps.Copy(states, m.loop(steps[0].Name, mode+next, true))
		} else {
			branches := make([]object, n)
			for i, step := range steps[:n] {
				branches[i] = object{"StartAt": mode + step.Name, "States": m.loop(step.Name, "", false)}
			}
			states[mode+steps[0].Wave] = object{
				"Type": "Parallel", "Branches": branches, "ResultPath": nil, "Next": mode + next, "Catch": m.catch(),
			}
		}
		steps = steps[n:]
	}
	maps.Copy(states, m.loop(verifyStep, mode+releaseStep, true))
	states[mode+verifyStep+" over"].(object)["Default"] = first(m.move.Mode)
	delete(states, mode+verifyStep+" wait")
	states[mode+releaseStep] = m.task(releaseStep, object{"Next": mode + "end", "Catch": m.catch()})
	states[mode+"end"] = object{"Type": "Succeed"}
	states[mode+abandonStep] = m.task(abandonStep, object{"Next": mode + "failed", "Catch": []object{
		{"ErrorEquals": []string{"States.ALL"}, "ResultPath": nil, "Next": mode + "failed"},
	}})
	states[mode+"failed"] = object{
		"Type":  "Fail",
		"Error": "Stopped",
		"Cause": "A step failed: see its error. What it was about is mended, and it is started again",
	}
	return states
}

// wide tells whether the first wave of steps has more than one.
func wide(steps []Step) bool { return len(steps) > 1 && steps[0].Wave == steps[1].Wave }

// loop has a step looked at until it is over, and goes on with next; without one, that ends.
func (m machine) loop(step, next string, catch bool) object {
	name := string(m.move.Mode) + " " + step
	rest := object{"Next": name + " over", "ResultPath": "$.progress"}
	if catch {
		rest["Catch"] = m.catch()
	}
	states := object{}
	if next == "" {
		next = name + " end"
		states[next] = object{"Type": "Pass", "End": true}
	}
	states[name] = m.task(step, rest)
	states[name+" over"] = object{
		"Type": "Choice", "Default": name + " wait",
		"Choices": []object{
			{"Variable": "$.progress.status", "StringEquals": string(Done), "Next": next},
			{"Variable": "$.progress.status", "StringEquals": string(Later), "Next": next},
		},
	}
	states[name+" wait"] = object{"Type": "Wait", "Seconds": pause, "Next": name}
	return states
}

// catch has the lock given back when a step fails.
func (m machine) catch() []object {
	return []object{
		{
			"ErrorEquals": []string{
				"States.ALL",
			},
			"ResultPath": "$.error",
			"Next":       string(m.move.Mode) + " " + abandonStep,
		},
	}
}

// task asks the function. What Lambda itself fails at is tried again: a step can be asked as often as one likes.
func (m machine) task(step string, rest object) object {
	state := object{
		"Type": "Task", "Resource": m.function, "TimeoutSeconds": 300,
		"Parameters": object{
			"environment.$": "$.environment", "to": m.move.To, "mode": m.move.Mode, "step": step,
			"owner.$": "$$.Execution.Id", "progress.$": "$.progress",
		},
		"ResultPath": nil,
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
