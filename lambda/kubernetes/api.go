package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// request is one of the API.
type request struct {
	method, path string
	query        url.Values
	kind         string // of the body
	body         any
}

// refusal is an answer of the API that is none.
type refusal struct {
	Code            int
	Reason, Message string
	Details         struct {
		Causes            []struct{ Reason, Message, Field string }
		RetryAfterSeconds int
	}
}

func (r *refusal) Error() string { return fmt.Sprintf("%s (%d %s)", r.Message, r.Code, r.Reason) }

// refused tells whether err is a refusal with that code.
func refused(err error, code int) bool {
	r, is := errors.AsType[*refusal](err)
	return is && r.Code == code
}

// final tells whether the API answers the same however often it is asked: a field of an object that it does not know,
// it calls a fault of its own.
func (r *refusal) final() bool {
	if strings.Contains(r.Message, "failed to create typed patch object") {
		return true
	}
	return r.Code != http.StatusTooManyRequests && r.Code < http.StatusInternalServerError
}

// call returns what the API answers. It asks again where EKS has not let the function in yet, where the token is too
// old, and where the API is busy or away.
func (c *cluster) call(ctx context.Context, r request) ([]byte, error) {
	begun, renewed := time.Now(), false
	for {
		answer, err := c.once(ctx, r)
		if err == nil || ctx.Err() != nil {
			return answer, err
		}
		pause := c.every
		said, answered := errors.AsType[*refusal](err)
		switch {
		case answered && said.Code == http.StatusUnauthorized && !renewed:
			c.token, renewed, pause = "", true, 0
		case answered && (said.Code == http.StatusUnauthorized || said.Code == http.StatusForbidden):
			if time.Since(c.begun) >= c.admit {
				return nil, err
			}
			c.token = ""
		case answered && said.final():
			return nil, err
		case time.Since(begun) >= c.trouble:
			return nil, err
		case answered:
			pause = max(pause, time.Duration(said.Details.RetryAfterSeconds)*time.Second)
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(pause):
		}
	}
}

// once asks the API once.
func (c *cluster) once(ctx context.Context, r request) ([]byte, error) {
	if c.token == "" || time.Since(c.made) >= c.function.token {
		made := time.Now()
		token, err := newToken(ctx, c.aws, c.name, made)
		if err != nil {
			return nil, err
		}
		c.token, c.made = token, made
	}
	var body io.Reader
	if r.body != nil {
		text, err := json.Marshal(r.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	asked, err := http.NewRequestWithContext(ctx, r.method, c.endpoint+r.path+"?"+r.query.Encode(), body)
	if err != nil {
		return nil, err
	}
	asked.Header.Set("Authorization", "Bearer "+c.token)
	asked.Header.Set("Accept", "application/json")
	asked.Header.Set("User-Agent", manager)
	if r.kind != "" {
		asked.Header.Set("Content-Type", r.kind)
	}
	answer, err := c.http.Do(asked)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode < http.StatusMultipleChoices {
		return text, err
	}
	said := &refusal{}
	if json.Unmarshal(text, said) != nil || said.Message == "" {
		said.Message = http.StatusText(answer.StatusCode) // of a load balancer before it
	}
	said.Code = answer.StatusCode
	if seconds, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil {
		said.Details.RetryAfterSeconds = seconds
	}
	return nil, said
}

// kind is one that a version of an API has.
type kind struct {
	Name, Kind string
	Namespaced bool
}

// errNoKind is the error of a kind that a cluster does not know.
var errNoKind = errors.New("the cluster knows no such kind")

// path returns where an object is.
func (c *cluster) path(ctx context.Context, o object) (string, error) {
	k, err := c.kindOf(ctx, o)
	if err != nil {
		return "", err
	}
	path := versionPath(o.APIVersion)
	if k.Namespaced {
		if o.Metadata.Namespace == "" {
			return "", fmt.Errorf("%s has no namespace", o)
		}
		path += "/namespaces/" + url.PathEscape(o.Metadata.Namespace)
	}
	return path + "/" + k.Name + "/" + url.PathEscape(o.Metadata.Name), nil
}

func versionPath(version string) string {
	if version == "v1" {
		return "/api/v1"
	}
	return "/apis/" + version
}

// kindOf returns an object's kind as the cluster knows it.
func (c *cluster) kindOf(ctx context.Context, o object) (kind, error) {
	if c.kinds[o.APIVersion] == nil {
		text, err := c.call(ctx, request{method: http.MethodGet, path: versionPath(o.APIVersion)})
		if refused(err, http.StatusNotFound) {
			return kind{}, fmt.Errorf("%s: %w, %s: is its add-on there?", o, errNoKind, o.APIVersion)
		}
		if err != nil {
			return kind{}, fmt.Errorf("%s: %w", o, err)
		}
		var known struct{ Resources []kind }
		if err := json.Unmarshal(text, &known); err != nil {
			return kind{}, err
		}
		c.kinds[o.APIVersion] = known.Resources
	}
	for _, k := range c.kinds[o.APIVersion] {
		if k.Kind == o.Kind && !subresource(k.Name) {
			return k, nil
		}
	}
	delete(c.kinds, o.APIVersion) // it may be added
	return kind{}, fmt.Errorf("%s: %w, %s of %s: is its add-on there?", o, errNoKind, o.Kind, o.APIVersion)
}

func subresource(name string) bool { return bytes.ContainsRune([]byte(name), '/') }

// get returns an object as it is in the cluster, and whether it is there.
func (c *cluster) get(ctx context.Context, o object) (object, bool, error) {
	path, err := c.path(ctx, o)
	if err != nil {
		return object{}, false, err
	}
	text, err := c.call(ctx, request{method: http.MethodGet, path: path})
	if refused(err, http.StatusNotFound) {
		return object{}, false, nil
	}
	if err != nil {
		return object{}, false, fmt.Errorf("%s: %w", o, err)
	}
	found, err := decode(text)
	return found, err == nil, err
}

// list returns the objects at a path.
func (c *cluster) list(ctx context.Context, path string, query url.Values) ([]object, error) {
	text, err := c.call(ctx, request{method: http.MethodGet, path: path, query: query})
	if err != nil {
		return nil, err
	}
	var page struct{ Items []json.RawMessage }
	if err := json.Unmarshal(text, &page); err != nil {
		return nil, err
	}
	var objects []object
	for _, item := range page.Items {
		o, err := decode(item)
		if err != nil {
			return nil, err
		}
		objects = append(objects, o)
	}
	return objects, nil
}
