package config

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMistakesInObservabilityAreFound(t *testing.T) {
	const name = "name: acme"
	const id = "sink/11111111-2222-3333-4444-555555555555"
	findsMistakes(t, "organization.yaml", []mistake{
		{name, name + "\nobservability: {sinks: {eu-west-1: acme}}", `observability.sinks.eu-west-1: "acme" is not the ARN of a sink; copy it from the output of security's stack observability there`},
		{name, name + "\nobservability: {sinks: {eu-west-1: 'arn:aws:oam:eu-central-1:111111111111:" + id + "'}}", `observability.sinks.eu-west-1: the sink is in another region; write it under its own region`},
		{name, name + "\nobservability: {sinks: {eu-west-1: 'arn:aws:oam:eu-west-1:222222222222:" + id + "'}}", `observability.sinks.eu-west-1: the sink is not in security's account, 111111111111; copy it from the output of security's stack observability there`},
		{name, name + "\nobservability: {sinks: {eu-north-1: 'arn:aws:oam:eu-north-1:111111111111:" + id + "'}}", `observability.sinks.eu-north-1: nothing runs in eu-north-1; leave it out`},
		{name, name + "\nobservability: {grafana: {version: '9.4'}}", `observability.grafana.version: "9.4" is no version of Amazon Managed Grafana; choose 10.4 or 12.4`},
	})
	assert.Equal(t, []string{
		`observability.grafana: people sign in to it through Identity Center, which is not there; leave it out, or say identity with provider: identity-center`,
	}, withIAMUsers(t, iamUsers+"\nobservability: {grafana: {}}\n"))
}
