package failover

import (
	"slices"
	"testing"
	"time"

	"bulkhead/internal/aws/secretsmanager"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// secretCalls are those of the secrets of databases in the region of a side.
func (w *world) secretCalls(p *place) calls {
	return calls{
		"ListSecrets": to(func(in *secretsmanager.ListSecretsInput) (*secretsmanager.ListSecretsOutput, error) {
			out := &secretsmanager.ListSecretsOutput{}
			for _, filter := range in.Filters {
				for _, value := range filter.Values {
					if p.rotation[value] != nil && *filter.Key == "tag-value" {
						out.SecretList = append(
							out.SecretList,
							secretsmanager.SecretListEntry{ARN: new("arn:" + value)},
						)
					}
				}
			}
			return out, nil
		}),
		"DescribeSecret": to(
			func(in *secretsmanager.DescribeSecretInput) (*secretsmanager.DescribeSecretOutput, error) {
				r := p.rotation[(*in.SecretId)[len("arn:"):]]
				stages := map[string][]string{"1": {"AWSCURRENT"}}
				if r.until.After(w.now) {
					stages["2"] = []string{"AWSPENDING"}
				}
				return &secretsmanager.DescribeSecretOutput{
					RotationEnabled:    &r.enabled,
					VersionIdsToStages: stages,
				}, nil
			},
		),
		"CancelRotateSecret": to(func(
			in *secretsmanager.CancelRotateSecretInput,
		) (*secretsmanager.CancelRotateSecretOutput, error) {
			r := p.rotation[(*in.SecretId)[len("arn:"):]]
			if r.until.After(w.now) && !w.sides[Primary].dead {
				w.fault("a password is left between two values")
			}
			r.enabled = false
			return &secretsmanager.CancelRotateSecretOutput{}, nil
		}),
	}
}

// rotates are the stores whose passwords a side changes.
func (w *world) rotates(side SideName) (names []string) {
	for _, s := range w.env.Stores {
		if r := w.sides[side].rotation[s.SecretTag]; r != nil && r.enabled {
			names = append(names, s.Name)
		}
	}
	return names
}

func TestThePasswordOfAStoreDoesNotChangeAtTheSideThatIsLeft(t *testing.T) {
	for _, s := range scenarios {
		if s.to == Primary {
			continue
		}
		w := s.world()
		require.Equal(t, []string{"catalogue", "orders"}, w.rotates(Primary))
		for _, r := range w.sides[Primary].rotation { // only what is planned waits for it
			if s.mode == Planned {
				r.until = w.now.Add(3 * time.Minute)
			}
		}
		w.before = func(_, call string) error {
			if slices.Contains([]string{"SwitchoverGlobalCluster", "PromoteReadReplica"}, call) && s.mode == Planned {
				assert.Empty(t, w.rotates(Primary), "%s: %s while the password may change", s.name, call)
			}
			return nil
		}
		require.NoError(t, w.alone(s.runner(w, "one")).err, s.name)
		assert.Empty(t, w.faults, s.name)
		w.before = nil
		w.sides[Primary].deaf, w.sides[Primary].dead = false, false // and when the region is back
		require.NoError(t, w.alone(s.runner(w, "again")).err, s.name)
		assert.Empty(t, w.rotates(Primary), s.name)
	}
}
