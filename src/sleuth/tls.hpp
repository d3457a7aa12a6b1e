// The trust that TLS connections are verified with.
#pragma once

#include <Poco/Net/Context.h>

#include <string>

#include "base/result.hpp"

namespace sleuth {

/// A client context that verifies the server's chain and host name, TLS 1.2 or later. Trust comes from `ca_file` when
/// given, else, with `trust_environment`, from SSL_CERT_FILE and SSL_CERT_DIR, else from the first system bundle that
/// exists: distributions keep it in different places, and a static binary knows only one of them.
[[nodiscard]] base::Result<Poco::Net::Context::Ptr> make_tls_context(const std::string& ca_file,
                                                                     bool trust_environment);

}  // namespace sleuth
