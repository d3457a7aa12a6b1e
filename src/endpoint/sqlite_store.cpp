#include "endpoint/sqlite_store.hpp"

#include <Poco/Data/DataException.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/SessionPool.h>
#include <Poco/Nullable.h>
#include <Poco/Tuple.h>
#include <fcntl.h>

#include <cerrno>
#include <mutex>
#include <string_view>

#include "base/file.hpp"
#include "endpoint/http.hpp"
#include "endpoint/schema.hpp"
#include "git/remote_url.hpp"

namespace endpoint {
namespace {

using namespace Poco::Data::Keywords;
using Poco::Int64;
using Poco::Data::Session;

Int64 to_number(base::Instant instant) { return instant.time_since_epoch().count(); }
base::Instant to_instant(Int64 number) { return base::Instant(base::Milliseconds(number)); }

/// The text after every text that starts with `prefix`: hex digits sort before `g`.
std::string end_of_prefix(const std::string& prefix) { return prefix + "g"; }

void configure(Session session) {
    session << "PRAGMA journal_mode = WAL", now;
    session << "PRAGMA synchronous = FULL", now;
    session << "PRAGMA foreign_keys = ON", now;
    session << "PRAGMA busy_timeout = 10000", now;
}

/// Takes the write lock at once, so that what it reads cannot change before it writes. Rolls back unless committed.
class WriteTransaction {
public:
    explicit WriteTransaction(Session session) : session_(std::move(session)) { session_ << "BEGIN IMMEDIATE", now; }
    ~WriteTransaction() {
        if (committed_) return;
        try {
            session_ << "ROLLBACK", now;
        } catch (const Poco::Exception&) {  // NOLINT(bugprone-empty-catch)
            // SQLite has rolled back already, as it does on a full disk.
        }
    }
    WriteTransaction(const WriteTransaction&) = delete;
    WriteTransaction& operator=(const WriteTransaction&) = delete;
    void commit() {
        session_ << "COMMIT", now;
        committed_ = true;
    }

private:
    Session session_;
    bool committed_ = false;
};

Int64 organization_id(Session& session, const std::string& slug) {
    Int64 id = 0;
    session << "SELECT id FROM organizations WHERE slug = ?", into(id), useRef(slug), now;
    return id;
}

void migrate(Session session) {
    static constexpr std::string_view end_of_statement = "\n;\n";
    WriteTransaction transaction(session);
    std::size_t version = 0;
    session << "PRAGMA user_version", into(version), now;
    if (version > migrations().size())
        throw Poco::Data::DataException("the file was written by a newer sleuth-endpoint");
    for (; version < migrations().size(); ++version) {
        std::string_view rest = migrations()[version];
        for (auto end = rest.find(end_of_statement); end != std::string_view::npos; end = rest.find(end_of_statement)) {
            session << std::string(rest.substr(0, end)), now;
            rest.remove_prefix(end + end_of_statement.size());
        }
        session << "PRAGMA user_version = " + std::to_string(version + 1), now;
    }
    transaction.commit();
}

/// One session that writes, one at a time, and a pool of sessions that read, which WAL mode lets run beside it: one for
/// each request that is answered at once, since Poco refuses where it should wait.
class Database {
private:
    /// Runs `work` and turns what it throws into an Error.
    template <typename Work>
    static auto guarded(const char* what, Work work) -> base::Result<decltype(work())> {
        try {
            return work();
        } catch (const Poco::Exception& exception) {
            return base::Error{what, exception.displayText()};
        } catch (const std::exception& exception) {
            return base::Error{what, exception.what()};
        }
    }

public:
    explicit Database(const std::string& file)
        : writer_("SQLite", file), readers_("SQLite", file, /*minSessions=*/1, /*maxSessions=*/most_threads) {
        configure(writer_);
        migrate(writer_);
    }

    template <typename Work>
    auto read(const char* what, Work work) {
        return guarded(what, [&] {
            Session session = readers_.get();
            return work(session);
        });
    }

