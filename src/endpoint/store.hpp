// What the endpoint keeps, behind an interface: one implementation a database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "endpoint/access_token.hpp"
#include "sleuth/build_report.hpp"

namespace endpoint {

/// What the first start makes.
struct FirstStart {
    std::string organization;  // slugs
    std::string project;
    std::string code_deployment;
    std::string repository_url;  // of the code deployment; empty: builds of any repository match
};

struct CodeDeployment {
    std::int64_t id = 0;
    std::string slug;
    std::string project;         // slug
    std::string repository_key;  // git::repository_key(); empty: any
};

struct Environment {
    std::int64_t id = 0;
    std::string slug;
    std::string name;
};

struct Deploy {
    std::int64_t id = 0;
    std::string sha;            // lower-case hex, at least 7 digits
    std::string environment;    // slug
    base::Instant deployed_at;  // the date that the caller gave
    base::Instant registered_at;
    std::string branch;
    std::string email;
    std::string tags;     // JSON array of texts
    std::string links;    // JSON object, name -> URL
    std::string details;  // JSON object: commits, files, pull_requests as they were sent
};

/// A report and the JSON it came as, unknown fields included.
struct IncomingReport {
    sleuth::BuildReport report;
    std::string json;
};

enum class Acceptance { accepted, repeated };

enum class DeployOutcome { registered, duplicate };

/// All functions may be called from any thread. An Error means that the database failed, and that nothing of that call
/// was kept; what is not there is nullopt or empty. After success a change survives the death of the process and of
/// the machine.
class Store {
public:
    virtual ~Store() = default;

    /// Makes organization, project (with the environment `production`), code deployment and an ALL token when there is
    /// no organization yet: returns the token then, nullopt otherwise.
    [[nodiscard]] virtual base::Result<std::optional<NewToken>> prepare(const FirstStart& first, base::Instant now) = 0;

    [[nodiscard]] virtual base::Result<bool> has_organization(const std::string& slug) = 0;
    [[nodiscard]] virtual base::Status add_token(const AccessToken& token) = 0;
    [[nodiscard]] virtual base::Result<std::optional<AccessToken>> find_token(const std::string& id) = 0;
    [[nodiscard]] virtual base::Result<std::vector<AccessToken>> tokens() = 0;
    /// False when there is no such token that is not revoked already.
    [[nodiscard]] virtual base::Result<bool> revoke_token(const std::string& id, base::Instant now) = 0;

    /// Appends reports, all or none. An id that the organization has already is `repeated` and changes nothing.
    [[nodiscard]] virtual base::Result<std::vector<Acceptance>> add_reports(const std::string& organization,
                                                                            const std::vector<IncomingReport>& reports,
                                                                            base::Instant now) = 0;
    /// All reports whose sha or head_sha starts with `sha`, in the order of arrival.
    [[nodiscard]] virtual base::Result<std::vector<sleuth::BuildReport>> reports_of(const std::string& organization,
                                                                                    const std::string& sha) = 0;

    [[nodiscard]] virtual base::Result<std::optional<CodeDeployment>> find_code_deployment(
        const std::string& organization, const std::string& slug) = 0;
    /// The environment of the code deployment's project; an empty slug means the project's default one.
    [[nodiscard]] virtual base::Result<std::optional<Environment>> find_environment(const CodeDeployment& deployment,
                                                                                    const std::string& slug) = 0;
    /// Registers a deploy, unless its SHA is that of the environment's current deploy: a duplicate. The SHA of an
    /// older deploy is a rollback and is registered.
    [[nodiscard]] virtual base::Result<DeployOutcome> add_deploy(const CodeDeployment& deployment,
                                                                 const Environment& environment,
                                                                 const Deploy& deploy) = 0;
    /// The newest deploy whose SHA starts with `sha`, in the environment with that slug or, if it is empty, in any.
    [[nodiscard]] virtual base::Result<std::optional<Deploy>> find_deploy(const CodeDeployment& deployment,
                                                                          const std::string& sha,
                                                                          const std::string& environment) = 0;
    /// That the database answers.
    [[nodiscard]] virtual base::Status check() = 0;
};

}  // namespace endpoint
