// Package bootstrap prepares accounts for CloudFormation with CDK's own command, and with CDK's own template of the
// version that is installed, in which each role is let to be assumed by those alone who deploy with it. It knows no
// configuration: who calls it says who that is.
package bootstrap