    template <typename Work>
    auto write(const char* what, Work work) {
        return guarded(what, [&] {
            const std::lock_guard lock(writing_);
            WriteTransaction transaction(writer_);
            auto result = work(writer_);
            transaction.commit();
            return result;
        });
    }

private:
    std::mutex writing_;
    Session writer_;
    Poco::Data::SessionPool readers_;
};

using TokenRow =
    Poco::Tuple<std::string, std::string, std::string, std::string, std::string, Int64, Poco::Nullable<Int64>>;

AccessToken to_token(const TokenRow& row) {
    AccessToken token{row.get<0>(), row.get<1>(),
                      row.get<2>(), scope_from_word(row.get<3>()).value_or(Scope::register_build),
                      row.get<4>(), to_instant(row.get<5>()),
                      std::nullopt};
    if (!row.get<6>().isNull()) token.revoked_at = to_instant(row.get<6>().value());
    return token;
}

class SqliteStore final : public Store {
public:
    explicit SqliteStore(const std::string& file) : database_(file) {}

    base::Result<std::optional<NewToken>> prepare(const FirstStart& first, base::Instant at) override {
        return database_.write("prepare the first start", [&](Session& session) -> std::optional<NewToken> {
            Int64 organizations = 0;
            session << "SELECT count(*) FROM organizations", into(organizations), now;
            if (organizations > 0) return std::nullopt;
            session << "INSERT INTO organizations (slug) VALUES (?)", useRef(first.organization), now;
            session << "INSERT INTO projects (organization_id, slug) SELECT id, ? FROM organizations",
                useRef(first.project), now;
            session << "INSERT INTO environments (project_id, slug, name, is_default) "
                       "SELECT id, 'production', 'Production', 1 FROM projects",
                now;
            const std::string key = git::repository_key(first.repository_url);
            session << "INSERT INTO code_deployments (organization_id, project_id, slug, repository_url, "
                       "repository_key) SELECT organization_id, id, ?, ?, ? FROM projects",
                useRef(first.code_deployment), useRef(first.repository_url), useRef(key), now;
            NewToken token = make_token(first.organization, "first start", Scope::all, at);
            insert_token(session, token.record);
            return token;
        });
    }

    base::Result<bool> has_organization(const std::string& slug) override {
        return database_.read("find the organization",
                              [&](Session& session) { return organization_id(session, slug) != 0; });
    }

    base::Status add_token(const AccessToken& token) override {
        return database_.write("add an access token", [&](Session& session) {
            insert_token(session, token);
            return base::Done{};
        });
    }

    base::Result<std::optional<AccessToken>> find_token(const std::string& id) override {
        return database_.read("find an access token", [&](Session& session) -> std::optional<AccessToken> {
            std::vector<TokenRow> rows;
            session << select_tokens + " WHERE t.id = ?", into(rows), useRef(id), now;
            if (rows.empty()) return std::nullopt;
            return to_token(rows.front());
        });
    }

    base::Result<std::vector<AccessToken>> tokens() override {
        return database_.read("list the access tokens", [&](Session& session) {
            std::vector<TokenRow> rows;
            session << select_tokens + " ORDER BY t.created_at, t.id", into(rows), now;
            std::vector<AccessToken> found;
            found.reserve(rows.size());
            for (const TokenRow& row : rows) found.push_back(to_token(row));
            return found;
        });
    }

    base::Result<bool> revoke_token(const std::string& id, base::Instant at) override {
        return database_.write("revoke an access token", [&](Session& session) {
            std::vector<std::string> revoked;
            const Int64 time = to_number(at);
            session << "UPDATE access_tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL RETURNING id",
                into(revoked), useRef(time), useRef(id), now;
            return !revoked.empty();
        });
    }

