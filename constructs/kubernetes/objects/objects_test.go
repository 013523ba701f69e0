package objects

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write what is rendered to testdata")

// least is a service that says as little as it can.
func least() Workload {
	return Workload{
		Name: "worker", Namespace: "services", Region: "eu-west-1", Architecture: "amd64",
		App:     Container{Name: "worker", Image: "registry/worker:1.0.0", User: "1000:1000", CPU: 256, Memory: 512},
		Port:    3000,
		Health:  Health{Path: "/healthz", GraceSeconds: 60},
		Scaling: Scaling{Min: 1, Max: 4, CPU: 60}, SurgePercent: 100, StopSeconds: 30, DrainSeconds: 30,
		Elastic: AutoMode,
	}
}

// most is a service that says all it can.
func most() Workload {
	secret := "arn:aws:secretsmanager:eu-west-1:111111111111:secret:orders-AbCdEf"
	return Workload{
		Name: "web", Namespace: "services", Region: "eu-west-1", Architecture: "arm64",
		App: Container{
			Name: "web", Image: "registry/web@sha256:0000", Command: []string{"serve", "--port=8443"}, User: "1001:2001",
			CPU: 512, Memory: 1024,
			Environment: map[string]string{"ORDERS_HOST": "orders.internal", "LEVEL": "info", "TEXT": `a "quoted" <text>`},
			Secrets: []Secret{
				{Variable: "ORDERS_PASSWORD", ARN: secret, Field: "password"},
				{Variable: "ORDERS_USERNAME", ARN: secret, Field: "user-name"},
				{Variable: "PARTNER", ARN: "/acme/prod/partner", Parameter: true},
			},
			Tmpfs:  []Directory{{Path: "/tmp", MiB: 64}},
			Disk:   []Directory{{Path: "/var/cache/web", MiB: 2048}},
			Health: &Command{Command: []string{"/bin/check"}, IntervalSeconds: 30, TimeoutSeconds: 5, Retries: 3, StartSeconds: 42},
		},
		Port: 8443, TLS: true, Health: Health{Path: "/up", GraceSeconds: 90},
		Sidecars: []Sidecar{
			{Container: Container{Name: "cache", Image: "registry/cache:2", User: "1000:1000", Memory: 128}},
			{Before: true, Container: Container{
				Name: "proxy", Image: "registry/proxy:3", User: "1000:1000", CPU: 64, Memory: 128,
				Secrets: []Secret{{Variable: "KEY", ARN: secret + "2"}},
				Health: &Command{
					Command: []string{"/check"}, IntervalSeconds: 10, TimeoutSeconds: 2, Retries: 3, StartSeconds: 60,
				},
			}},
		},
		Collector: &Container{
			Name: "collector", Image: "registry/otel:1", User: "10001:10001", Memory: 256,
			Environment: map[string]string{"AOT_CONFIG_CONTENT": "receivers:\n"},
		},
		Tasks: []Task{
			{Name: "cleanup", Command: []string{"clean"}, Run: Scheduled, Schedule: "0 3 ? * 2-6 *", Timezone: "Europe/Dublin"},
			{Name: "migrate", Command: []string{"migrate"}, Run: BeforeStart},
			{Name: "report", Command: []string{"report"}, Run: ByHand},
		},
		Scaling: Scaling{Min: 2, Max: 8, CPU: 60, Memory: 75}, Generation: 2, SurgePercent: 100,
		StopSeconds: 30, DrainSeconds: 30,
		SecurityGroups: []string{"sg-web", "sg-cluster"},
		Targets:        []TargetGroup{{ARN: "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/web/0123"}},
		From:           []string{"10.0.0.0/20", "10.0.16.0/20"},
		Capacity:       map[string]string{"karpenter.sh/nodepool": "services"},
		Elastic:        AutoMode,
	}
}

// rendered are all objects that the package renders, by the file of testdata that shows them.
func rendered() map[string][]Object {
	other := least()
	other.Name, other.Elastic = "own", LoadBalancerController
	other.App.Name = "own"
	other.Targets = []TargetGroup{{Name: "blue", ARN: "arn:blue"}, {Name: "green", ARN: "arn:green"}}
	behind := least()
	behind.Name, behind.Elastic = "desk", ""
	behind.App.Name = "desk"
	behind.From = []string{"10.0.0.0/16"}
	behind.Ingress = &Ingress{Class: "traefik", Hosts: []string{"desk.example.com", "info.example.com"}, Path: "/v1/*"}
	return map[string][]Object{
		"ingress.json":   Service(behind),
		"least.json":     Service(least()),
		"most.json":      Service(most()),
		"own.json":       Service(other),
		"outside.json":   Namespace("services", ""),
		"namespace.json": append(Namespace("services", AutoMode), NetworkPolicies()),
		"pool.json": NodePool(Pool{
			Name: "services", Architecture: "arm64", Zones: []string{"eu-west-1a", "eu-west-1b"}, Role: "acme-prod-nodes",
			Subnets: []string{"subnet-a", "subnet-b"}, Groups: []string{"sg-cluster"}, Key: "arn:aws:kms:eu-west-1:111111111111:key/1",
			DiskGiB: 80, CPULimit: 64, ExpireHours: 336, Tags: map[string]string{"environment": "prod"},
		}),
	}
}

