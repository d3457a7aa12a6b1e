#include "delivery/queue.hpp"

#include <Poco/DigestEngine.h>
#include <Poco/SHA2Engine.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <system_error>

#include "base/file.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace delivery {
namespace {

namespace fs = std::filesystem;
namespace json = base::json;

constexpr const char* target_file = "target.json";
constexpr const char* status_file = "status.json";
constexpr const char* ending = ".json";
constexpr std::size_t most_small_file_bytes = 16 * 1024;
constexpr std::size_t most_reason_bytes = 1000;
constexpr std::size_t most_dead_file_bytes = 4 << 20;
constexpr std::chrono::hours leftover_age{1};

base::Result<std::vector<std::string>> report_names(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
        std::string name = entries->path().filename().string();
        if (!name.starts_with('.') && name.ends_with(ending)) names.push_back(std::move(name));
    }
    if (error) return base::Error{"list " + folder.string(), error.message()};
    std::sort(names.begin(), names.end());
    return names;
}

std::optional<Target> read_target(const fs::path& folder) {
    const auto text = base::read_file(folder / target_file, most_small_file_bytes);
    if (!text) return std::nullopt;
    const auto object = json::parse_object(*text);
    if (!object) return std::nullopt;
    return Target{json::text(**object, "endpoint").value_or(""), json::text(**object, "organization").value_or("")};
}

/// Names sort by time: 13 digits of milliseconds last until the year 2286.
std::string name_of(const sleuth::BuildReport& report) {
    const auto time = std::max<long long>(0, report.occurred_at.time_since_epoch().count());
    // Whoever types a report may give it any id: one that is no safe file name goes by its digest.
    static constexpr std::size_t most_id_bytes = 40;
    const bool safe =
        report.id.size() <= most_id_bytes && std::all_of(report.id.begin(), report.id.end(), [](char each) {
            return std::isalnum(static_cast<unsigned char>(each)) != 0 || each == '-';
        });
    Poco::SHA2Engine digest(Poco::SHA2Engine::SHA_256);
    digest.update(report.id);
    const std::string id = safe ? report.id : Poco::DigestEngine::digestToHex(digest.digest()).substr(0, most_id_bytes);
    char name[80];
    std::snprintf(name, sizeof name, "%013lld-%s%s", time, id.c_str(),
                  report.job.state == "running" ? running_ending : ending);
    return name;
}

}  // namespace

base::Result<Queue> Queue::open(const fs::path& spool, const std::string& name, const Target& target) {
    const fs::path folder = spool / name;
    for (const fs::path& each : {spool, folder, folder / "waiting", folder / "dead"})
        if (auto made = base::make_private_folder(each); !made) return made.error();
    if (::access((folder / target_file).c_str(), F_OK) != 0) {
        json::Object text(Poco::JSON_PRESERVE_KEY_ORDER);
        text.set("endpoint", target.endpoint);
        text.set("organization", target.organization);
        if (auto written = base::write_durably(folder, target_file, json::write(text)); !written)
            return written.error();
    }
    return Queue(folder, target);
}

base::Result<std::vector<Queue>> Queue::list(const fs::path& spool) {
    std::vector<Queue> queues;
    std::error_code error;
    if (!fs::exists(spool, error)) return queues;
    if (auto checked = base::make_private_folder(spool); !checked) return checked.error();
    fs::directory_iterator entries(spool, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error))
        if (auto target = read_target(entries->path())) queues.push_back(Queue(entries->path(), *target));
    if (error) return base::Error{"list " + spool.string(), error.message()};
    std::sort(queues.begin(), queues.end(), [](const Queue& a, const Queue& b) { return a.folder_ < b.folder_; });
    return queues;
}

base::Result<std::string> Queue::add(const sleuth::BuildReport& report) const {
    return add(report, json::write(*sleuth::to_json(report)));
}

base::Result<std::string> Queue::add(const sleuth::BuildReport& report, const std::string& json) const {
    std::string name = name_of(report);
    if (auto written = base::write_durably(folder_ / "waiting", name, json); !written) return written.error();
    return name;
}

base::Result<std::vector<std::string>> Queue::waiting() const { return report_names(folder_ / "waiting"); }

base::Result<std::string> Queue::read(const std::string& name) const {
    return base::read_file(folder_ / "waiting" / name, sleuth::most_report_bytes);
}

