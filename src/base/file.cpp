#include "base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/ids.hpp"

namespace base {
namespace {

Error failure(const std::string& verb, const std::filesystem::path& file) {
    return Error{verb + " " + file.string(), errno_text(errno)};
}

bool write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

enum class Durability { atomic, durable };

Status write_whole(const std::filesystem::path& folder, const std::string& name, std::string_view content,
                   Durability durability) {
    const bool durable = durability == Durability::durable;
    const FileDescriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory) return failure("open", folder);
    const std::string temporary = "." + name + "." + random_hex(4);
    const FileDescriptor file(
        ::openat(directory.get(), temporary.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) return failure("create", folder / temporary);
    if (!write_all(file.get(), content) || (durable && ::fsync(file.get()) != 0) ||
        ::renameat(directory.get(), temporary.c_str(), directory.get(), name.c_str()) != 0) {
        Error error = failure("write", folder / name);
        ::unlinkat(directory.get(), temporary.c_str(), 0);
        return error;
    }
    if (durable && ::fsync(directory.get()) != 0) {
        Error error = failure("sync", folder);
        ::unlinkat(directory.get(), name.c_str(), 0);
        return error;
    }
    return done();
}

}  // namespace

void FileDescriptor::close() noexcept {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}

std::string errno_text(int number) { return std::generic_category().message(number); }

Result<std::string> read_file(const std::filesystem::path& file, std::size_t most) {
    // O_NONBLOCK: opening a FIFO must not wait for its writer.
    const FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!descriptor) return failure("open", file);
    struct stat status{};
    if (::fstat(descriptor.get(), &status) != 0) return failure("read", file);
    if (!S_ISREG(status.st_mode)) return Error{"read " + file.string(), "not a regular file"};
    std::string content;
    char buffer[16384];
    for (;;) {
        const ssize_t got = ::read(descriptor.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failure("read", file);
        if (got == 0) return content;
        content.append(buffer, static_cast<std::size_t>(got));
        if (content.size() > most)
            return Error{"read " + file.string(), "larger than " + std::to_string(most) + " bytes"};
    }
}

Status write_durably(const std::filesystem::path& folder, const std::string& name, std::string_view content) {
    return write_whole(folder, name, content, Durability::durable);
}

Status write_atomically(const std::filesystem::path& folder, const std::string& name, std::string_view content) {
    return write_whole(folder, name, content, Durability::atomic);
}

Status make_private_folder(const std::filesystem::path& folder) {
    struct stat status{};
    if (::lstat(folder.c_str(), &status) != 0) {
        if (errno != ENOENT) return failure("open", folder);
        std::error_code error;
        if (folder.has_parent_path()) std::filesystem::create_directories(folder.parent_path(), error);
        if (error) return Error{"create " + folder.parent_path().string(), error.message()};
        if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return failure("create", folder);
        // The new name must outlive a power loss as the files in it do.
        const FileDescriptor parent(::open(folder.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (parent) ::fsync(parent.get());
    }
    return check_private_folder(folder);
}

Status check_private_folder(const std::filesystem::path& folder) {
    struct stat status{};
    if (::lstat(folder.c_str(), &status) != 0) return failure("open", folder);
    const std::string context = "use folder " + folder.string();
    if (!S_ISDIR(status.st_mode)) return Error{context, "it is not a folder"};
    if (status.st_uid != ::geteuid()) return Error{context, "it belongs to another user", "run this as that user"};
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) return Error{context, "others may write to it", "chmod go-w"};
    return done();
}

}  // namespace base
