#include "delivery/sender.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <optional>
#include <vector>

#include "base/json.hpp"
#include "base/text.hpp"

namespace delivery {
namespace {

namespace json = base::json;

constexpr base::Milliseconds impatience{std::chrono::seconds(5)};
constexpr std::size_t most_reason_bytes = 500;

struct Item {
    std::string name;
    std::string id;
};

struct Batch {
    std::vector<Item> items;
    std::string body;     // {"reports":[…]}
    std::string problem;  // why something that is not a report could not be moved to dead/
};

/// 407 is a proxy's.
bool refused_for_good(int status) {
    return status >= 400 && status < 500 && status != 407 && status != 408 && status != 429;
}
bool smaller_may_pass(int status) { return status == 400 || status == 413; }

class Sender {
public:
    Sender(const Queue& queue, SenderOutside outside, const SenderLimits& limits)
        : queue_(queue), outside_(std::move(outside)), limits_(limits), batch_size_(limits.most_reports_a_request) {}

    SendSummary run() {
        const Time end = outside_.clock.steady() + limits_.lifetime;
        Time earliest{};  // of the next attempt
        for (;;) {
            if (auto looked = look(); !looked) return finish(Ending::broken, looked.error().message());
            if (names_.empty()) return finish(Ending::drained);
            if (!wait_until(earliest, end)) return finish(asked_to_stop_ ? Ending::asked_to_stop : Ending::gave_up);
            if (names_.empty()) continue;  // the wait found that the folder has changed
            earliest = attempt();
            outside_.progress(summary_, names_.size());
            if (failures_ >= limits_.most_failures_in_a_row) return finish(Ending::gave_up);
        }
    }

private:
    /// Of the steady clock: somebody may set the other one while we wait.
    using Time = base::Milliseconds;

    /// Lists the folder when there is nothing left of the last list. With 100,000 reports that takes a while.
    base::Status look() {
        if (!names_.empty()) return base::done();
        if (auto trimmed = outside_.trim(); !trimmed) return trimmed;
        auto names = queue_.waiting();
        if (!names) return names.error();
        names_.assign(std::make_move_iterator(names->begin()), std::make_move_iterator(names->end()));
        return base::done();
    }

    SendSummary finish(Ending ending, const std::string& error = {}) {
        summary_.ending = ending;
        if (!error.empty()) summary_.last_error = error;
        return summary_;
    }

    /// False when the attempt would come after the end, or somebody takes over. A new report makes `earliest` earlier.
    bool wait_until(Time& earliest, Time end) {
        for (;;) {
            const Time now = outside_.clock.steady();
            if (earliest <= now) return now <= end;
            if (now >= end) return false;
            switch (outside_.wait(std::min(earliest, end) - now)) {
                case Wake::takeover: asked_to_stop_ = true; return false;
                case Wake::report:
                    earliest = std::min(earliest, std::max(not_before_, last_attempt_ + impatience));
                    names_.clear();
                    break;
                case Wake::lock:
                case Wake::timeout: break;
            }
        }
    }

    /// Sends one request; returns when the next may go out.
    Time attempt() {
        const Batch batch = collect();
        last_attempt_ = outside_.clock.steady();
        if (!batch.problem.empty()) return failed(batch.problem, std::nullopt);
        if (batch.items.empty()) return last_attempt_;  // what was there is not reports, and is in dead/ now
        const auto response = outside_.post(batch.body);
        if (!response) return failed(response.error().message(), std::nullopt);
        if (response->status >= 200 && response->status < 300) return settle(batch, *response);
        const std::string said = "HTTP " + std::to_string(response->status) + " " +
                                 base::one_line(base::valid_utf8(response->body), most_reason_bytes);
        if (smaller_may_pass(response->status) && batch.items.size() > 1) {
            batch_size_ = response->status == 400 ? 1 : batch.items.size() / 2;
            names_.clear();
            return last_attempt_;
        }
        if (!refused_for_good(response->status)) return failed(said, response->retry_after);
        for (const Item& item : batch.items)
            if (!refuse(item.name, response->status, said)) return failed(summary_.last_error, std::nullopt);
        return succeeded();
    }

