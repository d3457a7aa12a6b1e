// Package zzglob stands in for drjosh.dev/zzglob where the Go module proxy does not serve it, so that the real
// buildkite-agent can be built for the tests. The agent uses the package for artifact uploads, `if_changed` and cache
// keys only; here each of them fails loudly. Hooks, checkouts and plugins do not use it.
package zzglob

import (
	"context"
	"errors"
	"io/fs"
)

var errStandIn = errors.New("this buildkite-agent was built for tests without globbing (tests/agent/zzglob)")

type Pattern struct{}

type ParseOption func()

type GlobOption func()

func ExpandTilde(bool) ParseOption { return nil }

func WalkIntermediateDirs(bool) GlobOption { return nil }

func TraverseSymlinks(bool) GlobOption { return nil }

func Parse(string, ...ParseOption) (*Pattern, error) { return nil, errStandIn }

func (*Pattern) Match(string) bool { return false }

func (*Pattern) Glob(fs.WalkDirFunc, ...GlobOption) error { return errStandIn }

func MultiGlob(_ context.Context, patterns []*Pattern, _ fs.WalkDirFunc, _ ...GlobOption) error {
	if len(patterns) == 0 {
		return nil
	}
	return errStandIn
}
