package test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// perRegion are the types of what every account has once in each region that it uses.
func perRegion(t testing.TB) []string {
	t.Helper()
	found := map[string]bool{}
	for _, stack := range example(t).Stage("dev") {
		if !strings.HasPrefix(stack.ID, "dev/account") {
			continue
		}
		for _, r := range stack.Resources {
			is, err := facts.Of(r.Type)
			require.NoError(t, err)
			found[r.Type] = found[r.Type] || is.Scope == facts.OnePerRegion
		}
	}
	maps.DeleteFunc(found, func(_ string, once bool) bool { return !once })
	require.Greater(t, len(found), 8)
	return slices.Sorted(maps.Keys(found))
}

func TestEveryAccountIsWatchedWhereItRunsAndInTheGlobalRegion(t *testing.T) {
	regions := map[string][]string{
		"111111111111": {"eu-central-1", "eu-west-1", "us-east-1"},
		"222222222222": {"eu-central-1", "eu-west-1", "us-east-1"},
		"333333333333": {"eu-west-1", "us-east-1"},
		"444444444444": {"eu-west-1", "us-east-1"},
		"555555555555": {"eu-central-1", "eu-west-1", "us-east-1"},
	}
	for _, resourceType := range perRegion(t) {
		got := map[string][]string{}
		for _, r := range example(t).OfType(resourceType) {
			got[r.Stack.Account] = append(got[r.Stack.Account], r.Stack.Region)
		}
		for _, in := range got {
			slices.Sort(in)
		}
		assert.Equal(t, regions, got, resourceType)
	}
	stacks := map[string]bool{}
	for _, stack := range example(t).Stacks { // nothing runs where nobody watches
		stacks[stack.Account+" "+stack.Region] = true
	}
	for where := range stacks {
		account, region, _ := strings.Cut(where, " ")
		assert.Contains(t, regions[account], region)
	}
}

func TestEveryAccountHasOneTrailForAllRegionsThatShowsWhenItWasAltered(t *testing.T) {
	trails := map[string]int{}
	for _, trail := range example(t).OfType("AWS::CloudTrail::Trail") {
		trails[trail.Stack.Account]++
		for _, property := range []string{"IsLogging", "IsMultiRegionTrail", "EnableLogFileValidation", "IncludeGlobalServiceEvents"} {
			assert.Equal(t, true, trail.Get(property), "%s %s", trail, property)
		}
		assert.Equal(t, "acme-trails-111111111111-eu-west-1", trail.Get("S3BucketName"))
		key := named(t, example(t), "security", "AWS::KMS::Alias", "AliasName", "alias/acme-archive")
		assert.Equal(t, "arn:aws:kms:eu-west-1:111111111111:"+key.Get("AliasName").(string), trail.Get("KMSKeyId"))
		assert.Equal(t, "acme-trail", trail.Get("TrailName"), "the archive admits it by its ARN")
	}
	assert.Equal(t, map[string]int{"111111111111": 1, "222222222222": 1, "333333333333": 1, "444444444444": 1, "555555555555": 1}, trails)
}

// admitted are the accounts that a bucket lets a service write logs of, each below its own prefix and for nobody else.
func admitted(t testing.TB, a *assembly.Assembly, bucket, service string) []string {
	t.Helper()
	var accounts []string
	policy := policyFor(t, a, named(t, a, "security", "AWS::S3::Bucket", "BucketName", bucket))
	for _, s := range policy {
		if s.Effect != "Allow" || !slices.Contains(s.Actions, "s3:PutObject") {
			continue
		}
		assert.Equal(t, []assembly.Principal{{Kind: "Service", ID: service + ".amazonaws.com"}}, s.Principals)
		require.Len(t, s.Resources, 1)
		_, path, _ := strings.Cut(text(s.Resources[0]), "/AWSLogs/")
		account := path[:12]
		equals := s.Condition["StringEquals"].(map[string]any)
		assert.Contains(t, text(equals), account, "it acts for whom the prefix is of")
		accounts = append(accounts, account)
	}
	return accounts
}

