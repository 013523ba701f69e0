package moto

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Mended is where moto answers the CDK CLI as AWS does: a change set that is not there is deleted without a word,
// and not found afterwards, lists of parameters are text, and a stack has the protection that it was given.
func Mended(t testing.TB, endpoint string) string {
	t.Helper()
	target, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	lists := regexp.MustCompile(`<ParameterValue>\[(.*?)\]</ParameterValue>`)
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ModifyResponse = func(answer *http.Response) error {
		if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") && answer.StatusCode == http.StatusInternalServerError {
			answer.StatusCode = http.StatusOK
			answer.Header.Set("Content-Type", "text/xml")
			return replaceBody(answer, []byte(`<DeleteChangeSetResponse><DeleteChangeSetResult/></DeleteChangeSetResponse>`))
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			return err
		}
		if bytes.Contains(body, []byte("Stack with id cdk-bootstrap-change-set")) {
			body = bytes.Replace(body, []byte("ValidationError"), []byte("ChangeSetNotFound"), 1)
		}
		body = bytes.Replace(body, []byte("<EnableTerminationProtection>false<"), []byte("<EnableTerminationProtection>true<"), 1)
		return replaceBody(answer, lists.ReplaceAllFunc(body, func(list []byte) []byte {
			return []byte(strings.NewReplacer("[", "", "]", "", "'", "", "&#39;", "", ", ", ",").Replace(string(list)))
		}))
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	return server.URL
}

func replaceBody(answer *http.Response, body []byte) error {
	answer.Body = io.NopCloser(bytes.NewReader(body))
	answer.ContentLength = int64(len(body))
	answer.Header.Set("Content-Length", strconv.Itoa(len(body)))
	return nil
}
