// swift-tools-version: 6.2
import PackageDescription

// The fuzzers, in a package of their own: what is fuzzed must be compiled with libFuzzer's
// instrumentation. `host`, `kit` and `abi` are links into the repository, so that internal code is within reach.
// Built and run by scripts/fuzz.
let instrumented: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .unsafeFlags([
    "-sanitize=fuzzer,address", "-O", "-enable-testing", "-enforce-exclusivity=checked", "-parse-as-library",
  ]),
]

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let log = Target.Dependency.product(name: "Logging", package: "swift-log")

func room(_ name: String, _ path: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, path: path, swiftSettings: instrumented)
}

func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies + ["FuzzInput"], path: "targets/\(name)", swiftSettings: instrumented,
    linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])])
}

let package = Package(
  name: "fuzz",
  dependencies: [
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    .systemLibrary(name: "CCurl", path: "host/CCurl", pkgConfig: "libcurl"),
    .systemLibrary(name: "CTunnelPlugin", path: "abi"),
    room("RawJSON", "host/RawJSON", []),
    room("NearMatch", "host/NearMatch", []),
    room("JSONSchema", "host/JSONSchema", ["NearMatch", "RawJSON"]),
    room("Base64", "host/Base64", []),
    room("Channels", "host/Channels", []),
    .systemLibrary(name: "CYAML", path: "host/CYAML", pkgConfig: "yaml-0.1"),
    room("YAML", "host/YAML", ["CYAML", "RawJSON"]),
    room("Configuration", "host/Configuration", ["Base64", "Channels", "NearMatch", "RawJSON", "YAML"]),
    room("Telemetry", "host/Telemetry", []),
    room("CurlHTTP", "host/CurlHTTP", ["CCurl", nioCore, log]),
    room("ControlPlane", "host/ControlPlane", ["Channels", "CurlHTTP", "RawJSON", "Telemetry", nioCore, log]),
    room("TunnelPluginKit", "kit", ["CTunnelPlugin"]),
    room("TunnelPluginMCP", "mcp", ["TunnelPluginKit"]),
    .systemLibrary(name: "CFFI", path: "ffi"),
    room("TunnelNativeCalls", "calls", ["CFFI"]),
    room("NativeTransport", "native", ["TunnelNativeCalls", "TunnelPluginKit", "TunnelPluginMCP"]),
    .systemLibrary(name: "CLibFuzzer", path: "targets/CLibFuzzer"),
    room("FuzzInput", "targets/FuzzInput", ["CLibFuzzer"]),
    fuzzer("FuzzJSON", ["RawJSON"]),
    fuzzer("FuzzSchema", ["JSONSchema"]),
    fuzzer("FuzzEvents", ["TunnelPluginKit"]),
    fuzzer("FuzzLines", ["TunnelPluginKit"]),
    fuzzer("FuzzProfile", ["Configuration"]),
    fuzzer("FuzzManifest", ["NativeTransport", "TunnelNativeCalls", "TunnelPluginKit"]),
    fuzzer("FuzzPoll", ["ControlPlane", "RawJSON", nioCore]),
  ]
)
