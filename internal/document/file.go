package document

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// missing is what is wrong with a file that is not there.
const missing = "does not exist"

// read returns the content of a regular file of bearable size, or what is wrong with it.
func read(fsys fs.FS, name string) ([]byte, Fault) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, unreadable(fsys, name, err)
	}
	switch {
	case info.IsDir():
		return nil, Fault{Problem: "is a directory", Remedy: "put a file in its place"}
	case !info.Mode().IsRegular():
		return nil, Fault{Problem: "is not a regular file", Remedy: "put one in its place"}
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, unreadable(fsys, name, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err != nil {
		return nil, unreadable(fsys, name, err)
	}
	if len(text) > maxFileBytes {
		return nil, Fault{
			Problem: fmt.Sprintf("is larger than %d KiB", maxFileBytes>>10),
			Remedy:  misplaced,
		}
	}
	return text, Fault{}
}

// unreadable returns what an error of the file system says of a file or directory, without its path.
func unreadable(fsys fs.FS, name string, err error) Fault {
	if path := new(fs.PathError); errors.As(err, &path) {
		err = path.Err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if info, err := fs.Lstat(fsys, name); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return Fault{Problem: "is a link to what does not exist", Remedy: "put a file in its place, or take it out"}
		}
		return Fault{Problem: missing}
	case errors.Is(err, fs.ErrPermission):
		return Fault{Problem: "cannot be read: permission denied", Remedy: "let yourself read it, with chmod u+rX"}
	}
	return Fault{Problem: "cannot be read: " + err.Error(), Remedy: "put what can be read in its place"}
}
