package client

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/restjson"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// JSON posts JSON to the path of an operation, and gets JSON. See the documentation of encoding/json.
type JSON map[string]string

// Encode implements [Protocol].
func (j JSON) Encode(operation string, in any) (Request, error) {
	path, known := j[operation]
	if !known {
		return Request{}, fmt.Errorf("%s has no path", operation)
	}
	body, err := json.Marshal(in)
	header := map[string]string{"Content-Type": "application/json"}
	return Request{Method: "POST", Path: path, Header: header, Body: body}, err
}

// Decode implements [Protocol].
func (j JSON) Decode(body []byte, out any) error {
	if len(body) == 0 {
		return nil
	}
	return json.Unmarshal(body, out)
}

// Fault implements [Protocol].
func (j JSON) Fault(answer *smithyhttp.Response, body []byte) (code, message string) {
	code, message, err := restjson.GetErrorInfo(json.NewDecoder(bytes.NewReader(body)))
	if err != nil {
		message = err.Error()
	}
	return restjson.SanitizeErrorCode(cmp.Or(answer.Header.Get("X-Amzn-ErrorType"), code)), message
}
