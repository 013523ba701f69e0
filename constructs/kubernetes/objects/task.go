package objects

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// never is a schedule for what only people start: a date, since Kubernetes wants one, of what is suspended.
const never = "0 0 1 1 *"

// cronJob returns what runs a task: on its schedule, or when somebody makes a job from it.
func (w Workload) cronJob(t Task) Object {
	schedule, zone := never, "UTC"
	if t.Run == Scheduled {
		var err error
		if schedule, err = Cron(t.Schedule); err != nil {
			panic(err) // configurations refuse it
		}
		zone = t.Timezone
	}
	labels := Object{nameLabel: w.Name, componentLabel: t.Name, managedByLabel: "bulkhead"}
	pod := w.bare()
	pod["restartPolicy"] = "Never"
	pod["containers"] = []any{w.task(t)}
	if volumes := append(w.directories(t.Name), w.secretsVolume()...); len(volumes) > 0 {
		pod["volumes"] = volumes
	}
	pod["terminationGracePeriodSeconds"] = max(60, w.StopSeconds+5)
	return w.object("batch/v1", "CronJob", w.of(t.Name), Object{"spec": Object{
		"schedule":                   schedule,
		"timeZone":                   zone,
		"suspend":                    t.Run != Scheduled || w.Resting,
		"concurrencyPolicy":          "Allow",
		"startingDeadlineSeconds":    3600,
		"successfulJobsHistoryLimit": 1,
		"failedJobsHistoryLimit":     3,
		"jobTemplate": Object{"metadata": Object{"labels": labels}, "spec": Object{
			"backoffLimit": 0, // what has failed has run
			"podFailurePolicy": Object{"rules": []any{Object{
				"action":          "Ignore", // its node was taken, so it runs again
				"onPodConditions": []any{Object{"type": "DisruptionTarget", "status": "True"}},
			}}},
			"template": Object{
				"metadata": Object{
					"labels": labels,
					// Nodes are not emptied to save money while a task runs.
					"annotations": Object{"karpenter.sh/do-not-disrupt": "true"},
				},
				"spec": pod,
			},
		}},
	}})
}

// secretsVolume returns the volume of the app's secrets, if it has any.
func (w Workload) secretsVolume() []any {
	c := w.App
	c.Tmpfs, c.Disk = nil, nil
	return w.volumesOf(c, w.Name)
}

// part is one entry of a field of a cron expression that both sides know: *, a number or a name, a range, a step.
var part = regexp.MustCompile(`^(\*|([0-9]{1,2}|[A-Z]{3})(-([0-9]{1,2}|[A-Z]{3}))?)(/[0-9]+)?$`)

// Cron returns what AWS's scheduler calls cron(minute hour day-of-month month day-of-week year) as Kubernetes writes
// it, or the error of what Kubernetes cannot write: years, last days, working days and weeks of a month.
func Cron(aws string) (kubernetes string, err error) {
	fields := strings.Fields(aws)
	if len(fields) != 6 {
		return "", fmt.Errorf("%q is not a cron expression of AWS", aws)
	}
	if fields[5] != "*" {
		return "", fmt.Errorf("%q names years, which Kubernetes does not know: write *", aws)
	}
	for i, field := range fields[:5] {
		if field == "?" {
			fields[i] = "*"
			continue
		}
		entries := strings.Split(field, ",")
		for j, entry := range entries {
			if !part.MatchString(entry) {
				return "", fmt.Errorf("%q has %s, which Kubernetes does not know", aws, entry)
			}
			if i == 4 {
				entries[j] = weekdays(entry)
			}
		}
		fields[i] = strings.Join(entries, ",")
	}
	return strings.Join(fields[:5], " "), nil
}

// number is a day of the week, but not a step.
var number = regexp.MustCompile(`(^|-)[1-7]`)

// weekdays counts days of the week from Sunday as 0, where AWS counts it as 1.
func weekdays(entry string) string {
	days, step, stepped := strings.Cut(entry, "/")
	days = number.ReplaceAllStringFunc(days, func(found string) string {
		n, _ := strconv.Atoi(strings.TrimPrefix(found, "-"))
		return strings.TrimRight(found, "1234567") + strconv.Itoa(n-1)
	})
	if stepped {
		return days + "/" + step
	}
	return days
}