// TestWhatIsRenderedIsAsReviewed: testdata is also what tools/kubernetes has a real API server take.
func TestWhatIsRenderedIsAsReviewed(t *testing.T) {
	for file, objects := range rendered() {
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		require.NoError(t, encoder.Encode(objects))
		path := filepath.Join("testdata", file)
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(path, text.Bytes(), 0o644))
		}
		reviewed, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(reviewed), text.String(), file)
	}
}

func TestTheSameIsRenderedEveryTime(t *testing.T) {
	first := rendered()
	for range 20 {
		assert.Equal(t, first, rendered())
	}
}

// find returns the object of a kind and a name.
func find(t *testing.T, objects []Object, kind, name string) Object {
	t.Helper()
	for _, o := range objects {
		if o["kind"] == kind && o["metadata"].(Object)["name"] == name {
			return o
		}
	}
	require.Failf(t, "missing", "%s %s", kind, name)
	return nil
}

// at returns what is at a path of keys.
func at(o any, path ...string) any {
	for _, key := range path {
		o = o.(Object)[key]
	}
	return o
}

func TestADeploymentDoesNotSayHowManyPodsRun(t *testing.T) {
	spec := at(find(t, Service(most()), "Deployment", "web"), "spec").(Object)
	assert.NotContains(t, spec, "replicas", "it would set the autoscaler's number back")
	assert.Equal(t, 0, at(spec, "strategy", "rollingUpdate", "maxUnavailable"))
}

// containers are those of a pod.
func containers(pod any) []any {
	first, _ := at(pod, "initContainers").([]any)
	return append(append([]any{}, first...), at(pod, "containers").([]any)...)
}

func TestNoContainerIsRootOrWritesToItsImage(t *testing.T) {
	seen := 0
	check := func(pod any) {
		assert.Equal(t, "RuntimeDefault", at(pod, "securityContext", "seccompProfile", "type"))
		assert.Equal(t, false, at(pod, "automountServiceAccountToken"))
		for _, c := range containers(pod) {
			seen++
			assert.Equal(t, true, at(c, "securityContext", "readOnlyRootFilesystem"), c)
			assert.Equal(t, true, at(c, "securityContext", "runAsNonRoot"), c)
			assert.Equal(t, false, at(c, "securityContext", "allowPrivilegeEscalation"), c)
			assert.Equal(t, []any{"ALL"}, at(c, "securityContext", "capabilities", "drop"), c)
			assert.NotZero(t, at(c, "securityContext", "runAsUser"), c)
			assert.Equal(t, at(c, "resources", "requests", "memory"), at(c, "resources", "limits", "memory"), c)
			assert.Equal(t, "FallbackToLogsOnError", at(c, "terminationMessagePolicy"), c)
		}
	}
	objects := Service(most())
	check(at(find(t, objects, "Deployment", "web"), "spec", "template", "spec"))
	check(at(find(t, objects, "CronJob", "web--cleanup"), "spec", "jobTemplate", "spec", "template", "spec"))
	assert.Equal(t, 6, seen)
}

// TestAPodThatStopsGetsRequestsUntilItsTargetIsGone: and has time to finish them before it is killed.
func TestAPodThatStopsGetsRequestsUntilItsTargetIsGone(t *testing.T) {
	pod := at(find(t, Service(most()), "Deployment", "web"), "spec", "template", "spec")
	app := at(pod, "containers").([]any)[0]
	slept := at(app, "lifecycle", "preStop", "sleep", "seconds").(int)
	assert.GreaterOrEqual(t, slept, 30)
	assert.GreaterOrEqual(t, at(pod, "terminationGracePeriodSeconds").(int), slept+30)
	assert.GreaterOrEqual(t, at(pod, "terminationGracePeriodSeconds").(int), 60)
	quiet := at(find(t, Service(least()), "Deployment", "worker"), "spec", "template", "spec")
	assert.NotContains(t, at(quiet, "containers").([]any)[0], "lifecycle", "nothing sends it requests")
}

