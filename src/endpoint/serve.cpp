#include "endpoint/serve.hpp"

#include <signal.h>

#include <iostream>

#include "base/time.hpp"
#include "endpoint/http.hpp"
#include "endpoint/routes.hpp"
#include "endpoint/sqlite_store.hpp"

namespace endpoint {
namespace {

/// Blocks the signals that stop us in this thread and all that it starts, so that one place can wait for them.
sigset_t block_stop_signals() {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGTERM);
    ::sigaddset(&signals, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}

void announce_first_start(const FirstStart& first, const NewToken& token) {
    std::cout << "created organization " << first.organization << ", project " << first.project << ", code deployment "
              << first.code_deployment << ", environment production\n"
              << "access token (scope ALL, not shown again): " << token.text.reveal() << std::endl;
}

}  // namespace

base::Status serve(const ServeOptions& options) {
    const sigset_t stop_signals = block_stop_signals();
    const base::SystemClock clock;
    auto store = open_sqlite_store(options.database);
    if (!store) return store.error();
    const auto token = (*store)->prepare(options.first, clock.now());
    if (!token) return token.error();
    if (*token) announce_first_start(options.first, **token);
    auto server = HttpServer::start(options.listen, make_routes(**store, clock));
    if (!server) return server.error();
    std::cout << "listening on http://" << server->address() << std::endl;
    int signal = 0;
    ::sigwait(&stop_signals, &signal);
    server->stop();
    std::cout << "stopped" << std::endl;
    return base::done();
}

}  // namespace endpoint