bool Queue::is_waiting(const std::string& name) const {
    return ::access((folder_ / "waiting" / name).c_str(), F_OK) == 0;
}

base::Status Queue::remove(const std::string& name) const {
    const fs::path file = folder_ / "waiting" / name;
    if (::unlink(file.c_str()) == 0 || errno == ENOENT) return base::done();
    return base::Error{"remove " + file.string(), base::errno_text(errno)};
}

base::Status Queue::refuse(const std::string& name, const Refusal& refusal) const {
    json::Object text(Poco::JSON_PRESERVE_KEY_ORDER);
    text.set("refused_at", base::to_rfc3339(refusal.at));
    text.set("status", refusal.status);
    text.set("reason", base::one_line(base::valid_utf8(refusal.reason), most_reason_bytes));
    // What is too large for a report must not be lost for that.
    const auto report = base::read_file(folder_ / "waiting" / name, most_dead_file_bytes);
    text.set("report", base::valid_utf8(report ? *report : std::string()));
    if (auto written = base::write_durably(folder_ / "dead", name, json::write(text)); !written) return written;
    return remove(name);
}

base::Result<std::vector<std::string>> Queue::dead_names() const { return report_names(folder_ / "dead"); }

base::Result<std::vector<DeadReport>> Queue::dead() const {
    const auto names = dead_names();
    if (!names) return names.error();
    std::vector<DeadReport> reports;
    for (const std::string& name : *names) {
        DeadReport report{name, {}};
        const auto text = base::read_file(folder_ / "dead" / name, 2 * most_dead_file_bytes);
        const auto object = text ? json::parse_object(*text) : base::Result<json::Object::Ptr>(text.error());
        if (object) {
            report.refusal.status = static_cast<int>(json::integer(**object, "status").value_or(0));
            report.refusal.reason = json::text(**object, "reason").value_or("");
            report.refusal.at =
                base::parse_iso8601(json::text(**object, "refused_at").value_or("")).value_or(base::Instant{});
        } else {
            report.refusal.reason = object.error().message();
        }
        reports.push_back(std::move(report));
    }
    return reports;
}

base::Status Queue::revive(const std::string& name) const {
    const auto text = base::read_file(folder_ / "dead" / name, 2 * most_dead_file_bytes);
    if (!text) return text.error();
    const auto object = json::parse_object(*text);
    if (!object) return object.error();
    const std::string report = json::text(**object, "report").value_or("");
    if (auto written = base::write_durably(folder_ / "waiting", name, report); !written) return written;
    remove_dead(name);
    return base::done();
}

void Queue::remove_dead(const std::string& name) const { ::unlink((folder_ / "dead" / name).c_str()); }

void Queue::set_status(const std::optional<QueueStatus>& status) const {
    if (!status) {
        ::unlink((folder_ / status_file).c_str());
        return;
    }
    json::Object text(Poco::JSON_PRESERVE_KEY_ORDER);
    text.set("last_attempt", base::to_rfc3339(status->last_attempt));
    text.set("error", base::one_line(base::valid_utf8(status->error), most_reason_bytes));
    // The status is a courtesy; a full disk must not stop the sending.
    [[maybe_unused]] const auto written = base::write_atomically(folder_, status_file, json::write(text));
}

std::optional<QueueStatus> Queue::status() const {
    const auto text = base::read_file(folder_ / status_file, most_small_file_bytes);
    if (!text) return std::nullopt;
    const auto object = json::parse_object(*text);
    if (!object) return std::nullopt;
    return QueueStatus{base::parse_iso8601(json::text(**object, "last_attempt").value_or("")).value_or(base::Instant{}),
                       json::text(**object, "error").value_or("")};
}

void Queue::sweep(base::Instant now) const {
    for (const fs::path& folder : {folder_, folder_ / "waiting", folder_ / "dead"}) {
        std::error_code error;
        fs::directory_iterator entries(folder, error);
        for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
            if (!entries->path().filename().string().starts_with('.')) continue;
            const auto written = fs::last_write_time(entries->path(), error);
            if (error) continue;
            const auto age = now - base::Instant(std::chrono::duration_cast<base::Milliseconds>(
                                       std::chrono::file_clock::to_sys(written).time_since_epoch()));
            if (age > leftover_age) ::unlink(entries->path().c_str());
        }
    }
}

}  // namespace delivery
