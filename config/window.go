package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bulkhead/internal/document"
)

const (
	minutesPerDay  = 24 * 60
	minutesPerWeek = 7 * minutesPerDay
)

// window is a span of time in minutes, counted from the beginning of the day or of the week.
type window struct{ start, minutes int }

const clock = `([01][0-9]|2[0-3]):([0-5][0-9])`

var (
	dailyWindow  = regexp.MustCompile(`^` + clock + `-` + clock + `$`)
	weekdays     = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	weeklyWindow = regexp.MustCompile(`^(mon|tue|wed|thu|fri|sat|sun):` + clock + `-(mon|tue|wed|thu|fri|sat|sun):` + clock + `$`)
)

// parseDaily reads hh:mm-hh:mm.
func parseDaily(text string) (window, bool) {
	m := dailyWindow.FindStringSubmatch(text)
	if m == nil {
		return window{}, false
	}
	start, end := minutes(m[1], m[2]), minutes(m[3], m[4])
	return window{start, (end - start + minutesPerDay) % minutesPerDay}, true
}

// parseWeekly reads ddd:hh:mm-ddd:hh:mm.
func parseWeekly(text string) (window, bool) {
	m := weeklyWindow.FindStringSubmatch(text)
	if m == nil {
		return window{}, false
	}
	start := slices.Index(weekdays, m[1])*minutesPerDay + minutes(m[2], m[3])
	end := slices.Index(weekdays, m[4])*minutesPerDay + minutes(m[5], m[6])
	return window{start, (end - start + minutesPerWeek) % minutesPerWeek}, true
}

// Weekly returns when a weekly window begins, as a cron expression of CloudWatch in UTC, and how many minutes it lasts.
func Weekly(text string) (cron string, minutes int) {
	w, _ := parseWeekly(text)
	return fmt.Sprintf("cron(%d %d * * %s)", w.start%60, w.start%minutesPerDay/60, w.day()), w.minutes
}

// day returns the weekday that a weekly window begins on, as cron expressions name it.
func (w window) day() string { return strings.ToUpper(weekdays[w.start/minutesPerDay]) }

// minutes is a clock time that has been matched already.
func minutes(hh, mm string) int {
	h, _ := strconv.Atoi(hh)
	m, _ := strconv.Atoi(mm)
	return 60*h + m
}

// overlap tells whether a daily window meets a weekly one on any day.
func overlap(daily, weekly window) bool {
	for day := -1; day <= 14; day++ {
		start := day*minutesPerDay + daily.start
		if start < weekly.start+weekly.minutes && weekly.start < start+daily.minutes {
			return true
		}
	}
	return false
}

// shifted is the window of a week that many minutes later.
func (w window) shifted(minutes int) window {
	return window{((w.start+minutes)%minutesPerWeek + minutesPerWeek) % minutesPerWeek, w.minutes}
}

// String is a window of a week as AWS writes it.
func (w window) String() string {
	at := func(minute int) string {
		minute %= minutesPerWeek
		return fmt.Sprintf("%s:%02d:%02d", weekdays[minute/minutesPerDay], minute%minutesPerDay/60, minute%60)
	}
	return at(w.start) + "-" + at(w.start+w.minutes)
}

// checkWindows demands a daily window for backups and a weekly one for maintenance, each at least so many minutes
// long, and apart.
func checkWindows(
	daily string,
	atDaily document.Path,
	leastDaily int,
	weekly string,
	atWeekly document.Path,
	leastWeekly int,
) {
	backup, backupOK := parseDaily(daily)
	atDaily.Demand(backupOK, fmt.Sprintf("%q is not a daily window", daily), "write it as hh:mm-hh:mm in UTC, such as 01:00-02:00")
	atDaily.Demand(!backupOK || backup.minutes >= leastDaily, fmt.Sprintf("%s is shorter than %d minutes", daily, leastDaily), "make it longer")

	maintenance, ok := parseWeekly(weekly)
	atWeekly.Demand(ok, fmt.Sprintf("%q is not a weekly window", weekly), "write it as ddd:hh:mm-ddd:hh:mm in UTC, such as sun:03:00-sun:04:00")
	atWeekly.Demand(!ok || maintenance.minutes >= leastWeekly, fmt.Sprintf("%s is shorter than %d minutes", weekly, leastWeekly), "make it longer")
	atWeekly.Demand(!ok || maintenance.minutes <= minutesPerDay, weekly+" is longer than a day", "make it shorter")
	atWeekly.Demand(
		!backupOK || !ok || maintenance.minutes > minutesPerDay || !overlap(backup, maintenance),
		weekly+" overlaps the backup window "+daily,
		"move one of them",
	)
}
