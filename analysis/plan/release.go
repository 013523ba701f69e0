package plan

import (
	"fmt"
	"strings"
)

// checkReleases tells what becomes of who decides what a service runs: deployments, or releases. Parameters of releases
// are made once, and kept; what is in one, no plan knows.
func checkReleases(u *update) []Finding {
	var all []Finding
	note := func(id, reason, way string, args ...any) {
		all = append(all, u.finding(Note, KindRelease, id, fmt.Sprintf(reason, args...), way))
	}
	for _, id := range u.ids() {
		f := u.fates[id]
		of := f.new
		if of == nil {
			of = f.old
		}
		if before, after, moved := releasedFrom(f); moved {
			note(id, "releases are of images of %s and no longer of %s; the tag that they left stays, whatever it is",
				"see that "+after+" has an image with the tag that bulkhead releases shows, or ECS rolls back", after, before)
		}
		if of.Type != "Custom::Release" {
			continue
		}
		service, first := text(of.properties["Service"]), text(of.properties["First"])
		switch {
		case f.action == Add:
			note(
				id,
				"releases decide what %s runs: at first %s, unless its parameter is there from an earlier time, and says otherwise",
				"see that an image with that tag is in the registry",
				service,
				first,
			)
		case f.new == nil:
			note(
				id,
				"releases no longer decide what %s runs; the parameter stays, and what it says runs when they do again",
				"delete the parameter, if they are to begin anew",
				service,
			)
		case first != text(f.old.properties["First"]):
			note(id, "another first image of %s does nothing: its parameter is there already",
				"release the image: bulkhead release", service)
		}
	}
	return all
}

// releasedFrom returns the repositories of which releases run images, before and after an update of what runs, and
// whether they are two: the tag is that of a parameter which the update leaves alone.
func releasedFrom(f *fate) (before, after string, moved bool) {
	if f.old == nil || f.new == nil || f.new.Type != "AWS::ECS::TaskDefinition" {
		return "", "", false
	}
	before, after = releasedRepository(f.old), releasedRepository(f.new)
	return before, after, before != "" && after != "" && before != after
}

// releasedRepository returns the repository of the container whose tag is a parameter of the stack, if there is one.
func releasedRepository(task *instance) string {
	containers, _ := task.properties["ContainerDefinitions"].([]any)
	for _, container := range containers {
		if repository, _, released := strings.Cut(text(at(container, "Image")), ":"+opening+"parameter "); released {
			return repository
		}
	}
	return ""
}
