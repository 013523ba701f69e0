package takeover

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// cloud answers the CDK CLI as CloudFormation and STS would, of one account and region. It keeps what exists, and
// refuses what the user guide says of automatic imports and of drift-aware change sets.
type cloud struct {
	t          *testing.T
	account    string
	things     map[string]*thing // by type and name
	stacks     map[string]*stack // by name
	calls      []string
	identifies map[string]string // the property that identifies a type
}

// thing is something that exists.
type thing struct {
	stack    string         // that has it, or none
	settings map[string]any // as the service has them
}

// stack is one, with the change set that waits for it.
type stack struct {
	status   string
	template map[string]any
	change   *change
	events   []event
}

// change is a change set.
type change struct {
	template map[string]any
	status   string
	reason   string
	actions  map[string]string // by logical id
}

type event struct{ id, typ, status, reason string }

func newCloud(t *testing.T, account string) (*cloud, string) {
	t.Helper()
	c := &cloud{
		t: t, account: account, things: map[string]*thing{}, stacks: map[string]*stack{},
		identifies: map[string]string{
			"AWS::S3::Bucket": "BucketName", "AWS::S3::BucketPolicy": "Bucket", "AWS::DynamoDB::GlobalTable": "TableName",
			"AWS::CloudWatch::Alarm": "AlarmName",
		},
	}
	server := httptest.NewServer(c)
	t.Cleanup(server.Close)
	return c, server.URL
}

// ServeHTTP implements [http.Handler].
func (c *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		c.t.Errorf("%s: %v", r.URL, err)
	}
	action := r.Form.Get("Action")
	c.calls = append(c.calls, action)
	answers := map[string]func(url.Values) (string, error){
		"GetCallerIdentity": func(url.Values) (string, error) {
			return tag("Account", c.account) + tag("Arn", "arn:aws:iam::"+c.account+":user/operator") + tag("UserId", "operator"), nil
		},
		"DescribeStacks": c.describeStacks, "GetTemplate": c.getTemplate, "CreateChangeSet": c.createChangeSet,
		"DescribeChangeSet": c.describeChangeSet, "DeleteChangeSet": c.deleteChangeSet, "ExecuteChangeSet": c.executeChangeSet,
		"DescribeStackEvents": c.describeStackEvents, "DescribeEvents": c.describeEvents, "DeleteStack": c.deleteStack,
		"ListHookResults":        func(url.Values) (string, error) { return tag("HookResults", ""), nil },
		"DescribeStackResources": func(url.Values) (string, error) { return tag("StackResources", ""), nil },
	}
	answer, known := answers[action]
	if !known {
		c.t.Errorf("%s %s %s is not expected", r.Method, r.URL, action)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/xml")
	text, err := answer(r.Form)
	if err != nil {
		code := "ValidationError"
		if strings.HasPrefix(err.Error(), "ChangeSet") {
			code = "ChangeSetNotFound"
		}
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, "<ErrorResponse>"+tag("Error", tag("Type", "Sender")+tag("Code", code)+tag("Message", escape(err.Error())))+"</ErrorResponse>")
		return
	}
	fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult>%[2]s</%[1]sResult></%[1]sResponse>", action, text)
}

func tag(name, text string) string { return "<" + name + ">" + text + "</" + name + ">" }

func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

func id(name string) string {
	return "arn:aws:cloudformation:us-east-1:000000000000:stack/" + name + "/1"
}

// of is the stack that a call is about.
func (c *cloud) of(in url.Values) (string, *stack) {
	name := in.Get("StackName")
	if parts := strings.Split(name, "/"); len(parts) == 3 {
		name = parts[1]
	}
	return name, c.stacks[name]
}

func (c *cloud) describeStacks(in url.Values) (string, error) {
	name, s := c.of(in)
	if s == nil && strings.Contains(in.Get("StackName"), "/") {
		s = &stack{status: "DELETE_COMPLETE"} // by its id one that was deleted is still found
	}
	if s == nil {
		return "", fmt.Errorf("Stack with id %s does not exist", name)
	}
	return tag("Stacks", tag("member", tag("StackName", name)+tag("StackId", id(name))+tag("StackStatus", s.status)+
		tag("CreationTime", "2026-11-29T00:00:00Z"))), nil
}

