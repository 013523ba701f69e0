package synthesis

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestProgressIsShownOnATerminalAloneAndWhenItTakesLong(t *testing.T) {
	var log, terminal bytes.Buffer
	p := newProgress(&log, 2)
	p.start = p.start.Add(-time.Hour)
	p.done()
	p.end()
	assert.Empty(t, log.String(), "a log is no terminal")

	p = newProgress(&log, 2)
	p.terminal = &terminal
	p.done()
	p.end()
	assert.Empty(t, terminal.String(), "it took no time")
	p.start = p.start.Add(-time.Hour)
	p.done()
	assert.Equal(t, "\rstages      2 of 2", terminal.String())
	p.end()
	assert.Equal(t, "\rstages      2 of 2\r\033[K", terminal.String())
}