    base::Result<std::vector<Acceptance>> add_reports(const std::string& organization,
                                                      const std::vector<IncomingReport>& reports,
                                                      base::Instant at) override {
        return database_.write("keep build reports", [&](Session& session) {
            const Int64 owner = organization_id(session, organization);
            const Int64 received = to_number(at);
            std::vector<Acceptance> results;
            for (const IncomingReport& incoming : reports) {
                const sleuth::BuildReport& report = incoming.report;
                const Int64 occurred = to_number(report.occurred_at);
                std::vector<std::string> inserted;
                session << "INSERT INTO build_reports (organization_id, id, sha, head_sha, occurred_at, received_at, "
                           "report) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
                    into(inserted), useRef(owner), useRef(report.id), useRef(report.sha), useRef(report.head_sha),
                    useRef(occurred), useRef(received), useRef(incoming.json), now;
                results.push_back(inserted.empty() ? Acceptance::repeated : Acceptance::accepted);
            }
            return results;
        });
    }

    base::Result<std::vector<sleuth::BuildReport>> reports_of(const std::string& organization,
                                                              const std::string& sha) override {
        return database_.read("find build reports", [&](Session& session) {
            const Int64 owner = organization_id(session, organization);
            const std::string end = end_of_prefix(sha);
            std::vector<std::string> texts;
            session << "SELECT report FROM build_reports WHERE arrival IN ("
                       "SELECT arrival FROM build_reports WHERE organization_id = ? AND sha >= ? AND sha < ? UNION "
                       "SELECT arrival FROM build_reports WHERE organization_id = ? AND head_sha >= ? AND "
                       "head_sha < ? AND head_sha <> '') ORDER BY arrival",
                into(texts), useRef(owner), useRef(sha), useRef(end), useRef(owner), useRef(sha), useRef(end), now;
            std::vector<sleuth::BuildReport> reports;
            for (const std::string& text : texts) {
                const auto object = base::json::parse_object(text);
                if (!object) continue;
                if (auto report = sleuth::report_from_json(**object)) reports.push_back(std::move(*report));
            }
            return reports;
        });
    }

    base::Result<std::optional<CodeDeployment>> find_code_deployment(const std::string& organization,
                                                                     const std::string& slug) override {
        return database_.read("find the code deployment", [&](Session& session) -> std::optional<CodeDeployment> {
            std::vector<Poco::Tuple<Int64, std::string, std::string>> rows;
            session << "SELECT d.id, p.slug, d.repository_key FROM code_deployments d "
                       "JOIN organizations o ON o.id = d.organization_id JOIN projects p ON p.id = d.project_id "
                       "WHERE o.slug = ? AND d.slug = ?",
                into(rows), useRef(organization), useRef(slug), now;
            if (rows.empty()) return std::nullopt;
            return CodeDeployment{rows[0].get<0>(), slug, rows[0].get<1>(), rows[0].get<2>()};
        });
    }

    base::Result<std::optional<Environment>> find_environment(const CodeDeployment& deployment,
                                                              const std::string& slug) override {
        return database_.read("find the environment", [&](Session& session) -> std::optional<Environment> {
            const Int64 id = deployment.id;
            std::vector<Poco::Tuple<Int64, std::string, std::string>> rows;
            session
                << "SELECT e.id, e.slug, e.name FROM environments e JOIN code_deployments d "
                   "ON d.project_id = e.project_id WHERE d.id = ? AND (e.slug = ? OR (? = '' AND e.is_default = 1))",
                into(rows), useRef(id), useRef(slug), useRef(slug), now;
            if (rows.empty()) return std::nullopt;
            return Environment{rows[0].get<0>(), rows[0].get<1>(), rows[0].get<2>()};
        });
    }

