package main

import (
	"image"
	"image/color"
)

// scaled returns a picture whose longer side is that of a thumbnail; a smaller one stays as large as it is. Each pixel
// is the average of those that it stands for.
func scaled(from image.Image) image.Image {
	b := from.Bounds()
	width, height := b.Dx(), b.Dy()
	if longer := max(width, height); longer > side {
		width, height = max(1, width*side/longer), max(1, height*side/longer)
	}
	to := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			to.Set(x, y, average(from, image.Rect(
				b.Min.X+x*b.Dx()/width, b.Min.Y+y*b.Dy()/height,
				b.Min.X+(x+1)*b.Dx()/width, b.Min.Y+(y+1)*b.Dy()/height,
			)))
		}
	}
	return to
}

// average is the mean colour of a part of a picture.
func average(from image.Image, part image.Rectangle) color.Color {
	var r, g, b, n uint64
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			red, green, blue, _ := from.At(x, y).RGBA()
			r, g, b, n = r+uint64(red), g+uint64(green), b+uint64(blue), n+1
		}
	}
	return color.RGBA64{R: uint16(r / n), G: uint16(g / n), B: uint16(b / n), A: 0xffff}
}
