// Package price tells what synthesized templates cost in a month: at least and at most, by environment, component and
// line of the configuration. It counts what is billed for being there, with a dated table of prices; what is billed for
// being used it counts from assumptions that somebody writes down.
//
// It never calls AWS to price anything. Update reads AWS's public price list, which asks for no credentials.
package price
