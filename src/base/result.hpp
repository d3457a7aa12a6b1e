// The one error style: a function that can fail returns Result<T>; an exception of a library is converted where it
// enters. Exit codes are chosen in one place, each program's main.cpp.
#pragma once

#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace base {

/// What was tried, what went wrong, what to do. Prints as `open /var/x: permission denied (set SLEUTH_SPOOL_DIR)`.
struct Error {
    std::string context;
    std::string cause;
    std::string remedy{};

    [[nodiscard]] std::string message() const {
        std::string text = context;
        if (!cause.empty()) text += ": " + cause;
        if (!remedy.empty()) text += " (" + remedy + ")";
        return text;
    }
};

/// The value, or the reason why there is none.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    /// Only when ok(): aborts otherwise, so that a forgotten check cannot pass for a value.
    /// Of a temporary Result the value comes out by value, so that `for (… : *f())` has something that lives.
    [[nodiscard]] T& value() & {
        T* value = std::get_if<0>(&state_);
        if (value == nullptr) std::abort();
        return *value;
    }
    [[nodiscard]] const T& value() const& { return const_cast<Result*>(this)->value(); }
    [[nodiscard]] T value() && { return std::move(this->value()); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    /// Only when !ok().
    [[nodiscard]] const Error& error() const {
        const Error* error = std::get_if<1>(&state_);
        if (error == nullptr) std::abort();
        return *error;
    }

private:
    std::variant<T, Error> state_;
};

/// Success without a value, or the reason of the failure.
struct Done {};
using Status = Result<Done>;
inline Status done() { return Done{}; }

}  // namespace base
