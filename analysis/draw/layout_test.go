package draw

import (
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shape is something in a picture that covers a part of it.
type shape struct {
	box
	what string
}

func (b box) meets(other box) bool {
	return b.x < other.right() && other.x < b.right() && b.y < other.bottom() && other.y < b.bottom()
}

func (b box) holds(other box) bool {
	return b.x <= other.x && b.y <= other.y && other.right() <= b.right() && other.bottom() <= b.bottom()
}

// parts takes a picture apart: its page, the frames of each class, and its lines of text that are level.
func parts(t *testing.T, svg []byte) (page box, frames map[string][]shape, texts []shape) {
	t.Helper()
	fonts := map[string]font{}
	for _, f := range []font{title, head, name, plain, quiet, badge} {
		fonts[f.class] = f
	}
	frames = map[string][]shape{}
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	symbols := 0
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return page, frames, texts
		}
		require.NoError(t, err)
		if end, is := token.(xml.EndElement); is && end.Name.Local == "symbol" {
			symbols--
		}
		start, is := token.(xml.StartElement)
		if is && start.Name.Local == "symbol" {
			symbols++
		}
		if !is || symbols > 0 {
			continue
		}
		said := map[string]string{}
		for _, a := range start.Attr {
			said[a.Name.Local] = a.Value
		}
		n := func(key string) int {
			value, err := strconv.Atoi(said[key])
			require.NoError(t, err, said)
			return value
		}
		switch start.Name.Local {
		case "svg":
			page = box{0, 0, n("width"), n("height")}
		case "rect":
			if said["x"] != "" {
				b := box{n("x"), n("y"), n("width"), n("height")}
				frames[said["class"]] = append(frames[said["class"]], shape{b, said["class"]})
			}
		case "text":
			var text string
			require.NoError(t, decoder.DecodeElement(&text, &start))
			if said["x"] != "" {
				f := fonts[said["class"]]
				texts = append(texts, shape{box{n("x"), n("y") - f.size*3/4, f.width(text), f.size * 19 / 20}, text})
			}
		}
	}
}

func TestNothingLiesOnAnotherAndNoTextIsCut(t *testing.T) {
	for file, p := range everyPicture(t) {
		page, frames, texts := parts(t, p.SVG)
		for i, text := range texts {
			assert.True(t, page.holds(text.box), "%s: %q is cut by the page", file, text.what)
			for _, other := range texts[i+1:] {
				assert.False(t, text.meets(other.box), "%s: %q lies on %q", file, text.what, other.what)
			}
			for _, class := range []string{"card", "account", "region", "vpc"} {
				for _, frame := range frames[class] {
					if text.meets(frame.box) {
						assert.True(t, frame.holds(text.box), "%s: %q is cut by a frame", file, text.what)
					}
				}
			}
		}
		for i, card := range frames["card"] {
			assert.True(t, page.holds(card.box), file)
			for _, other := range frames["card"][i+1:] {
				assert.False(t, card.meets(other.box), "%s: two cards lie on each other", file)
			}
			for _, class := range []string{"account", "region", "vpc", "public", "private", "data"} {
				for _, frame := range frames[class] {
					assert.True(t, !card.meets(frame.box) || frame.holds(card.box), "%s: a card is cut by a frame", file)
				}
			}
		}
	}
}

// segments are the straight parts of a line, by the numbers of its path; its corners are left out.
func segments(t *testing.T, path string) []box {
	t.Helper()
	var all []box
	var at point
	for _, step := range regexp.MustCompile(`([MLQ])([0-9 ]+)`).FindAllStringSubmatch(path, -1) {
		var n []int
		for _, word := range strings.Fields(step[2]) {
			value, err := strconv.Atoi(word)
			require.NoError(t, err)
			n = append(n, value)
		}
		to := point{n[len(n)-2], n[len(n)-1]}
		if step[1] == "L" {
			x, y := min(at.x, to.x), min(at.y, to.y)
			all = append(all, box{x, y, max(at.x, to.x) - x, max(at.y, to.y) - y})
		}
		at = to
	}
	return all
}

func TestNoLineGoesThroughACardOrAlongAnotherOne(t *testing.T) {
	paths := regexp.MustCompile(`<path class="line" stroke="[^"]*" d="([^"]*)"/>`)
	for file, p := range everyPicture(t) {
		_, frames, _ := parts(t, p.SVG)
		var lines [][]box
		for _, path := range paths.FindAllStringSubmatch(string(p.SVG), -1) {
			lines = append(lines, segments(t, path[1]))
		}
		for i, line := range lines {
			for _, s := range line {
				for _, card := range frames["card"] {
					inner := box{card.x + 1, card.y + 1, card.w - 2, card.h - 2}
					assert.False(t, inner.meets(box{s.x, s.y, s.w + 1, s.h + 1}), "%s: %v goes through the card at %v", file, s, card.box)
				}
				for _, other := range lines[i+1:] {
					for _, o := range other {
						along := s.h == 0 && o.h == 0 && s.y == o.y && min(s.right(), o.right())-max(s.x, o.x) > 2 ||
							s.w == 0 && o.w == 0 && s.x == o.x && min(s.bottom(), o.bottom())-max(s.y, o.y) > 2
						assert.False(t, along, "%s: %v and %v lie on each other", file, s, o)
					}
				}
			}
		}
	}
}

func TestIconsAreAsAWSMadeThemAndEveryPictureSaysWhoseTheyAre(t *testing.T) {
	sums, err := os.ReadFile("icons/SHA256SUMS")
	require.NoError(t, err)
	listed := map[string]bool{}
	for line := range strings.Lines(string(sums)) {
		sum, file, _ := strings.Cut(strings.TrimSpace(line), "  ")
		source, err := os.ReadFile("icons/" + file)
		require.NoError(t, err)
		assert.Equal(t, sum, fmt.Sprintf("%x", sha256.Sum256(source)), "%s is changed", file)
		listed[file] = true
		drawing := strings.SplitAfterN(string(source), ">", 2)[1]
		assert.Contains(t, symbol(strings.TrimSuffix(file, ".svg")), strings.TrimSuffix(strings.TrimSpace(drawing), "</svg>"))
	}
	entries, err := os.ReadDir("icons")
	require.NoError(t, err)
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), ".svg") {
			assert.True(t, listed[entry.Name()], "%s is not in icons/SHA256SUMS", entry.Name())
		}
	}
	used := map[string]bool{}
	for file, p := range everyPicture(t) {
		has := bytes.Contains(p.SVG, []byte("<use "))
		assert.Equal(t, has, bytes.Contains(p.SVG, []byte("CC BY-ND 2.0</text>")), file)
		for name := range listed {
			if bytes.Contains(p.SVG, []byte(`href="#`+strings.TrimSuffix(name, ".svg")+`"`)) {
				used[name] = true
			}
		}
	}
	assert.Equal(t, listed, used, "no picture has them")
}
