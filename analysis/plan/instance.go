package plan

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/facts"
	"bulkhead/internal/spec"
)

// instance is a resource as it is deployed.
type instance struct {
	*assembly.Resource
	at         place
	number     int            // how many copies there were before this one
	properties map[string]any // resolved
	doubtful   bool           // it may be another copy by now
	touched    bool           // by this update, so that what a function answers may differ
}

// value is what Ref returns, or an attribute.
func (i *instance) value(attribute string) any {
	if known := i.known(attribute); known != "" {
		return known
	}
	words := []string{string(i.at), i.LogicalID + "#" + strconv.Itoa(i.number)}
	if attribute != "" {
		words = append(words, attribute)
	}
	if property := moving[i.Type+" "+attribute]; property != "" {
		words = append(words, short(text(at(i.properties, property))))
	}
	if i.doubtful || i.touched && isCustom(i.Type) && attribute != "" {
		words[len(words)-1] += uncertain
	}
	return token(words...)
}

// known is a value that the properties tell: a name that the template chooses, and the ARN that follows from it.
func (i *instance) known(attribute string) string {
	if i.doubtful {
		return ""
	}
	kind, _ := spec.Of(i.Type)
	is, err := facts.Of(i.Type)
	if err == nil && strings.HasSuffix(is.ARN.Shape, "$") && (attribute == "Arn" || attribute == "" && is.ARN.Ref) {
		if name := i.name(); name != "" {
			return i.arn(is.ARN.Shape, name)
		}
	}
	if attribute != "" {
		if value := text(i.properties[attribute]); kind.Has(attribute) && value != "" {
			return value
		}
		return ""
	}
	var parts []string
	for _, property := range kind.Ref {
		part := text(i.properties[property])
		if part == "" || !kind.Has(property) {
			return ""
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "|")
}

func (i *instance) arn(shape, name string) string {
	if strings.HasPrefix(shape, "iam:") {
		name = "/" + strings.TrimPrefix(text(i.properties["Path"]), "/") + name
	}
	return "arn:" + partition(i.Stack.Region) + ":" +
		strings.NewReplacer("R", i.Stack.Region, "A", i.Stack.Account, "$", name).Replace(shape)
}

// name is the name that the template gives the resource, or nothing.
func (i *instance) name() string { return text(at(i.properties, nameProperty(i.Type))) }

// nameProperty is where a type's name is, or nothing: as the registry of types says, and for a type that it does not
// have, the one property that identifies it and cannot change.
func nameProperty(resourceType string) string {
	if is, err := facts.Of(resourceType); err == nil {
		return is.Name.Property
	}
	kind, _ := spec.Of(resourceType)
	if len(kind.Identifier) == 1 && kind.Has(kind.Identifier[0]) && kind.Replaces(kind.Identifier[0]) == spec.Yes {
		return kind.Identifier[0]
	}
	return ""
}

// moving are attributes that change with a property, without a new copy: of a type, and an attribute, the property.
// Sources: the return values of each type in the CloudFormation template reference.
var moving = map[string]string{
	"AWS::EC2::LaunchTemplate LatestVersionNumber":    "LaunchTemplateData",
	"AWS::EC2::LaunchTemplate DefaultVersionNumber":   "LaunchTemplateData",
	"AWS::MSK::Configuration LatestRevision.Revision": "ServerProperties",
	"AWS::RDS::DBCluster Endpoint.Port":               "Port",
	"AWS::RDS::DBInstance Endpoint.Port":              "Port",
	"AWS::RDS::DBInstance MasterUserSecret.SecretArn": "ManageMasterUserPassword",
	"AWS::RDS::DBCluster MasterUserSecret.SecretArn":  "ManageMasterUserPassword",
}

// short is a text, or what stands for a long one.
func short(text string) string {
	if len(text) <= 40 {
		return text
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))[:12]
}

func isCustom(resourceType string) bool {
	return strings.HasPrefix(resourceType, "Custom::") || resourceType == "AWS::CloudFormation::CustomResource"
}
