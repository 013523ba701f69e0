// Record writes down what AWS's SDK sends, and how it understands an answer, for every call that our clients know.
// Run it here when a call or a field is added, or to see whether a newer SDK writes anything differently; it takes
// minutes and 4 GB of memory to compile:
//
//	go run .
//
// It is a module of its own, so that nothing else compiles the SDK's clients.
package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log"
	"os"
	"reflect"
	"strings"

	ourautoscaling "bulkhead/internal/aws/applicationautoscaling"
	ourecr "bulkhead/internal/aws/ecr"
	ourecs "bulkhead/internal/aws/ecs"
	oureks "bulkhead/internal/aws/eks"
	ourelasticache "bulkhead/internal/aws/elasticache"
	ourbalancing "bulkhead/internal/aws/elasticloadbalancingv2"
	ouraccelerator "bulkhead/internal/aws/globalaccelerator"
	ourkafka "bulkhead/internal/aws/kafka"
	ourrds "bulkhead/internal/aws/rds"
	oursecrets "bulkhead/internal/aws/secretsmanager"
	oursfn "bulkhead/internal/aws/sfn"
	"bulkhead/internal/wire"
	ourec2 "bulkhead/lambda/internal/ec2"
	ouriam "bulkhead/lambda/internal/iam"
	ourinspector2 "bulkhead/lambda/internal/inspector2"
	ourresolver "bulkhead/lambda/internal/route53resolver"
	ours3control "bulkhead/lambda/internal/s3control"
	ourssm "bulkhead/lambda/internal/ssm"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	"github.com/aws/aws-sdk-go-v2/service/elasticache"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/globalaccelerator"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/inspector2"
	"github.com/aws/aws-sdk-go-v2/service/kafka"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/route53resolver"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
)

func main() {
	var none aws.Config
	record("../ec2", ourec2.NewFromConfig(none), func(c aws.Config) any { return ec2.NewFromConfig(c) }, xml.Marshal)
	record("../iam", ouriam.NewFromConfig(none), func(c aws.Config) any { return iam.NewFromConfig(c) }, xml.Marshal)
	record(
		"../inspector2",
		ourinspector2.NewFromConfig(none),
		func(c aws.Config) any { return inspector2.NewFromConfig(c) },
		json.Marshal,
	)
	record("../route53resolver", ourresolver.NewFromConfig(none),
		func(c aws.Config) any { return route53resolver.NewFromConfig(c) }, json.Marshal)
	record(
		"../s3control",
		ours3control.NewFromConfig(none),
		func(c aws.Config) any { return s3control.NewFromConfig(c) },
		document,
	)
	record("../ssm", ourssm.NewFromConfig(none), func(c aws.Config) any { return ssm.NewFromConfig(c) }, json.Marshal)
	clients := "../../../internal/aws/"
	record(clients+"rds", ourrds.NewFromConfig(none), func(c aws.Config) any { return rds.NewFromConfig(c) }, result)
	record(clients+"elasticache", ourelasticache.NewFromConfig(none),
		func(c aws.Config) any { return elasticache.NewFromConfig(c) }, result)
	record(clients+"elasticloadbalancingv2", ourbalancing.NewFromConfig(none),
		func(c aws.Config) any { return elasticloadbalancingv2.NewFromConfig(c) }, result)
	record(
		clients+"ecs",
		ourecs.NewFromConfig(none),
		func(c aws.Config) any { return ecs.NewFromConfig(c) },
		json.Marshal,
	)
	record(clients+"applicationautoscaling", ourautoscaling.NewFromConfig(none),
		func(c aws.Config) any { return applicationautoscaling.NewFromConfig(c) }, json.Marshal)
	record(clients+"globalaccelerator", ouraccelerator.NewFromConfig(none),
		func(c aws.Config) any { return globalaccelerator.NewFromConfig(c) }, json.Marshal)
	record(
		clients+"kafka",
		ourkafka.NewFromConfig(none),
		func(c aws.Config) any { return kafka.NewFromConfig(c) },
		json.Marshal,
	)
	record(clients+"secretsmanager", oursecrets.NewFromConfig(none),
		func(c aws.Config) any { return secretsmanager.NewFromConfig(c) }, json.Marshal)
	record(clients+"eks", oureks.NewFromConfig(none), func(c aws.Config) any { return eks.NewFromConfig(c) }, json.Marshal)
	record(clients+"ecr", ourecr.NewFromConfig(none), func(c aws.Config) any { return ecr.NewFromConfig(c) }, json.Marshal)
	if err := recordLook(clients + "look"); err != nil {
		log.Fatal(err)
	}
	record(clients+"sfn", oursfn.NewFromConfig(none), func(c aws.Config) any { return sfn.NewFromConfig(c) }, json.Marshal)
}