    base::Result<DeployOutcome> add_deploy(const CodeDeployment& deployment, const Environment& environment,
                                           const Deploy& deploy) override {
        return database_.write("register a deploy", [&](Session& session) {
            const Int64 owner = deployment.id;
            const Int64 where = environment.id;
            std::vector<std::string> current;
            session << "SELECT sha FROM deploys WHERE code_deployment_id = ? AND environment_id = ? "
                       "ORDER BY deployed_at DESC, id DESC LIMIT 1",
                into(current), useRef(owner), useRef(where), now;
            if (!current.empty() && current[0] == deploy.sha) return DeployOutcome::duplicate;
            const Int64 deployed = to_number(deploy.deployed_at);
            const Int64 registered = to_number(deploy.registered_at);
            session << "INSERT INTO deploys (code_deployment_id, environment_id, sha, deployed_at, registered_at, "
                       "branch, email, tags, links, details) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                useRef(owner), useRef(where), useRef(deploy.sha), useRef(deployed), useRef(registered),
                useRef(deploy.branch), useRef(deploy.email), useRef(deploy.tags), useRef(deploy.links),
                useRef(deploy.details), now;
            return DeployOutcome::registered;
        });
    }

    base::Result<std::optional<Deploy>> find_deploy(const CodeDeployment& deployment, const std::string& sha,
                                                    const std::string& environment) override {
        return database_.read("find the deploy", [&](Session& session) -> std::optional<Deploy> {
            const Int64 owner = deployment.id;
            const std::string end = end_of_prefix(sha);
            std::vector<Poco::Tuple<Int64, std::string, std::string, Int64, Int64, std::string, std::string,
                                    std::string, std::string, std::string>>
                rows;
            session << "SELECT d.id, d.sha, e.slug, d.deployed_at, d.registered_at, d.branch, d.email, d.tags, "
                       "d.links, d.details FROM deploys d JOIN environments e ON e.id = d.environment_id "
                       "WHERE d.code_deployment_id = ? AND d.sha >= ? AND d.sha < ? AND (? = '' OR e.slug = ?) "
                       "ORDER BY d.deployed_at DESC, d.id DESC LIMIT 1",
                into(rows), useRef(owner), useRef(sha), useRef(end), useRef(environment), useRef(environment), now;
            if (rows.empty()) return std::nullopt;
            const auto& row = rows[0];
            return Deploy{row.get<0>(),
                          row.get<1>(),
                          row.get<2>(),
                          to_instant(row.get<3>()),
                          to_instant(row.get<4>()),
                          row.get<5>(),
                          row.get<6>(),
                          row.get<7>(),
                          row.get<8>(),
                          row.get<9>()};
        });
    }

    base::Status check() override {
        return database_.read("ask the database", [&](Session& session) {
            Int64 one = 0;
            session << "SELECT 1", into(one), now;
            return base::Done{};
        });
    }

private:
    inline static const std::string select_tokens =
        "SELECT t.id, o.slug, t.name, t.scope, t.secret_hash, t.created_at, t.revoked_at FROM access_tokens t "
        "JOIN organizations o ON o.id = t.organization_id";

    static void insert_token(Session& session, const AccessToken& token) {
        const std::string scope(to_word(token.scope));
        const Int64 created = to_number(token.created_at);
        session << "INSERT INTO access_tokens (id, organization_id, name, scope, secret_hash, created_at) "
                   "SELECT ?, id, ?, ?, ?, ? FROM organizations WHERE slug = ?",
            useRef(token.id), useRef(token.name), useRef(scope), useRef(token.secret_hash), useRef(created),
            useRef(token.organization), now;
    }

    Database database_;
};

}  // namespace

base::Result<std::unique_ptr<Store>> open_sqlite_store(const std::filesystem::path& file) {
    static const bool registered = [] {
        Poco::Data::SQLite::Connector::registerConnector();
        return true;
    }();
    (void)registered;
    // Poco would try for a minute to open what cannot be opened. Closed before SQLite opens the file: closing any
    // descriptor of a file gives up all POSIX locks that the process has on it, SQLite's too.
    base::FileDescriptor probe(::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600));
    if (!probe)
        return base::Error{"open the database " + file.string(), base::errno_text(errno),
                           "choose a file that can be written with --database"};
    probe.close();
    try {
        return std::unique_ptr<Store>(std::make_unique<SqliteStore>(file.string()));
    } catch (const Poco::Exception& exception) {
        return base::Error{"open the database " + file.string(), exception.displayText()};
    }
}

}  // namespace endpoint
