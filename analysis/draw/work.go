package draw

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// work is the card of a stack with a service or a function.
func work(s *assembly.Stack, called string) *card {
	k := &card{called: called, stack: s}
	if r := first(s, "AWS::ECS::Service"); r != nil {
		k.icon, k.kind = "ecs", "ECS on EC2 instances"
		for _, provider := range assembly.List(r.Get("CapacityProviderStrategy")) {
			if strings.HasPrefix(text(assembly.At(provider, "CapacityProvider")), "FARGATE") {
				k.icon, k.kind = "fargate", "ECS on Fargate"
			}
		}
		if text(r.Get("LaunchType")) == "FARGATE" {
			k.icon, k.kind = "fargate", "ECS on Fargate"
		}
		k.detail = many(count(r.Get("DesiredCount"), 1), "task")
		for _, target := range ofType(s, "AWS::ApplicationAutoScaling::ScalableTarget") {
			if text(target.Get("ServiceNamespace")) == "ecs" {
				k.detail = tasks(count(target.Get("MinCapacity"), 0), count(target.Get("MaxCapacity"), 0))
			}
		}
		return k
	}
	if first(s, "Custom::KubernetesObjects") != nil {
		k.icon, k.kind = "eks", "pods on EKS"
		return k
	}
	if first(s, "AWS::Lambda::Function") != nil {
		k.icon, k.kind = "lambda", "Lambda function"
		k.detail = strings.Join(starts(s), ", ")
		return k
	}
	k.kind = other(s)
	return k
}

// tasks says how many there are.
func tasks(least, most int) string {
	if least == most {
		return many(least, "task")
	}
	return fmt.Sprintf("%d to %d tasks", least, most)
}

// starts are what starts the function of a stack.
func starts(s *assembly.Stack) []string {
	var all []string
	add := func(typ, what string) {
		if first(s, typ) != nil && !slices.Contains(all, what) {
			all = append(all, what)
		}
	}
	add("AWS::Scheduler::Schedule", "by a schedule")
	add("AWS::SNS::Subscription", "by a topic")
	for _, rule := range ofType(s, "AWS::Events::Rule") {
		if slices.Contains(assembly.List(rule.Get("EventPattern", "source")), any("aws.s3")) {
			add("AWS::Events::Rule", "by a bucket")
		}
	}
	for _, mapping := range ofType(s, "AWS::Lambda::EventSourceMapping") {
		switch {
		case mapping.Get("AmazonManagedKafkaEventSourceConfig") != nil:
			add(mapping.Type, "by a stream")
		case mapping.Get("StartingPosition") != nil:
			add(mapping.Type, "by a table")
		default:
			add(mapping.Type, "by a queue")
		}
	}
	add("AWS::ElasticLoadBalancingV2::TargetGroup", "by requests")
	return all
}

// use is that a service or a function uses a store, is started by it, or both.
type use struct {
	store string // the component of its stack
	tips  arrows
}

// uses is what a service or a function uses: stores whose stacks' values its own one imports, or whose names it says.
// What only starts a function is polled by its role as well.
func (s *side) uses(of *assembly.Stack) []use {
	found := map[string]map[string]bool{} // stores, and the types of the resources that name them
	see := func(store string, by *assembly.Resource) {
		if found[store] == nil {
			found[store] = map[string]bool{}
		}
		found[store][by.Type] = true
	}
	names := s.names()
	for _, r := range of.Resources {
		if r.Type == "AWS::CloudWatch::Alarm" {
			continue
		}
		walk(r.Properties, func(value any) {
			switch v := value.(type) {
			case map[string]any:
				if v["Fn::ImportValue"] == nil {
					return
				}
				from, _ := s.all.Follow(of, v)
				switch behind, is := strings.CutPrefix(component(from), "proxy-"); {
				case from == of || !slices.Contains(s.stacks, from):
				case is:
					see("data-"+behind, r)
				case holds(from):
					see(component(from), r)
				}
			case string:
				for name, store := range names {
					if ends(v, name) {
						see(store, r)
					}
				}
			}
		})
	}
	var all []use
	for _, store := range slices.Sorted(maps.Keys(found)) {
		by, u := found[store], use{store, atEnd}
		for _, typ := range []string{"AWS::Lambda::EventSourceMapping", "AWS::SNS::Subscription", "AWS::Events::Rule"} {
			if by[typ] {
				u.tips = atStart
			}
		}
		if u.tips == atStart && by["AWS::Lambda::Function"] { // its code knows the name
			u.tips |= atEnd
		}
		all = append(all, u)
	}
	return all
}

// holds tells whether a stack is that of a store.
func holds(s *assembly.Stack) bool {
	return strings.HasPrefix(component(s), "data-") || component(s) == "mail"
}

// names are those of the side's stores that templates say before the deployment.
func (s *side) names() map[string]string {
	all := map[string]string{}
	for _, stack := range s.stacks {
		if !holds(stack) {
			continue
		}
		for _, r := range s.original(stack).Resources {
			for typ, property := range map[string]string{
				"AWS::S3::Bucket": "BucketName", "AWS::SQS::Queue": "QueueName", "AWS::SNS::Topic": "TopicName",
				"AWS::DynamoDB::Table": "TableName", "AWS::DynamoDB::GlobalTable": "TableName",
			} {
				if name := text(r.Get(property)); r.Type == typ && name != "" {
					all[name] = component(stack)
				}
			}
		}
	}
	return all
}

// original is the stack that has a store: the primary's, where that makes the replica of a table in this region.
func (s *side) original(of *assembly.Stack) *assembly.Stack {
	if from := s.all.Stack(s.primary() + "/" + component(of)); from != nil && store(of, "").kind == "" {
		return from
	}
	return of
}

// ends tells whether a text is a name, or an ARN or a part of one that ends with it.
func ends(text, name string) bool {
	text = strings.TrimSuffix(text, "/*")
	before, is := strings.CutSuffix(text, name)
	return is && (before == "" || strings.HasSuffix(before, ":") || strings.HasSuffix(before, "/"))
}

// walk shows every value below one, in no order.
func walk(value any, see func(any)) {
	see(value)
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			walk(item, see)
		}
	case map[string]any:
		for _, item := range v {
			walk(item, see)
		}
	}
}
