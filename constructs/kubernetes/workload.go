package kubernetes

import (
	"maps"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/kubernetes/objects"
	"bulkhead/constructs/serving"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// workload is a service as objects are made of it, without its security groups and targets.
func workload(scope constructs.Construct, props ServiceProps) objects.Workload {
	region := *awscdk.Stack_Of(scope).Region()
	w := objects.Workload{
		Name:         props.Name,
		Namespace:    config.ServicesNamespace,
		Region:       region,
		Architecture: string(props.Architecture),
		App:          app(props),
		Port:         props.Port,
		TLS:          props.TLS == config.Enabled,
		Health:       objects.Health{Path: props.Health.Path, GraceSeconds: props.Health.GraceSeconds},
		Sidecars:     sidecars(props),
		Resting:      props.Resting,
		Scaling: objects.Scaling{
			Min: *props.Scaling.Min, Max: props.Scaling.Max, CPU: props.Scaling.CPU, Memory: *props.Scaling.Memory,
		},
		Generation:   props.Generation,
		SurgePercent: props.Deployment.MaxHealthyPercent - 100,
		StopSeconds:  serving.StopSeconds,
		DrainSeconds: serving.DrainSeconds,
		Capacity:     props.Cluster.Labels,
		Elastic:      props.Cluster.Elastic,
	}
	for _, name := range slices.Sorted(maps.Keys(props.Tasks)) {
		t := props.Tasks[name]
		w.Tasks = append(w.Tasks, objects.Task{
			Name: name, Command: t.Command, Run: objects.Run(t.Run), Schedule: t.Cron, Timezone: t.Timezone,
		})
	}
	if props.Tracing == config.Enabled {
		w.Collector = collector(region, props)
		maps.Copy(w.App.Environment, serving.Told(props.Name))
	}
	return w
}

// app is the container of the service's image.
func app(props ServiceProps) objects.Container {
	cpu := props.CPU
	for _, sidecar := range props.Service.Sidecars {
		cpu -= sidecar.CPU
	}
	c := objects.Container{
		Name:        props.Name,
		Image:       address(props.Image),
		Command:     props.Command,
		User:        props.User,
		CPU:         cpu,
		Memory:      props.OwnMemory(),
		Environment: maps.Clone(props.Environment),
		Tmpfs:       directories(props.Tmpfs),
		Health:      health(props.Health.Container),
	}
	if c.Environment == nil {
		c.Environment = map[string]string{}
	}
	for _, s := range props.Stores {
		for suffix, value := range s.Variables {
			c.Environment[s.Variable(suffix)] = value
		}
		c.Secrets = append(c.Secrets, secrets(s)...)
	}
	return c
}

// secrets are the variables of a store that are secret.
func secrets(s store.Store) []objects.Secret {
	var all []objects.Secret
	for _, suffix := range slices.Sorted(maps.Keys(s.Secrets)) {
		secret := s.Secrets[suffix]
		one := objects.Secret{
			Variable: s.Variable(suffix), ARN: secret.ARN, Field: secret.Field, Parameter: secret.Parameter,
		}
		if secret.Parameter { // whose name the provider of secrets wants
			_, one.ARN, _ = strings.Cut(secret.ARN, ":parameter")
		}
		all = append(all, one)
	}
	return all
}

// sidecars are the containers of other images.
func sidecars(props ServiceProps) []objects.Sidecar {
	var all []objects.Sidecar
	for _, name := range slices.Sorted(maps.Keys(props.Service.Sidecars)) {
		settings, plugs := props.Service.Sidecars[name], props.Sidecars[name]
		s := objects.Sidecar{
			Before: settings.Start == config.Before,
			Container: objects.Container{
				Name:        name,
				Image:       address(plugs.Image),
				Command:     settings.Command,
				User:        settings.User,
				CPU:         settings.CPU,
				Memory:      settings.Memory,
				Environment: settings.Environment,
				Tmpfs:       directories(settings.Tmpfs),
				Health:      health(settings.Health),
			},
		}
		for _, secret := range plugs.Secrets {
			secret.Secrets = map[string]store.Secret{config.Value: secret.Secrets[config.Value]}
			s.Secrets = append(s.Secrets, secrets(secret)...)
		}
		all = append(all, s)
	}
	return all
}

// collector is the container that sends traces on.
func collector(region string, props ServiceProps) *objects.Container {
	c := &objects.Container{
		Name:        serving.CollectorName,
		Image:       address(props.Collector.Image),
		User:        serving.CollectorUser,
		Memory:      config.CollectorMiB,
		Environment: map[string]string{serving.CollectorConfiguration: props.Collector.Configuration(region)},
	}
	if props.Collector.Exporter == config.ToOTLP {
		key := props.Collector.Key.Secrets[config.Value]
		c.Secrets = []objects.Secret{{Variable: serving.CollectorKey, ARN: key.ARN}}
	}
	return c
}

// health is what asks a container whether it works.
func health(h *config.ContainerHealth) *objects.Command {
	if h == nil {
		return nil
	}
	return &objects.Command{
		Command: h.Command, IntervalSeconds: h.IntervalSeconds, TimeoutSeconds: h.TimeoutSeconds, Retries: h.Retries,
		StartSeconds: *h.StartSeconds,
	}
}

func directories(all []config.Tmpfs) []objects.Directory {
	var made []objects.Directory
	for _, d := range all {
		made = append(made, objects.Directory{Path: d.Path, MiB: d.SizeMiB})
	}
	return made
}

// address is where nodes pull an image.
func address(image serving.Image) string {
	part := strings.SplitN(image.Repository, ":", 6) // arn:aws:ecr:region:account:repository/name
	return config.ImageAt(part[4]+".dkr.ecr."+part[3]+".amazonaws.com/"+strings.TrimPrefix(part[5], "repository/"), image.Version)
}