// result writes an answer of a service that puts results into an element of their own, even empty ones.
func result(out any) ([]byte, error) {
	if of := reflect.TypeOf(out).Elem(); of.NumField() == 0 {
		name := strings.TrimSuffix(of.Name(), "Output")
		return fmt.Appendf(nil, "<%sResponse><%sResult></%sResult></%sResponse>", name, name, name, name), nil
	}
	return xml.Marshal(out)
}

// document writes the part of an output that is S3's answer.
func document(out any) ([]byte, error) {
	if out, is := out.(*ours3control.GetPublicAccessBlockOutput); is {
		return xml.Marshal(out.PublicAccessBlockConfiguration)
	}
	return nil, nil
}

// record writes what the SDK's client sends for every call of ours into the package there, and proves that it
// understands the answers that write makes.
func record(there string, ours any, theirs func(aws.Config) any, write func(any) ([]byte, error)) {
	calls := map[string]wire.Call{}
	for _, method := range wire.Methods(ours) {
		call, err := ask(method, theirs, write)
		if err != nil {
			log.Fatalf("%s: %s", method.Name, err)
		}
		calls[method.Name] = call
	}
	if err := save(there, calls); err != nil {
		log.Fatal(err)
	}
}

// save writes calls into the package there.
func save(there string, calls map[string]wire.Call) error {
	var content bytes.Buffer
	encoder := json.NewEncoder(&content)
	encoder.SetEscapeHTML(false) // people read it
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(calls); err != nil {
		return err
	}
	if err := os.MkdirAll(there+"/testdata", 0o755); err != nil {
		return err
	}
	return os.WriteFile(there+"/"+wire.File, content.Bytes(), 0o644)
}

// ask makes one call with the SDK.
func ask(method wire.Method, theirs func(aws.Config) any, write func(any) ([]byte, error)) (wire.Call, error) {
	known := wire.Example(method.Out)
	answer, err := write(known)
	if err != nil {
		return wire.Call{}, err
	}
	server := &wire.Server{Answer: string(answer)}
	client := theirs(server.Config())
	in, err := theirInput(client, method)
	if err != nil {
		return wire.Call{}, err
	}
	out, err := wire.Ask(client, method.Name, in)
	if err != nil {
		return wire.Call{}, err
	}
	if err := within(plain(out), plain(known)); err != nil {
		return wire.Call{}, fmt.Errorf("the SDK understands %s otherwise: %w", answer, err)
	}
	return wire.Call{Request: server.Request, Answer: string(answer)}, nil
}

// theirInput returns the SDK's input with the fields of ours, which have the same names.
func theirInput(client any, method wire.Method) (any, error) {
	call, known := reflect.TypeOf(client).MethodByName(method.Name)
	if !known {
		return nil, fmt.Errorf("the SDK does not know it")
	}
	in := reflect.New(call.Type.In(2).Elem()).Interface()
	content, err := json.Marshal(wire.Example(method.In))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(content, in); err != nil {
		return nil, err
	}
	for field, value := range reflect.ValueOf(wire.Example(method.In)).Elem().Fields() {
		if field.Tag.Get("json") == "-" { // it is in the path
			reflect.ValueOf(in).Elem().FieldByName(field.Name).Set(value)
		}
	}
	return in, within(plain(in), plain(wire.Example(method.In)))
}

// plain returns v as maps, lists and values.
func plain(v any) (p any) {
	content, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(content, &p)
	}
	if err != nil {
		panic(err)
	}
	return p
}

// within tells what of ours is not in theirs, which may have more fields.
func within(theirs, ours any) error {
	switch ours := ours.(type) {
	case map[string]any:
		their, _ := theirs.(map[string]any)
		for name, value := range ours {
			var one any
			for as, value := range their {
				if strings.EqualFold(as, name) { // JSON's names begin small
					one = value
				}
			}
			if err := within(one, value); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	case []any:
		their, _ := theirs.([]any)
		if len(their) != len(ours) {
			return fmt.Errorf("%d values are not %d", len(their), len(ours))
		}
		for i := range ours {
			if err := within(their[i], ours[i]); err != nil {
				return fmt.Errorf("%d: %w", i, err)
			}
		}
	default:
		if theirs != ours {
			return fmt.Errorf("%v is not %v", theirs, ours)
		}
	}
	return nil
}
