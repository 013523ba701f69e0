package guardrail

import (
	"slices"
	"strings"
	"unicode"

	"bulkhead/internal/facts"
)

// uses are actions that are neither reads nor changes of what watches or deploys: what it is there for, or what people
// and functions of ours have to do. A * stands for any text.
var uses = map[string]string{
	"access-analyzer:*AccessPreview*":            "what somebody asks of a policy that is not there yet",
	"access-analyzer:*PolicyGeneration":          "what somebody asks",
	"access-analyzer:Generate*":                  "what somebody asks",
	"access-analyzer:StartResourceScan":          "looks again",
	"cloudformation:RecordHandlerProgress":       "what makes a resource tells how far it is",
	"cloudformation:SignalResource":              "instances tell that they have started",
	"cloudformation:UpdateTerminationProtection": "a function protects stacks; without protection, only deployments delete one",
	"cloudtrail:*Query*":                         "asks what was recorded",
	"cloudwatch:*AlarmMuteRule":                  "people on call silence an alarm for a while; it changes state all the same, and EventBridge tells",
	"config:DeliverConfigSnapshot":               "delivers what was recorded",
	"config:PutEvaluations":                      "rules of somebody's own tell what they have found",
	"config:StartConfigRulesEvaluation":          "looks again",
	"config:StartResourceEvaluation":             "looks at what is not there yet",
	"events:PutEvents":                           "what a bus is for",
	"guardduty:*archiveFindings":                 "people answer findings, which security has got by then",
	"guardduty:ArchiveFindings":                  "people answer findings, which security has got by then",
	"guardduty:CreateSampleFindings":             "tries whether findings reach people",
	"guardduty:SendSecurityTelemetry":            "agents tell what they see",
	"guardduty:Send*":                            "agents tell what they see",
	"guardduty:StartMalwareScan":                 "looks again",
	"guardduty:UpdateFindingsFeedback":           "people answer findings",
	"iam:Generate*":                              "reports what a role has used",
	"inspector2:*Cis*Session*":                   "agents tell what they see",
	"inspector2:*FindingsReport":                 "writes down what was found",
	"inspector2:*SbomExport":                     "writes down what was found",
	"inspector2:Enable":                          "a function has more looked at; nothing less",
	"inspector2:StartCodeSecurityScan":           "looks again",
	"kms:*Grant":                                 "services use a key by a grant; key policies say for whom",
	"kms:*Mac":                                   "what a key is for",
	"kms:CancelKeyDeletion":                      "people keep what is under a key from being lost",
	"kms:Decrypt":                                "what a key is for",
	"kms:DeriveSharedSecret":                     "what a key is for",
	"kms:EnableKey":                              "people make a key usable again",
	"kms:Encrypt":                                "what a key is for",
	"kms:GenerateDataKey*":                       "what a key is for",
	"kms:ReEncrypt*":                             "what a key is for",
	"kms:Sign":                                   "what a key is for",
	"kms:Verify":                                 "what a key is for",
	"logs:CreateExportTask":                      "copies what was logged",
	"logs:CreateLogStream":                       "what a log group is for",
	"logs:PutLogEvents":                          "what a log group is for",
	"logs:Start*":                                "asks what was logged",
	"logs:Unmask":                                "asks what was logged; permissions say who may",
	"route53resolver:UpdateFirewallConfig":       "a function has names answered when the firewall fails; others could only refuse them",
	"s3:AbortMultipartUpload":                    "a half upload was never there",
	"s3:RestoreObject":                           "makes what was archived readable again",
	"securityhub:BatchImportFindings":            "other products tell what they have found",
	"securityhub:BatchUpdateFindings*":           "people answer findings, which security has got by then",
	"securityhub:CreateTicketV2":                 "people answer findings",
	"securityhub:Send*":                          "Security Hub tells",
	"sns:Publish":                                "what a topic is for",
	"synthetics:StartCanary*":                    "looks again",
	"states:*Execution":                          "what a state machine is for",
	"states:StartSyncExecution":                  "what a state machine is for",
}

// IsUse tells whether an action is a use, and why it is let pass.
func IsUse(a facts.Action) (why string, is bool) {
	for pattern, reason := range uses {
		if like(strings.ToLower(pattern), strings.ToLower(a.String())) {
			return reason, true
		}
	}
	return "", false
}

// changes are the actions among some that are neither reads nor uses.
func changes(actions []facts.Action) []facts.Action {
	return slices.DeleteFunc(slices.Clone(actions), func(a facts.Action) bool {
		_, use := IsUse(a)
		return use || a.Reads()
	})
}

// patterns returns short patterns for actions of one service that match no other of its actions: the first words of a
// name where all actions that begin so are among them, so that one that AWS adds is among them, too.
func patterns(service string, among []facts.Action) []string {
	chosen := map[string]bool{}
	for _, a := range among {
		chosen[a.Name] = true
	}
	var all []string
	for _, a := range among {
		all = append(all, service+":"+shortest(a.Name, chosen, facts.Actions(service)))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// shortest is the shortest pattern of whole words that matches a name and nothing that is not chosen.
func shortest(name string, chosen map[string]bool, every []facts.Action) string {
	for end, letter := range name {
		if end == 0 || !unicode.IsUpper(letter) {
			continue
		}
		beyond := func(a facts.Action) bool { return strings.HasPrefix(a.Name, name[:end]) && !chosen[a.Name] }
		if !slices.ContainsFunc(every, beyond) {
			return name[:end] + "*"
		}
	}
	return name
}

// names returns actions by their whole names, where not all of their service's are known here.
func names(among []facts.Action) []string {
	var all []string
	for _, a := range among {
		all = append(all, a.String())
	}
	return all
}

// like matches a text with * for any text.
func like(pattern, text string) bool {
	before, after, wild := strings.Cut(pattern, "*")
	rest, found := strings.CutPrefix(text, before)
	if !wild || !found {
		return pattern == text
	}
	for i := range len(rest) + 1 {
		if like(after, rest[i:]) {
			return true
		}
	}
	return false
}

// UsesBut returns the patterns of uses that match none of some actions, sorted.
func UsesBut(actions []string) []string {
	var all []string
	for pattern := range uses {
		matches := func(action string) bool { return like(strings.ToLower(pattern), strings.ToLower(action)) }
		if !slices.ContainsFunc(actions, matches) {
			all = append(all, pattern)
		}
	}
	slices.Sort(all)
	return all
}
