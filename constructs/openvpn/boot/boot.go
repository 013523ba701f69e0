// Package boot is what the VPN's server does when it starts: the shell files of this directory, in their order.
package boot

import (
	"embed"
	"maps"
	"regexp"
	"slices"
	"strings"
)

//go:embed *.sh
var files embed.FS

// comments are for who reads the files. AWS takes 16 KiB of user data.
var comments = regexp.MustCompile(`(?m)^\s*#[^!\n].*\n`)

// Script returns what bash runs on a server with these settings, by the variable's name. No value has a quote.
func Script(settings map[string]string) string {
	var script strings.Builder
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		script.WriteString("export " + name + "='" + settings[name] + "'\n")
	}
	script.WriteString(Body())
	return script.String()
}

// Body returns the script behind its settings.
func Body() string {
	var body strings.Builder
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // they are compiled in
	}
	for _, entry := range entries {
		text, err := files.ReadFile(entry.Name())
		if err != nil {
			panic(err)
		}
		body.Write(comments.ReplaceAll(text, nil))
	}
	return body.String()
}