func TestTrailsAndRecordersOfEveryAccountReachTheArchiveUnderTheirOwnPrefix(t *testing.T) {
	all := []string{"111111111111", "222222222222", "333333333333", "444444444444", "555555555555"}
	assert.ElementsMatch(t, all, admitted(t, example(t), "acme-trails-111111111111-eu-west-1", "cloudtrail"))
	assert.ElementsMatch(t, all, admitted(t, example(t), "acme-recorder-111111111111-eu-west-1", "config"))
	for _, channel := range example(t).OfType("AWS::Config::DeliveryChannel") {
		assert.Equal(t, "acme-recorder-111111111111-eu-west-1", channel.Get("S3BucketName"))
	}
	for name, mode := range map[string]any{"example": "GOVERNANCE", "choices": "GOVERNANCE", "private": "COMPLIANCE", "plain": nil} {
		a := shared(t, name)
		locks := applicationConfig(t, name).Organization.Archive.Locks
		locked := map[config.Locked]int{}
		for _, bucket := range in(t, a, archiveOf(a), "AWS::S3::Bucket") {
			if bucket.Get("ObjectLockEnabled") == true {
				is := config.LockedNetwork
				switch name := text(bucket.Get("BucketName")); {
				case strings.Contains(name, "-trails-"):
					is = config.LockedTrails
				case strings.Contains(name, "aws-waf-logs-"):
					is = config.LockedFirewall
				}
				locked[is]++
				assert.NotRegexp(t, "-(access-logs|recorder|answers)-", bucket.Get("BucketName"), "S3 and AWS Config deliver to no locked bucket")
				assert.Equal(t, mode, bucket.Get("ObjectLockConfiguration", "Rule", "DefaultRetention", "Mode"))
			}
		}
		want := map[config.Locked]int{}
		for _, is := range locks {
			want[is] = len(archived(t, a)) // a bucket in each region, but one for all trails
		}
		if slices.Contains(locks, config.LockedTrails) {
			want[config.LockedTrails] = 1
		}
		assert.Equal(t, want, locked, name)
	}
}

// archived are the regions that have an archive.
func archived(t testing.TB, a *assembly.Assembly) map[string]bool {
	t.Helper()
	regions := map[string]bool{}
	for _, bucket := range in(t, a, archiveOf(a), "AWS::S3::Bucket") {
		if strings.Contains(fmt.Sprint(bucket.Get("BucketName")), "-archive-") {
			regions[bucket.Stack.Region] = true
		}
	}
	return regions
}

func TestConfigRecordsWhatHasNoRegionOnceAndHasItsRole(t *testing.T) {
	global, roles := map[string]int{}, map[string]int{}
	for _, recorder := range example(t).OfType("AWS::Config::ConfigurationRecorder") {
		assert.Equal(t, true, recorder.Get("RecordingGroup", "AllSupported"))
		assert.Equal(t, "arn:aws:iam::"+recorder.Stack.Account+":role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig", recorder.Get("RoleARN"))
		if recorder.Get("RecordingGroup", "IncludeGlobalResourceTypes") == true {
			global[recorder.Stack.Account]++
			role := only(t, example(t), recorder.Stack.ID, "AWS::IAM::ServiceLinkedRole")
			assert.Contains(t, recorder.DependsOn, role.LogicalID)
		}
		for _, rule := range ofType(t, example(t), recorder.Stack.ID, "AWS::Config::ConfigRule") {
			assert.Contains(t, rule.DependsOn, recorder.LogicalID, "there are no rules without a recorder")
		}
	}
	for _, role := range example(t).OfType("AWS::IAM::ServiceLinkedRole") {
		if role.Get("AWSServiceName") == "config.amazonaws.com" {
			roles[role.Stack.Account]++
		}
	}
	for _, account := range []string{"111111111111", "222222222222", "333333333333", "444444444444", "555555555555"} {
		assert.Equal(t, 1, global[account], account)
		assert.Equal(t, 1, roles[account], account)
	}
}

