// Package vpn is who may use an organization's OpenVPN: a certificate authority whose key is in AWS KMS and whose state
// is one secret in AWS Secrets Manager, the profiles it issues, and a second secret with what the server needs.
//
// Only operators read the first secret, <organization>/vpn/authority, and sign with the key. The server is open to the
// internet, so it reads only <organization>/vpn/server, which is derived from the first and can be published again at
// any time. Neither of them runs anything else: there is no tool to install and no state on a laptop.
package vpn
