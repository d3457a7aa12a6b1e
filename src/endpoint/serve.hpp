// `sleuth-endpoint serve`: the endpoint itself.
#pragma once

#include <Poco/Net/SocketAddress.h>

#include <filesystem>

#include "base/result.hpp"
#include "endpoint/store.hpp"

namespace endpoint {

struct ServeOptions {
    Poco::Net::SocketAddress listen;
    std::filesystem::path database;
    FirstStart first;
};

/// Opens the store, prepares a first start (the token of which is printed once on standard output), listens, says
/// where, and serves until SIGTERM or SIGINT. Must be called before any other thread exists.
[[nodiscard]] base::Status serve(const ServeOptions& options);

}  // namespace endpoint
