// One sender per queue.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

#include "base/file.hpp"
#include "base/result.hpp"

namespace delivery {

/// The right to send what is in a queue; given back on destruction, and by the kernel when the process dies.
class QueueLock {
public:
    /// nullopt when another process has it.
    [[nodiscard]] static base::Result<std::optional<QueueLock>> try_take(const std::filesystem::path& queue_folder);

    /// Asks the holder to stop after its current request, and waits for the lock for at most `deadline`.
    /// nullopt when the deadline passed.
    [[nodiscard]] static base::Result<std::optional<QueueLock>> take_over(const std::filesystem::path& queue_folder,
                                                                          std::chrono::milliseconds deadline);

private:
    explicit QueueLock(base::FileDescriptor file) : file_(std::move(file)) {}

    base::FileDescriptor file_;
};

}  // namespace delivery
