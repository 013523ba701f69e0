package facts

import (
	"strconv"
	"strings"
)

// gibPerCPU are the families of databases and their GiB of memory per vCPU, as of 2026-11. Source: the RDS and the
// Aurora user guides, "Hardware specifications for DB instance classes".
var gibPerCPU = map[string]int{
	"m5": 4, "m6g": 4, "m6gd": 4, "m6i": 4, "m6id": 4, "m7g": 4, "m7i": 4, "m8g": 4,
	"r5": 8, "r6g": 8, "r6gd": 8, "r6i": 8, "r6id": 8, "r7g": 8, "r7i": 8, "r8g": 8,
	"x2g": 16,
}

// DatabaseMemory returns the memory of a class of DatabaseClasses or AuroraClasses, in MiB; it is not known of others.
func DatabaseMemory(class string) (mib int, known bool) {
	family, size, _ := strings.Cut(class, ".")
	if !DatabaseClasses.Offer(class) && !AuroraClasses.Offer(class) {
		return 0, false
	}
	if s, ok := burstable[size]; ok && (family == "t3" || family == "t4g") {
		return s.gib * 1024, true
	}
	perCPU, known := gibPerCPU[family]
	cpus := 2 // large
	if times, larger := strings.CutSuffix(size, "xlarge"); larger {
		n, err := strconv.Atoi(times)
		if err != nil {
			n = 1 // xlarge
		}
		cpus = 4 * n
	}
	return cpus * perCPU * 1024, known
}

// DatabaseConnections returns how many connections a database of an engine with that much memory admits, unless its
// parameters say otherwise: rather a few too little, because RDS does not say how much of the memory it keeps for
// itself. Source: the RDS and the Aurora user guides, "Maximum number of database connections", as of 2026-11; what
// RDS keeps is 288 MiB of 1 GiB and 560 MiB of 8 GiB by the limits that instances show.
func DatabaseConnections(mysql, aurora bool, mib int) int {
	if mysql && aurora {
		most := 0
		for _, step := range auroraMySQLConnections {
			if mib >= step.gib*1024 {
				most = step.most
			}
		}
		return most
	}
	left := (0.93*float64(mib) - 220) * (1 << 20) // bytes
	if mysql {
		return int(left / 12582880)
	}
	return int(min(left/9531392, 5000))
}

// auroraMySQLConnections are the limits of Aurora MySQL from so much memory on, as of 2026-11. Source: the Aurora user
// guide, "Maximum connections to an Aurora MySQL DB instance".
var auroraMySQLConnections = []struct{ gib, most int }{
	{2, 45}, {4, 90}, {8, 135}, {16, 1000}, {32, 2000}, {64, 3000}, {128, 4000}, {256, 5000}, {384, 6000}, {768, 7000},
}