func TestGuardDutyWatchesWhatRuns(t *testing.T) {
	for _, detector := range example(t).OfType("AWS::GuardDuty::Detector") {
		assert.Equal(t, true, detector.Get("Enable"))
		features := map[string]any{}
		for _, feature := range list(detector.Get("Features")) {
			assert.Equal(t, "ENABLED", feature.(map[string]any)["Status"])
			features[feature.(map[string]any)["Name"].(string)] = feature
		}
		assert.Len(t, features, 6)
		assert.Contains(t, features, "EKS_AUDIT_LOGS")
		for _, agent := range []string{"EC2_AGENT_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EKS_ADDON_MANAGEMENT"} {
			assert.Contains(t, text(features["RUNTIME_MONITORING"]), agent)
		}
	}
}

func TestSecurityHubComparesWithTheStandardsThatAreNamed(t *testing.T) {
	want := map[string][]string{
		"plain":   {"aws-foundational-security-best-practices/v/1.0.0", "cis-aws-foundations-benchmark/v/5.0.0"},
		"choices": {"nist-800-53/v/5.0.0", "pci-dss/v/4.0.1"},
		"private": {"aws-foundational-security-best-practices/v/1.0.0", "cis-aws-foundations-benchmark/v/5.0.0"},
	}
	for name, standards := range want {
		hubs := shared(t, name).OfType("AWS::SecurityHub::Hub")
		assert.NotEmpty(t, hubs, name)
		for _, hub := range hubs {
			assert.Equal(t, false, hub.Get("EnableDefaultStandards"))
			var got []string
			before := hub
			for _, standard := range ofType(t, shared(t, name), hub.Stack.ID, "AWS::SecurityHub::Standard") {
				_, arn, _ := strings.Cut(standard.Get("StandardsArn").(string), "::standards/")
				got = append(got, arn)
				assert.NotEmpty(t, standard.DependsOn, "one after the other, and after %s", before)
			}
			assert.ElementsMatch(t, standards, got)
		}
	}
}

func TestWhatAnAccountHasAlreadyIsNotSwitchedOn(t *testing.T) {
	assert.Empty(t, maybeIn(choices(t), "lab", "AWS::CloudTrail::Trail"))
	for _, role := range maybeIn(choices(t), "lab", "AWS::IAM::ServiceLinkedRole") {
		assert.NotEqual(t, "config.amazonaws.com", role.Get("AWSServiceName"))
	}
	assert.Len(t, in(t, choices(t), "lab", "AWS::Config::ConfigurationRecorder"), 1)
	assert.Len(t, ofType(t, choices(t), "dev-zonal/account", "AWS::Events::Rule"), 6, "what something else finds is sent on all the same")
	for _, resourceType := range perRegion(t) {
		assert.Empty(t, maybeIn(choices(t), "dev-zonal", resourceType))
		own := slices.DeleteFunc(in(t, choices(t), "stores", resourceType), func(r *assembly.Resource) bool {
			kind, _ := r.Get("Type").(string)
			return strings.HasSuffix(kind, "_UNUSED_ACCESS") // by choice, and not what is there already
		})
		assert.Len(t, own, 1)
	}
}

func TestFindingsOfEveryAccountAndRegionReachTheSecurityAccount(t *testing.T) {
	bus := one(t, example(t), "security", "AWS::Events::EventBus")
	arn := "arn:aws:events:eu-west-1:111111111111:event-bus/" + bus.Get("Name").(string)
	assert.Equal(t, "111111111111 eu-west-1", bus.Stack.Account+" "+bus.Stack.Region)
	admission := assembly.Statements(bus)
	require.Len(t, admission, 1)
	assert.Equal(t, []string{"events:PutEvents"}, admission[0].Actions)
	assert.Equal(t, []any{arn}, admission[0].Resources)
	var senders []string
	for _, principal := range admission[0].Principals {
		senders = append(senders, principal.ID.(string))
	}

	places, forwarding := map[string]bool{}, map[string]string{}
	for _, stack := range example(t).Stacks {
		places[stack.Account+" "+stack.Region] = true
		assert.Contains(t, senders, "arn:aws:iam::"+stack.Account+":root")
		for _, rule := range stack.Resources {
			if rule.Type != "AWS::Events::Rule" || rule.Get("EventBusName") != nil {
				continue
			}
			if rule.Get("Targets", "0", "Arn") != arn {
				continue
			}
			forwarding[stack.Account+" "+stack.Region] += text(rule.Get("EventPattern"))
			role := denotes(t, example(t), rule, rule.Get("Targets", "0", "RoleArn"))
			for _, policy := range ofType(t, example(t), stack.ID, "AWS::IAM::Policy") {
				if denotes(t, example(t), policy, policy.Get("Roles", "0")) == role {
					for _, s := range assembly.Statements(policy) {
						assert.Equal(t, []string{"events:PutEvents"}, s.Actions)
						assert.Equal(t, []any{arn}, s.Resources)
					}
				}
			}
		}
	}
	for place := range places {
		for _, wanted := range []string{"aws.guardduty", "aws.securityhub", "aws.config", "aws.access-analyzer", "aws.inspector2", "aws.health", `"userIdentity":{"type":["Root"]}`, "Console Sign In"} {
			assert.Contains(t, forwarding[place], wanted, place)
		}
	}
}

