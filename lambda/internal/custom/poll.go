package custom

import (
	"context"
	"fmt"
	"time"
)

// Poll is how often, and for how long at most, to ask for something that takes time.
type Poll struct{ Every, For time.Duration }

// Patient is how our functions wait: as long as leaves time to answer CloudFormation.
var Patient = Poll{Every: 10 * time.Second, For: 10 * time.Minute}

// Until asks until nothing is missing. What was missing last is the error of having waited in vain.
func (p Poll) Until(ctx context.Context, ask func(context.Context) (missing string, err error)) error {
	ctx, cancel := context.WithTimeout(ctx, p.For)
	defer cancel()
	start, last := time.Now(), "AWS has not answered"
	for {
		missing, err := ask(ctx)
		switch {
		case err == nil && missing == "":
			return nil
		case err == nil:
			last = missing
		case ctx.Err() == nil:
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s (waited for %s)", last, time.Since(start).Round(time.Second))
		case <-time.After(p.Every):
		}
	}
}
