package upgrade

import "time"

// Steps returns what takes a database to another version, in order. A [Runner] does them.
func Steps(u Upgrade, c Cloud) []Step { return newUpgrade(u, c).steps() }

// Abandon returns what takes back an upgrade whose copy has not changed places with the database.
func Abandon(u Upgrade, c Cloud) []Step { return newUpgrade(u, c).back() }

func (u *upgrade) steps() []Step {
	if !u.Major {
		return timed(u.check(), u.followers(), u.deploy(), u.works())
	}
	return timed(
		u.check(), u.prepare(), u.restart(), u.keepPassword(), u.makeCopy(), u.try(), u.change(), u.works(),
		u.commit(), u.rotate(), u.forget(), u.left(),
	)
}

func (u *upgrade) back() []Step {
	return timed(u.notChanged(), u.unprotect(), u.drop(), u.rotateAgain(), u.unprepare())
}

// timed gives each step a time in which it has to be done.
func timed(steps ...Step) []Step {
	for i := range steps {
		if steps[i].Timeout == 0 {
			steps[i].Timeout = time.Hour
		}
	}
	return steps
}
