// Package look is every call that a preflight makes: none of them changes anything, and none reads what is kept in
// AWS. It has the names of AWS's SDK. testdata/wire.json holds what the SDK sends and understands for each; the
// module in lambda/internal/record writes it.
package look
