#include "agent/hide_keys.hpp"

#include "agent/key_choice.hpp"
#include "base/log.hpp"
#include "buildkite/job_api.hpp"

namespace agent {

void hide_keys(const Settings& settings) {
    /// The agent hides nothing shorter (internal/redact: LengthMin).
    static constexpr std::size_t least_bytes = 6;
    if (!buildkite::has_job_api(settings.environment())) return;
    for (const base::Secret& key : all_keys(settings)) {
        if (key.reveal().size() < least_bytes) continue;
        if (const auto hidden = buildkite::redact_in_log(settings.environment(), key); !hidden)
            base::inform(hidden.error().message());
    }
}

}  // namespace agent
