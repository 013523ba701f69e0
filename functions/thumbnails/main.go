// Thumbnails makes a small picture of each that is uploaded to originals/ in a bucket, and puts it into thumbnails/.
package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/gif"
	"image/jpeg"
	_ "image/png"
	"path"
	"strings"

	"bulkhead/functions/internal/s3"

	"github.com/aws/aws-lambda-go/lambda"
)

func main() { lambda.Start(handle) }

// event is what EventBridge tells of an object. Keys are as they are, not escaped.
type event struct {
	Detail struct {
		Bucket struct{ Name string }
		Object struct{ Key string }
	}
}

// Where pictures come from and go to, and what fits into the memory of the function.
const (
	from       = "originals/"
	to         = "thumbnails/"
	mostBytes  = 32 << 20
	mostPixels = 40_000_000
	side       = 320 // of a thumbnail at most
)

// handle makes one thumbnail. The same event makes the same one.
func handle(ctx context.Context, e event) error {
	name, ours := strings.CutPrefix(e.Detail.Object.Key, from)
	if !ours || name == "" || e.Detail.Bucket.Name == "" {
		return fmt.Errorf(
			"%q of bucket %q is not a picture below %s",
			e.Detail.Object.Key,
			e.Detail.Bucket.Name,
			from,
		)
	}
	bucket := s3.Bucket{Name: e.Detail.Bucket.Name}
	original, err := bucket.Get(ctx, from+name, mostBytes)
	if err != nil {
		return err
	}
	thumbnail, err := shrink(original)
	if err != nil {
		return fmt.Errorf("%s: %w", from+name, err)
	}
	return bucket.Put(ctx, to+strings.TrimSuffix(name, path.Ext(name))+".jpg", "image/jpeg", thumbnail)
}

// shrink returns a picture as a JPEG that is no larger than a thumbnail.
func shrink(original []byte) ([]byte, error) {
	size, _, err := image.DecodeConfig(bytes.NewReader(original))
	if err != nil {
		return nil, err
	}
	if size.Width*size.Height > mostPixels {
		return nil, fmt.Errorf("%d by %d pixels are too many", size.Width, size.Height)
	}
	decoded, _, err := image.Decode(bytes.NewReader(original))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = jpeg.Encode(&out, scaled(decoded), &jpeg.Options{Quality: 85})
	return out.Bytes(), err
}
