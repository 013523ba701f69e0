package waiting

import (
	"bytes"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatTakesLongerThanTwoSecondsIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		text := func() string { return "stages      2 of 3" }
		var terminal, log bytes.Buffer
		first, second := start(&terminal, true, patience, onTerminal, text), start(&log, false, patience, inLog, text)
		time.Sleep(patience - time.Millisecond)
		first.End()
		second.End()
		assert.Empty(t, terminal.String(), "it took no time")
		assert.Empty(t, log.String(), "it took no time")

		p := start(&terminal, true, patience, onTerminal, text)
		time.Sleep(3500 * time.Millisecond)
		p.End()
		p.End()
		assert.Equal(t, "\rstages      2 of 3, 2 s\033[K\rstages      2 of 3, 3 s\033[K\r\033[K", terminal.String())

		p = start(&log, false, patience, inLog, text)
		time.Sleep(13 * time.Second)
		p.End()
		assert.Equal(t, "stages      2 of 3, 2 s\nstages      2 of 3, 12 s\n", log.String())
	})
}

func TestWhoIsNotToBeToldIsNot(t *testing.T) {
	var log bytes.Buffer
	assert.Nil(t, Start(&log, false, nil).stop, "a log is no terminal")
	assert.Nil(t, Start(nil, true, nil).stop)
	null, err := os.Open(os.DevNull)
	require.NoError(t, err)
	defer null.Close()
	assert.False(t, Terminal(null), "nobody sees what goes there")
	p := Start(&log, true, func() string { return "" })
	assert.NotNil(t, p.stop)
	p.End()
}