    /// Takes names from the front of the list; those that have to be sent again come back with the next look.
    Batch collect() {
        Batch batch{{}, "{\"reports\":[", ""};
        while (!names_.empty() && batch.items.size() < batch_size_) {
            const std::string name = names_.front();
            auto text = queue_.read(name);
            if (!text) {
                names_.pop_front();
                if (!queue_.is_waiting(name)) continue;  // purged, or trimmed
                if (!refuse(name, 0, text.error().message())) batch.problem = summary_.last_error;
                continue;
            }
            const auto object = json::parse_object(*text);
            const auto report =
                object ? sleuth::report_from_json(**object) : base::Result<sleuth::BuildReport>(object.error());
            if (!report) {
                names_.pop_front();
                if (!refuse(name, 0, report.error().message())) batch.problem = summary_.last_error;
                continue;
            }
            if (!batch.items.empty() && batch.body.size() + text->size() > limits_.most_request_bytes) break;
            batch.body += (batch.items.empty() ? "" : ",") + *text;
            batch.items.push_back({name, report->id});
            names_.pop_front();
        }
        batch.body += "]}";
        return batch;
    }

    /// Takes each report's result from a 2xx reply.
    Time settle(const Batch& batch, const sleuth::Response& response) {
        const auto object = json::parse_object(response.body);
        const auto results = object ? json::array(**object, "results") : json::Array::Ptr();
        std::size_t settled = 0;
        for (std::size_t i = 0; results && i < results->size(); ++i) {
            const auto result = results->getObject(static_cast<unsigned int>(i));
            if (!result) continue;
            const auto id = json::text(*result, "id");
            const auto item = std::find_if(batch.items.begin(), batch.items.end(),
                                           [&](const Item& each) { return id && each.id == *id; });
            if (item == batch.items.end()) continue;
            const auto status = json::text(*result, "status");
            if (status == "accepted" || status == "repeated") {
                // A report that cannot be removed would be sent again at once, and again.
                if (auto removed = queue_.remove(item->name); !removed)
                    return failed(removed.error().message(), std::nullopt);
                ++summary_.delivered;
                ++settled;
            } else if (status == "refused") {
                if (refuse(item->name, response.status, json::text(*result, "reason").value_or(""))) ++settled;
            }
        }
        if (settled < batch.items.size()) names_.clear();  // look again for those that the reply left out
        if (settled == 0) return failed("the reply is not that of an endpoint that takes build reports", std::nullopt);
        return succeeded();
    }

    bool refuse(const std::string& name, int status, const std::string& reason) {
        if (auto moved = queue_.refuse(name, Refusal{status, reason, outside_.clock.now()}); !moved) {
            summary_.last_error = moved.error().message();
            return false;
        }
        ++summary_.refused;
        return true;
    }

    Time succeeded() {
        failures_ = 0;
        batch_size_ = std::min(limits_.most_reports_a_request, batch_size_ * 2);
        queue_.set_status(std::nullopt);
        return last_attempt_;
    }

    Time failed(const std::string& error, std::optional<std::chrono::seconds> retry_after) {
        ++failures_;
        summary_.last_error = error;
        names_.clear();
        queue_.set_status(QueueStatus{outside_.clock.now(), error});
        const Time now = outside_.clock.steady();
        not_before_ = now + retry_after.value_or(std::chrono::seconds(0));
        return std::max(not_before_, now + outside_.backoff.after(failures_));
    }

    const Queue& queue_;
    SenderOutside outside_;
    SenderLimits limits_;
    std::size_t batch_size_;
    SendSummary summary_;
    int failures_ = 0;
    bool asked_to_stop_ = false;
    std::deque<std::string> names_;  // still to be sent, of the last look at the folder
    Time last_attempt_{};
    Time not_before_{};  // what Retry-After asked for
};

}  // namespace

SendSummary send_waiting(const Queue& queue, SenderOutside outside, const SenderLimits& limits) {
    return Sender(queue, std::move(outside), limits).run();
}

}  // namespace delivery
