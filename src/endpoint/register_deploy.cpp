#include "endpoint/register_deploy.hpp"

#include "endpoint/authorization.hpp"
#include "endpoint/deploy_request.hpp"

namespace endpoint {
namespace {

Response bad_request(const std::string& why) { return {400, "text/plain; charset=utf-8", why, {}}; }

}  // namespace

Response register_deploy(Store& store, const base::Clock& clock, const std::string& organization,
                         const std::string& code_deployment, const Request& request) {
    const base::Secret key = request.credential.empty() ? api_key_of(request) : request.credential;
    if (auto refusal = refuse(store, key, organization, Scope::register_deploy)) return *refusal;
    const auto read = read_deploy_request(request, clock.now());
    if (!read) return bad_request(read.error().message());
    const auto deployment = store.find_code_deployment(organization, code_deployment);
    if (!deployment) return internal_error(deployment.error());
    if (!*deployment) return {401, "text/plain; charset=utf-8", "Unauthorized", {}};
    const auto environment = store.find_environment(**deployment, read->environment);
    if (!environment) return internal_error(environment.error());
    if (!*environment) return bad_request("environment " + read->environment + " not found");
    const auto outcome = store.add_deploy(**deployment, **environment, read->deploy);
    if (!outcome) return internal_error(outcome.error());
    if (*outcome == DeployOutcome::duplicate && !read->ignore_if_duplicate)
        return bad_request("this SHA is the current deploy of " + (*environment)->slug + " already");
    return {.body = "Success"};
}

}  // namespace endpoint