// heard are the routes of a configuration's findings: what people hear, by how soon.
func heard(t testing.TB, a *assembly.Assembly) map[string][]string {
	t.Helper()
	routes := map[string][]string{}
	for _, rule := range in(t, a, "security", "AWS::Events::Rule") {
		if rule.Get("EventBusName") == nil {
			continue // it sends the security account's own findings to the bus
		}
		topic := denotes(t, a, rule, rule.Get("Targets", "0", "Arn"))
		if strings.Contains(topic.LogicalID, "Alarms") {
			continue
		}
		urgency := map[bool]string{true: "urgent", false: "notice"}[strings.Contains(topic.LogicalID, "Urgent")]
		pattern := strings.NewReplacer(`\u003e`, ">", `\u003c`, "<").Replace(text(rule.Get("EventPattern")))
		routes[urgency] = append(routes[urgency], pattern)
	}
	return routes
}

func TestPeopleHearOfSevereFindingsAndOfRootAtOnce(t *testing.T) {
	routes := heard(t, example(t))
	urgent, notice := strings.Join(routes["urgent"], "\n"), strings.Join(routes["notice"], "\n")
	for _, pattern := range []string{
		`{"detail":{"userIdentity":{"type":["Root"]}},"detail-type":["AWS Console Sign In via CloudTrail","AWS API Call via CloudTrail"],"source":[{"prefix":"aws."}]}`,
		`{"numeric":[">=",7]}`, `"Label":["HIGH","CRITICAL"]`, `"eventTypeCategory":["issue"]`, `"Access Analyzer Finding"`, `"severity":["HIGH","CRITICAL"]`,
	} {
		assert.Contains(t, urgent, pattern)
	}
	for _, pattern := range []string{`{"numeric":[">=",4,"<",7]}`, `"Label":["MEDIUM"]`, `"NON_COMPLIANT"`, `"scheduledChange"`, `"severity":["MEDIUM"]`} {
		assert.Contains(t, notice, pattern)
	}
	assert.NotContains(t, urgent+notice, "LOW", "which is archived, and read when somebody looks")
}

func TestTheLeastSeverityIsWhatTheOperatorSays(t *testing.T) {
	low, err := config.Load("../examples/startup")
	require.NoError(t, err)
	templates := map[string]*assembly.Assembly{"low": synthesize(t, low), "choices": choices(t), "private": shared(t, "private")}
	for name, want := range map[string]struct{ urgent, notice string }{
		"low":     {`"Label":["HIGH","CRITICAL"]`, `"Label":["LOW","MEDIUM"]`},
		"choices": {`"Label":["HIGH","CRITICAL"]`, ""},
		"private": {`"Label":["CRITICAL"]`, ""},
	} {
		routes := heard(t, templates[name])
		assert.Contains(t, strings.Join(routes["urgent"], ""), want.urgent, name)
		assert.Equal(t, want.notice != "", strings.Contains(strings.Join(routes["notice"], ""), `"Label"`), name)
		assert.Contains(t, strings.Join(routes["notice"], ""), want.notice, name)
	}
}