func TestSidecarsEndAfterTheApp(t *testing.T) {
	pod := at(find(t, Service(most()), "Deployment", "web"), "spec", "template", "spec")
	var order []string
	for _, c := range at(pod, "initContainers").([]any) {
		name := at(c, "name").(string)
		order = append(order, name)
		if name == "migrate" {
			assert.NotContains(t, c, "restartPolicy", "the app waits for its end")
		} else {
			assert.Equal(t, "Always", at(c, "restartPolicy"), "Kubernetes ends it after the app")
		}
	}
	assert.Equal(t, []string{"collector", "proxy", "migrate", "cache"}, order, "the task before the start has what it waits for")
}

func TestNoContainerHasAnothersSecrets(t *testing.T) {
	objects := Service(most())
	pod := at(find(t, objects, "Deployment", "web"), "spec", "template", "spec")
	for _, c := range containers(pod) {
		text, err := json.Marshal(c)
		require.NoError(t, err)
		name := at(c, "name").(string)
		own := name == "web" || name == "migrate"
		assert.Equal(t, own, strings.Contains(string(text), "secrets--web\""), name)
		assert.Equal(t, name == "proxy", strings.Contains(string(text), "secrets--web--proxy"), name)
	}
	provider := find(t, objects, "SecretProviderClass", "web")
	read := at(provider, "spec", "parameters", "objects").(string)
	assert.Contains(t, read, `"jmesPath":[{"path":"password","objectAlias":"ORDERS_PASSWORD"},`+
		`{"path":"\"user-name\"","objectAlias":"ORDERS_USERNAME"}]`, "one reading of one secret, in JMESPath's own words")
	assert.Contains(t, read, `"objectType":"ssmparameter"`)
	assert.NotContains(t, read, "2\"", "that is the sidecar's")
	assert.Equal(t, "true", at(provider, "spec", "parameters", "usePodIdentity"))
}

func TestPodsAreSpreadOverZonesThatTakePods(t *testing.T) {
	pod := at(find(t, Service(least()), "Deployment", "worker"), "spec", "template", "spec")
	zones := at(pod, "topologySpreadConstraints").([]any)[0]
	assert.Equal(t, "topology.kubernetes.io/zone", at(zones, "topologyKey"))
	assert.Equal(t, "DoNotSchedule", at(zones, "whenUnsatisfiable"))
	assert.Equal(t, "Honor", at(zones, "nodeTaintsPolicy"), "a zone that fails keeps nobody waiting")
}

// TestABindingIsThereBeforeThePods: what makes pods wait for their registration looks for it when they are made.
func TestABindingIsThereBeforeThePods(t *testing.T) {
	var order []string
	for _, o := range Service(most()) {
		order = append(order, o["kind"].(string))
	}
	assert.Equal(t, []string{
		"ServiceAccount", "NetworkPolicy", "SecurityGroupPolicy", "SecretProviderClass", "SecretProviderClass",
		"Service", "TargetGroupBinding", "Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget", "CronJob", "CronJob",
	}, order)
	binding := find(t, Service(most()), "TargetGroupBinding", "web")
	assert.NotContains(t, at(binding, "spec"), "networking", "with it, the controller changes security groups")
}

func TestAServiceMeasuresItselfAndNotItsSidecars(t *testing.T) {
	for _, m := range at(find(t, Service(most()), "HorizontalPodAutoscaler", "web"), "spec", "metrics").([]any) {
		assert.Equal(t, "web", at(m, "containerResource", "container"))
	}
}

// TestAWorkloadThatRestsMayHaveNoPodWhichItsAutoscalerLeavesSo: it knows no 0, and does nothing where none is wanted.
func TestAWorkloadThatRestsMayHaveNoPodWhichItsAutoscalerLeavesSo(t *testing.T) {
	w := most()
	assert.NotContains(t, at(find(t, Service(w), "Deployment", "web"), "spec"), "replicas", "that is the autoscaler's")
	w.Resting, w.Scaling.Min, w.Scaling.Max = true, 0, 0
	assert.Equal(t, 0, at(find(t, Service(w), "Deployment", "web"), "spec", "replicas"))
	autoscaler := at(find(t, Service(w), "HorizontalPodAutoscaler", "web"), "spec").(Object)
	assert.Equal(t, []any{1, 1}, []any{autoscaler["minReplicas"], autoscaler["maxReplicas"]})
	for _, kind := range []string{"Deployment", "HorizontalPodAutoscaler"} {
		assert.Equal(t, "2", at(find(t, Service(w), kind, "web"), "metadata", "annotations", "bulkhead/generation"))
	}
}

func TestWhatTheConfigurationRefusesIsNotRendered(t *testing.T) {
	for why, change := range map[string]func(*Workload){
		"root":             func(w *Workload) { w.App.User = "0:0" },
		"a name":           func(w *Workload) { w.App.User = "node" },
		"nothing measured": func(w *Workload) { w.Scaling.CPU = 0 },
		"none":             func(w *Workload) { w.Scaling.Min = 0 },
	} {
		w := least()
		change(&w)
		assert.Panics(t, func() { Service(w) }, why)
	}
}

