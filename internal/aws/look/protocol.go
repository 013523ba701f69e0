package look

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"net/http"
	"net/url"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go/encoding/httpbinding"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// xmlREST is AWS's REST protocol with XML, of operations without a body.
type xmlREST struct{ client.REST }

// Decode implements [client.Protocol].
func (xmlREST) Decode(body []byte, out any) error {
	if len(body) == 0 {
		return nil
	}
	return xml.Unmarshal(body, out)
}

// Fault implements [client.Protocol].
func (xmlREST) Fault(_ *smithyhttp.Response, body []byte) (code, message string) {
	return client.XMLFault(body)
}

// uncompressed is AWS's JSON protocol where answers are not to be compressed: DynamoDB's checksum is of what it sends.
type uncompressed struct{ client.Target }

// Encode implements [client.Protocol].
func (u uncompressed) Encode(operation string, in any) (client.Request, error) {
	request, err := u.Target.Encode(operation, in)
	request.Header["Accept-Encoding"] = "identity"
	return request, err
}

// bucket is how S3 is asked whether there is a bucket, and how it encrypts.
type bucket struct{}

// Encode implements [client.Protocol].
func (bucket) Encode(_ string, in any) (client.Request, error) {
	nothing := sha256.Sum256(nil)
	r := client.Request{Header: map[string]string{
		"Accept-Encoding": "identity", "X-Amz-Content-Sha256": hex.EncodeToString(nothing[:]),
	}}
	var name, owner *string
	switch in := in.(type) {
	case *HeadBucketInput:
		r.Method, name, owner = http.MethodHead, in.Bucket, in.ExpectedBucketOwner
	case *GetBucketEncryptionInput:
		r.Method, name, owner = http.MethodGet, in.Bucket, in.ExpectedBucketOwner
		r.Query = url.Values{"encryption": {""}}
	}
	r.Path = "/" + httpbinding.EscapePath(aws.ToString(name), true)
	if owner != nil {
		r.Header["X-Amz-Expected-Bucket-Owner"] = *owner
	}
	return r, nil
}

// Decode implements [client.Protocol]. The answer about a bucket's encryption is its configuration; whether there is a
// bucket, no body says.
func (bucket) Decode(body []byte, out any) error {
	into, is := out.(*GetBucketEncryptionOutput)
	if !is {
		return nil
	}
	var document struct {
		XMLName xml.Name `xml:"ServerSideEncryptionConfiguration"` // a page of a proxy has another
		ServerSideEncryptionConfiguration
	}
	err := xml.Unmarshal(body, &document)
	into.ServerSideEncryptionConfiguration = &document.ServerSideEncryptionConfiguration
	return err
}

// Fault implements [client.Protocol]. Where there is no body, the status tells.
func (bucket) Fault(answer *smithyhttp.Response, body []byte) (code, message string) {
	if code, message = client.XMLFault(body); code != "" {
		return code, message
	}
	switch answer.StatusCode {
	case http.StatusNotFound:
		return NotFound, "there is no such bucket"
	case http.StatusMovedPermanently:
		return Elsewhere, "the bucket is in another region"
	case http.StatusForbidden:
		return Forbidden, "the bucket is somebody else's, or these credentials may not ask for it"
	}
	return "", answer.Status
}

// What HeadBucket says of a bucket that is not there, and of one that is not to be seen from here.
const (
	NotFound  = "NotFound"
	Elsewhere = "Elsewhere"
	Forbidden = "Forbidden"
)
