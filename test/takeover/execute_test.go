package takeover

import (
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"
)

// resource is a part of a template.
type resource struct {
	Type, DeletionPolicy string
	Properties           map[string]any
}

func resources(template map[string]any) map[string]any {
	all, _ := template["Resources"].(map[string]any)
	return all
}

func resourceOf(template map[string]any, logical string) resource {
	body, _ := resources(template)[logical].(map[string]any)
	r := resource{}
	r.Type, _ = body["Type"].(string)
	r.DeletionPolicy, _ = body["DeletionPolicy"].(string)
	r.Properties, _ = body["Properties"].(map[string]any)
	return r
}

// nameOf is what identifies a resource, where the template writes it out.
func (c *cloud) nameOf(r resource) string {
	property, known := c.identifies[r.Type]
	if !known {
		c.t.Errorf("what identifies %s?", r.Type)
	}
	name, _ := r.Properties[property].(string)
	return name
}

// existing is what exists under the name of a resource, or nil.
func (c *cloud) existing(r resource) *thing {
	if name := c.nameOf(r); name != "" {
		return c.things[r.Type+" "+name]
	}
	return nil
}

// drift are the properties of a template that are otherwise in the service. What a template does not say is no drift.
func (c *cloud) drift(r resource, is *thing) (all []string) {
	for property, value := range r.Properties {
		if property != c.identifies[r.Type] && !reflect.DeepEqual(value, is.settings[property]) {
			all = append(all, property)
		}
	}
	return all
}

// executeChangeSet does what a change set says. An import changes nothing of what it imports; a rollback lets it go.
func (c *cloud) executeChangeSet(in url.Values) (string, error) {
	name, s := c.of(in)
	ch := s.change
	s.change, s.events = nil, nil
	say := func(logical, typ, status, reason string) {
		s.events = append(s.events, event{logical, typ, status, reason})
	}
	prefix := "UPDATE"
	if len(s.template) == 0 {
		prefix = "CREATE"
	}
	var undo []func()
	failed := false
	for _, logical := range slices.Sorted(maps.Keys(ch.actions)) { // a bucket's policy has the bucket's id, and more
		r := resourceOf(ch.template, logical)
		switch ch.actions[logical] {
		case "Import":
			is := c.existing(r)
			is.stack = name
			undo = append(undo, func() { is.stack = "" })
			say(logical, r.Type, "IMPORT_COMPLETE", "")
		case "Modify":
			if is := c.existing(r); is != nil {
				if grants(is) && r.Properties["OwnershipControls"] != nil {
					failed = true
					say(logical, r.Type, "UPDATE_FAILED", "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting "+
						"(Service: S3, Status Code: 400, Error Code: InvalidBucketAclWithObjectOwnership)")
					continue
				}
				was := maps.Clone(is.settings)
				undo = append(undo, func() { is.settings = was })
				maps.Copy(is.settings, r.Properties) // each as a whole, such as all notifications
			}
			say(logical, r.Type, "UPDATE_COMPLETE", "")
		case "Add":
			if bucket := c.policyOf(ch.template, r); bucket != nil {
				if bucket.settings["policy"] != nil {
					failed = true
					say(logical, r.Type, "CREATE_FAILED", "The bucket policy already exists on bucket "+name)
					continue
				}
				bucket.settings["policy"] = "ours"
				undo = append(undo, func() { delete(bucket.settings, "policy") })
			}
			say(logical, r.Type, "CREATE_COMPLETE", "")
		}
	}
	if failed {
		for _, back := range undo {
			back()
		}
		s.status = "UPDATE_ROLLBACK_COMPLETE" // as it was
		if prefix == "CREATE" {
			s.status, s.template = "ROLLBACK_COMPLETE", map[string]any{}
		}
		say(name, "AWS::CloudFormation::Stack", s.status, "")
		return "", nil
	}
	s.status, s.template = prefix+"_COMPLETE", ch.template
	say(name, "AWS::CloudFormation::Stack", s.status, "")
	return "", nil
}

// grants tells whether the ACL of a bucket lets in others than its owner.
func grants(bucket *thing) bool { acl, has := bucket.settings["acl"]; return has && acl != "private" }

// policyOf is the bucket that a bucket policy is of, or nil.
func (c *cloud) policyOf(template map[string]any, r resource) *thing {
	ref, _ := r.Properties["Bucket"].(map[string]any)
	logical, _ := ref["Ref"].(string)
	if !strings.HasSuffix(r.Type, "::BucketPolicy") || logical == "" {
		return nil
	}
	return c.existing(resourceOf(template, logical))
}

// deleteStack keeps what a policy retains.
func (c *cloud) deleteStack(in url.Values) (string, error) {
	name, s := c.of(in)
	for logical := range resources(s.template) {
		r := resourceOf(s.template, logical)
		if bucket := c.policyOf(s.template, r); bucket != nil {
			delete(bucket.settings, "policy")
		}
		is := c.existing(r)
		switch {
		case is == nil:
		case strings.HasPrefix(r.DeletionPolicy, "Retain"):
			is.stack = ""
		default:
			delete(c.things, r.Type+" "+c.nameOf(r))
		}
	}
	delete(c.stacks, name)
	return "", nil
}
