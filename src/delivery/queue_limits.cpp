#include "delivery/queue_limits.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/json.hpp"

namespace delivery {
namespace {

namespace json = base::json;

constexpr const char* loss_file = "lost.json";
constexpr const char* unsaid_file = "lost-unsaid.json";
constexpr std::size_t most_loss_bytes = 4096;

struct Entry {
    std::filesystem::path path;
    std::uint64_t bytes = 0;
    base::Instant written;  // what happened long ago may be reported only now
    bool waits = false;
    bool running = false;
};

void append(const Queue& queue, const std::vector<std::string>& names, bool waits, std::vector<Entry>& entries) {
    for (const std::string& name : names) {
        Entry entry{queue.folder() / (waits ? "waiting" : "dead") / name, 0, {}, waits, false};
        struct stat status{};
        if (::lstat(entry.path.c_str(), &status) != 0) continue;
        entry.bytes = static_cast<std::uint64_t>(status.st_size);
        entry.written = base::Instant(std::chrono::seconds(status.st_mtim.tv_sec));
        entry.running = name.ends_with(running_ending);
        entries.push_back(std::move(entry));
    }
}

std::optional<Loss> read_loss(const Queue& queue, const char* file) {
    const auto text = base::read_file(queue.folder() / file, most_loss_bytes);
    if (!text) return std::nullopt;
    const auto object = json::parse_object(*text);
    if (!object) return std::nullopt;
    const auto instant = [&](const char* name) {
        return base::parse_iso8601(json::text(**object, name).value_or("")).value_or(base::Instant{});
    };
    return Loss{static_cast<std::uint64_t>(json::integer(**object, "reports").value_or(0)), instant("first_at"),
                instant("last_at")};
}

void add_loss(const Queue& queue, const char* file, std::uint64_t reports, base::Instant now) {
    const Loss before = read_loss(queue, file).value_or(Loss{0, now, now});
    json::Object text(Poco::JSON_PRESERVE_KEY_ORDER);
    text.set("reports", before.reports + reports);
    text.set("first_at", base::to_rfc3339(before.first_at));
    text.set("last_at", base::to_rfc3339(now));
    // When the disk is full this is lost as well; the dropped reports have just made room for it.
    [[maybe_unused]] const auto written = base::write_atomically(queue.folder(), file, json::write(text));
}

class Trim {
public:
    Trim(std::vector<Entry> entries, const QueueLimits& limits) : entries_(std::move(entries)), limits_(limits) {
        for (const Entry& entry : entries_) bytes_ += entry.bytes;
    }

    /// Returns how many waiting reports were dropped. Entries are in the order of their time.
    std::uint64_t run(base::Instant now) {
        drop([&](const Entry& entry) { return now - entry.written > limits_.most_age; });
        drop([&](const Entry& entry) { return too_large() && !entry.waits; });
        drop([&](const Entry& entry) { return too_large() && entry.running; });
        drop([&](const Entry&) { return too_large(); });
        return lost_;
    }

private:
    [[nodiscard]] bool too_large() const { return bytes_ > limits_.most_bytes; }

    template <typename Choose>
    void drop(Choose choose) {
        for (Entry& entry : entries_) {
            if (entry.path.empty() || !choose(entry) || ::unlink(entry.path.c_str()) != 0) continue;
            bytes_ -= entry.bytes;
            lost_ += entry.waits ? 1 : 0;
            entry.path.clear();
        }
    }

    std::vector<Entry> entries_;
    QueueLimits limits_;
    std::uint64_t bytes_ = 0;
    std::uint64_t lost_ = 0;
};

}  // namespace

base::Status keep_within(const Queue& queue, const QueueLimits& limits, base::Instant now) {
    const auto waiting = queue.waiting();
    if (!waiting) return waiting.error();
    const auto dead = queue.dead_names();
    if (!dead) return dead.error();
    std::vector<Entry> entries;
    append(queue, *dead, false, entries);
    append(queue, *waiting, true, entries);
    if (const auto lost = Trim(std::move(entries), limits).run(now); lost > 0) {
        add_loss(queue, loss_file, lost, now);
        add_loss(queue, unsaid_file, lost, now);
    }
    return base::done();
}

std::optional<Loss> loss_of(const Queue& queue) { return read_loss(queue, loss_file); }

std::optional<Loss> take_unsaid_loss(const Queue& queue) {
    auto loss = read_loss(queue, unsaid_file);
    if (loss) ::unlink((queue.folder() / unsaid_file).c_str());
    return loss;
}

void forget_loss(const Queue& queue) {
    for (const char* file : {loss_file, unsaid_file}) ::unlink((queue.folder() / file).c_str());
}

}  // namespace delivery