func TestEveryFindingIsArchivedAndSlackShowsWhatPeopleHear(t *testing.T) {
	archive := one(t, choices(t), "security", "AWS::Events::Archive")
	assert.Nil(t, archive.Get("EventPattern"), "all of them")
	assert.Equal(t, 90.0, archive.Get("RetentionDays"))
	assert.Equal(t, one(t, choices(t), "security", "AWS::Events::EventBus"), denotes(t, choices(t), archive, archive.Get("SourceArn")))
	slack := one(t, choices(t), "security", "AWS::Chatbot::SlackChannelConfiguration")
	assert.Len(t, list(slack.Get("SnsTopicArns")), 3, "what is urgent, what is not, and alarms")
	assert.Equal(t, []any{"arn:aws:iam::aws:policy/AWSDenyAll"}, slack.Get("GuardrailPolicies"), "nobody gives commands from a channel")
	role := denotes(t, choices(t), slack, slack.Get("IamRoleArn"))
	assert.Nil(t, role.Get("ManagedPolicyArns"))
	assert.Empty(t, maybeIn(example(t), "security", "AWS::Chatbot::SlackChannelConfiguration"))
	for _, topic := range in(t, choices(t), "security", "AWS::SNS::Topic") {
		key := denotes(t, choices(t), topic, topic.Get("KmsMasterKeyId"))
		assert.Contains(t, text(key.Get("KeyPolicy")), `"events.amazonaws.com"`, "else events are dropped silently")
		published := false
		for _, policy := range ofType(t, choices(t), topic.Stack.ID, "AWS::SNS::TopicPolicy") {
			for _, s := range assembly.Statements(policy) {
				if s.Sid == "Findings" && denotes(t, choices(t), policy, s.Resources[0]) == topic {
					published = true
					assert.Equal(t, []assembly.Principal{{Kind: "Service", ID: "events.amazonaws.com"}}, s.Principals)
					assert.Nil(t, s.Condition, "EventBridge meets none: findings would be dropped silently")
				}
			}
		}
		assert.True(t, published, topic)
	}
}

// TestAFindingThatNobodyWasToldOfWakesSomebody: what the security account cannot publish, and what it cannot send
// itself, is in a queue whose alarm is a page.
func TestAFindingThatNobodyWasToldOfWakesSomebody(t *testing.T) {
	queues := map[*assembly.Resource]bool{}
	for _, rule := range in(t, example(t), "security", "AWS::Events::Rule") {
		if rule.Get("EventBusName") != nil {
			queues[queueDenoted(example(t), rule, rule.Get("Targets", "0", "DeadLetterConfig", "Arn"))] = true
		}
	}
	require.Len(t, queues, 1)
	for queue := range queues {
		require.NotNil(t, queue)
		woken := 0
		for _, alarm := range in(t, example(t), "security", "AWS::CloudWatch::Alarm") {
			if attributesNamed("Name", alarm.Get("Dimensions"))["QueueName"] != queue.Get("QueueName") {
				continue
			}
			woken++
			topic := denotes(t, example(t), alarm, list(alarm.Get("AlarmActions"))[0])
			assert.Contains(t, topic.LogicalID, "Urgent")
			assert.Equal(t, []any{0.0, "GreaterThanThreshold"}, []any{alarm.Get("Threshold"), alarm.Get("ComparisonOperator")})
		}
		assert.Equal(t, 1, woken)
	}
}

// unusedAccess are the analyzers of unused access of a configuration, by account.
func unusedAccess(t testing.TB, a *assembly.Assembly) map[string]*assembly.Resource {
	t.Helper()
	found := map[string]*assembly.Resource{}
	for _, analyzer := range a.OfType("AWS::AccessAnalyzer::Analyzer") {
		if kind := analyzer.Get("Type").(string); strings.HasSuffix(kind, "_UNUSED_ACCESS") {
			require.Nil(t, found[analyzer.Stack.Account], "%s: IAM has no region, and AWS asks for money by role", analyzer)
			found[analyzer.Stack.Account] = analyzer
		}
	}
	return found
}

