#include "agent/doctor/checks.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/DNS.h>
#include <Poco/URI.h>

#include <future>
#include <memory>
#include <thread>

#include "base/json.hpp"
#include "sleuth/build_report.hpp"
#include "sleuth/endpoint_client.hpp"

namespace agent::doctor {
namespace {

constexpr std::chrono::seconds resolution_deadline{10};
constexpr std::chrono::seconds tolerated_skew{30};
constexpr std::chrono::hours soon{24 * 14};
constexpr const char* schema_path = "/api/1/schema/register_build";

/// getaddrinfo() takes as long as it likes: another thread waits for it.
Finding check_name(const std::string& host) {
    auto answer = std::make_shared<std::promise<std::string>>();
    auto answered = answer->get_future();
    std::thread([host, answer] {
        try {
            std::string addresses;
            const auto entry = Poco::Net::DNS::hostByName(host);
            for (const auto& address : entry.addresses())
                addresses += (addresses.empty() ? "" : ", ") + address.toString();
            answer->set_value(addresses);
        } catch (const std::exception&) {
            answer->set_value("");
        }
    }).detach();
    if (answered.wait_for(resolution_deadline) != std::future_status::ready)
        return {Verdict::failure, "name resolution", host + ": no answer within 10 s", "check /etc/resolv.conf"};
    const std::string addresses = answered.get();
    if (addresses.empty())
        return {Verdict::failure, "name resolution", host + " is not known", "check the endpoint's name and DNS"};
    return {Verdict::ok, "name resolution", host + " is " + addresses, ""};
}

Finding check_certificate(const sleuth::Certificate& certificate) {
    const auto left = certificate.expires_at - base::SystemClock().now();
    const std::string detail =
        "verified; issued by " + certificate.issuer + ", valid until " + base::to_rfc3339(certificate.expires_at);
    if (left < soon) return {Verdict::warning, "TLS", detail, "renew the endpoint's certificate"};
    return {Verdict::ok, "TLS", detail, ""};
}

Finding check_clock(base::Instant server) {
    const auto skew = std::chrono::duration_cast<std::chrono::seconds>(base::SystemClock().now() - server);
    const std::string detail = "this machine is " + std::to_string(skew.count()) + " s ahead of the endpoint";
    if (skew > tolerated_skew || skew < -tolerated_skew)
        return {Verdict::warning, "clock", detail, "keep the clock with NTP: builds and deploys are compared by time"};
    return {Verdict::ok, "clock", detail, ""};
}

Finding kind_of(const sleuth::Response& schema) {
    if (schema.status == 200 && base::json::parse_object(schema.body))
        return {Verdict::ok, "endpoint", "takes build reports", ""};
    return {Verdict::failure, "endpoint",
            "does not take build reports: GET " + std::string(schema_path) + " gives " + std::to_string(schema.status),
            "name a sleuth-endpoint; hosted Sleuth has no public call for build reports"};
}

/// An empty list is refused with 400, but only after the key was checked.
Finding check_key(const base::Result<sleuth::Response>& reply) {
    if (!reply) return {Verdict::failure, "key", reply.error().message(), "try again"};
    switch (reply->status) {
        case 400: return {Verdict::ok, "key", "may report builds", ""};
        case 401:
            return {Verdict::failure, "key", "the endpoint does not know it, or not for this organization",
                    "make one: sleuth-endpoint token create --scope REGISTER_BUILD"};
        case 403:
            return {Verdict::failure, "key", "its scope does not allow build reports",
                    "make one: sleuth-endpoint token create --scope REGISTER_BUILD"};
        default:
            return {Verdict::warning, "key", "the endpoint answered " + std::to_string(reply->status), "see its log"};
    }
}

}  // namespace

Findings check_endpoint(const Config& config) {
    Findings findings;
    findings.push_back(
        check_name(config.route.proxy ? config.route.proxy->host : Poco::URI(config.target.endpoint).getHost()));
    if (findings.back().verdict == Verdict::failure) return findings;
    auto options = config.destination().client;
    options.reply_timeout = resolution_deadline;
    sleuth::EndpointClient client(options);
    const auto schema = client.get(schema_path, /*with_key=*/false);
    if (!schema) {
        findings.push_back({Verdict::failure, "connection", schema.error().message(),
                            schema.error().remedy.empty() ? "check endpoint, proxy, ca-file and the firewall" : ""});
        return findings;
    }
    if (const auto certificate = client.certificate())
        findings.push_back(check_certificate(*certificate));
    else
        findings.push_back({Verdict::warning, "TLS", "none: the key crosses the network in the clear",
                            "use an https:// endpoint, unless this is one machine or network"});
    const Finding kind = kind_of(*schema);
    findings.push_back(kind);
    if (schema->date) findings.push_back(check_clock(*schema->date));
    if (kind.verdict == Verdict::ok)
        findings.push_back(
            check_key(client.post(sleuth::register_build_path(config.target.organization), R"({"reports":[]})")));
    return findings;
}

}  // namespace agent::doctor