func (c *cloud) getTemplate(in url.Values) (string, error) {
	_, s := c.of(in)
	text, err := json.Marshal(s.template)
	return tag("TemplateBody", escape(string(text))), err
}

// createChangeSet judges a template before anything is touched.
func (c *cloud) createChangeSet(in url.Values) (string, error) {
	name, s := c.of(in)
	if s == nil {
		s = &stack{status: "REVIEW_IN_PROGRESS", template: map[string]any{}}
		c.stacks[name] = s
	}
	s.change = &change{status: "CREATE_COMPLETE", actions: map[string]string{}}
	if err := yaml.Unmarshal([]byte(in.Get("TemplateBody")), &s.change.template); err != nil {
		return "", err
	}
	s.change.judge(c, name, s, in.Get("ImportExistingResources") == "true", in.Get("DeploymentMode") == "REVERT_DRIFT")
	return tag("Id", "change/"+name) + tag("StackId", id(name)), nil
}

func (ch *change) judge(c *cloud, name string, s *stack, imports, reverts bool) {
	fail := func(reason string) { ch.status, ch.reason = "FAILED", reason }
	for _, logical := range slices.Sorted(maps.Keys(resources(ch.template))) {
		r := resourceOf(ch.template, logical)
		there := c.existing(r)
		_, had := resources(s.template)[logical]
		switch {
		case had && reverts && there != nil && len(c.drift(r, there)) > 0:
			ch.actions[logical] = "Modify"
		case had && !reflect.DeepEqual(resources(s.template)[logical], resources(ch.template)[logical]):
			ch.actions[logical] = "Modify"
		case had:
		case there == nil:
			ch.actions[logical] = "Add"
		case there.stack != "":
			fail(logical + " already exists in stack " + there.stack)
		case !imports:
			fail("The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. " +
				"Resource of type '" + r.Type + "' with identifier '" + c.nameOf(r) + "' already exists.")
		case !strings.HasPrefix(r.DeletionPolicy, "Retain"):
			fail("The resources must have the DeletionPolicy attribute set to 'Retain' or 'RetainExceptOnCreate': " + logical)
		default:
			ch.actions[logical] = "Import"
		}
	}
	if ch.status != "FAILED" && len(ch.actions) == 0 {
		fail("The submitted information didn't contain changes. Submit different information to create a change set.")
	}
}

func (c *cloud) describeChangeSet(in url.Values) (string, error) {
	name, s := c.of(in)
	if s == nil || s.change == nil {
		return "", fmt.Errorf("ChangeSet [%s] does not exist", in.Get("ChangeSetName"))
	}
	var changes strings.Builder
	for _, logical := range slices.Sorted(maps.Keys(s.change.actions)) {
		changes.WriteString(tag("member", tag("Type", "Resource")+tag("ResourceChange", tag("Action", s.change.actions[logical])+
			tag("LogicalResourceId", logical)+tag("ResourceType", resourceOf(s.change.template, logical).Type))))
	}
	return tag("ChangeSetName", "cdk-deploy-change-set") + tag("ChangeSetId", "change/"+name) + tag("StackId", id(name)) +
		tag("StackName", name) + tag("Status", s.change.status) + tag("StatusReason", escape(s.change.reason)) +
		tag("CreationTime", "2026-11-29T00:00:00Z") + tag("Changes", changes.String()), nil
}

func (c *cloud) deleteChangeSet(in url.Values) (string, error) {
	if _, s := c.of(in); s != nil {
		s.change = nil
	}
	return "", nil
}

func (c *cloud) describeStackEvents(in url.Values) (string, error) {
	name, s := c.of(in)
	if s == nil {
		return "", fmt.Errorf("Stack [%s] does not exist", name)
	}
	var all strings.Builder
	for i, e := range slices.Backward(s.events) {
		all.WriteString(tag("member", tag("EventId", fmt.Sprint(name, i))+tag("StackId", id(name))+tag("StackName", name)+
			tag("LogicalResourceId", e.id)+tag("ResourceType", e.typ)+tag("ResourceStatus", e.status)+
			tag("ResourceStatusReason", escape(e.reason))+tag("Timestamp", "2036-11-29T00:00:00Z")))
	}
	return tag("StackEvents", all.String()), nil
}

func (c *cloud) describeEvents(url.Values) (string, error) { return tag("OperationEvents", ""), nil }