// TestUnusedAccessIsLookedForOnceAnAccountOrByTheAdministratorOfTheAWSOrganization: where it is asked for, and people
// hear of what is found.
func TestUnusedAccessIsLookedForOnceAnAccountOrByTheAdministratorOfTheAWSOrganization(t *testing.T) {
	assert.Empty(t, unusedAccess(t, example(t)), "it is a choice")

	c, err := config.Load(sharedConfigs["choices"].dir)
	require.NoError(t, err)
	found := unusedAccess(t, choices(t))
	for name, account := range c.Organization.Accounts {
		analyzer := found[string(account)]
		if !c.Organization.Detection.Watches(name, config.AccessAnalyzer) {
			assert.Nil(t, analyzer, name)
			continue
		}
		require.NotNil(t, analyzer, name)
		assert.Equal(t, "ACCOUNT_UNUSED_ACCESS", analyzer.Get("Type"))
		assert.Equal(t, 180.0, analyzer.Get("AnalyzerConfiguration", "UnusedAccessConfiguration", "UnusedAccessAge"))
	}

	whole := unusedAccess(t, shared(t, "private"))
	require.Len(t, whole, 1)
	for _, analyzer := range whole {
		assert.Equal(t, "security", analyzer.Stack.Stage)
		assert.Equal(t, "ORGANIZATION_UNUSED_ACCESS", analyzer.Get("Type"))
		assert.NotEqual(t, found["111111111111"], analyzer.Get("AnalyzerName"), "both are there while one follows the other")
	}

	event := map[string]any{
		"source": "aws.access-analyzer", "detail-type": "Unused Access Finding for IAM entities",
		"detail": map[string]any{"status": "ACTIVE", "findingType": "UnusedIAMRole"},
	}
	assert.True(t, heardOf(t, choices(t), "findings", "Unused", "Notice", event))
	event["detail"].(map[string]any)["status"] = "RESOLVED"
	assert.False(t, heardOf(t, choices(t), "findings", "Unused", "Notice", event))
}

// TestSecurityHubShowsAllRegionsOfAnAccountInTheFirstAndNobodyHearsTwice: what it gathers is told in its own region.
func TestSecurityHubShowsAllRegionsOfAnAccountInTheFirstAndNobodyHearsTwice(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		hubs := map[string][]string{} // regions by account
		for _, hub := range a.OfType("AWS::SecurityHub::Hub") {
			hubs[hub.Stack.Account] = append(hubs[hub.Stack.Account], hub.Stack.Region)
		}
		gathered := map[string][]string{}
		administrators := administratorsOfSecurityHub(a)
		for _, aggregator := range a.OfType("AWS::SecurityHub::FindingAggregator") {
			seen++
			account := aggregator.Stack.Account
			require.Empty(t, gathered[account], "%s: an account has one", aggregator)
			assert.Equal(t, "SPECIFIED_REGIONS", aggregator.Get("RegionLinkingMode"))
			gathered[account] = []string{aggregator.Stack.Region}
			for _, region := range list(aggregator.Get("Regions")) {
				gathered[account] = append(gathered[account], region.(string))
			}
			assert.NotEmpty(t, aggregator.DependsOn, "%s: AWS refuses it where there is no hub", aggregator)
		}
		for account, regions := range hubs {
			switch {
			case len(administrators) > 0 && !slices.Contains(administrators, account):
				assert.Empty(t, gathered[account], "%s: a member shows what its administrator gathers", account)
			case len(regions) > 1:
				assert.ElementsMatch(t, regions, gathered[account], account)
			}
		}
		for _, rule := range forwarders(t, a, "findings") {
			for _, from := range [][2]string{
				{rule.Stack.Account, rule.Stack.Region}, {rule.Stack.Account, "sa-east-1"}, {"999999999999", rule.Stack.Region},
			} {
				event := map[string]any{
					"source": "aws.securityhub", "detail-type": "Security Hub Findings - Imported",
					"detail": map[string]any{"findings": map[string]any{"AwsAccountId": from[0], "Region": from[1]}},
				}
				own := from == [2]string{rule.Stack.Account, rule.Stack.Region}
				assert.Equal(t, own, matches(t, pattern(rule), event), "%s: a finding of %v", rule, from)
			}
		}
	}
	assert.Greater(t, seen, 5)
}

