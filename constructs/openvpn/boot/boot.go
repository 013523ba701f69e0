// Package boot is what the VPN's server does when it starts: the shell files of this directory, in their order.
package boot

import (
	"embed"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/config"
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

// Level is what profiles of a level reach, and the addresses that they have of each server.
type Level struct {
	UDP    string   `json:"udp"`
	TCP    string   `json:"tcp,omitempty"`
	Routes []string `json:"routes"`
}

// NewLevel returns a level of the VPN, whose profiles reach these networks.
func NewLevel(v config.VPN, name string, networks []config.Prefix) Level {
	level := Level{UDP: v.Pool(name, v.UDPClients()).String()}
	if tcp := v.TCPClients(); tcp.IsValid() {
		level.TCP = v.Pool(name, tcp).String()
	}
	for _, network := range config.Summary(networks) {
		level.Routes = append(level.Routes, network.String())
	}
	return level
}

// Levels returns what the server reads levels from.
func Levels(levels map[string]Level) string {
	text, err := json.Marshal(levels)
	if err != nil {
		panic(err) // they are strings
	}
	return string(text)
}
