// Package parity compares the templates of both sides of every environment with recovery, and tells why they differ.
//
// Both sides are made from one configuration, so a difference is one of three: required, because the sides are two
// places with two roles; declared, because the configuration says so; or a violation. What no rule knows is a
// violation. Resources are matched by stack and logical id, and references are followed to what they denote; what a
// stack exports is compared where it is used. Rules are a table: rules.go.
package parity
