#!/usr/bin/env bash
# team-hook.sh STATE: what a team writes that has no tool for it. It stands for such hooks in script/bench.
set -euo pipefail
body=$(jq -n --arg id "$BUILDKITE_JOB_ID-$1" --arg at "$(date -u +%Y-%m-%dT%H:%M:%SZ)" --arg state "$1" \
  --arg sha "$(git rev-parse HEAD)" --arg when "$(git log -1 --format=%cI)" \
  '{provider: "BUILDKITE", id: $id, occurred_at: $at, sha: $sha, sha_source: "checkout", commit: {time: $when},
    build: {organization: env.BUILDKITE_ORGANIZATION_SLUG, pipeline: env.BUILDKITE_PIPELINE_SLUG,
            number: (env.BUILDKITE_BUILD_NUMBER | tonumber), id: env.BUILDKITE_BUILD_ID},
    job: {id: env.BUILDKITE_JOB_ID, state: $state}}')
curl -sS -m 60 -X POST -H "Authorization: Bearer $SLEUTH_API_KEY" -H 'Content-Type: application/json' \
  -d "$body" "$SLEUTH_ENDPOINT/api/1/builds/acme/register_build"
