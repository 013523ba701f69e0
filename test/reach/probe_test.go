package reach

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// probe is a try to connect, from a port that nobody else of the world uses meanwhile.
type probe struct {
	from, to *host
	port     int
	source   int
	fd       int
	arrived  bool
}

func (p *probe) String() string {
	return fmt.Sprintf("%s from port %d to %s on %d", p.from, p.source, p.to, p.port)
}

// target is the address that a client uses: the internet knows public ones, and inside nobody has to.
func (p *probe) target() netip.Addr {
	if p.from.inside == nil {
		if !p.to.public.IsValid() {
			return p.to.address // which nothing in the internet leads to
		}
		return p.to.public
	}
	return p.to.address
}

// serve listens on ports of a host, and takes connections.
func (w *world) serve(t testing.TB, h *host, ports []int) {
	t.Helper()
	inside(t, h.space, func() {
		for _, port := range ports {
			listener, err := net.Listen("tcp4", fmt.Sprintf("%s:%d", h.address, port))
			if err != nil {
				t.Error(err)
				return
			}
			t.Cleanup(func() { listener.Close() })
			go func() {
				for {
					connection, err := listener.Accept()
					if err != nil {
						return
					}
					io.WriteString(connection, h.String())
					connection.Close()
				}
			}()
		}
	})
}

// send sends all tries and waits for answers.
func send(t testing.TB, probes []*probe, patience time.Duration) {
	t.Helper()
	by := map[*host][]*probe{}
	for _, p := range probes {
		by[p.from] = append(by[p.from], p)
	}
	var group sync.WaitGroup
	slots := make(chan struct{}, 2)
	for h, all := range by {
		group.Add(1)
		go func() {
			defer group.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			inside(t, h.space, func() {
				for _, p := range all {
					p.connect(t)
				}
			})
		}()
	}
	group.Wait()
	deadline := time.Now().Add(patience)
	for {
		waiting := wait(probes, deadline)
		if waiting == 0 || time.Now().After(deadline) {
			break
		}
	}
	for _, p := range probes {
		if p.fd >= 0 {
			unix.Close(p.fd)
			p.fd = -1
		}
	}
}

// connect begins to connect.
func (p *probe) connect(t testing.TB) {
	t.Helper()
	p.arrived = false
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Error(err)
		return
	}
	p.fd = fd
	unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
	// Closing resets, so that a port can be used again at once.
	unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	source := &unix.SockaddrInet4{Port: p.source, Addr: p.from.address.As4()}
	if err := unix.Bind(fd, source); err != nil {
		t.Errorf("%s: %v", p, err)
	}
	err = unix.Connect(fd, &unix.SockaddrInet4{Port: p.port, Addr: p.target().As4()})
	if err != nil && err != unix.EINPROGRESS { // there is no way
		unix.Close(fd)
		p.fd = -1
	}
}

// wait waits for some answers, and returns how many tries have none yet.
func wait(probes []*probe, deadline time.Time) int {
	var fds []unix.PollFd
	var of []*probe
	for _, p := range probes {
		if p.fd >= 0 {
			fds = append(fds, unix.PollFd{Fd: int32(p.fd), Events: unix.POLLOUT})
			of = append(of, p)
		}
	}
	left := time.Until(deadline)
	if len(fds) == 0 || left <= 0 {
		return len(fds)
	}
	unix.Poll(fds, int(left.Milliseconds())+1)
	for i, fd := range fds {
		if fd.Revents == 0 {
			continue
		}
		failed, err := unix.GetsockoptInt(int(fd.Fd), unix.SOL_SOCKET, unix.SO_ERROR)
		of[i].arrived = err == nil && failed == 0
		unix.Close(of[i].fd)
		of[i].fd = -1
	}
	return len(fds)
}

// reasons are which rules have dropped what, by what was dropped: "source sourcePort port".
func (w *world) reasons(t testing.TB) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	var mutex sync.Mutex
	var group sync.WaitGroup
	slots := make(chan struct{}, 4)
	for _, s := range w.spaces {
		if len(s.nft) == 0 {
			continue
		}
		group.Add(1)
		go func() {
			defer group.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			output, err := exec.Command("nsenter", "--net=/run/netns/"+s.name, "nft", "-j", "list", "ruleset").Output()
			if err != nil {
				t.Errorf("%s: %v", s.name, err)
				return
			}
			var listing struct {
				Nftables []struct {
					Set *struct {
						Name string            `json:"name"`
						Elem []json.RawMessage `json:"elem"`
					} `json:"set"`
				} `json:"nftables"`
			}
			if err := json.Unmarshal(output, &listing); err != nil {
				t.Errorf("%s: %v", s.name, err)
				return
			}
			mutex.Lock()
			defer mutex.Unlock()
			for _, entry := range listing.Nftables {
				if entry.Set == nil {
					continue
				}
				for _, element := range entry.Set.Elem {
					var tuple struct {
						Concat []any `json:"concat"`
					}
					if json.Unmarshal(element, &tuple) == nil && len(tuple.Concat) == 3 {
						key := strings.TrimSpace(fmt.Sprintln(tuple.Concat...))
						found[key] = append(found[key], s.name+" "+entry.Set.Name)
					}
				}
			}
		}()
	}
	group.Wait()
	require.False(t, t.Failed())
	return found
}
