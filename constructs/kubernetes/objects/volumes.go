package objects

import (
	"encoding/json"
	"fmt"
	"regexp"
)

// secretsPath is where containers have the files of their secrets. The driver makes variables of them only where they
// are mounted.
const secretsPath = "/mnt/secrets-store"

// mounts returns what a container mounts.
func mounts(c Container, secrets string) []any {
	var all []any
	for i, d := range c.Tmpfs {
		all = append(all, Object{"name": volume(c.Name, "memory", i), "mountPath": d.Path})
	}
	for i, d := range c.Disk {
		all = append(all, Object{"name": volume(c.Name, "disk", i), "mountPath": d.Path})
	}
	if len(c.Secrets) > 0 {
		all = append(all, Object{"name": "secrets--" + secrets, "mountPath": secretsPath, "readOnly": true})
	}
	return all
}

func volume(container, kind string, i int) string {
	return fmt.Sprintf("%s--%s-%d", container, kind, i)
}

// volumes returns the volumes of the service's pods. A task before the start writes to directories of its own.
func (w Workload) volumes() []any {
	all := w.volumesOf(w.App, w.Name)
	for _, t := range w.Tasks {
		if t.Run == BeforeStart {
			all = append(all, w.directories(t.Name)...)
		}
	}
	for _, s := range w.Sidecars {
		all = append(all, w.volumesOf(s.Container, w.of(s.Name))...)
	}
	if w.Collector != nil {
		all = append(all, w.volumesOf(*w.Collector, w.of(w.Collector.Name))...)
	}
	return all
}

// directories returns the app's writable directories for another container of its image.
func (w Workload) directories(name string) []any {
	c := w.App
	c.Name, c.Secrets = name, nil
	return w.volumesOf(c, "")
}

// volumesOf returns the volumes of a container. What those in memory hold is of its memory.
func (w Workload) volumesOf(c Container, secrets string) []any {
	all := []any{}
	for i, d := range c.Tmpfs {
		all = append(all, Object{"name": volume(c.Name, "memory", i), "emptyDir": Object{
			"medium": "Memory", "sizeLimit": mebibytes(d.MiB),
		}})
	}
	for i, d := range c.Disk {
		all = append(all, Object{"name": volume(c.Name, "disk", i), "emptyDir": Object{"sizeLimit": mebibytes(d.MiB)}})
	}
	if len(c.Secrets) > 0 {
		all = append(all, Object{"name": "secrets--" + secrets, "csi": Object{
			"driver": "secrets-store.csi.k8s.io", "readOnly": true,
			"volumeAttributes": Object{"secretProviderClass": secrets},
		}})
	}
	return all
}

// secretProviders returns where the containers' secrets come from, one for each container: none has another's.
func (w Workload) secretProviders() []Object {
	var all []Object
	add := func(c Container, name string) {
		if len(c.Secrets) > 0 {
			all = append(all, w.secretProvider(c.Secrets, name))
		}
	}
	add(w.App, w.Name)
	for _, s := range w.Sidecars {
		add(s.Container, w.of(s.Name))
	}
	if w.Collector != nil {
		add(*w.Collector, w.of(w.Collector.Name))
	}
	return all
}

// aws is what the provider reads of one secret. Its fields become files by their aliases.
type aws struct {
	Name   string  `json:"objectName"`
	Type   string  `json:"objectType"`
	Alias  string  `json:"objectAlias,omitempty"`
	Fields []field `json:"jmesPath,omitempty"`
}

type field struct {
	Path  string `json:"path"`
	Alias string `json:"objectAlias"`
}

// word is what JMESPath takes for a name without quotes.
var word = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// secretProvider returns the provider of secrets, which the driver also keeps as a secret of Kubernetes of that name,
// for variables.
func (w Workload) secretProvider(secrets []Secret, name string) Object {
	var read []*aws
	byARN := map[string]*aws{}
	var keys []any
	for _, s := range secrets {
		one := byARN[s.ARN]
		if one == nil {
			one = &aws{Name: s.ARN, Type: "secretsmanager"}
			if s.Parameter {
				one.Type = "ssmparameter"
			}
			byARN[s.ARN], read = one, append(read, one)
		}
		switch {
		case s.Field == "":
			one.Alias = s.Variable
		case word.MatchString(s.Field):
			one.Fields = append(one.Fields, field{s.Field, s.Variable})
		default:
			one.Fields = append(one.Fields, field{`"` + s.Field + `"`, s.Variable})
		}
		keys = append(keys, Object{"objectName": s.Variable, "key": s.Variable})
	}
	text, err := json.Marshal(read) // which is YAML, too
	if err != nil {
		panic(err)
	}
	return w.object("secrets-store.csi.x-k8s.io/v1", "SecretProviderClass", name, Object{"spec": Object{
		"provider": "aws",
		"parameters": Object{
			"region": w.Region, "usePodIdentity": "true", "objects": string(text),
		},
		"secretObjects": []any{Object{"secretName": name, "type": "Opaque", "data": keys}},
	}})
}
