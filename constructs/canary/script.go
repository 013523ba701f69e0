package canary

import (
	_ "embed"
	"encoding/json"

	"bulkhead/config"
)

//go:embed canary.js
var code string

// script returns what a canary runs to ask for all of these.
func script(asked []config.Asked) string {
	list, err := json.Marshal(asked)
	if err != nil {
		panic(err) // of texts and numbers
	}
	return "const asked = " + string(list) + ";\n" + code
}
