package takeover

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/reviewed"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// service is what the role of a service that uses a store may do with keys. Until it is deployed anew it may use none,
// as a service that names the bucket under existing.
type service struct {
	next  []any // the keys of its template
	now   []any
	write string // what AWS does with a key when the store is written
}

func newService(t *testing.T, store, write string) *service {
	t.Helper()
	a, err := reviewed.Read(filepath.Join("..", "testdata", "templates", "choices"))
	require.NoError(t, err)
	s := &service{write: write}
	for _, r := range a.Stack("dev-stores/service-api").Resources {
		if r.Type != "AWS::IAM::Policy" || !strings.Contains(r.LogicalID, "Use"+store) {
			continue
		}
		for _, statement := range assembly.List(assembly.At(r.Properties, "PolicyDocument", "Statement")) {
			if slices.Contains(assembly.List(assembly.At(statement, "Action")), any(write)) {
				s.next = append(s.next, assembly.At(statement, "Resource"))
			}
		}
	}
	require.NotEmpty(t, s.next, "services of the template may use the key")
	return s
}

// mayWrite tells whether the role may use the key that what exists is under.
func (s *service) mayWrite(is *thing) bool {
	key := keyIn(is.settings)
	return key == nil || slices.ContainsFunc(s.now, func(allowed any) bool { return reflect.DeepEqual(allowed, key) })
}

// keyIn is the customer's key that settings name, or nil.
func keyIn(settings any) any {
	switch settings := settings.(type) {
	case map[string]any:
		for name, value := range settings {
			if strings.EqualFold(name, "KMSMasterKeyId") {
				return value
			}
			if key := keyIn(value); key != nil {
				return key
			}
		}
	case []any:
		for _, value := range settings {
			if key := keyIn(value); key != nil {
				return key
			}
		}
	}
	return nil
}

// steps are those that the document tells, by what it says of each, in the document's order.
func steps(t *testing.T) []string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "existing.md"))
	require.NoError(t, err)
	_, told, found := strings.Cut(string(page), "\n## Taking over\n")
	require.True(t, found)
	all := []string{"--import-existing-resources dev/", "deploys the services", "--revert-drift dev/"}
	for _, step := range all {
		require.Contains(t, told, step)
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Compare(strings.Index(told, a), strings.Index(told, b)) })
	return all
}

// stores are what the choices take over, with what AWS does with a key when they are written.
var stores = map[string]struct{ stack, exists, write string }{
	"attic":    {"dev-stores/data-attic", "AWS::S3::Bucket attic-of-2014", "kms:GenerateDataKey"},
	"receipts": {"dev-stores/data-receipts", "AWS::DynamoDB::GlobalTable Ledger", "kms:Encrypt"},
}

func TestAServiceMayWriteAfterEveryStepOfATakeover(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(stores)) {
		store := stores[name]
		t.Run(name, func(t *testing.T) {
			p, _ := deployer(t, store.stack)
			is := &thing{settings: map[string]any{}}
			p.cloud.things[store.exists] = is
			web := newService(t, name, store.write)
			assert.True(t, web.mayWrite(is))
			for _, step := range steps(t) {
				if flag, _, is := strings.Cut(step, " dev/"); is {
					out, err := p.deploy(flag)
					require.NoError(t, err, out)
				} else {
					web.now = web.next
				}
				assert.True(t, web.mayWrite(is), "after %s", step)
			}
			assert.NotNil(t, keyIn(is.settings), "it is under the environment's key")
			web.now = nil
			assert.False(t, web.mayWrite(is), "a service that is not deployed by then may not")
		})
	}
}
