package draw

// The measures of chips: an icon with a few words beside it.
const (
	chipHeight = 34
	chipIcon   = 26
)

// chip is how many there are of something.
type chip struct{ icon, text string }

func (k chip) width() int { return chipIcon + 8 + plain.width(k.text) }

// chips are counted: by icon, and by what one of them is called.
type chips struct {
	all []struct {
		chip
		n int
	}
}

// add counts some more of what an icon and a word stand for.
func (s *chips) add(icon, one string, n int) {
	if n == 0 {
		return
	}
	for i := range s.all {
		if s.all[i].text == one && s.all[i].icon == icon {
			s.all[i].n += n
			return
		}
	}
	s.all = append(s.all, struct {
		chip
		n int
	}{chip{icon, one}, n})
}

// list is what was counted, in the order in which it came.
func (s *chips) list() []chip {
	var all []chip
	for _, k := range s.all {
		all = append(all, chip{k.icon, many(k.n, k.text)})
	}
	return all
}

// grid is how many columns of chips fit into a width, how wide each is, and how high all are.
func grid(all []chip, w int) (columns, each, high int) {
	each = 120
	for _, k := range all {
		each = max(each, k.width()+10)
	}
	columns = max(1, w/each)
	return columns, w / columns, (len(all) + columns - 1) / columns * chipHeight
}

// chips draws them in rows from a point on.
func (c *canvas) chips(all []chip, x, y, w int) {
	columns, each, _ := grid(all, w)
	for i, k := range all {
		at := point{x + i%columns*each, y + i/columns*chipHeight}
		c.icon(k.icon, at.x, at.y, chipIcon)
		c.text(plain, at.x+chipIcon+8, at.y+chipIcon/2+4, k.text)
	}
}
