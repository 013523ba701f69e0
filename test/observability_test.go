package test

import (
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"

	"github.com/stretchr/testify/assert"
)

// TestEveryAccountSharesWithTheSinkOfItsRegion: once, wherever it is watched and the configuration knows the sink.
func TestEveryAccountSharesWithTheSinkOfItsRegion(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		links := map[string]string{}
		for _, link := range a.OfType("AWS::Oam::Link") {
			seen++
			assert.Empty(t, links[placeOf(link)], "%s is a second link", link)
			links[placeOf(link)] = link.Get("SinkIdentifier").(string)
			filter := text(link.Get("LinkConfiguration", "LogGroupConfiguration", "Filter"))
			assert.Contains(t, filter, "/sessions%' AND LogGroupName NOT LIKE '/", "what people type is not shared")
			assert.Contains(t, filter, "/exec-sessions%'")
			for _, hidden := range []string{"'/aws/rds/%'", "/cache/%'", "/search/%'", "/stream/%'", "-data-%'"} {
				assert.Contains(t, filter, hidden, "what stores write has data in it")
			}
			assert.Less(t, len(filter), 2000, "AWS takes no more characters")
		}
		sinks := map[string]*assembly.Resource{}
		for _, sink := range a.OfType("AWS::Oam::Sink") {
			sinks[sink.Stack.Region] = sink
		}
		known := map[string]bool{} // the regions with an ARN in the configuration
		for _, arn := range links {
			known[strings.Split(arn, ":")[3]] = true
		}
		for _, rule := range forwarders(t, a, "findings") { // one for each account and region that is watched
			sink := sinks[rule.Stack.Region]
			arn := links[placeOf(rule)]
			if sink == nil || !known[rule.Stack.Region] || sink.Stack.Account == rule.Stack.Account {
				assert.Empty(t, arn, placeOf(rule))
				continue
			}
			want := "arn:aws:oam:" + rule.Stack.Region + ":" + sink.Stack.Account + ":sink/"
			assert.True(t, strings.HasPrefix(arn, want), placeOf(rule))
		}
	}
	assert.Greater(t, seen, 10)
	assert.Empty(t, example(t).OfType("AWS::Oam::Sink"), "it is a choice")
}

func TestTheSinkTakesLinksOfTheOrganizationsAccountsOnly(t *testing.T) {
	sinks := 0
	for _, a := range assemblies(t) {
		for _, sink := range a.OfType("AWS::Oam::Sink") {
			sinks++
			allow := sink.Get("Policy", "Statement", "0").(map[string]any)
			assert.Equal(t, []any{"oam:CreateLink", "oam:UpdateLink"}, allow["Action"])
			if principal := at(sink, "Policy.Statement.0.Principal.AWS"); principal == "*" {
				assert.Regexp(t, "^o-", assembly.At(allow, "Condition", "StringEquals", "aws:PrincipalOrgID"))
			} else {
				assert.NotEmpty(t, list(principal))
				for _, account := range list(principal) {
					assert.Regexp(t, `^arn:aws:iam::[0-9]{12}:root$`, account)
				}
			}
			var shared []any
			for _, link := range a.OfType("AWS::Oam::Link") {
				shared = list(link.Get("ResourceTypes"))
			}
			assert.Equal(t, shared, list(assembly.At(allow, "Condition", "ForAllValues:StringEquals", "oam:ResourceTypes")))
		}
	}
	assert.GreaterOrEqual(t, sinks, 4)
}

func TestGrafanaReadsWhatIsSharedAndNoLogsOfSecurity(t *testing.T) {
	a := shared(t, "private")
	workspace := a.OfType("AWS::Grafana::Workspace")
	assert.Len(t, workspace, 1)
	assert.Equal(t, []any{"AWS_SSO"}, workspace[0].Get("AuthenticationProviders"), "people sign in as everywhere")
	role := denotes(t, a, workspace[0], workspace[0].Get("RoleArn"))
	trusted := at(role, "AssumeRolePolicyDocument.Statement.0.Condition.StringEquals.aws:SourceAccount")
	assert.Equal(t, "101010101010", trusted)
	m := modelOf(t, "private")
	var grafana []string
	for arn, from := range m.Principals() {
		if from == role {
			grafana = append(grafana, arn)
		}
	}
	own := []string{
		"arn:aws:logs:ap-northeast-1:101010101010:log-group:/private/security/protection",
		"arn:aws:logs:ap-northeast-1:404040404040:log-group:/private/dev-vault/exec-sessions",
		"arn:aws:logs:ap-northeast-1:404040404040:log-group:/private/dev-vault/sessions",
		"arn:aws:logs:ap-northeast-1:404040404040:log-group:/aws/rds/instance/private-dev-vault-safe/postgresql",
		"arn:aws:logs:ap-northeast-1:404040404040:log-group:/private/dev-vault/cache/any/slow",
	}
	forbidden(t, m, grafana, []string{"logs:StartQuery", "logs:GetLogEvents", "logs:GetLogGroupFields"}, own)
	refused(t, m, grafana, []string{"logs:DeleteLogGroup", "logs:FilterLogEvents"}, own)
	for action, resource := range map[string]string{
		"cloudwatch:DescribeAlarms": "arn:aws:cloudwatch:ap-northeast-1:101010101010:alarm:any",
		"xray:GetTraceSummaries":    "arn:aws:xray:ap-northeast-1:101010101010:group/any",
	} {
		looks := iam.Request{Principal: grafana[0], Action: action, Resource: resource}
		assert.True(t, decide(t, m, looks).Allowed, action)
	}
	alarm := "arn:aws:cloudwatch:ap-northeast-1:101010101010:alarm:any"
	refused(t, m, grafana, []string{"cloudwatch:DeleteAlarms"}, []string{alarm})
	buckets := arns(t, "private", ofArchive, "AWS::S3::Bucket")
	refused(t, m, grafana, []string{"s3:ListBucket"}, buckets)
	assert.Empty(t, example(t).OfType("AWS::Grafana::Workspace"), "it is a choice")
}
