// Package s3 is what the functions ask of Amazon S3: three calls, which Lambda repeats with the event when one fails.
package s3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go/encoding/httpbinding"
)

// Bucket is one that the function uses.
type Bucket struct{ Name string }

// ErrMissing is the error of an object that there is not.
var ErrMissing = errors.New("there is no such object")

// Object is what a listing tells of an object.
type Object struct {
	Key          string
	Size         int64
	LastModified time.Time
}

// Get returns an object of up to so many bytes.
func (b Bucket) Get(ctx context.Context, key string, most int64) ([]byte, error) {
	answer, err := b.call(ctx, http.MethodGet, key, nil, nil)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(io.LimitReader(answer.Body, most+1))
	if err == nil && int64(len(content)) > most {
		err = fmt.Errorf("%s has more than %d bytes", key, most)
	}
	return content, err
}

// Put writes an object.
func (b Bucket) Put(ctx context.Context, key, kind string, content []byte) error {
	answer, err := b.call(ctx, http.MethodPut, key, http.Header{"Content-Type": {kind}}, content)
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

// List returns all objects whose keys begin with prefix.
func (b Bucket) List(ctx context.Context, prefix string) ([]Object, error) {
	var all []Object
	query := url.Values{"list-type": {"2"}, "prefix": {prefix}}
	for {
		answer, err := b.call(ctx, http.MethodGet, "?"+strings.ReplaceAll(query.Encode(), "+", "%20"), nil, nil)
		if err != nil {
			return nil, err
		}
		var page struct {
			Contents              []Object
			IsTruncated           bool
			NextContinuationToken string
		}
		err = xml.NewDecoder(answer.Body).Decode(&page)
		answer.Body.Close()
		if err != nil {
			return nil, fmt.Errorf("list %s of %s: %w", prefix, b.Name, err)
		}
		all = append(all, page.Contents...)
		if !page.IsTruncated {
			return all, nil
		}
		query.Set("continuation-token", page.NextContinuationToken)
	}
}

// call sends a signed request about a key, or about the bucket where it begins with a question mark.
func (b Bucket) call(
	ctx context.Context,
	method, key string,
	header http.Header,
	body []byte,
) (*http.Response, error) {
	if !strings.HasPrefix(key, "?") {
		key = httpbinding.EscapePath(key, false) // all that S3 escapes when it looks at the signature
	}
	request, err := http.NewRequestWithContext(ctx, method, b.address()+"/"+key, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(body)
	sum := hex.EncodeToString(hash[:])
	for name := range header {
		request.Header.Set(name, header.Get(name))
	}
	request.Header.Set("X-Amz-Content-Sha256", sum)
	who := aws.Credentials{
		AccessKeyID:     os.Getenv("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"),
		SessionToken:    os.Getenv("AWS_SESSION_TOKEN"),
	}
	plain := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
	if err := plain.SignHTTP(ctx, who, request, sum, "s3", os.Getenv("AWS_REGION"), time.Now()); err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode < 300 {
		return answer, nil
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusNotFound {
		return nil, fmt.Errorf("%s in %s: %w", key, b.Name, ErrMissing)
	}
	reason, _ := io.ReadAll(io.LimitReader(answer.Body, 1000))
	return nil, fmt.Errorf("%s %s in %s: %s: %s", method, key, b.Name, answer.Status, reason)
}

// address is where the bucket is, or where a test says that it is.
func (b Bucket) address() string {
	if endpoint := os.Getenv("AWS_ENDPOINT_URL_S3"); endpoint != "" {
		return endpoint + "/" + b.Name
	}
	return "https://" + b.Name + ".s3." + os.Getenv("AWS_REGION") + ".amazonaws.com"
}
