// Package facts holds what AWS is like, as bulkhead has to know it: nothing here is a choice of a configuration. It
// imports nothing of ours and no CDK, so that every package may read it.
package facts
