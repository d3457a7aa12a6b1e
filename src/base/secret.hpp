// A token or key that cannot be printed by accident.
#pragma once

#include <algorithm>
#include <iosfwd>
#include <string>

namespace base {

/// Holds a secret. There is no conversion to a string and no stream operator: reveal() is the only way out, and the
/// place that calls it answers for where the text goes. The memory is overwritten on destruction.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}
    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
    Secret& operator=(Secret other) noexcept {
        text_.swap(other.text_);
        return *this;
    }
    ~Secret() { wipe(); }

    [[nodiscard]] const std::string& reveal() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }
    bool operator==(const Secret&) const = default;

    /// A copy of text in which every occurrence of the secret is `***`. An empty secret changes nothing.
    [[nodiscard]] std::string redact(std::string text) const {
        if (text_.empty()) return text;
        for (auto at = text.find(text_); at != std::string::npos; at = text.find(text_, at + 3))
            text.replace(at, text_.size(), "***");
        return text;
    }

private:
    void wipe() noexcept {
        volatile char* byte = text_.data();
        for (std::size_t i = 0; i < text_.size(); ++i) byte[i] = 0;
        text_.clear();
    }

    std::string text_;
};

std::ostream& operator<<(std::ostream&, const Secret&) = delete;

}  // namespace base
