// Package boot is what every node does when it starts: the shell files of this directory, in their order, with those of
// its store between them.
package boot

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/base64"
	"maps"
	"regexp"
	"slices"
	"strings"
)

//go:embed *.sh
var files embed.FS

// comments are for who reads the files.
var comments = regexp.MustCompile(`(?m)^\s*#[^!\n].*\n`)

// last is the file that comes after those of the store.
const last = "9-end.sh"

// Script returns what bash runs on a node with these settings, by the variable's name, and with the files of its store.
// No value has a quote. AWS takes 16 KiB of user data, so what is the same for all nodes is compressed; what that makes
// of it may change with Go's library, and then instances are replaced, one after the other.
func Script(settings map[string]string, store embed.FS) string {
	return Settings(settings) + "base64 -d <<'END' | gunzip >/root/boot.sh\n" + sealed(Body(store)) + "END\n. /root/boot.sh\n"
}

// Settings returns the lines that come first.
func Settings(settings map[string]string) string {
	var lines strings.Builder
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		lines.WriteString("export " + name + "='" + settings[name] + "'\n")
	}
	return lines.String()
}

// sealed returns a text as base64 of gzip, in lines.
func sealed(text string) string {
	var small bytes.Buffer
	writer, err := gzip.NewWriterLevel(&small, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is one
	}
	writer.Write([]byte(text)) // into memory
	writer.Close()
	var lines strings.Builder
	for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(small.Bytes())), 120) {
		lines.Write(append(line, '\n'))
	}
	return lines.String()
}

// Body returns the script behind its settings.
func Body(store embed.FS) string {
	var body strings.Builder
	add := func(from embed.FS, skip string) {
		entries, err := from.ReadDir(".")
		if err != nil {
			panic(err) // they are compiled in
		}
		for _, entry := range entries {
			if entry.Name() == skip {
				continue
			}
			text, err := from.ReadFile(entry.Name())
			if err != nil {
				panic(err)
			}
			body.Write(comments.ReplaceAll(text, nil))
		}
	}
	add(files, last)
	add(store, "")
	end, err := files.ReadFile(last)
	if err != nil {
		panic(err)
	}
	body.Write(comments.ReplaceAll(end, nil))
	return body.String()
}
