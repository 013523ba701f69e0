package look

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"net/http"

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

// bucket is how S3 is asked whether there is a bucket.
type bucket struct{}

// Encode implements [client.Protocol].
func (bucket) Encode(_ string, in any) (client.Request, error) {
	nothing := sha256.Sum256(nil)
	return client.Request{
		Method: http.MethodHead, Path: "/" + httpbinding.EscapePath(aws.ToString(in.(*HeadBucketInput).Bucket), true),
		Header: map[string]string{
			"Accept-Encoding": "identity", "X-Amz-Content-Sha256": hex.EncodeToString(nothing[:]),
		},
	}, nil
}

// Decode implements [client.Protocol]. There is no body.
func (bucket) Decode([]byte, any) error { return nil }

// Fault implements [client.Protocol]. There is no body that could say more.
func (bucket) Fault(answer *smithyhttp.Response, _ []byte) (code, message string) {
	switch answer.StatusCode {
	case http.StatusNotFound:
		return NotFound, "there is no such bucket"
	case http.StatusMovedPermanently, http.StatusForbidden:
		return Elsewhere, "the bucket is somebody else's, or in another region"
	}
	return "", answer.Status
}

// What HeadBucket says of a bucket that is not there, and of one that is not to be seen from here.
const (
	NotFound  = "NotFound"
	Elsewhere = "Elsewhere"
)
