#include "agent/install/plan.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "agent/install/hook_block.hpp"
#include "base/file.hpp"
#include "base/ids.hpp"
#include "git/text_diff.hpp"

namespace agent::install {
namespace {

namespace fs = std::filesystem;
using Kind = Change::Kind;

constexpr std::size_t most_hook_bytes = 1 << 20;
constexpr mode_t shim_mode = 0755;

bool is_shell_only(const std::string& phase) {
    const auto& only = shell_only_phases();
    return std::find(only.begin(), only.end(), phase) != only.end();
}

/// A link that was made for this binary, wherever it was then.
bool is_our_link(const fs::path& path) {
    std::error_code error;
    return fs::is_symlink(path, error) && fs::read_symlink(path, error).filename() == "sleuth-buildkite";
}

base::Status check_folder(const fs::path& hooks) {
    const std::string context = "use the hooks folder " + hooks.string();
    struct stat status{};
    if (::stat(hooks.c_str(), &status) != 0)
        return base::Error{context, base::errno_text(errno), "name the agent's with --hooks-path"};
    if (!S_ISDIR(status.st_mode))
        return base::Error{context, "it is not a folder", "name the agent's with --hooks-path"};
    if ((status.st_mode & S_IWOTH) != 0)
        return base::Error{context, "everybody may write to it, and so run what they like in every job",
                           "chmod o-w " + hooks.string()};
    return base::done();
}

base::Error broken_block(const fs::path& path) {
    return base::Error{"read our block in " + path.string(), "its last line is missing",
                       "take the lines of sleuth-buildkite out by hand"};
}

base::Result<std::vector<Change>> plan_phase(const fs::path& path, const std::string& phase, const fs::path& binary) {
    std::error_code error;
    std::vector<Change> changes;
    const auto add = [&](Kind kind, const std::string& before, const std::string& after) {
        if (kind == Kind::make_link || before != after) changes.push_back({kind, path, binary, before, after});
    };
    const auto status = fs::symlink_status(path, error);
    if (is_our_link(path)) {
        const bool right = fs::read_symlink(path, error) == binary && !is_shell_only(phase);
        if (!right) changes.push_back({Kind::remove_link, path, fs::read_symlink(path, error), "", ""});
        if (right) return changes;
    }
    if (!fs::exists(status) || is_our_link(path)) {
        if (is_shell_only(phase))
            add(Kind::make_file, "", shim(phase, binary));
        else
            add(Kind::make_link, "", "");
        return changes;
    }
    const std::string context = "add to the hook " + path.string();
    const std::string remedy =
        "call `" + binary.string() + " hook " + phase + "` from it, or install into a folder of additional-hooks-paths";
    if (fs::is_symlink(status)) return base::Error{context, "it is a link to somebody else's file", remedy};
    const auto content = base::read_file(path, most_hook_bytes);
    if (!content) return base::Error{context, content.error().message(), remedy};
    if (!is_shell_script(*content)) return base::Error{context, "it is not a shell script", remedy};
    if (has_broken_block(*content)) return broken_block(path);
    if (is_shim(*content))
        add(Kind::change_file, *content, shim(phase, binary));
    else
        add(Kind::change_file, *content,
            with_block(*content, phase, binary, phase == "environment" ? Position::last : Position::first));
    return changes;
}

base::Error failure(const std::string& verb, const fs::path& path) {
    return base::Error{verb + " " + path.string(), base::errno_text(errno)};
}

/// The new content in a new file with the old one's owner and mode, renamed over it.
base::Status replace(const Change& change) {
    struct stat old{};
    const bool exists = ::stat(change.path.c_str(), &old) == 0;
    const fs::path temporary = change.path.parent_path() / (".sleuth-buildkite-" + base::random_hex(4));
    const base::FileDescriptor file(
        ::open(temporary.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) return failure("create", temporary);
    const auto size = static_cast<ssize_t>(change.after.size());
    const bool written = ::write(file.get(), change.after.data(), change.after.size()) == size &&
                         (!exists || ::fchown(file.get(), old.st_uid, old.st_gid) == 0) &&
                         ::fchmod(file.get(), exists ? old.st_mode & 07777 : shim_mode) == 0 &&
                         ::fsync(file.get()) == 0 && ::rename(temporary.c_str(), change.path.c_str()) == 0;
    if (written) return base::done();
    base::Error error = failure("write", change.path);
    ::unlink(temporary.c_str());
    return error;
}

base::Status carry_out(const Change& change) {
    switch (change.kind) {
        case Kind::make_link:
            if (::symlink(change.target.c_str(), change.path.c_str()) != 0) return failure("link", change.path);
            return base::done();
        case Kind::remove_link:
        case Kind::remove_file:
            if (::unlink(change.path.c_str()) != 0) return failure("remove", change.path);
            return base::done();
        case Kind::make_file:
        case Kind::change_file: return replace(change);
    }
    return base::done();
}

Change inverse(const Change& change) {
    Change back = change;
    std::swap(back.before, back.after);
    switch (change.kind) {
        case Kind::make_link: back.kind = Kind::remove_link; break;
        case Kind::remove_link: back.kind = Kind::make_link; break;
        case Kind::make_file: back.kind = Kind::remove_file; break;
        case Kind::remove_file: back.kind = Kind::make_file; break;
        case Kind::change_file: break;
    }
    return back;
}

}  // namespace

const std::vector<std::string>& phases() {
    static const std::vector<std::string> all{"environment", "post-checkout", "pre-command",   "post-command",
                                              "pre-exit",    "agent-startup", "agent-shutdown"};
    return all;
}

const std::vector<std::string>& shell_only_phases() {
    static const std::vector<std::string> only{"pre-bootstrap", "agent-startup", "agent-shutdown"};
    return only;
}

Installed how_installed(const fs::path& hooks, const std::string& phase) {
    const fs::path path = hooks / phase;
    if (is_our_link(path)) return Installed::link;
    const auto content = base::read_file(path, most_hook_bytes);
    if (!content) return Installed::no;
    if (is_shim(*content)) return Installed::shim;
    return without_block(*content) ? Installed::block : Installed::no;
}

base::Result<std::vector<Change>> plan_install(const fs::path& hooks, const fs::path& binary) {
    if (auto checked = check_folder(hooks); !checked) return checked.error();
    std::vector<Change> all;
    for (const std::string& phase : phases()) {
        auto changes = plan_phase(hooks / phase, phase, binary);
        if (!changes) return changes.error();
        all.insert(all.end(), changes->begin(), changes->end());
    }
    return all;
}

base::Result<std::vector<Change>> plan_uninstall(const fs::path& hooks) {
    if (auto checked = check_folder(hooks); !checked) return checked.error();
    std::vector<Change> all;
    for (const std::string& phase : phases()) {
        const fs::path path = hooks / phase;
        const auto how = how_installed(hooks, phase);
        std::error_code error;
        if (how == Installed::no) {
            const auto foreign = base::read_file(path, most_hook_bytes);
            if (foreign && has_broken_block(*foreign)) return broken_block(path);
            continue;
        }
        if (how == Installed::link) {
            all.push_back({Kind::remove_link, path, fs::read_symlink(path, error), "", ""});
            continue;
        }
        const auto content = base::read_file(path, most_hook_bytes);
        if (!content) return content.error();
        if (how == Installed::shim)
            all.push_back({Kind::remove_file, path, "", *content, ""});
        else
            all.push_back({Kind::change_file, path, "", *content, *without_block(*content)});
    }
    return all;
}

std::string describe(const std::vector<Change>& changes) {
    std::string text;
    for (const Change& change : changes) {
        const std::string name = change.path.string();
        switch (change.kind) {
            case Kind::make_link: text += "+ " + name + " -> " + change.target.string() + "\n"; break;
            case Kind::remove_link: text += "- " + name + " -> " + change.target.string() + "\n"; break;
            case Kind::make_file:
            case Kind::change_file:
            case Kind::remove_file:
                text += git::unified_diff(name.substr(name.find_first_not_of('/')), change.before, change.after);
                break;
        }
    }
    return text;
}

base::Status carry_out(const std::vector<Change>& changes) {
    for (auto change = changes.begin(); change != changes.end(); ++change) {
        auto done = carry_out(*change);
        if (done) continue;
        while (change != changes.begin())
            if (auto undone = carry_out(inverse(*--change)); !undone)
                return base::Error{done.error().message(),
                                   "and what was done before could not be undone: " + undone.error().message()};
        return done;
    }
    return base::done();
}

}  // namespace agent::install
