// Command release makes a release of bulkhead of the tree: it dates the changelog, records what the release deploys,
// and says what to commit and to tag.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

const usage = `usage: go run ./internal/release VERSION

Makes the release VERSION, such as 1.2.0, of the tree that it runs in: what is
under Unreleased in CHANGELOG.md and docs/upgrade.md becomes VERSION, the version
of the program does, and test/testdata/released.txt records what the release
deploys. It says what is left to do, and commits nothing.

Exit status: 0 done; 1 refused, and nothing is written; 2 wrong usage.
`

// The files of a release, from the root.
const (
	recordFile    = "test/testdata/released.txt"
	changelogFile = "CHANGELOG.md"
	upgradeFile   = "docs/upgrade.md"
	versionFile   = "internal/cli/cli.go"
)

func main() {
	if len(os.Args) != 2 || strings.HasPrefix(os.Args[1], "-") {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	if err := release(os.Args[1], ".", time.Now()); err != nil {
		fmt.Fprintf(os.Stderr, "error: %v\n", err)
		os.Exit(1)
	}
	fmt.Printf(`released %[1]s; now
  make test
  git commit -am "Release %[1]s" && git tag v%[1]s
`, os.Args[1])
}

var (
	semantic     = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$`)
	releaseConst = regexp.MustCompile(`(?m)^const Release = "[^"]*"$`)
)

// release writes the files of a release into the tree at root, or none.
func release(version, root string, on time.Time) error {
	if !semantic.MatchString(version) {
		return fmt.Errorf("%s is not a version such as 1.2.0", version)
	}
	texts := map[string]string{}
	for _, file := range []string{changelogFile, upgradeFile, versionFile} {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			return err
		}
		texts[file] = string(text)
	}
	if strings.Contains(texts[changelogFile], "## ["+version+"]") {
		return errors.New("the changelog has " + version + " already")
	}
	if strings.TrimSpace(section(texts[changelogFile], "[Unreleased]")) == "" {
		return errors.New("the changelog has nothing under Unreleased")
	}
	if err := consistent(root, texts[changelogFile]); err != nil {
		return err
	}
	record, err := Take(version, root)
	if err != nil {
		return err
	}
	texts[changelogFile] = strings.Replace(texts[changelogFile], "## [Unreleased]\n",
		"## [Unreleased]\n\n## ["+version+"] - "+on.Format(time.DateOnly)+"\n", 1)
	texts[upgradeFile] = strings.Replace(texts[upgradeFile], "## Unreleased\n",
		"## Unreleased\n\nNothing to do so far.\n\n## "+version+"\n", 1)
	texts[versionFile] = releaseConst.ReplaceAllString(texts[versionFile], `const Release = "`+version+`"`)
	for file, text := range texts {
		if err := os.WriteFile(filepath.Join(root, file), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return record.Write(filepath.Join(root, recordFile))
}

// consistent fails where the tree does something else than the changelog says of it.
func consistent(root, changelog string) error {
	released, err := Read(filepath.Join(root, recordFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil // the first release
	}
	if err != nil {
		return err
	}
	now, err := Take("", root)
	if err != nil {
		return err
	}
	entries, err := Entries(changelog)
	if err != nil {
		return err
	}
	changes, broken := Changes(released, now)
	if wrong := append(broken, Unsaid(changes, entries)...); len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "\n"))
	}
	return nil
}
