// What `doctor` finds.
#pragma once

#include <string>
#include <vector>

namespace agent::doctor {

enum class Verdict { ok, warning, failure };

struct Finding {
    Verdict verdict = Verdict::ok;
    std::string subject;  // `endpoint`, `checkout`, …
    std::string detail;   // one line, without secrets
    std::string remedy;   // empty when ok
};

using Findings = std::vector<Finding>;

}  // namespace agent::doctor
