// Package extensions is the operator's own. A release of bulkhead never changes a file in it, and brings none but this
// one: what is beside it adds stacks to environments, as docs/extend.md shows.
package extensions
