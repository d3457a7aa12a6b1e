#include "agent/key_choice.hpp"

#include <Poco/String.h>

#include <algorithm>
#include <array>
#include <vector>

#include "sleuth/endpoint_url.hpp"

namespace agent {
namespace {

constexpr std::array agent_places{Place::environment, Place::file};

/// In a job, flags are written by the same people as the pipeline; in a shell, by whoever set the environment.
bool same_owner(Place a, Place b, const base::Environment& environment) {
    const Place typed_by = environment.get("BUILDKITE_JOB_ID") ? Place::pipeline : Place::environment;
    const auto owner = [&](Place place) { return place == Place::flag ? typed_by : place; };
    return owner(a) == owner(b);
}

/// Files and secret stores like to end in a line break, which is not part of a key.
base::Secret key_from(const std::string& text) { return base::Secret(Poco::trim(text)); }

bool fits_in_a_header(const base::Secret& key) {
    return std::ranges::none_of(key.reveal(), [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; });
}

/// Where a secret belongs, whatever variable it was found in.
Place owner_of(const Settings& settings, const base::Secret& key, Place named_by) {
    for (const Place place : agent_places) {
        if (const auto own = settings.at(place, "api-key"); own && key_from(*own) == key) return place;
        const auto variable = settings.at(place, "api-key-env");
        const auto own = variable ? settings.environment().get(*variable) : std::nullopt;
        if (own && key_from(*own) == key) return place;
    }
    return named_by;
}

std::vector<KeyChoice> candidates(const Settings& settings) {
    std::vector<KeyChoice> found;
    for (const Place place : {Place::flag, Place::pipeline, Place::environment, Place::file}) {
        if (const auto variable = settings.at(place, "api-key-env"); variable && !variable->starts_with("BUILDKITE_"))
            if (const auto value = settings.environment().get(*variable)) {
                const base::Secret key = key_from(*value);
                found.push_back({key, owner_of(settings, key, place)});
            }
        if (const auto value = settings.at(place, "api-key")) found.push_back({key_from(*value), place});
    }
    return found;
}

bool may_go(const Settings& settings, Place key_place, const std::string& endpoint, Place endpoint_place) {
    if (same_owner(key_place, endpoint_place, settings.environment())) return true;
    const auto own = settings.at(key_place, "endpoint");
    if (!own) return false;
    const auto normal = sleuth::normal_endpoint(*own);
    return normal && *normal == endpoint;
}

}  // namespace

std::vector<base::Secret> all_keys(const Settings& settings) {
    std::vector<base::Secret> keys;
    for (const KeyChoice& candidate : candidates(settings))
        if (std::find(keys.begin(), keys.end(), candidate.key) == keys.end()) keys.push_back(candidate.key);
    return keys;
}

base::Result<KeyChoice> choose_key(const Settings& settings, const std::string& endpoint, Place endpoint_place) {
    const std::string context = "choose the API key for " + endpoint;
    const auto found = candidates(settings);
    for (const KeyChoice& candidate : found)
        if (may_go(settings, candidate.place, endpoint, endpoint_place)) {
            if (fits_in_a_header(candidate.key)) return candidate;
            return base::Error{context, "the key of " + std::string(place_name(candidate.place)) +
                                            " has a line break or control character in it"};
        }
    if (found.empty()) return base::Error{context, "no key is configured", "set SLEUTH_API_KEY, or api-key-env"};
    return base::Error{context,
                       "the endpoint is named by " + std::string(place_name(endpoint_place)) +
                           ", but the key belongs to " + std::string(place_name(found.front().place)) +
                           " and goes only to the endpoint that is named there",
                       (endpoint_place == Place::pipeline || endpoint_place == Place::flag) &&
                               settings.environment().get("BUILDKITE_JOB_ID")
                           ? "give the pipeline a key of its own with api-key-env"
                           : "set endpoint and key in the same place"};
}

}  // namespace agent
