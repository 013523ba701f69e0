package ci

import (
	"fmt"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/address"
)

// Checkout is the only action that workflows use: actions/checkout 7.0.1.
const checkout = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"

// runners are GitHub's, by architecture: images are built where they could run.
var runners = map[config.Architecture]string{
	config.ARM64: "ubuntu-24.04-arm",
	config.AMD64: "ubuntu-24.04",
}

// githubToken has GitHub write a token for AWS. It is asked for by a job that has the permission only.
const githubToken = `set -euo pipefail
TOKEN=$(curl --silent --show-error --fail --header "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \
  "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=sts.amazonaws.com" | jq --raw-output .value)
`

// workflow writes the workflow of an application. What of a release is another's to decide, GitHub's environments
// do: their rules say who approves.
func workflow(b address.Book, name string, a config.Application) string {
	var text strings.Builder
	fmt.Fprintf(&text, `%sname: release
on:
  pull_request:
    branches: [%[2]s]
  push:
    branches: [%[2]s]
permissions: {}
# One after the other, so that an older commit is never released over a newer one.
concurrency:
  group: release-${{ github.ref }}
  cancel-in-progress: false
jobs:
  validate:
    if: github.event_name == 'pull_request'
    runs-on: %[3]s
    permissions:
      contents: read
    env:
%[4]s    steps:
      - uses: %[5]s
        with:
          persist-credentials: false
      - shell: bash
        run: |
%[6]s`,
		title(name), a.GitHub.Branch, runners[a.Architecture],
		lines(6, append(image(b, a, "${{ github.sha }}"), setting{"PUSH", "no"})...), checkout, block(10, Push))
	fmt.Fprintf(&text, `  push:
    if: github.event_name == 'push'
    runs-on: %s
    permissions:
      contents: read
      id-token: write
    env:
%s    steps:
      - uses: %s
        with:
          persist-credentials: false
      - shell: bash
        run: |
%s`,
		runners[a.Architecture],
		lines(6, append(image(b, a, "${{ github.sha }}"),
			credentials(pushRoleARN(b, name), "github-${{ github.run_id }}")...)...),
		checkout, block(10, githubToken+assume+Push))
	before := "push"
	for _, r := range releases(b, name, a) {
		fmt.Fprintf(&text, `  %[1]s:
    needs: %[2]s
    runs-on: %[3]s
    timeout-minutes: %[4]d
    environment: %[5]s
    concurrency:
      group: %[1]s
      cancel-in-progress: false
    permissions:
      id-token: write
    env:
%[6]s    steps:
      - shell: bash
        run: |
%[7]s`,
			"release-"+r.environment, before, runners[a.Architecture], credentialsSeconds/60, r.environment,
			lines(6, append([]setting{
				{"REGION", string(b.Organization.Regions.Primary)},
				{"MACHINES", strings.Join(r.machines, " ")},
				{"SERVICES", strings.Join(a.Services, " ")},
				{"TAG", "${{ github.sha }}"},
			}, credentials(r.role, "github-${{ github.run_id }}")...)...),
			block(10, githubToken+assume+Release))
		before = "release-" + r.environment
	}
	return text.String()
}

// pushRoleARN is the ARN of the role that may push an application's images.
func pushRoleARN(b address.Book, name string) string {
	return address.RoleARN(b.Organization.Accounts[config.SharedServices], b.PushRole(name))
}
