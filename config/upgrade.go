package config

import (
	"fmt"
	"strings"

	"bulkhead/internal/document"
)

// ApplyTime is when RDS applies what interrupts a database.
type ApplyTime string

// The times to apply a change.
const (
	ApplyImmediately ApplyTime = "immediately"
	ApplyInWindow    ApplyTime = "window"
)

// Values returns the times to apply a change.
func (ApplyTime) Values() []string { return texts(ApplyImmediately, ApplyInWindow) }

// Major returns the major version of a version, as AWS names the family of its parameters: Aurora MySQL 3 is 8.0.
func (e Engine) Major(version string) string {
	parts := strings.Split(version, ".")
	switch {
	case e == AuroraMySQL && parts[0] == "3":
		return "8.0"
	case len(parts) > 1 && (e == MySQL || e == AuroraMySQL):
		return parts[0] + "." + parts[1]
	}
	return parts[0]
}

// Upgrading tells whether a newer major version is being prepared, and the database still has the older one.
func (d Database) Upgrading() bool { return d.UpgradeTo != "" && d.UpgradeTo != d.Version }

// UpgradesInPlace tells whether RDS may take the database to another major version by itself, at once.
func (d Database) UpgradesInPlace() bool { return d.UpgradeTo != "" && d.UpgradeTo == d.Version }

// AppliesAtOnce tells whether RDS does not wait for the maintenance window. A major version never does: what else the
// deployment changes is only right for the new one.
func (d Database) AppliesAtOnce() bool { return d.Apply == ApplyImmediately || d.UpgradesInPlace() }

// MinorVersions tells whether RDS may raise the minor version by itself. A long-term release would cease to be one.
func (d Database) MinorVersions() bool {
	version, _ := engines[d.Engine].versions.Named(d.Version)
	return !version.LongTerm
}

// checkUpgrade demands that upgradeTo is a newer major version, or the one that the database has by now.
func (d Database) checkUpgrade(at document.Path) {
	if d.UpgradeTo == "" {
		return
	}
	versions := engines[d.Engine].versions
	if versions.Index(d.UpgradeTo) < 0 || versions.Index(d.Version) < 0 {
		d.checkOffered(d.UpgradeTo, at)
		return
	}
	newest := versions[len(versions)-1].Name
	remedy := "choose one such as " + newest
	if d.Engine.Major(newest) == d.Engine.Major(d.Version) {
		remedy = "leave it out: there is none yet"
	}
	newer := versions.Index(d.UpgradeTo) > versions.Index(d.Version) &&
		d.Engine.Major(d.UpgradeTo) != d.Engine.Major(d.Version)
	at.Demand(newer || d.UpgradesInPlace(),
		fmt.Sprintf("%s is not a newer major version than %s", d.UpgradeTo, d.Version), remedy)
}

// Offers tells whether AWS offers a version of the engine in standard support.
func (e Engine) Offers(version string) bool { return engines[e].versions.Index(version) >= 0 }
