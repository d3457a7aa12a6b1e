#include "agent/doctor_command.hpp"

#include <algorithm>
#include <iomanip>
#include <iostream>

#include "agent/doctor/checks.hpp"
#include "agent/exit_code.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace agent {
namespace {

using doctor::Findings;
using doctor::ShownSetting;
using doctor::Verdict;

constexpr std::size_t most_line_bytes = 1000;

const char* word(Verdict verdict) {
    switch (verdict) {
        case Verdict::ok: return "ok";
        case Verdict::warning: return "warning";
        case Verdict::failure: return "failure";
    }
    return "";
}

void print(const std::vector<ShownSetting>& settings, const Findings& findings) {
    static constexpr int name_width = 18;
    static constexpr int verdict_width = 9;
    for (const ShownSetting& setting : settings)
        std::cout << std::left << std::setw(name_width) << setting.name
                  << base::one_line(setting.value, most_line_bytes) << "  (" << setting.place << ")\n";
    std::cout << "\n";
    for (const auto& finding : findings) {
        std::cout << std::left << std::setw(verdict_width) << word(finding.verdict) << finding.subject << ": "
                  << base::one_line(finding.detail, most_line_bytes) << "\n";
        if (!finding.remedy.empty()) std::cout << std::setw(verdict_width) << "" << "-> " << finding.remedy << "\n";
    }
}

void print_json(const std::vector<ShownSetting>& settings, const Findings& findings) {
    using base::json::Array;
    using base::json::Object;
    Array::Ptr configuration = new Array;
    for (const ShownSetting& setting : settings) {
        Object::Ptr object = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
        object->set("name", setting.name);
        object->set("value", base::valid_utf8(setting.value));
        object->set("source", setting.place);
        configuration->add(object);
    }
    Array::Ptr list = new Array;
    for (const auto& finding : findings) {
        Object::Ptr object = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
        object->set("verdict", word(finding.verdict));
        object->set("subject", finding.subject);
        object->set("detail", base::valid_utf8(finding.detail));
        object->set("remedy", finding.remedy);
        list->add(object);
    }
    Object top(Poco::JSON_PRESERVE_KEY_ORDER);
    top.set("configuration", configuration);
    top.set("findings", list);
    std::cout << base::json::write(top) << "\n";
}

}  // namespace

int run_doctor(const CommandLine& line, const base::Environment& environment) {
    Findings findings;
    std::vector<ShownSetting> shown;
    const auto append = [&](const Findings& more) { findings.insert(findings.end(), more.begin(), more.end()); };
    const auto settings = read_settings(line, environment);
    if (settings) {
        shown = doctor::shown_settings(*settings);
        const auto config = make_config(*settings);
        append(doctor::check_configuration(*settings, config));
        append(doctor::check_installation(environment));
        append(doctor::check_checkout(environment));
        if (config) append(doctor::check_endpoint(*config));
        if (const auto spool = spool_folder(*settings)) append(doctor::check_spool(*spool));
    } else {
        append({{Verdict::failure, "configuration", settings.error().context + ": " + settings.error().cause,
                 settings.error().remedy}});
        append(doctor::check_installation(environment));
        append(doctor::check_checkout(environment));
    }
    if (line.has("json"))
        print_json(shown, findings);
    else
        print(shown, findings);
    const bool failed = std::any_of(findings.begin(), findings.end(),
                                    [](const auto& each) { return each.verdict == Verdict::failure; });
    return failed ? exit_failed : exit_done;
}

}  // namespace agent
