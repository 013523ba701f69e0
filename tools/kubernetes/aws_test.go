package kubernetes_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	authentication "k8s.io/api/authentication/v1"
)

const (
	clusterName = "acme-prod"
	region      = "eu-west-1"
	accessKey   = "AKIDEXAMPLE"
	secretKey   = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
)

func base64Of(text []byte) string { return base64.StdEncoding.EncodeToString(text) }

// aws is EKS with one cluster: where it is, and who may come in.
type aws struct {
	api     *httptest.Server // of EKS
	webhook *httptest.Server // that the cluster asks about tokens
	lock    sync.Mutex
	there   bool
	server  *server
	admits  bool          // the access entry has reached the cluster
	fresh   time.Duration // how old a token may be
	tokens  map[string]bool
	refused []string // why tokens were refused
}

func newAWS(t *testing.T) *aws {
	a := &aws{there: true, admits: true, fresh: 15 * time.Minute, tokens: map[string]bool{}}
	a.api = httptest.NewServer(http.HandlerFunc(a.describe))
	a.webhook = httptest.NewTLSServer(http.HandlerFunc(a.review))
	t.Cleanup(a.api.Close)
	t.Cleanup(a.webhook.Close)
	return a
}

// set changes something of it.
func (a *aws) set(change func(*aws)) {
	a.lock.Lock()
	defer a.lock.Unlock()
	change(a)
}

// kubeconfig is how the cluster asks about tokens.
func (a *aws) kubeconfig() string {
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.webhook.Certificate().Raw})
	return kubeconfig(a.webhook.URL, certificate)
}

// describe is DescribeCluster.
func (a *aws) describe(out http.ResponseWriter, r *http.Request) {
	a.lock.Lock()
	defer a.lock.Unlock()
	out.Header().Set("Content-Type", "application/json")
	if !strings.Contains(r.Header.Get("Authorization"), "/"+region+"/eks/aws4_request") || r.URL.Path != "/clusters/"+clusterName || !a.there {
		out.Header().Set("X-Amzn-Errortype", "ResourceNotFoundException")
		out.WriteHeader(http.StatusNotFound)
		fmt.Fprint(out, `{"message":"No cluster found for name."}`)
		return
	}
	fmt.Fprintf(out, `{"cluster":{"name":%q,"status":"ACTIVE","endpoint":"https://%s","certificateAuthority":{"data":%q}}}`,
		clusterName, a.server.address, base64Of(a.server.authority))
}

// review is what EKS's authenticator does: it has STS say who has signed a token.
func (a *aws) review(out http.ResponseWriter, r *http.Request) {
	var review authentication.TokenReview
	if err := json.NewDecoder(r.Body).Decode(&review); err != nil {
		http.Error(out, err.Error(), http.StatusBadRequest)
		return
	}
	a.lock.Lock()
	defer a.lock.Unlock()
	err := a.signed(review.Spec.Token)
	a.tokens[review.Spec.Token] = true
	review.Status = authentication.TokenReviewStatus{Authenticated: err == nil && a.admits}
	if err != nil {
		review.Status.Error = err.Error()
		a.refused = append(a.refused, err.Error())
	} else if a.admits {
		review.Status.User = authentication.UserInfo{
			Username: "arn:aws:sts::111111111111:assumed-role/applier/function", Groups: []string{"applier"},
		}
	}
	out.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(out).Encode(review)
}

// signed demands a token as EKS does: a request of STS who the caller is, for this cluster, not too old, and signed
// with the caller's key. Source: kubernetes-sigs/aws-iam-authenticator, pkg/token.
func (a *aws) signed(token string) error {
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(token, "k8s-aws-v1."))
	if err != nil || !strings.HasPrefix(token, "k8s-aws-v1.") {
		return fmt.Errorf("it is not one of EKS")
	}
	at, err := url.Parse(string(text))
	if err != nil {
		return err
	}
	query := at.Query()
	if at.Scheme != "https" || at.Host != "sts."+region+".amazonaws.com" || at.Path != "/" || query.Get("Action") != "GetCallerIdentity" {
		return fmt.Errorf("it is not for STS: %s%s", at.Host, at.Path)
	}
	if query.Get("X-Amz-SignedHeaders") != "host;x-k8s-aws-id" {
		return fmt.Errorf("it is for any cluster")
	}
	made, err := time.Parse("20060102T150405Z", query.Get("X-Amz-Date"))
	if err != nil || time.Since(made) > a.fresh {
		return fmt.Errorf("it has expired")
	}
	signature := query.Get("X-Amz-Signature")
	query.Del("X-Amz-Signature")
	request := strings.Join([]string{
		http.MethodGet, "/", strings.ReplaceAll(query.Encode(), "+", "%20"),
		"host:" + at.Host, "x-k8s-aws-id:" + clusterName, "", "host;x-k8s-aws-id", hexOf(nil),
	}, "\n")
	scope := strings.Join([]string{made.Format("20060102"), region, "sts", "aws4_request"}, "/")
	key := []byte("AWS4" + secretKey)
	for _, part := range strings.Split(scope, "/") {
		key = mac(key, part)
	}
	toSign := strings.Join([]string{"AWS4-HMAC-SHA256", query.Get("X-Amz-Date"), scope, hexOf([]byte(request))}, "\n")
	if query.Get("X-Amz-Credential") != accessKey+"/"+scope || hex.EncodeToString(mac(key, toSign)) != signature {
		return fmt.Errorf("its signature is wrong")
	}
	return nil
}

func hexOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
