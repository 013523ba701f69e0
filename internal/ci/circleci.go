package ci

import (
	"fmt"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/address"
)

// circleImage is of CircleCI's virtual machines, which have Docker and the AWS CLI.
const circleImage = "ubuntu-2404:2025.09.1"

// classes are CircleCI's, by architecture: images are built where they could run.
var classes = map[config.Architecture]string{
	config.ARM64: "arm.medium",
	config.AMD64: "medium",
}

// circleToken is the second of CircleCI's tokens, which tells the repository and the branch.
const circleToken = `set -euo pipefail
TOKEN=$CIRCLE_OIDC_TOKEN_V2
`

// settings writes variables that know the commit, which only a shell does in CircleCI.
func settings(all ...setting) string {
	var text strings.Builder
	for _, s := range all {
		fmt.Fprintf(&text, "export %s=\"%s\"\n", s.name, s.value)
	}
	return text.String()
}

// circleConfig writes the configuration of an application. Jobs that push and release are of its branch alone.
func circleConfig(b address.Book, name string, a config.Application) string {
	var text strings.Builder
	fmt.Fprintf(&text, `%sversion: 2.1
executors:
  machine:
    machine:
      image: %s
    resource_class: %s
jobs:
  validate:
    executor: machine
    steps:
      - checkout
      - run:
          name: build
          shell: /bin/bash
          command: |
%s  push:
    executor: machine
    steps:
      - checkout
      - run:
          name: build and push
          shell: /bin/bash
          no_output_timeout: 30m
          command: |
%s`,
		title(name), circleImage, classes[a.Architecture],
		block(12, settings(append(image(b, a, "$CIRCLE_SHA1"), setting{"PUSH", "no"})...)+Push),
		block(12, circleToken+settings(append(image(b, a, "$CIRCLE_SHA1"),
			credentials(pushRoleARN(b, name), "circleci-$CIRCLE_BUILD_NUM")...)...)+assume+Push))
	for _, r := range releases(b, name, a) {
		fmt.Fprintf(&text, `  release-%s:
    executor: machine
    steps:
      - run:
          name: release
          shell: /bin/bash
          no_output_timeout: 5h
          command: |
%s`, r.environment, block(12, circleToken+settings(append([]setting{
			{"REGION", string(b.Organization.Regions.Primary)},
			{"MACHINES", strings.Join(r.machines, " ")},
			{"SERVICES", strings.Join(a.Services, " ")},
			{"TAG", "$CIRCLE_SHA1"},
		}, credentials(r.role, "circleci-$CIRCLE_BUILD_NUM")...)...)+assume+Release))
	}
	fmt.Fprintf(&text, `workflows:
  validate:
    jobs:
      - validate:
          filters:
            branches:
              ignore: [%[1]s]
  release:
    jobs:
      - push:
          filters: &branch
            branches:
              only: [%[1]s]
`, a.CircleCI.Branch)
	before := "push"
	for _, r := range releases(b, name, a) {
		if r.approve {
			fmt.Fprintf(&text, `      - approve-%s:
          type: approval
          requires: [%s]
          filters: *branch
`, r.environment, before)
			before = "approve-" + r.environment
		}
		fmt.Fprintf(&text, `      - release-%s:
          requires: [%s]
          serial-group: << pipeline.project.slug >>/%[1]s
          filters: *branch
`, r.environment, before)
		before = "release-" + r.environment
	}
	return text.String()
}
