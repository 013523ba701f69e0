// Package prune finds the stacks that bulkhead made and the configuration no longer names, and deletes them: consumers
// before producers, and nothing that is not confirmed. It goes by what is deployed: the tags, exports, imports and
// templates of the stacks themselves. It knows no configuration and no cloud assembly; who calls it says what is to
// stay.
package prune