func TestANamespaceAdmitsNoHarmfulPodAndLetsNobodyIn(t *testing.T) {
	for api, gate := range map[string]string{
		AutoMode:               "eks.amazonaws.com/pod-readiness-gate-inject",
		LoadBalancerController: "elbv2.k8s.aws/pod-readiness-gate-inject",
		"":                     "",
	} {
		objects := Namespace("services", api)
		labels := at(find(t, objects, "Namespace", "services"), "metadata", "labels").(Object)
		assert.Equal(t, "restricted", labels["pod-security.kubernetes.io/enforce"])
		if api != "" {
			assert.Equal(t, "enabled", labels[gate], "pods wait until their targets are healthy")
		}
		assert.Len(t, labels, map[bool]int{true: 7, false: 8}[api == ""])
		policy := at(find(t, objects, "NetworkPolicy", "nobody"), "spec")
		assert.Equal(t, Object{"podSelector": Object{}, "policyTypes": []any{"Ingress"}}, policy)
	}
}

// TestAnIngressLeadsThePathToThePodsAsTheirLoadBalancerWould: pods drain, and are asked whether they work, as there.
func TestAnIngressLeadsThePathToThePodsAsTheirLoadBalancerWould(t *testing.T) {
	for path, want := range map[string][2]string{
		"/*": {"Prefix", "/"}, "/v1/*": {"Prefix", "/v1"}, "/v1/ready": {"Exact", "/v1/ready"},
	} {
		w := least()
		w.Ingress = &Ingress{Class: "traefik", Hosts: []string{"a.example.com"}, Path: path}
		spec := at(find(t, Service(w), "Ingress", "worker"), "spec").(Object)
		assert.Equal(t, "traefik", spec["ingressClassName"])
		assert.NotContains(t, spec, "tls", "certificates are the controller's")
		rule := spec["rules"].([]any)[0]
		assert.Equal(t, "a.example.com", at(rule, "host"))
		one := at(rule, "http", "paths").([]any)[0]
		assert.Equal(t, want, [2]string{at(one, "pathType").(string), at(one, "path").(string)})
		backend := at(one, "backend", "service")
		assert.Equal(t, find(t, Service(w), "Service", "worker")["metadata"].(Object)["name"], at(backend, "name"))
		assert.Equal(t, w.Port, at(backend, "port", "number"))
		pod := at(find(t, Service(w), "Deployment", "worker"), "spec", "template", "spec")
		app := at(pod, "containers").([]any)[0].(Object)
		for _, key := range []string{"lifecycle", "readinessProbe", "livenessProbe", "startupProbe"} {
			assert.Contains(t, app, key)
		}
	}
}

// TestWhatIsNeededIsWhatServicesUse: an Ingress controller of that class, and no other, and nothing that binds where
// nothing is bound.
func TestWhatIsNeededIsWhatServicesUse(t *testing.T) {
	for elastic, binds := range map[string]bool{AutoMode: true, LoadBalancerController: true, "": false} {
		for _, class := range []string{"", "traefik"} {
			text, err := json.Marshal(Needs(elastic, class))
			require.NoError(t, err)
			assert.Equal(t, binds, strings.Contains(string(text), "TargetGroupBinding"), elastic)
			assert.Equal(t, class != "", strings.Contains(string(text), `"kind":"IngressClass","metadata":{"name":"traefik"}`))
			assert.Equal(t, elastic != AutoMode, strings.Contains(string(text), "eks-pod-identity-agent"), elastic)
		}
	}
}

// TestPodsHaveToReachWhatGivesThemARoleAndTheirOwnGroupsToDecideOnAllThatTheyAsk: in Auto Mode both is so by itself.
func TestPodsHaveToReachWhatGivesThemARoleAndTheirOwnGroupsToDecideOnAllThatTheyAsk(t *testing.T) {
	for elastic, asked := range map[string]bool{LoadBalancerController: true, "": true, AutoMode: false} {
		text, err := json.Marshal(Needs(elastic, ""))
		require.NoError(t, err)
		for _, setting := range []string{
			`"containers":[{"env":[{"name":"ENABLE_POD_ENI","value":"true"}],"name":"aws-node"}]`,
			`"containers":[{"env":[{"name":"POD_SECURITY_GROUP_ENFORCING_MODE","value":"standard"}],"name":"aws-node"}]`,
			`"containers":[{"env":[{"name":"AWS_VPC_K8S_CNI_EXTERNALSNAT","value":"true"}],"name":"aws-node"}]`,
		} {
			assert.Equal(t, asked, strings.Contains(string(text), setting), setting)
		}
	}
}
