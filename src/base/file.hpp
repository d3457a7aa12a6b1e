// Files: descriptors that close themselves, bounded reads, writes that survive a crash.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

namespace base {

/// Owns a file descriptor; -1 is none.
class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
    FileDescriptor(FileDescriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~FileDescriptor() { close(); }

    [[nodiscard]] int get() const { return descriptor_; }
    explicit operator bool() const { return descriptor_ >= 0; }
    void close() noexcept;

private:
    int descriptor_ = -1;
};

/// The text of errno, as strerror() has it.
[[nodiscard]] std::string errno_text(int number);

/// The file's content. A file larger than `most` bytes, or one that is not a regular file (a FIFO would block), is an
/// error; so is one that cannot be read.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& file, std::size_t most);

/// Writes `folder/name` so that after success it is there whole, whatever is killed or loses power: temporary file in
/// the same folder (its name starts with `.`), fsync, rename, fsync of the folder. On failure nothing with that name
/// is left by this call. The file's mode is 0600.
[[nodiscard]] Status write_durably(const std::filesystem::path& folder, const std::string& name,
                                   std::string_view content);

/// As write_durably without the two fsyncs: whole or absent for other processes, but a power loss may undo it.
[[nodiscard]] Status write_atomically(const std::filesystem::path& folder, const std::string& name,
                                      std::string_view content);

/// Makes sure that `folder` is a folder of this user that nobody else can write to; creates it and its parents with
/// mode 0700. A symbolic link, another owner or a group- or world-writable mode is an error.
[[nodiscard]] Status make_private_folder(const std::filesystem::path& folder);

/// The same without creating it: one that is not there is an error.
[[nodiscard]] Status check_private_folder(const std::filesystem::path& folder);

}  // namespace base
