// Package evidence answers each control of a standard from templates: which resources keep it, which are accepted as
// they are and why, what a person has to do, and what is not there to be judged.
//
// The controls are those of controls/*.txt: ids, as of a date. What each of them asks is in controls/*.yaml, in words
// of ours, with the name of the check that decides it. A check is a function over resources, or over an account and a
// region; it decides by what templates say, and never calls AWS. What cannot be decided is not taken for kept: a
// resource of a type that no check knows makes its controls unjudged.
package evidence
