// Package hash makes names follow what they are of.
package hash

import (
	"fmt"
	"hash/fnv"
)

// Of returns eight characters that follow a text: in a name, they have what is made for another text be another one.
func Of(text string) string {
	hash := fnv.New32a()
	hash.Write([]byte(text))
	return fmt.Sprintf("%08x", hash.Sum32())
}
