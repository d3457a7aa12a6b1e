// Running the hooks of a job by hand.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <string>

#include "support/binaries.hpp"
#include "support/job_environment.hpp"
#include "support/process.hpp"

namespace test {

/// Runs `hook PHASE` of a job in a checkout.
[[nodiscard]] inline Finished run_hook(const std::string& phase, const std::filesystem::path& checkout,
                                       const Variables& changes, const std::string& binary = agent_binary()) {
    Variables variables = changes;
    variables.emplace("BUILDKITE_BUILD_CHECKOUT_PATH", checkout);
    variables.emplace("SLEUTH_CONFIG", "/dev/null");
    return run({binary, "hook", phase}, job_variables(variables), checkout);
}

/// Runs `hook PHASE` of a job, and checks that it neither fails nor says anything.
inline void quiet_hook(const std::string& phase, const std::filesystem::path& checkout, const Variables& changes,
                       const std::string& binary = agent_binary()) {
    const Finished hook = run_hook(phase, checkout, changes, binary);
    INFO(hook.err);
    CHECK(hook.exit_code == 0);
    CHECK(hook.out.empty());
    CHECK(hook.err.empty());
}

/// `spool flush` with the same configuration.
[[nodiscard]] inline Finished flush(Variables variables, const std::string& binary = agent_binary()) {
    variables.emplace("SLEUTH_CONFIG", "/dev/null");
    return run({binary, "spool", "flush"}, variables);
}

/// `first` with what `second` changes.
[[nodiscard]] inline Variables with(const Variables& first, Variables second) {
    second.insert(first.begin(), first.end());
    return second;
}

}  // namespace test
