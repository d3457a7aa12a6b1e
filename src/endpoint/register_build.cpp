#include "endpoint/register_build.hpp"

#include <Poco/String.h>

#include "base/json.hpp"
#include "endpoint/authorization.hpp"
#include "git/remote_url.hpp"

namespace endpoint {
namespace {

namespace json = base::json;

Response bad_request(const std::string& why) { return {400, "text/plain; charset=utf-8", why, {}}; }

/// Reads a report as the store wants it: SHAs in lower case, and no credentials in a URL whoever sent it.
base::Result<IncomingReport> read_report(json::Object::Ptr object) {
    if (!object) return base::Error{"read a build report", "it is not an object"};
    auto report = sleuth::report_from_json(*object);
    if (!report) return report.error();
    report->sha = Poco::toLower(report->sha);
    report->head_sha = Poco::toLower(report->head_sha);
    object->set("sha", report->sha);
    if (!report->head_sha.empty()) object->set("head_sha", report->head_sha);
    if (auto repository = json::object(*object, "repository"); repository && !report->repository_url.empty()) {
        report->repository_url = git::without_credentials(report->repository_url);
        repository->set("url", report->repository_url);
    }
    std::string text = json::write(*object);
    if (text.size() > sleuth::most_report_bytes)
        return base::Error{"read a build report",
                           "it is larger than " + std::to_string(sleuth::most_report_bytes) + " bytes"};
    return IncomingReport{std::move(*report), std::move(text)};
}

Response take_one(Store& store, base::Instant now, const std::string& organization, const json::Object::Ptr& object) {
    auto report = read_report(object);
    if (!report) return bad_request(report.error().message());
    const auto kept = store.add_reports(organization, {std::move(*report)}, now);
    return kept ? Response{.body = "Success"} : internal_error(kept.error());
}

Response take_several(Store& store, base::Instant now, const std::string& organization, const json::Array& list) {
    if (list.empty() || list.size() > sleuth::most_reports_per_request)
        return bad_request("reports must be a list of 1 to " + std::to_string(sleuth::most_reports_per_request));
    std::vector<IncomingReport> good;
    std::vector<json::Object::Ptr> results;
    std::vector<std::size_t> result_of_good;
    for (unsigned int i = 0; i < list.size(); ++i) {
        const auto object = list.isObject(i) ? list.getObject(i) : json::Object::Ptr();
        json::Object::Ptr result = new json::Object(Poco::JSON_PRESERVE_KEY_ORDER);
        if (object) result->set("id", json::text(*object, "id").value_or(""));
        if (auto report = read_report(object)) {
            good.push_back(std::move(*report));
            result_of_good.push_back(results.size());
        } else {
            result->set("status", "refused");
            result->set("reason", report.error().message());
        }
        results.push_back(std::move(result));
    }
    const auto kept = store.add_reports(organization, good, now);
    if (!kept) return internal_error(kept.error());
    for (std::size_t i = 0; i < kept->size(); ++i)
        results[result_of_good[i]]->set("status", (*kept)[i] == Acceptance::accepted ? "accepted" : "repeated");
    json::Array::Ptr all = new json::Array;
    for (const auto& result : results) all->add(result);
    json::Object reply;
    reply.set("results", all);
    return {200, "application/json", json::write(reply), {}};
}

}  // namespace

Response register_build(Store& store, const base::Clock& clock, const std::string& organization,
                        const Request& request) {
    if (auto refusal = refuse(store, request.credential, organization, Scope::register_build)) return *refusal;
    const auto object = json::parse_object(request.body);
    if (!object) return bad_request(object.error().message());
    if (json::absent(**object, "reports")) return take_one(store, clock.now(), organization, *object);
    const auto list = json::array(**object, "reports");
    return list ? take_several(store, clock.now(), organization, *list) : bad_request("reports must be a list");
}

}  // namespace endpoint
