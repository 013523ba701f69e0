package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
)

// ofStores are the log groups that stores of production write to, by ARN, those of functions in their stacks aside.
func ofStores(t testing.TB, name string, accounts []string) []string {
	t.Helper()
	var all []string
	ofFunctions := map[*assembly.Resource]bool{}
	for _, f := range shared(t, name).OfType("AWS::Lambda::Function") {
		for _, group := range denoted(shared(t, name), f.Stack, f.Get("LoggingConfig", "LogGroup")) {
			ofFunctions[group] = true
		}
	}
	for _, group := range shared(t, name).OfType("AWS::Logs::LogGroup") {
		_, stack, _ := strings.Cut(group.Stack.ID, "/")
		called, _ := group.Get("LogGroupName").(string)
		function := ofFunctions[group] || strings.HasPrefix(called, "/aws/lambda/") // AWS's, which change passwords
		if slices.Contains(accounts, group.Stack.Account) && strings.HasPrefix(stack, "data-") && !function {
			arn, err := modelOf(t, name).ARN(group)
			assert.NoError(t, err)
			all = append(all, arn)
		}
	}
	return all
}

// TestOnlyAdminsReadWhatStoresOfProductionLog: statements, slow commands and audit logs have values of data in them.
func TestOnlyAdminsReadWhatStoresOfProductionLog(t *testing.T) {
	read := []string{
		"logs:CreateExportTask", "logs:CreateLogAnomalyDetector", "logs:FilterLogEvents", "logs:GetLogGroupFields",
		"logs:GetLogRecord", "logs:GetQueryResults", "logs:PutSubscriptionFilter", "logs:StartLiveTail", "logs:StartQuery", "logs:Unmask",
	}
	kinds := map[string]bool{}
	for _, name := range withPeople {
		m := modelOf(t, name)
		_, production, _ := accountsOf(t, name)
		lookers := people(t, m, anywhere, "developer", "read-only")
		lookers = slices.DeleteFunc(lookers, func(arn string) bool {
			return !slices.Contains(production, strings.Split(arn, ":")[4])
		})
		for _, group := range ofStores(t, name, production) {
			forbidden(t, m, lookers, read, []string{group})
			forbidden(t, m, lookers, []string{"logs:GetLogEvents"}, []string{strings.TrimSuffix(group, "*") + "log-stream:any"})
			seen := strings.Split(strings.SplitN(group, ":", 7)[6], "/")
			kinds[strings.Join(seen[:min(len(seen), 3)], "/")] = true
		}
		for _, account := range production {
			database := "arn:aws:rds:eu-west-1:" + account + ":db:any"
			forbidden(t, m, lookers, []string{"rds:DownloadCompleteDBLogFile", "rds:DownloadDBLogFilePortion"}, []string{database})
			metrics := "arn:aws:pi:eu-west-1:" + account + ":metrics/rds/any"
			forbidden(t, m, lookers, []string{"pi:GetDimensionKeyDetails"}, []string{metrics})
			here := slices.IndexFunc(lookers, func(arn string) bool { return strings.Split(arn, ":")[4] == account })
			if here < 0 {
				continue // nobody looks there
			}
			for _, action := range []string{"pi:DescribeDimensionKeys", "pi:GetResourceMetrics"} {
				for dimension, open := range map[string]bool{"db.sql.statement": false, "db.sql": false, "db.sql_tokenized.statement": true, "db.wait_event.name": true} {
					asked := iam.Request{
						Principal: lookers[here], Action: action, Resource: metrics,
						Context: map[string][]string{"pi:Dimensions": {dimension}},
					}
					d := decide(t, m, asked)
					assert.Equal(t, open, d.Allowed, "%s of %s: %s", action, dimension, d.Because)
				}
			}
		}
		for _, admin := range people(t, m, among(production...), "admin") {
			if account := strings.Split(admin, ":")[4]; !slices.Contains(production, account) {
				continue
			}
			for _, group := range ofStores(t, name, strings.Split(admin, ":")[4:5]) {
				d := decide(t, m, iam.Request{Principal: admin, Action: "logs:StartQuery", Resource: group})
				assert.True(t, d.Allowed, "an admin may: %s", d.Because)
			}
		}
	}
	assert.Greater(t, len(kinds), 4)
}

// TestProductionsPostgreSQLLogsNoValues: neither those of parameters nor those in an error, nor what led to one, unless
// the configuration says so.
func TestProductionsPostgreSQLLogsNoValues(t *testing.T) {
	closed := map[string]any{
		"log_error_verbosity": "terse", "log_min_error_statement": "panic",
		"log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0",
	}
	seen := map[bool]int{}
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		for name, settings := range e.Databases {
			for _, r := range dataStack(a, e, name).Resources {
				if !strings.HasSuffix(r.Type, "ParameterGroup") || settings.MySQL() {
					continue
				}
				seen[e.Production()]++
				for parameter, value := range closed {
					if own, set := settings.Parameters[parameter]; set {
						value = own
					} else if !e.Production() {
						value = nil
					}
					assert.Equal(t, value, r.Get("Parameters", parameter), "%s %s", r, parameter)
				}
			}
		}
	})
	assert.Greater(t, seen[true], 3)
	assert.Greater(t, seen[false], 2)
}
