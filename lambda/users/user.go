package main

import (
	"context"
	"crypto/tls"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"slices"

	"bulkhead/internal/aws/secretsmanager"
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// user are the properties of Custom::DatabaseUser: who can log in to the database with what the secret has. The
// resource's id is the user's name.
//
// Where the database is a copy of another region's, which has the same users, it is left alone. Its users' secrets are
// made where the environment is set up, wherever the database takes writes; the other region has replicas of them.
type user struct {
	User   string
	Rights rights
	Secret string   // its ARN
	Active string   // whether the database takes writes: true or false
	Logins []string `json:",omitempty"` // ARNs of the secrets of the two logins, which a proxy has to know
}

func (f *function) apply(ctx context.Context, p user) (string, map[string]any, error) {
	if p.Active != "true" && len(p.Logins) == 0 {
		return p.User, nil, nil
	}
	if !userName.MatchString(p.User) || p.Rights != read && p.Rights != write {
		return p.User, nil, fmt.Errorf("there is no user %q with rights %q: use a name such as web, and read or write", p.User, p.Rights)
	}
	is, err := f.login(ctx, p.Secret, current, "")
	if err == nil {
		err = is.check()
	}
	if err != nil {
		return p.User, nil, err
	}
	if names := logins(p.User); is.Username != names[0] && is.Username != names[1] {
		return p.User, nil, fmt.Errorf("the secret is of %s, not of %s", is.Username, p.User)
	}
	if p.Active == "true" {
		if err := f.make(ctx, p, is); err != nil {
			return p.User, nil, err
		}
	}
	if len(p.Logins) == 0 {
		return p.User, nil, nil
	}
	return p.User, nil, f.tell(ctx, p, is)
}

// make makes the user in the database. The other login of a secret that has not been rotated yet is nobody's: that of a
// restored database has the password of then.
func (f *function) make(ctx context.Context, p user, is login) error {
	secret, err := f.secrets.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: &p.Secret})
	if err != nil {
		return err
	}
	fresh := true
	for _, stages := range secret.VersionIdsToStages {
		fresh = fresh && !slices.Contains(stages, previous) && !slices.Contains(stages, pending)
	}
	return f.asMaster(ctx, func(s server) error {
		if err := s.apply(ctx, p.User, p.Rights); err != nil {
			return err
		}
		if fresh {
			next, err := other(is.Username)
			if err != nil {
				return err
			}
			if err := s.lock(ctx, next); err != nil {
				return err
			}
		}
		return s.set(ctx, is)
	})
}

// tell has the secrets of the two logins say what the user's secret says, and has said before.
func (f *function) tell(ctx context.Context, p user, is login) error {
	known := []login{is}
	was, err := f.login(ctx, p.Secret, previous, "")
	switch {
	case err == nil:
		known = []login{was, is} // of one login, what is current counts
	case !custom.Refused(err, "ResourceNotFoundException"):
		return err
	}
	for i, name := range logins(p.User) {
		for _, l := range slices.Backward(known) {
			if name != l.Username {
				continue
			}
			if err := f.write(ctx, p.Logins[i], l); err != nil {
				return err
			}
			break
		}
	}
	return nil
}

// write has a secret say what l is, unless it does. AWS refuses to write into a replica, which says so soon after its
// primary does.
func (f *function) write(ctx context.Context, secret string, l login) error {
	return f.poll.Until(ctx, func(ctx context.Context) (missing string, err error) {
		has, err := f.login(ctx, secret, current, "")
		if err != nil || has == l {
			return "", err
		}
		of, err := f.secrets.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: &secret})
		if err != nil {
			return "", err
		}
		if primary := aws.ToString(of.PrimaryRegion); primary != "" && primary != f.region {
			return fmt.Sprintf("%s does not say yet how %s logs in, and is a replica: deploy %s first", secret, l.Username, primary), nil
		}
		return "", f.put(ctx, secret, l, random(), current)
	})
}

// remove removes the user. A database that does not answer, or refuses, does not keep the stack from going: the user
// stays, with a password that is in no secret any more, and the function fails when it has answered.
func (f *function) remove(ctx context.Context, name string, p user) error {
	if p.Active != "true" || !userName.MatchString(name) {
		return nil
	}
	if err := f.asMaster(ctx, func(s server) error { return s.drop(ctx, name) }); err != nil {
		f.left = fmt.Errorf("left behind: user %s, who may still log in: %w", name, err)
		log.Print(f.left)
	}
	return nil
}

// asMaster calls do with the database, logged in to as its master user, once it answers.
func (f *function) asMaster(ctx context.Context, do func(server) error) error {
	return f.poll.Until(ctx, func(ctx context.Context) (missing string, err error) {
		master, err := f.login(ctx, f.master, current, "")
		if err != nil {
			return "", err
		}
		pool, err := f.database.open(master) // with the password of now: it may have rotated just before
		if err != nil {
			return "", err
		}
		defer pool.Close()
		if err := pool.PingContext(ctx); err != nil {
			if unverified := new(tls.CertificateVerificationError); errors.As(err, &unverified) {
				return "", err // it is not another one later
			}
			return fmt.Sprintf("%s does not let %s in: %s", f.database.host, master.Username, err), nil
		}
		return "", do(f.database.server(pool))
	})
}

// login is what a version of a secret has.
func (f *function) login(ctx context.Context, secret, stage, version string) (login, error) {
	in := &secretsmanager.GetSecretValueInput{SecretId: &secret, VersionStage: &stage}
	if version != "" {
		in.VersionId = &version
	}
	out, err := f.secrets.GetSecretValue(ctx, in)
	if err != nil {
		return login{}, err
	}
	var l login
	if err := json.Unmarshal([]byte(*out.SecretString), &l); err != nil {
		return l, fmt.Errorf("secret %s has no user and password: %w", secret, err)
	}
	return l, nil
}

// put writes a version of a secret, which token names. The same again changes nothing.
func (f *function) put(ctx context.Context, secret string, l login, token, stage string) error {
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	_, err = f.secrets.PutSecretValue(ctx, &secretsmanager.PutSecretValueInput{
		ClientRequestToken: &token, SecretId: &secret, SecretString: new(string(text)), VersionStages: []string{stage},
	})
	return err
}

// can tells whether a login can log in, and is told an answer.
func (f *function) can(ctx context.Context, as login) error {
	pool, err := f.database.open(as)
	if err != nil {
		return err
	}
	defer pool.Close()
	return ask(ctx, pool, "SELECT 1")
}

// ask has the database answer a statement.
func ask(ctx context.Context, pool *sql.DB, statement string) error {
	var answer any
	return pool.QueryRowContext(ctx, statement).Scan(&answer)
}
