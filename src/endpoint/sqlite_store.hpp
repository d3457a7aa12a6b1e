// The store in one SQLite file.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "endpoint/store.hpp"

namespace endpoint {

/// Opens or creates the file (mode 0600) and brings its schema up to date. WAL mode with synchronous=FULL, so that
/// what is acknowledged is on disk. Several processes may use the file at once. Fails on a file of a newer version.
[[nodiscard]] base::Result<std::unique_ptr<Store>> open_sqlite_store(const std::filesystem::path& file);

}  // namespace endpoint