// administratorsOfSecurityHub are the accounts, one at most, whose members the others are.
func administratorsOfSecurityHub(a *assembly.Assembly) []string {
	var all []string
	for _, organization := range a.OfType("AWS::SecurityHub::OrganizationConfiguration") {
		all = append(all, organization.Stack.Account)
	}
	return all
}

// TestAMemberOfSecurityHubAsksForNothingThatItsAdministratorDecides: AWS refuses a member that gathers regions, and one
// that says how findings are made, even where it says the same.
func TestAMemberOfSecurityHubAsksForNothingThatItsAdministratorDecides(t *testing.T) {
	members := 0
	for _, a := range assemblies(t) {
		administrators := administratorsOfSecurityHub(a)
		member := func(r *assembly.Resource) bool {
			return len(administrators) > 0 && !slices.Contains(administrators, r.Stack.Account)
		}
		for _, aggregator := range a.OfType("AWS::SecurityHub::FindingAggregator") {
			assert.False(t, member(aggregator), "%s", aggregator)
		}
		for _, hub := range a.OfType("AWS::SecurityHub::Hub") {
			if !member(hub) {
				assert.Equal(t, "SECURITY_CONTROL", hub.Get("ControlFindingGenerator"), "%s: a finding is one of all standards", hub)
				continue
			}
			members++
			assert.Nil(t, hub.Get("ControlFindingGenerator"), "%s", hub)
		}
	}
	assert.Greater(t, members, 3)
}

// TestSecurityHubV2IsByChoiceInEveryRegionBesideTheFirstAndShownInOne: where security administers Security Hub, in
// security's first region; else in each account's.
func TestSecurityHubV2IsByChoiceInEveryRegionBesideTheFirstAndShownInOne(t *testing.T) {
	assert.Empty(t, example(t).OfType("AWS::SecurityHub::HubV2"), "it is a choice")
	for _, name := range []string{"choices", "private"} {
		a := shared(t, name)
		administrators := administratorsOfSecurityHub(a)
		assert.Equal(t, name == "private", len(administrators) == 1, name)
		places := func(typ string) map[string][]string {
			in := map[string][]string{} // regions by account
			for _, r := range a.OfType(typ) {
				in[r.Stack.Account] = append(in[r.Stack.Account], r.Stack.Region)
			}
			return in
		}
		hubs, first := places("AWS::SecurityHub::HubV2"), places("AWS::SecurityHub::Hub")
		require.Greater(t, len(hubs), 3)
		for account, regions := range hubs {
			assert.ElementsMatch(t, first[account], regions, "%s: %s", name, account)
		}
		seen := 0
		for account, regions := range hubs {
			aggregators := slices.DeleteFunc(a.OfType("AWS::SecurityHub::AggregatorV2"), func(r *assembly.Resource) bool {
				return r.Stack.Account != account
			})
			if len(regions) == 1 || len(administrators) > 0 && administrators[0] != account {
				assert.Empty(t, aggregators, "%s: %s", name, account)
				continue
			}
			seen++
			require.Len(t, aggregators, 1, "%s: %s", name, account)
			gathered := []string{aggregators[0].Stack.Region}
			for _, region := range list(aggregators[0].Get("LinkedRegions")) {
				gathered = append(gathered, region.(string))
			}
			assert.ElementsMatch(t, regions, gathered)
			assert.Equal(t, "SPECIFIED_REGIONS", aggregators[0].Get("RegionLinkingMode"))
			require.Len(t, aggregators[0].DependsOn, 1)
			assert.Equal(t, "AWS::SecurityHub::HubV2", aggregators[0].Stack.Resource(aggregators[0].DependsOn[0]).Type)
		}
		assert.Positive(t, seen, name)
	}
}

// exposure is what Security Hub V2 tells of a region, of what others found together.
func exposure(account, region string, severity int) map[string]any {
	return map[string]any{
		"source": "aws.securityhub", "detail-type": "Findings Imported V2",
		"detail": map[string]any{"findings": map[string]any{
			"cloud":       map[string]any{"account": map[string]any{"uid": account}, "region": region},
			"metadata":    map[string]any{"product": map[string]any{"uid": "arn:aws:securityhub:" + region + "::productv2/aws/securityhub-risk"}},
			"severity_id": float64(severity), "status": "New",
		}},
	}
}

