package config

import "testing"

func TestUpstreamsImagesAreNamedByTheirUpstream(t *testing.T) {
	const environment = "tier: development\nnetwork: {cidr: 10.10.0.0/16, nat: single, endpoints: standard}\nservices:\n  web:\n    image: ecr-public/nginx/nginx:1.29.3\n"
	cached := func(upstreams string, m mistake) {
		t.Helper()
		files := example(t)
		leaveOnly(t, files, "dev")
		edit(t, files, "organization.yaml", "repositories:\n", "upstreams: "+upstreams+"\nrepositories:\n")
		files["environments/dev.yaml"].Data = []byte(environment)
		if m.old != "" {
			edit(t, files, "environments/dev.yaml", m.old, m.new)
		}
		got := faultsOf(t, files)
		if m.want == "" && len(got) > 0 || m.want != "" && (len(got) != 1 || got[0] != m.want) {
			t.Errorf("got\n%q\nwant\n%s", got, m.want)
		}
	}
	cached("[ecr-public]", mistake{})
	cached("[ecr-public]", mistake{"1.29.3", "latest", `services.web.image: ecr-public/nginx/nginx:latest does not say which build it is; write the tag of one build, such as ecr-public/nginx/nginx:1.0.0`})
	cached("[ecr-public]", mistake{"nat: single", "nat: none", `services.web.image: without NAT, an image of an upstream cannot be pulled the first time; push it to a repository of the organization, or choose another network.nat`})
	cached("[quay]", mistake{"web:", "web:", `services.web.image: "ecr-public/nginx/nginx" is not a repository of the organization; images come from the organization's own registry: push it there, and list the repository in organization.yaml`})
	findsMistakes(t, "organization.yaml", []mistake{
		{"repositories:\n", "upstreams: [docker]\nrepositories:\n", `upstreams[0]: "docker" is not offered; choose ecr-public, kubernetes or quay`},
		{"repositories:\n", "upstreams: [quay, quay]\nrepositories:\n", `upstreams[1]: quay is listed twice; keep one`},
		{"repositories:\n", "upstreams: [quay]\nrepositories:\n  - quay/web\n", `upstreams[0]: a repository of the organization has this name too; rename the repository`},
	})
}
