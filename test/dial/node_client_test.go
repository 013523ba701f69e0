package dial

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
)

// redis is a client of the engine or of a Sentinel, as services have one: it knows the authority, and proves who it is.
type redis struct {
	connection net.Conn
	reader     *bufio.Reader
}

// connectTo connects from a machine, and logs in as services do.
func (s *set) connectTo(from *host, node, port int) (*redis, error) {
	r, err := s.sealed(from, node, port)
	if err != nil {
		return nil, err
	}
	if _, err = r.do("AUTH", "bulkhead", loginPassword); err != nil {
		r.connection.Close()
		return nil, err
	}
	return r, nil
}

// sealed is a connection that nobody has logged in on.
func (s *set) sealed(from *host, node, port int) (r *redis, err error) {
	from.inside(func() {
		var plain net.Conn
		address := net.JoinHostPort(s.address(node), strconv.Itoa(port))
		if plain, err = net.DialTimeout("tcp4", address, 2*time.Second); err != nil {
			return
		}
		plain.SetDeadline(time.Now().Add(5 * time.Second))
		connection := tls.Client(plain, &tls.Config{RootCAs: s.authorities, ServerName: s.hostname(node)})
		if err = connection.Handshake(); err != nil {
			plain.Close()
			return
		}
		plain.SetDeadline(time.Time{})
		r = &redis{connection, bufio.NewReader(connection)}
	})
	return r, err
}

// do sends a command, and returns what the server answers.
func (r *redis) do(words ...string) (string, error) {
	var text strings.Builder
	fmt.Fprintf(&text, "*%d\r\n", len(words))
	for _, word := range words {
		fmt.Fprintf(&text, "$%d\r\n%s\r\n", len(word), word)
	}
	r.connection.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.WriteString(r.connection, text.String()); err != nil {
		return "", err
	}
	return r.read()
}

func (r *redis) read() (string, error) {
	line, err := r.reader.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimSuffix(line, "\r\n")
	kind, rest := line[0], line[1:]
	n, _ := strconv.Atoi(rest)
	switch kind {
	case '-':
		return "", fmt.Errorf("%s", rest)
	case '$':
		if n < 0 {
			return "", nil
		}
		text := make([]byte, n+2)
		_, err = io.ReadFull(r.reader, text)
		return string(text[:n]), err
	case '*':
		var all []string
		for range n {
			one, err := r.read()
			if err != nil {
				return "", err
			}
			all = append(all, one)
		}
		return strings.Join(all, " "), nil
	}
	return rest, nil
}

// at runs a command on a node, and fails the test when the node does not.
func (s *set) at(from *host, node int, words ...string) string {
	s.t.Helper()
	r, err := s.connectTo(from, node, 6379)
	require.NoError(s.t, err)
	defer r.connection.Close()
	answer, err := r.do(words...)
	require.NoError(s.t, err, strings.Join(words, " "))
	return answer
}

// primaryBy is which node a Sentinel takes for the primary; 0 when it does not answer.
func (s *set) primaryBy(from *host, node int) int {
	r, err := s.connectTo(from, node, 26379)
	if err != nil {
		return 0
	}
	defer r.connection.Close()
	answer, err := r.do("SENTINEL", "get-master-addr-by-name", "main")
	if err != nil {
		return 0
	}
	for i := 1; i <= 3; i++ {
		if strings.HasPrefix(answer, s.hostname(i)+" ") {
			return i
		}
	}
	return 0
}

// roleOf is what a node takes itself for, and whether its link to the primary is up.
func (s *set) roleOf(from *host, node int) string {
	r, err := s.connectTo(from, node, 6379)
	if err != nil {
		return err.Error()
	}
	defer r.connection.Close()
	answer, err := r.do("INFO", "replication")
	if err != nil {
		return err.Error()
	}
	if strings.Contains(answer, "role:master") {
		return "primary"
	}
	if strings.Contains(answer, "master_link_status:up") {
		return "replica"
	}
	return "replica without a link"
}