// TestPeopleHearOnceOfWhatIsExposedAndNotAgainOfWhatOthersFound: Security Hub V2 repeats all findings, in every region
// that it shows others in; told is what it makes itself, where that is.
func TestPeopleHearOnceOfWhatIsExposedAndNotAgainOfWhatOthersFound(t *testing.T) {
	const account, region = "333333333333", "eu-west-1"
	routes := map[string]*assembly.Resource{}
	for _, rule := range in(t, example(t), "security", "AWS::Events::Rule") {
		for _, urgency := range []string{"Urgent", "Notice"} {
			if strings.Contains(rule.LogicalID, "RouteExposure"+urgency) {
				routes[urgency] = rule
				topic := denotes(t, example(t), rule, rule.Get("Targets", "0", "Arn"))
				assert.Contains(t, topic.LogicalID, urgency)
			}
		}
	}
	require.Len(t, routes, 2)
	told := func(event map[string]any) (urgent, notice bool) {
		return matches(t, pattern(routes["Urgent"]), event), matches(t, pattern(routes["Notice"]), event)
	}
	for severity, want := range map[int][2]bool{
		1: {}, 2: {}, 3: {false, true}, 4: {true, false}, 5: {true, false}, 6: {true, false},
	} {
		urgent, notice := told(exposure(account, region, severity))
		assert.Equal(t, want, [2]bool{urgent, notice}, "severity_id %d", severity)
	}
	of := func(event map[string]any) map[string]any {
		return event["detail"].(map[string]any)["findings"].(map[string]any)
	}
	repeated := exposure(account, region, 5)
	of(repeated)["metadata"] = map[string]any{"product": map[string]any{"uid": "arn:aws:securityhub:eu-west-1::productv2/aws/guardduty"}}
	answered := exposure(account, region, 5)
	of(answered)["status"] = "Resolved"
	for _, event := range []map[string]any{repeated, answered} {
		urgent, notice := told(event)
		assert.False(t, urgent || notice, "%v", event)
	}
	for _, rule := range forwarders(t, example(t), "findings") {
		for _, from := range [][2]string{
			{rule.Stack.Account, rule.Stack.Region}, {rule.Stack.Account, "sa-east-1"}, {"999999999999", rule.Stack.Region},
		} {
			own := from == [2]string{rule.Stack.Account, rule.Stack.Region}
			assert.Equal(t, own, matches(t, pattern(rule), exposure(from[0], from[1], 5)), "%s: of %v", rule, from)
		}
		assert.False(t, matches(t, pattern(rule), repeated))
	}
}

// TestSecurityHubInSecurityShowsAllAccountsWhereItMayAndConfiguresNone: members configure their own hubs, by stacks,
// which AWS refuses where a policy is associated with them.
func TestSecurityHubInSecurityShowsAllAccountsWhereItMayAndConfiguresNone(t *testing.T) {
	seen := 0
	for name := range sharedConfigs {
		a := shared(t, name)
		all := a.OfType("AWS::SecurityHub::OrganizationConfiguration")
		if name != "private" {
			assert.Empty(t, all, "%s: nobody has made security the administrator", name)
			continue
		}
		require.Len(t, all, 1)
		seen++
		assert.Equal(t, "security", all[0].Stack.Stage)
		assert.Equal(t, "CENTRAL", all[0].Get("ConfigurationType"))
		assert.Equal(t, false, all[0].Get("AutoEnable"), "a hub that AWS makes is in the way of ours")
		assert.Equal(t, "NONE", all[0].Get("AutoEnableStandards"))
		require.Len(t, all[0].DependsOn, 1)
		assert.Equal(t, "AWS::SecurityHub::FindingAggregator", all[0].Stack.Resource(all[0].DependsOn[0]).Type)
		assert.Empty(t, a.OfType("AWS::SecurityHub::ConfigurationPolicy"))
		assert.Empty(t, a.OfType("AWS::SecurityHub::PolicyAssociation"))
		assert.Greater(t, len(a.OfType("AWS::SecurityHub::Hub")), 1, "members have hubs of their own")
	}
	assert.Equal(t, 1, seen)
}
