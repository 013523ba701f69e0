package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"bulkhead/functions/internal/trial"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// picture is half red and half blue.
func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			p.Set(x, y, color.RGBA{R: 200, A: 255})
			if x >= width/2 {
				p.Set(x, y, color.RGBA{B: 200, A: 255})
			}
		}
	}
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, p))
	return out.Bytes()
}

func TestAThumbnailIsThePictureAndNoLargerThanItMayBe(t *testing.T) {
	for name, sizes := range map[string][4]int{
		"wide": {1000, 500, 320, 160}, "tall": {10, 640, 5, 320}, "small": {20, 10, 20, 10}, "thin": {3000, 1, 320, 1},
	} {
		made, err := shrink(picture(t, sizes[0], sizes[1]))
		require.NoError(t, err, name)
		shown, kind, err := image.Decode(bytes.NewReader(made))
		require.NoError(t, err, name)
		assert.Equal(t, "jpeg", kind, name)
		assert.Equal(t, image.Pt(sizes[2], sizes[3]), shown.Bounds().Size(), name)
	}
	made, err := shrink(picture(t, 1000, 500))
	require.NoError(t, err)
	shown, _, err := image.Decode(bytes.NewReader(made))
	require.NoError(t, err)
	red, _, _, _ := shown.At(20, 80).RGBA()
	_, _, blue, _ := shown.At(300, 80).RGBA()
	assert.Greater(t, red, uint32(0xb000), "left")
	assert.Greater(t, blue, uint32(0xb000), "right")
}

func TestWhatIsNoPictureOrTooLargeForTheMemoryIsRefused(t *testing.T) {
	_, err := shrink([]byte("no picture"))
	require.Error(t, err)
	large := picture(t, 8000, 5001)
	_, err = shrink(large)
	assert.ErrorContains(t, err, "too many")
}

func TestTheExecutableMakesThumbnailsOfWhatEventsTellOf(t *testing.T) {
	buckets := trial.With(time.Now(), map[string][]byte{
		"uploads/originals/2026/a+b (1).png": picture(
			t,
			640,
			640,
		),
		"uploads/originals/broken.png": []byte("no picture"),
	})
	f := trial.Start(t, buckets)
	tell := func(key string) trial.Answer {
		return f.Invoke(
			`{"detail-type": "Object Created", "detail": {"bucket": {"name": "uploads"}, "object": {"key": "` + key + `", "size": 9}}}`,
		)
	}
	good := tell("originals/2026/a+b (1).png")
	assert.False(t, good.Failed, good.Body)
	assert.NotEmpty(t, buckets.Object("uploads/thumbnails/2026/a+b (1).jpg"))
	for _, bad := range []string{"originals/broken.png", "originals/gone.png", "thumbnails/a.jpg", "originals/", ""} {
		answer := tell(bad)
		assert.True(t, answer.Failed, "%s: %s", bad, answer.Body)
	}
	assert.Empty(t, buckets.Object("uploads/thumbnails/broken.jpg"))
	assert.True(t, f.Invoke(`[]`).Failed, "no event at all")
	assert.False(t, tell("originals/2026/a+b (1).png").Failed, "it goes on, and the same event comes twice")
}
