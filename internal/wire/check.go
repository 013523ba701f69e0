package wire

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"
)

// File is where a client's package keeps what was recorded.
const File = "testdata/wire.json"

// Check fails the test where a call of our client sends or understands anything else than was recorded, and where one
// was not recorded or is no more. Record it with: cd lambda/internal/record && go run .
func Check[Client any](t *testing.T, from func(aws.Config) Client, protocol client.Protocol) {
	t.Helper()
	content, err := os.ReadFile(File)
	if err != nil {
		t.Fatal(err)
	}
	var recorded map[string]Call
	if err := json.Unmarshal(content, &recorded); err != nil {
		t.Fatal(err)
	}
	for _, method := range Methods(from(aws.Config{})) {
		want, known := recorded[method.Name]
		if !known {
			t.Errorf("%s is not recorded: cd lambda/internal/record && go run .", method.Name)
			continue
		}
		delete(recorded, method.Name)
		server := &Server{}
		if _, err := Ask(from(server.Config()), method.Name, Example(method.In)); err != nil {
			t.Error(err)
		}
		if difference := cmp.Diff(want.Request, server.Request); difference != "" {
			t.Errorf("%s sends (+) what the SDK does not (-):\n%s", method.Name, difference)
		}
		got := reflect.New(method.Out).Interface()
		if err := protocol.Decode([]byte(want.Answer), got); err != nil {
			t.Error(err)
		}
		if difference := cmp.Diff(Example(method.Out), got); difference != "" {
			t.Errorf("%s understands (+) what the SDK does not (-):\n%s", method.Name, difference)
		}
	}
	for name := range recorded {
		t.Errorf("%s is recorded, but no call: cd lambda/internal/record && go run .", name)
	}
}
