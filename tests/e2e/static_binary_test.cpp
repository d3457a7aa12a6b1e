// The binary that ships: static, alone in an empty root, resolving names and verifying TLS there.
#include <Poco/Net/Context.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <elf.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstring>
#include <future>

#include "support/connect_proxy.hpp"
#include "support/dns_server.hpp"
#include "support/git_repository.hpp"
#include "support/hook.hpp"

using Catch::Matchers::ContainsSubstring;

namespace {

constexpr const char* host = "sleuth.test";
constexpr const char* resolver = "127.0.0.153";

/// A private CA and a certificate of it for `host`, made with openssl.
struct Certificates {
    test::TemporaryFolder folder;

    Certificates() {
        const auto openssl = [&](test::Arguments arguments) {
            arguments.insert(arguments.begin(), "openssl");
            test::must_run(arguments, folder.path());
        };
        openssl({"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Private CA", "-keyout",
                 "ca.key", "-out", "ca.pem"});
        openssl({"req", "-newkey", "rsa:2048", "-nodes", "-subj", std::string("/CN=") + host, "-keyout", "server.key",
                 "-out", "server.csr"});
        test::write_file(folder / "extensions", std::string("subjectAltName=DNS:") + host + "\n");
        openssl({"x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days",
                 "2", "-extfile", "extensions", "-out", "server.pem"});
    }
};

/// Takes one TLS connection after the other, and answers each request with 401.
class TlsServer {
public:
    explicit TlsServer(const Certificates& certificates)
        : socket_(Poco::Net::SocketAddress("127.0.0.1", 0), 8,
                  new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, certificates.folder / "server.key",
                                         certificates.folder / "server.pem", "", Poco::Net::Context::VERIFY_NONE)),
          requests_(std::async(std::launch::async, [this] { return serve(); })) {}
    ~TlsServer() { stop_ = true; }
    [[nodiscard]] std::string url() const {
        return std::string("https://") + host + ":" + std::to_string(socket_.address().port());
    }
    [[nodiscard]] std::uint16_t port() const { return socket_.address().port(); }
    /// How many requests came through a completed handshake.
    [[nodiscard]] int requests() {
        stop_ = true;
        return requests_.get();
    }

private:
    int serve() {
        int requests = 0;
        while (!stop_) {
            if (!socket_.poll(Poco::Timespan(0, 20'000), Poco::Net::Socket::SELECT_READ)) continue;
            try {
                Poco::Net::StreamSocket connection = socket_.acceptConnection();
                char buffer[65536];
                if (connection.receiveBytes(buffer, sizeof buffer) <= 0) continue;
                ++requests;
                const std::string reply = "HTTP/1.1 401 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                connection.sendBytes(reply.data(), static_cast<int>(reply.size()));
            } catch (const Poco::Exception&) {
                // a handshake that the client gave up
            }
        }
        return requests;
    }

    std::atomic<bool> stop_ = false;
    Poco::Net::SecureServerSocket socket_;
    std::future<int> requests_;
};

/// An empty root with the binary and a resolv.conf.
struct EmptyRoot {
    test::TemporaryFolder folder;

    EmptyRoot() {
        std::filesystem::copy_file(test::static_binary(), folder / "sleuth-buildkite");
        test::write_file(folder / "etc/resolv.conf", std::string("nameserver ") + resolver + "\n");
    }
    /// Ends a job and sends its report at once; returns what `spool list` says then.
    std::string deliver(const std::string& url, const test::Variables& more) const {
        const auto variables = test::with(configuration(url), more);
        (void)in_root({"hook", "pre-exit"}, test::with(variables, {{"SLEUTH_DELIVERY", "inline"}}));
        return in_root({"spool", "list"}, variables).out;
    }
    /// Ends a job; returns what `spool list` says once the first attempt to send its report has failed.
    std::string failure_of(const std::string& url, const test::Variables& more) const {
        const auto variables = test::with(configuration(url), more);
        (void)in_root({"hook", "pre-exit"}, test::with(variables, {{"SLEUTH_DELIVERY", "background"}}));
        std::string said;
        CHECK(test::eventually([&] {
            said = in_root({"spool", "list"}, variables).out;
            return said.find("last attempt") != std::string::npos;
        }));
        return said;
    }

private:
    static test::Variables configuration(const std::string& url) {
        return test::job_variables({{"SLEUTH_ENDPOINT", url},
                                    {"SLEUTH_ORGANIZATION", "acme"},
                                    {"SLEUTH_API_KEY", "k"},
                                    {"SLEUTH_SPOOL_DIR", "/spool"},
                                    {"SLEUTH_TIMEOUT", "30"},
                                    {"BUILDKITE_COMMAND_EXIT_STATUS", "0"},
                                    {"BUILDKITE_COMMIT", std::string(40, 'a')},
                                    {"BUILDKITE_BUILD_CHECKOUT_PATH", "/"}});
    }
    test::Finished in_root(test::Arguments arguments, const test::Variables& variables) const {
        arguments.insert(arguments.begin(), {"chroot", folder.path(), "/sleuth-buildkite"});
        return test::run(arguments, variables);
    }
};

}  // namespace

TEST_CASE("the shipped binary needs no shared library and is at most 8 MiB", "[static]") {
    const std::string binary = test::file_content(test::static_binary());
    REQUIRE(binary.size() > sizeof(Elf64_Ehdr));
    CHECK(binary.size() <= 8 << 20);
    Elf64_Ehdr header;
    std::memcpy(&header, binary.data(), sizeof header);
    const bool arm64 = test::static_binary().find("linux-arm64") != std::string::npos;
    REQUIRE(header.e_machine == (arm64 ? EM_AARCH64 : EM_X86_64));
    for (int i = 0; i < header.e_phnum; ++i) {
        Elf64_Phdr segment;
        std::memcpy(&segment, binary.data() + header.e_phoff + static_cast<std::size_t>(i) * sizeof segment,
                    sizeof segment);
        CHECK(segment.p_type != PT_INTERP);
        CHECK(segment.p_type != PT_DYNAMIC);
    }
}

TEST_CASE("the shipped binary says what it is made of", "[static]") {
    const auto version = test::run({test::static_binary(), "--version"});
    CHECK(version.exit_code == 0);
    for (const char* component :
         {"sleuth-buildkite 0.1.0", "zig ", "poco 1.", "libgit2 1.", "openssl 3.", "zlib ", "boost 1."})
        CHECK_THAT(version.out, ContainsSubstring(component));
}

TEST_CASE("in an empty root the binary resolves names and verifies TLS", "[static]") {
    if (::geteuid() != 0) SKIP("needs root for chroot and for port 53");
    const Certificates certificates;
    const test::DnsServer dns(resolver, host);
    TlsServer server(certificates);
    const EmptyRoot root;
    SECTION("a server of the CA that SSL_CERT_FILE names is believed") {
        std::filesystem::copy_file(certificates.folder / "ca.pem", root.folder / "ca.pem");
        CHECK_THAT(root.deliver(server.url(), {{"SSL_CERT_FILE", "/ca.pem"}}), ContainsSubstring("HTTP 401"));
        CHECK(dns.answered() > 0);
        CHECK(server.requests() == 1);
    }
    SECTION("so is one of the CA that ca-file names") {
        std::filesystem::copy_file(certificates.folder / "ca.pem", root.folder / "ca.pem");
        CHECK_THAT(root.deliver(server.url(), {{"SLEUTH_CA_FILE", "/ca.pem"}}), ContainsSubstring("HTTP 401"));
    }
    SECTION("through a proxy, which is told its user and never the key") {
        std::filesystem::copy_file(certificates.folder / "ca.pem", root.folder / "ca.pem");
        const test::ConnectProxy proxy(server.port());
        CHECK_THAT(root.deliver(server.url(), {{"SLEUTH_CA_FILE", "/ca.pem"},
                                               {"SLEUTH_API_KEY", "the-key"},
                                               {"HTTPS_PROXY", "http://me:pass@" + proxy.address()}}),
                   ContainsSubstring("HTTP 401"));
        REQUIRE_FALSE(proxy.requests().empty());
        CHECK_THAT(proxy.requests()[0], ContainsSubstring("CONNECT " + std::string(host) + ":") &&
                                            ContainsSubstring("Proxy-Authorization: Basic bWU6cGFzcw==") &&
                                            !ContainsSubstring("the-key"));
        CHECK(server.requests() == 1);
    }
    SECTION("a proxy does not spare a server its certificate") {
        const test::ConnectProxy proxy(server.port());
        CHECK_THAT(root.failure_of(server.url(), {{"HTTPS_PROXY", "http://" + proxy.address()}}),
                   ContainsSubstring("certificate"));
        CHECK(server.requests() == 0);
    }
    SECTION("without the CA no request is made") {
        CHECK_THAT(root.failure_of(server.url(), {}), ContainsSubstring("certificate"));
        CHECK(server.requests() == 0);
    }
    SECTION("a certificate for another name is refused") {
        std::filesystem::copy_file(certificates.folder / "ca.pem", root.folder / "ca.pem");
        const test::DnsServer other("127.0.0.154", "other.test");
        test::write_file(root.folder / "etc/resolv.conf", "nameserver 127.0.0.154\n");
        auto url = server.url();
        url.replace(url.find(host), std::strlen(host), "other.test");
        CHECK_THAT(root.failure_of(url, {{"SSL_CERT_FILE", "/ca.pem"}}), ContainsSubstring("ertificate"));
        CHECK(server.requests() == 0);
    }
    SECTION("a name that does not exist is an error that names it") {
        CHECK_THAT(root.failure_of("https://nowhere.test", {}), ContainsSubstring("nowhere.test"));
    }
}
