#include "endpoint/deploy_request.hpp"

#include <Poco/String.h>
#include <Poco/StringTokenizer.h>

#include <algorithm>

#include "base/json.hpp"

namespace endpoint {
namespace {

namespace json = base::json;

constexpr std::size_t least_sha_digits = 7;
constexpr std::size_t most_sha_digits = 64;
constexpr std::size_t most_text_bytes = 1000;

/// A form's fields as the JSON that would say the same.
json::Object::Ptr as_json(const Fields& form) {
    json::Object::Ptr object = new json::Object;
    for (const auto& [name, value] : form) object->set(name, value);
    return object;
}

/// The body's fields; JSON counts as JSON even when curl -d calls it a form.
base::Result<json::Object::Ptr> fields_of(const Request& request) {
    if (!request.form.empty() && !request.body.starts_with('{')) return as_json(request.form);
    return json::parse_object(request.body);
}

base::Error bad(const std::string& why) { return base::Error{why, ""}; }

base::Result<std::string> text_field(const json::Object& body, const std::string& name) {
    if (json::absent(body, name)) return std::string();
    const auto text = json::text(body, name);
    if (!text) return bad(name + " must be a text");
    if (text->size() > most_text_bytes) return bad(name + " is too long");
    return *text;
}

bool is_hex(const std::string& text) { return text.find_first_not_of("0123456789abcdef") == std::string::npos; }

/// `#` and then lower-case letters, digits, `-` and `_`.
bool is_tag(const std::string& tag) {
    return tag.size() > 1 && tag[0] == '#' &&
           tag.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_", 1) == std::string::npos;
}

/// One tag, a comma-separated list or a JSON array -> a JSON array.
base::Result<std::string> read_tags(const json::Object& body) {
    std::vector<std::string> given;
    if (const auto list = json::array(body, "tags")) {
        for (unsigned int i = 0; i < list->size(); ++i) given.push_back(list->get(i).toString());
    } else {
        const auto text = text_field(body, "tags");
        if (!text) return text.error();
        const Poco::StringTokenizer tokens(*text, ",",
                                           Poco::StringTokenizer::TOK_TRIM | Poco::StringTokenizer::TOK_IGNORE_EMPTY);
        given.assign(tokens.begin(), tokens.end());
    }
    json::Array tags;
    for (const std::string& tag : given) {
        if (!is_tag(tag)) return bad("tags: each starts with # and has only lower-case letters, digits, - and _");
        tags.add(tag);
    }
    return json::write(tags);
}

/// `name=url` or an object -> a JSON object. Only http and https links: a page shows them.
base::Result<std::string> read_links(const json::Object& body) {
    json::Object links;
    const auto add = [&](const std::string& name, const std::string& url) {
        if (!url.starts_with("https://") && !url.starts_with("http://")) return false;
        links.set(name, url);
        return true;
    };
    if (const auto object = json::object(body, "links")) {
        for (const auto& [name, url] : *object)
            if (!add(name, url.toString())) return bad("links: " + name + " is not an http or https URL");
    } else {
        const auto text = text_field(body, "links");
        if (!text) return text.error();
        const auto equals = text->find('=');
        if (!text->empty() && (equals == std::string::npos || !add(text->substr(0, equals), text->substr(equals + 1))))
            return bad("links must be name=url with an http or https URL");
    }
    return json::write(links);
}

/// commits, files and pull_requests, kept as they are.
base::Result<std::string> read_details(const json::Object& body) {
    json::Object details;
    for (const char* name : {"commits", "files", "pull_requests"}) {
        if (json::absent(body, name)) continue;
        const auto list = json::array(body, name);
        if (!list) return bad(std::string(name) + " must be a list");
        details.set(name, list);
    }
    return json::write(details);
}

bool is_email(const std::string& text) {
    const auto at = text.find('@');
    return at != std::string::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string::npos &&
           text.find_first_of(" \t\r\n<>,") == std::string::npos;
}

/// Assigns a Result's value, or returns its error from the function around.
#define TAKE(target, expression)          \
    do {                                  \
        auto taken = (expression);        \
        if (!taken) return taken.error(); \
        (target) = std::move(*taken);     \
    } while (false)

}  // namespace

base::Secret api_key_of(const Request& request) {
    const auto body = fields_of(request);
    return base::Secret(body ? json::text(**body, "api_key").value_or("") : "");
}

base::Result<DeployRequest> read_deploy_request(const Request& request, base::Instant now) {
    json::Object::Ptr body;
    TAKE(body, fields_of(request));
    DeployRequest read;
    std::string sha;
    TAKE(sha, text_field(*body, "sha"));
    if (sha.empty()) return bad("sha is required");
    read.deploy.sha = Poco::toLower(Poco::trim(sha));
    if (read.deploy.sha.size() < least_sha_digits || read.deploy.sha.size() > most_sha_digits ||
        !is_hex(read.deploy.sha))
        return bad("sha must be 7 to 64 hex digits");
    TAKE(read.environment, text_field(*body, "environment"));
    TAKE(read.deploy.branch, text_field(*body, "branch"));
    TAKE(read.deploy.email, text_field(*body, "email"));
    if (!read.deploy.email.empty() && !is_email(read.deploy.email)) return bad("author is not an e-mail address");
    std::string date;
    TAKE(date, text_field(*body, "date"));
    const auto instant = base::parse_iso8601(date);
    if (!date.empty() && !instant) return bad("date must be an ISO 8601 date-time");
    read.deploy.deployed_at = instant.value_or(now);
    read.deploy.registered_at = now;
    TAKE(read.deploy.tags, read_tags(*body));
    TAKE(read.deploy.links, read_links(*body));
    TAKE(read.deploy.details, read_details(*body));
    const auto flag = body->get("ignore_if_duplicate");
    read.ignore_if_duplicate = !flag.isEmpty() && flag.toString() == "true";
    return read;
}

}  // namespace endpoint
