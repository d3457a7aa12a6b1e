#include "endpoint/schema.hpp"

#include <array>

namespace endpoint {
namespace {

// Instants are milliseconds since 1970 UTC. Statements end with a line that holds only a semicolon.
constexpr std::string_view version_1 = R"sql(
CREATE TABLE organizations (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE
)
;
CREATE TABLE projects (
  id INTEGER PRIMARY KEY,
  organization_id INTEGER NOT NULL REFERENCES organizations(id),
  slug TEXT NOT NULL,
  UNIQUE (organization_id, slug)
)
;
CREATE TABLE environments (
  id INTEGER PRIMARY KEY,
  project_id INTEGER NOT NULL REFERENCES projects(id),
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  is_default INTEGER NOT NULL,
  UNIQUE (project_id, slug)
)
;
CREATE TABLE code_deployments (
  id INTEGER PRIMARY KEY,
  organization_id INTEGER NOT NULL REFERENCES organizations(id),
  project_id INTEGER NOT NULL REFERENCES projects(id),
  slug TEXT NOT NULL,
  repository_url TEXT NOT NULL,
  repository_key TEXT NOT NULL,
  UNIQUE (organization_id, slug)
)
;
CREATE TABLE deploys (
  id INTEGER PRIMARY KEY,
  code_deployment_id INTEGER NOT NULL REFERENCES code_deployments(id),
  environment_id INTEGER NOT NULL REFERENCES environments(id),
  sha TEXT NOT NULL,
  deployed_at INTEGER NOT NULL,
  registered_at INTEGER NOT NULL,
  branch TEXT NOT NULL,
  email TEXT NOT NULL,
  tags TEXT NOT NULL,
  links TEXT NOT NULL,
  details TEXT NOT NULL
)
;
CREATE INDEX deploys_by_time ON deploys (code_deployment_id, environment_id, deployed_at, id)
;
CREATE INDEX deploys_by_sha ON deploys (code_deployment_id, sha)
;
CREATE TABLE access_tokens (
  id TEXT PRIMARY KEY,
  organization_id INTEGER NOT NULL REFERENCES organizations(id),
  name TEXT NOT NULL,
  scope TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
)
;
CREATE TABLE build_reports (
  arrival INTEGER PRIMARY KEY,
  organization_id INTEGER NOT NULL REFERENCES organizations(id),
  id TEXT NOT NULL,
  sha TEXT NOT NULL,
  head_sha TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  report TEXT NOT NULL,
  UNIQUE (organization_id, id)
)
;
CREATE INDEX build_reports_by_sha ON build_reports (organization_id, sha)
;
CREATE INDEX build_reports_by_head_sha ON build_reports (organization_id, head_sha) WHERE head_sha <> ''
;
)sql";

constexpr std::array all{version_1};

}  // namespace

std::span<const std::string_view> migrations() { return all; }

}  // namespace endpoint
