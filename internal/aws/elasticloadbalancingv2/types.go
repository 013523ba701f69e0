package elasticloadbalancingv2

// LoadBalancer is a load balancer.
type LoadBalancer struct {
	LoadBalancerArn *string
	Scheme          *string
	Type            *string
}

// TagDescription is the tags of a resource.
type TagDescription struct {
	ResourceArn *string
	Tags        []Tag `xml:"Tags>member"`
}

// Tag is a tag.
type Tag struct {
	Key   *string
	Value *string
}

// Listener is a listener.
type Listener struct {
	ListenerArn *string
	Port        *int32
	Protocol    *string
}

// Rule is a rule of a listener.
type Rule struct {
	RuleArn    *string
	Conditions []RuleCondition `xml:"Conditions>member"`
	Actions    []Action        `xml:"Actions>member"`
}

// RuleCondition is what a rule is for.
type RuleCondition struct {
	Field  *string
	Values []string `xml:"Values>member"`
}

// Action is what a rule does.
type Action struct {
	Type                *string
	FixedResponseConfig *FixedResponseActionConfig
}

// FixedResponseActionConfig is an answer that the load balancer itself gives.
type FixedResponseActionConfig struct {
	ContentType *string
	MessageBody *string
	StatusCode  *string
}
