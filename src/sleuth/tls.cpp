#include "sleuth/tls.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/RejectCertificateHandler.h>
#include <Poco/Net/SSLManager.h>

#include <array>
#include <cstdlib>
#include <filesystem>

namespace sleuth {
namespace {

std::string system_bundle() {
    static constexpr std::array bundles{
        "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Alpine, Arch
        "/etc/pki/tls/certs/ca-bundle.crt",                   // Fedora, RHEL, Amazon Linux
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL
        "/etc/ssl/ca-bundle.pem",                             // SUSE
        "/etc/ssl/cert.pem",                                  // Alpine without ca-certificates
    };
    for (const char* bundle : bundles) {
        std::error_code ignored;
        if (std::filesystem::exists(bundle, ignored)) return bundle;
    }
    return {};
}

}  // namespace

base::Result<Poco::Net::Context::Ptr> make_tls_context(const std::string& ca_file, bool trust_environment) {
    using Poco::Net::Context;
    static constexpr int deepest_chain = 9;
    const bool from_environment =
        trust_environment && (std::getenv("SSL_CERT_FILE") != nullptr || std::getenv("SSL_CERT_DIR") != nullptr);
    const std::string file = !ca_file.empty() ? ca_file : from_environment ? std::string() : system_bundle();
    try {
        Context::Ptr context(new Context(Context::TLS_CLIENT_USE, "", "", file, Context::VERIFY_STRICT, deepest_chain,
                                         /*loadDefaultCAs=*/file.empty() && trust_environment,
                                         "HIGH:!aNULL:!eNULL:!SHA1"));
        context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
        context->enableExtendedCertificateVerification(true);
        Poco::Net::SSLManager::instance().initializeClient(
            nullptr, new Poco::Net::RejectCertificateHandler(/*handleErrorsOnServerSide=*/false), context);
        return context;
    } catch (const Poco::Exception& exception) {
        return base::Error{"load the trusted certificates" + (file.empty() ? "" : " from " + file),
                           exception.displayText(), "set SLEUTH_CA_FILE to a PEM file that can be read"};
    }
}

}  // namespace sleuth
