package config

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// Site is static content: files in a bucket that only CloudFront reads, close to visitors everywhere. A standby has no
// sites of its own, because CloudFront does not depend on the environment's region.
type Site struct {
	// Domain is the environment's own domain, a further one whose zone is in its account, or a name one label below one
	// of them (default: <name>.<environment's domain>).
	Domain string `yaml:"domain"`
	// Files is a directory below the configuration directory, with an index.html and no symbolic links, that every
	// deployment uploads. Without it, whoever builds the site uploads to the bucket that the stack's outputs name.
	Files string `yaml:"files"`
	// SinglePage answers every path that is not a file with index.html, so that the page can route it: enabled or
	// disabled (default), when /about/ is about/index.html.
	SinglePage Switch `yaml:"singlePage"`
	// NotFound is the page for paths that do not exist, such as /404.html. Not with singlePage.
	NotFound string `yaml:"notFound"`
	// ContentSecurityPolicy says what pages may load (default: only from the site itself, and framed by nobody).
	ContentSecurityPolicy string `yaml:"contentSecurityPolicy"`
	// Canary is what is asked of the site from outside, where the environment has canaries.
	Canary Probe `yaml:"canary"`
}

// strictContent is the default policy. Source: OWASP, Content Security Policy Cheat Sheet, "Basic CSP policy".
const strictContent = "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; upgrade-insecure-requests"

// complete fills in the defaults of the site with this name.
func (s *Site) complete(name string, e Environment) {
	s.Domain = cmp.Or(s.Domain, name+"."+e.Domain)
	s.SinglePage = cmp.Or(s.SinglePage, Disabled)
	s.ContentSecurityPolicy = cmp.Or(s.ContentSecurityPolicy, strictContent)
	s.Canary.complete("/", s.Files != "")
}

// HasApex tells whether a static site is what the environment's own domain shows.
func (e Environment) HasApex() bool { return e.Shows(e.Domain) }

// Shows tells whether a static site is what a host shows.
func (e Environment) Shows(host string) bool {
	for _, s := range e.Sites {
		if s.Domain == host {
			return true
		}
	}
	return false
}

// SitesDomain is the further domain, by its name in the configuration, that a site's name is in; none where it is in
// the environment's own.
func (e Environment) SitesDomain(s Site) (name string, further bool) {
	for _, name := range e.FurtherDomains() {
		if d := e.Domains[name]; d.Zone != "" && s.in(d.Name) {
			return name, true
		}
	}
	return "", false
}

var (
	label     = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
	errorPage = regexp.MustCompile(`^/[A-Za-z0-9_./-]{1,200}$`)
)

// checkSites runs the rules of every static site. files is the configuration directory.
func (e Environment) checkSites(at document.Path, files fs.FS) {
	domains := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(e.Sites)) {
		here, s := at.Key(name), e.Sites[name]
		checkName(name, "site", here)
		s.check(here, e, files)
		other, taken := domains[s.Domain]
		here.Key("domain").Demand(!taken, s.Domain+" is the domain of "+other+" already", "give one of them another")
		domains[s.Domain] = name
	}
}

// in tells whether a site's name is a domain, or one label below it.
func (s Site) in(domain string) bool {
	first, below := strings.CutSuffix(s.Domain, "."+domain)
	return s.Domain == domain || below && label.MatchString(first)
}

func (s Site) check(at document.Path, e Environment, files fs.FS) {
	domain := at.Key("domain")
	domains := []string{e.Domain}
	for _, name := range e.FurtherDomains() {
		if d := e.Domains[name]; d.Zone != "" {
			domains = append(domains, d.Name)
		}
	}
	domain.Demand(slices.ContainsFunc(domains, s.in),
		fmt.Sprintf("%q is neither %s nor one label below it", s.Domain, document.OneOf(domains)), "the certificate covers nothing else; choose one such as www."+e.Domain)
	domain.Demand(s.Domain != e.InternalDomain(), s.Domain+" is the name of the internal load balancer", "choose another")
	for _, route := range e.routes() {
		whose := route.whose()
		if !route.ofFunction() {
			whose = "service " + whose
		}
		domain.Demand(
			route.Balancer == InternalBalancer || !slices.Contains(route.hosts(), s.Domain),
			"requests for "+s.Domain+" go to "+whose,
			"give one of them another name",
		)
	}
	at.Key("notFound").Demand(s.NotFound == "" || s.SinglePage == Disabled, "a single page answers every path, so none is missing", "leave it out")
	at.Key("notFound").Demand(s.NotFound == "" || errorPage.MatchString(s.NotFound), fmt.Sprintf("%q is not the path of a page", s.NotFound), "write it with a leading slash, such as /404.html")
	at.Key("contentSecurityPolicy").Demand(!strings.ContainsAny(s.ContentSecurityPolicy, "\r\n"), "has more than one line", "write it in one")
	s.Canary.check(at.Key("canary"))
	s.checkFiles(at.Key("files"), files)
}

// checkFiles demands a directory with what visitors get first.
func (s Site) checkFiles(at document.Path, files fs.FS) {
	if s.Files == "" {
		return
	}
	if !fs.ValidPath(s.Files) || s.Files == "." {
		at.Demand(false, fmt.Sprintf("%q is not a path below the configuration directory", s.Files), "write one such as sites/www, without leading slash and dots")
		return
	}
	if link := irregular(files, s.Files); link != "" {
		at.Demand(false, link+" is not a plain file or directory", "copy what it stands for; a link could publish anything on the machine that deploys")
		return
	}
	index, err := fs.Stat(files, path.Join(s.Files, "index.html"))
	at.Demand(err == nil && !index.IsDir(), fmt.Sprintf("%s has no index.html", s.Files), "build the site into it, or leave it out and upload the files yourself")
	if err == nil && s.NotFound != "" {
		_, err := fs.Stat(files, path.Join(s.Files, strings.TrimPrefix(s.NotFound, "/")))
		at.Demand(err == nil, fmt.Sprintf("%s has no %s", s.Files, strings.TrimPrefix(s.NotFound, "/")), "add it, or leave notFound out")
	}
}

// irregular is the first thing on the way to a directory, or in it, that is neither file nor directory; or nothing.
func irregular(files fs.FS, dir string) (found string) {
	way := ""
	for part := range strings.SplitSeq(dir, "/") {
		way = path.Join(way, part)
		if info, err := fs.Lstat(files, way); err == nil && !info.IsDir() {
			return way
		}
	}
	_ = fs.WalkDir(files, dir, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !entry.Type().IsRegular() {
			found = name
			return fs.SkipAll
		}
		return nil // what is missing or cannot be read is another rule's
	})
	return found
}

// SitesRegion is where CloudFront looks for certificates and firewalls.
const SitesRegion Region = "us-east-1"
