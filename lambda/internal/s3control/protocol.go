package s3control

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// protocol is how S3 is asked: the operation is a method and a path, its configuration an XML document.
type protocol struct{}

// Encode implements [client.Protocol].
func (protocol) Encode(operation string, in any) (client.Request, error) {
	request := client.Request{Path: "/v20180820/configuration/publicAccessBlock", Header: map[string]string{}}
	switch in := in.(type) {
	case *PutPublicAccessBlockInput:
		body, err := xml.Marshal(struct {
			XMLName xml.Name `xml:"http://awss3control.amazonaws.com/doc/2018-08-20/ PublicAccessBlockConfiguration"`
			*PublicAccessBlockConfiguration
		}{PublicAccessBlockConfiguration: in.PublicAccessBlockConfiguration})
		if err != nil {
			return client.Request{}, err
		}
		request.Method, request.Body = "PUT", body
		request.Header["X-Amz-Account-Id"], request.Header["Content-Type"] = aws.ToString(in.AccountId), "application/xml"
	case *GetPublicAccessBlockInput:
		request.Method = "GET"
		request.Header["X-Amz-Account-Id"] = aws.ToString(in.AccountId)
	default:
		return client.Request{}, fmt.Errorf("%s is not known", operation)
	}
	hash := sha256.Sum256(request.Body)
	request.Header["X-Amz-Content-Sha256"] = hex.EncodeToString(hash[:])
	return request, nil
}

// Decode implements [client.Protocol].
func (protocol) Decode(body []byte, out any) error {
	if out, is := out.(*GetPublicAccessBlockOutput); is && len(body) > 0 {
		return xml.Unmarshal(body, &out.PublicAccessBlockConfiguration)
	}
	return nil
}

// Fault implements [client.Protocol].
func (protocol) Fault(_ *smithyhttp.Response, body []byte) (code, message string) {
	return client.XMLFault(body)
}
