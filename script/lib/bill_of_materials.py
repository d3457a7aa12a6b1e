"""bill_of_materials.py VERSION: prints the SPDX 2.3 bill of materials of both sleuth-buildkite binaries.

Reads cmake/dependencies.txt (licences), build/third-party-musl-*.cmake (the versions that were built), the ziglang
package (what the compiler links in) and dist/linux-*. SOURCE_DATE_EPOCH is the date of the document.
"""

import datetime
import hashlib
import json
import os
import pathlib
import re
import sys
import urllib.parse

import ziglang

VERSION = sys.argv[1]
ROOT = pathlib.Path(__file__).resolve().parents[2]
ARCHITECTURES = ("amd64", "arm64")
# Names of cmake/dependencies.txt that SPDX spells otherwise. libgit2's linking exception is GCC's, word for word.
SPDX_LICENCES = {"GPL-2.0-linking": "GPL-2.0-only WITH GCC-exception-2.0"}


def package(name, version, licence, supplier, purl=None):
    entry = {
        "SPDXID": f"SPDXRef-{name}",
        "name": name,
        "versionInfo": version,
        "supplier": supplier,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": SPDX_LICENCES.get(licence, licence),
        "copyrightText": "NOASSERTION",
    }
    if purl:
        entry["externalRefs"] = [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}
        ]
    return entry


def built_versions(architecture):
    text = (ROOT / f"build/third-party-musl-{architecture}.cmake").read_text()
    return dict(re.findall(r'set\(third_party_(\w+)_version "([^"]+)"\)', text))


def libraries():
    versions = [built_versions(architecture) for architecture in ARCHITECTURES]
    if versions[0] != versions[1]:
        sys.exit(f"the binaries are made of different versions: {versions}")
    for line in (ROOT / "cmake/dependencies.txt").read_text().splitlines():
        if line.startswith("#") or line.split()[-1] != "both":
            continue
        name, _, release, source, licence, _ = line.split()
        version = versions[0][name.replace("-", "_")]
        purl = f"pkg:deb/debian/{source}@{urllib.parse.quote(version, safe='')}?arch=source&distro={release}"
        yield package(name, version, licence, "Organization: Debian", purl)


def found(pattern, path):
    return re.search(pattern, (pathlib.Path(ziglang.__file__).parent / "lib" / path).read_text()).group(1)


def compiler_libraries():
    zig = re.search(r"^zig +pypi +(\S+)", (ROOT / "cmake/dependencies.txt").read_text(), re.MULTILINE).group(1)
    llvm = int(found(r"define _LIBCPP_VERSION (\d+)", "libcxx/include/__config"))
    llvm = f"{llvm // 10000}.{llvm // 100 % 100}.{llvm % 100}"
    supplier = f"Organization: the ziglang {zig} package"
    yield package("musl", found(r'VERSION "([^"]+)"', "libc/musl/src/internal/version.h"), "MIT", supplier)
    for name in ("libcxx", "libcxxabi", "libunwind"):
        yield package(name, llvm, "Apache-2.0 WITH LLVM-exception", supplier)
    yield package("compiler-rt", zig, "MIT", supplier)  # zig's own


def binary(architecture):
    content = (ROOT / f"dist/linux-{architecture}/sleuth-buildkite").read_bytes()
    return {
        "SPDXID": f"SPDXRef-linux-{architecture}",
        "fileName": f"./sleuth-buildkite-{VERSION}-linux-{architecture}",
        "fileTypes": ["BINARY"],
        "checksums": [
            {"algorithm": name, "checksumValue": hashlib.new(name, content).hexdigest()} for name in ("SHA1", "SHA256")
        ],
        "licenseConcluded": "NOASSERTION",
        "licenseInfoInFiles": ["NOASSERTION"],
        "copyrightText": "NOASSERTION",
    }


def relationship(element, kind, related):
    return {"spdxElementId": element, "relationshipType": kind, "relatedSpdxElement": related}


files = [binary(architecture) for architecture in ARCHITECTURES]
sha1s = sorted(file["checksums"][0]["checksumValue"] for file in files)
ours = package("sleuth-buildkite", VERSION, "MIT", "Organization: The sleuth-buildkite authors")
ours["filesAnalyzed"] = True
ours["packageVerificationCode"] = {
    "packageVerificationCodeValue": hashlib.sha1("".join(sha1s).encode()).hexdigest()
}
linked = [*libraries(), *compiler_libraries()]
created = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
relationships = [relationship("SPDXRef-DOCUMENT", "DESCRIBES", ours["SPDXID"])]
for file in files:
    relationships.append(relationship(ours["SPDXID"], "CONTAINS", file["SPDXID"]))
    relationships += [relationship(file["SPDXID"], "STATIC_LINK", library["SPDXID"]) for library in linked]
document = {
    "spdxVersion": "SPDX-2.3",
    "dataLicense": "CC0-1.0",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": f"sleuth-buildkite-{VERSION}",
    # Has to be different for different documents, and the same for the same binaries.
    "documentNamespace": "https://sleuth-buildkite.invalid/spdx/"
    + hashlib.sha256("".join(file["checksums"][1]["checksumValue"] for file in files).encode()).hexdigest(),
    "creationInfo": {"created": created.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: script-release"]},
    "packages": [ours, *linked],
    "files": files,
    "relationships": relationships,
}
print(json.dumps(document, indent=2))
