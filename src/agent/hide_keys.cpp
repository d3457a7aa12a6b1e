#include "agent/hide_keys.hpp"

#include <Poco/DigestEngine.h>
#include <Poco/SHA2Engine.h>

#include "agent/key_choice.hpp"
#include "base/log.hpp"
#include "buildkite/job_api.hpp"

namespace agent {
namespace {

/// The agent hides nothing shorter (internal/redact: LengthMin).
constexpr std::size_t least_bytes = 6;

std::string digest_of(const base::Secret& key) {
    static constexpr std::size_t digits = 16;
    Poco::SHA2Engine engine(Poco::SHA2Engine::SHA_256);
    engine.update(key.reveal());
    return Poco::DigestEngine::digestToHex(engine.digest()).substr(0, digits);
}

}  // namespace

bool hide_keys(const Settings& settings, JobNote& note) {
    if (!buildkite::has_job_api(settings.environment())) return false;
    bool changed = false;
    for (const base::Secret& key : all_keys(settings)) {
        if (key.reveal().size() < least_bytes || note.hidden.contains(digest_of(key))) continue;
        if (const auto hidden = buildkite::redact_in_log(settings.environment(), key); !hidden) {
            base::inform(hidden.error().message());
            continue;
        }
        note.hidden.insert(digest_of(key));
        changed = true;
    }
    return changed;
}

}  // namespace agent
