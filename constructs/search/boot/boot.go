// Package boot is what the nodes of OpenSearch on instances do when they start, beside what every node does, and how
// OpenSearch is configured.
package boot

import "embed"

// Files are the shell files of this directory.
//
//go:embed *.sh
var Files embed.FS
