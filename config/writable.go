package config

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"strings"

	"bulkhead/internal/document"
)

// Tmpfs is a directory in memory that a container may write to.
type Tmpfs struct {
	// Path of the directory, such as /tmp. It is empty when the container starts, whatever the image has there.
	Path string `yaml:"path" jsonschema:"required"`
	// SizeMiB is how much it holds at most. What it holds is of the container's memory.
	SizeMiB int `yaml:"sizeMiB" jsonschema:"required,minimum=1,maximum=65536"`
}

// Storage is the disk that a task on Fargate has while it runs. What its image takes is of it, too.
type Storage struct {
	// SizeGiB of the disk, 20 to 200 (default 20, which costs nothing).
	SizeGiB int `yaml:"sizeGiB" jsonschema:"minimum=20,maximum=200"`
	// Paths are directories on it that the container may write to. They belong to root, unless the image has them,
	// owned by its user, and names them with VOLUME: then they are as the image has them.
	Paths []string `yaml:"paths" jsonschema:"required"`
}

// LeastStorageGiB is the disk that every task on Fargate has.
const LeastStorageGiB = 20

func (s *Storage) complete() { s.SizeGiB = cmp.Or(s.SizeGiB, LeastStorageGiB) }

// writable matches a directory that can be mounted in a container.
var writable = regexp.MustCompile(`^(/[A-Za-z0-9_.-]+)+$`)

// checkWritable demands directories that can be there together, and memory that is left beside those in memory.
func (s Service) checkWritable(at document.Path) {
	taken := checkTmpfs(at.Key("tmpfs"), s.Tmpfs, s.OwnMemory())
	if s.Storage == nil {
		return
	}
	storage := at.Key("storage")
	storage.Demand(s.Launch != EC2, "instances have disks of their own, which tasks share", "leave it out, or use fargate")
	storage.Demand(s.Launch != EKS, "nodes have disks of their own, which pods share", "leave it out, or use fargate")
	storage.Key("paths").Demand(len(s.Storage.Paths) > 0, "is empty", "name the directories that the container writes to")
	for i, dir := range s.Storage.Paths {
		checkDirectory(storage.Key("paths").Index(i), dir, taken)
		taken = append(taken, dir)
	}
}

// checkTmpfs demands directories that leave a container some of its memory, and returns them.
func checkTmpfs(at document.Path, directories []Tmpfs, memory int) []string {
	var taken []string
	size := 0
	for i, dir := range directories {
		checkDirectory(at.Index(i).Key("path"), dir.Path, taken)
		taken = append(taken, dir.Path)
		size += dir.SizeMiB
	}
	at.Demand(size < memory || size == 0,
		fmt.Sprintf("they hold %d MiB, and the container has %d MiB of memory for them and itself", size, memory),
		"lower sizeMiB, or raise memory")
	return taken
}

// checkDirectory demands a directory that is not inside another one, nor around it.
func checkDirectory(at document.Path, dir string, others []string) {
	at.Demand(writable.MatchString(dir) && path.Clean(dir) == dir, fmt.Sprintf("%q is not a directory of a container", dir),
		"write it with a leading slash and without a closing one, such as /var/cache/web")
	for _, kernel := range []string{"/dev", "/proc", "/sys"} {
		at.Demand(!within(dir, kernel), kernel+" is the kernel's", "choose another directory")
	}
	for _, other := range others {
		at.Demand(!within(dir, other) && !within(other, dir), fmt.Sprintf("%s and %s are inside each other", dir, other),
			"keep the outer one")
	}
}

// within tells whether a directory is another one, or below it.
func within(dir, other string) bool { return dir == other || strings.HasPrefix(dir, other+"/") }
