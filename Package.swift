// swift-tools-version: 6.2
import PackageDescription

// What every Swift target of this package is compiled with.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A room of the host.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + dependencies, swiftSettings: settings)
}

/// A bundled plugin: its logic, its tests, and the shared library that carries nothing but its entry.
/// It sees the SDK and nothing of `Sources/`.
func plugin(
  _ folder: String, module: String, with more: [Target.Dependency] = []
) -> (products: [Product], targets: [Target]) {
  let library = "TunnelPlugin\(module)"
  return (
    [.library(name: library, type: .dynamic, targets: [library])],
    [
      .target(
        name: module, dependencies: ["TunnelPluginKit"] + more, path: "Plugins/\(folder)/Sources",
        swiftSettings: settings),
      .target(
        name: library, dependencies: [.init(stringLiteral: module), "TunnelPluginKit", "TunnelPluginEntry"],
        path: "Plugins/\(folder)/Entry", swiftSettings: settings,
        linkerSettings: [.unsafeFlags(["-Xlinker", "--version-script=\(Context.packageDirectory)/sdk/plugin.map"])]),
      .testTarget(
        name: "\(module)Tests",
        dependencies: [.init(stringLiteral: module), "TunnelPluginKit", "TunnelPluginTesting"] + more,
        path: "Plugins/\(folder)/Tests", swiftSettings: settings),
    ]
  )
}

let plugins = [
  plugin("http", module: "HTTPTransport"),
  plugin("stdio", module: "StdioTransport"),
  plugin("stub", module: "StubTransport", with: ["TunnelPluginMCP"]),
  plugin("harpoon", module: "HarpoonTransport", with: ["TunnelPluginMCP"]),
  plugin("exec", module: "ExecAuth"),
  plugin("static", module: "StaticAuth"),
  plugin("native", module: "NativeTransport", with: ["TunnelPluginMCP", "TunnelNativeCalls"]),
  plugin("codex", module: "CodexAssistant", with: ["CodexNative", "TunnelPluginMCP", arguments]),
]

let package = Package(
  name: "tunnel-client",
  products: [
    .executable(name: "tunnel-client", targets: ["tunnel-client"]),
    // What a plugin in Swift is built from, in a package of its own.
    .library(name: "TunnelPluginKit", targets: ["TunnelPluginKit", "TunnelPluginEntry"]),
    .library(name: "ExamplePlugin", type: .dynamic, targets: ["ExamplePlugin"]),
  ] + plugins.flatMap(\.products),
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // SHA-256 for PKCE in the development server's OAuth.
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    // Without its Foundation trait: the host links FoundationEssentials at most.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
  ],
  targets: [
    // The contract: plain C headers, and the Swift overlay for plugin authors.
    .systemLibrary(name: "CTunnelPlugin", path: "sdk/include"),
    .target(
      name: "TunnelPluginKit", dependencies: ["CTunnelPlugin"], path: "sdk/swift/TunnelPluginKit",
      swiftSettings: settings),
    // An MCP server within a plugin: what is the same for each of them.
    .target(
      name: "TunnelPluginMCP", dependencies: ["TunnelPluginKit"], path: "sdk/swift/TunnelPluginMCP",
      swiftSettings: settings),
    // C functions whose signature is known only at run time. libffi is opened by name, so nothing links it.
    .systemLibrary(name: "CFFI", path: "sdk/swift/CFFI", providers: [.apt(["libffi-dev"])]),
    .target(
      name: "TunnelNativeCalls", dependencies: ["CFFI"], path: "sdk/swift/TunnelNativeCalls", swiftSettings: settings),
    .testTarget(
      name: "TunnelNativeCallsTests", dependencies: ["TunnelNativeCalls"], path: "sdk/swift/NativeTests",
      swiftSettings: settings),
    .target(name: "CTunnelPluginEntry", dependencies: ["CTunnelPlugin"], path: "sdk/swift/CTunnelPluginEntry"),
    .target(
      name: "TunnelPluginTesting", dependencies: ["CTunnelPlugin", "TunnelPluginKit"],
      path: "sdk/swift/TunnelPluginTesting", swiftSettings: settings),
    .testTarget(
      name: "TunnelPluginKitTests", dependencies: ["TunnelPluginKit", "TunnelPluginTesting"], path: "sdk/swift/Tests",
      swiftSettings: settings),

    .target(
      name: "TunnelPluginEntry", dependencies: ["CTunnelPlugin", "CTunnelPluginEntry", "TunnelPluginKit"],
      path: "sdk/swift/TunnelPluginEntry", swiftSettings: settings),
    .target(
      name: "ExamplePlugin", dependencies: ["TunnelPluginKit", "TunnelPluginEntry"], path: "sdk/swift/Example",
      swiftSettings: settings),

    // What the codex plugin asks of toml++ and libc.
    .target(name: "CodexNative", path: "Plugins/codex/Native"),

    // The host, in the order in which a command passes through it.
    .systemLibrary(
      name: "CCurl", path: "Sources/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CPipes", path: "Sources/CPipes"),
    .systemLibrary(
      name: "CCrypto", path: "Sources/CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    room("CurlHTTP", ["CCurl", nioCore, log]),
    // What certificates say to people, and digests.
    room("Trust", ["CCrypto"]),
    room("RawJSON", []),
    // Small things that several rooms must agree on: bytes as text, names of channels, moments as text.
    room("Base64", []),
    room("Channels", []),
    room("Moments", []),
    room("NearMatch", []),
    room("JSONSchema", ["NearMatch", "RawJSON"]),
    room("Telemetry", []),
    room("ControlPlane", ["Channels", "CurlHTTP", "RawJSON", "Telemetry", nioCore, log]),
    // Makes, changes and removes tunnels, by the control plane's management API.
    room("TunnelAdmin", ["ControlPlane", "CurlHTTP", "RawJSON", nioCore]),
    room("MCPLifecycle", ["Base64", "RawJSON"]),
    room(
      "CommandDispatch",
      ["ControlPlane", "CurlHTTP", "MCPLifecycle", "RawJSON", "PluginHost", "Telemetry", nioCore, log]),
    room(
      "PluginHost",
      [
        "CPipes", "CTunnelPlugin", "CurlHTTP", "JSONSchema", "NearMatch", "RawJSON", "Telemetry", "Trust",
        "TunnelNativeCalls", nioCore, subprocess, log,
      ]),

    // What an MCP server says of OAuth, and where it says it.
    room("OAuthDiscovery", ["CurlHTTP", "RawJSON", nioCore]),

    // The operator's side, and the local control plane.
    room("HTTPServing", ["Moments", nioCore, nioPosix, nioHTTP1, log]),
    // The page's files, embedded; no Swift in it.
    .target(
      name: "OperatorPage", path: "Sources/OperatorPage", exclude: ["assets"], cSettings: [.unsafeFlags(["-std=c23"])]),
    room(
      "Operator",
      [
        "Base64", "CurlHTTP", "HTTPServing", "LogPipeline", "OAuthDiscovery", "OperatorPage", "PrivateFiles", "RawJSON",
        "SupportBundle", "Telemetry", nioCore, nioHTTP1, lifecycle, log,
      ]),
    .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // What a person sends to those who help: a compressed archive, made while it is sent.
    room("SupportBundle", ["CZlib", "HTTPServing", "LogPipeline", "RawJSON", "Telemetry"]),
    room("LocalControlPlane", ["Channels", "HTTPServing", "RawJSON", nioCore, nioHTTP1, lifecycle, log]),
    .systemLibrary(
      name: "CYAML", path: "Sources/CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    room("YAML", ["CYAML", "RawJSON"]),
    room("Configuration", ["Base64", "Channels", "NearMatch", "RawJSON", "YAML"]),
    // Splits a command line like the plugins do, with what the SDK has for them.
    room("Preflight", ["TunnelPluginKit"]),
    room("LogPipeline", ["Base64", "Moments", "RawJSON", "Telemetry", log]),
    // The MCP server of `dev mcp-stub`: HTTP, sessions and OAuth in front of a transport plugin.
    room(
      "StubServer",
      ["Base64", "CurlHTTP", "HTTPServing", "PluginHost", "RawJSON", "Trust", nioCore, nioHTTP1, lifecycle, log]),
    // Where profiles are kept, and what new ones are made from.
    room("Profiles", ["Configuration", "NearMatch", "PrivateFiles", "YAML"]),
    // Files for their owner only, written whole or not at all.
    room("PrivateFiles", []),
    // What this machine remembers of its tunnels: aliases, their processes, admin profiles.
    room("LocalState", ["Moments", "PrivateFiles", "RawJSON"]),
    // Tunnels in the background: what to do about them, and how they are started and stopped.
    room("Runtimes", ["CPipes", "LocalState", "RawJSON", "Trust", subprocess]),
    // What may run beside the tunnel.
    room("Companion", ["ControlPlane", "CurlHTTP", "PluginHost", "RawJSON", nioCore, lifecycle, subprocess, log]),
    // Puts the rooms together; `run` and `dev proxy` are two ways to start it.
    room(
      "TunnelRuntime",
      [
        "CommandDispatch", "Companion", "Configuration", "ControlPlane", "CurlHTTP", "HTTPServing",
        "LocalControlPlane",
        "LogPipeline", "MCPLifecycle", "OAuthDiscovery", "Operator", "PluginHost", "PrivateFiles", "RawJSON",
        "Telemetry", "Trust",
        nioCore,
        lifecycle, log,
      ]),
    // Looks at everything that `run` needs, with the code that `run` uses.
    room(
      "Doctor",
      [
        "Configuration", "ControlPlane", "CurlHTTP", "OAuthDiscovery", "PluginHost", "Preflight", "PrivateFiles",
        "RawJSON",
        "Telemetry",
        "TunnelRuntime", nioCore, log,
      ]),
    .executableTarget(
      name: "tunnel-client",
      dependencies: [
        "Base64",
        "Companion",
        "Configuration",
        "ControlPlane",
        "CurlHTTP",
        "Doctor",
        "HTTPServing",
        "LocalControlPlane",
        "LocalState",
        "LogPipeline",
        "NearMatch",
        "Operator",
        "PluginHost",
        "Preflight",
        "PrivateFiles",
        "Profiles",
        "RawJSON",
        "Runtimes",
        "StubServer",
        "SupportBundle",
        "Telemetry",
        "Trust",
        "TunnelAdmin",
        // `plugins call`: functions of plugins by their declared signature.
        "TunnelNativeCalls",
        "TunnelRuntime",
        arguments,
        lifecycle,
        log,
        nioCore,
        signals,
        subprocess,
      ],
      swiftSettings: settings),

    tests("CurlHTTP", ["TestServer", nioCore]),
    tests("Doctor", []),
    tests("RawJSON", []),
    tests("Base64", []),
    tests("Trust", ["TestFolders"]),
    tests("NearMatch", []),
    tests("JSONSchema", ["RawJSON"]),
    tests("TunnelAdmin", ["ControlPlane", "CurlHTTP", "TestServer", nioCore]),
    tests("MCPLifecycle", ["RawJSON"]),
    tests("OAuthDiscovery", ["CurlHTTP", "TestServer", nioCore]),
    tests("Telemetry", []),
    tests("ControlPlane", ["CurlHTTP", "RawJSON", "TestServer", nioCore, log]),
    tests(
      "CommandDispatch",
      ["ControlPlane", "CurlHTTP", "MCPLifecycle", "PluginHost", "RawJSON", "TestPlugins", "TestServer", nioCore, log]),
    tests(
      "PluginHost",
      ["CTunnelPlugin", "CurlHTTP", "RawJSON", "Telemetry", "TestPlugins", "TestServer", "Trust", nioCore, log]),
    tests("HTTPServing", ["HTTPTestClient", nioCore, nioHTTP1, log]),
    tests(
      "Operator", ["HTTPTestClient", "LogPipeline", "Telemetry", "HTTPServing", nioCore, nioHTTP1, lifecycle, log]),
    tests("LocalControlPlane", ["HTTPTestClient", "HTTPServing", nioCore, nioHTTP1, lifecycle, log]),
    // A server that can be as broken as a test wants.
    .target(name: "TestServer", path: "Tests/TestServer", swiftSettings: settings),
    // The C plugins of `sdk/c`, compiled once for a test run, and a log to look into.
    .target(name: "TestPlugins", dependencies: [log], path: "Tests/TestPlugins", swiftSettings: settings),
    // A client that shows its tests the bytes of a server, odd ones included.
    .target(
      name: "HTTPTestClient", dependencies: ["HTTPServing", nioCore, nioPosix, nioHTTP1], path: "Tests/HTTPTestClient",
      swiftSettings: settings),
    tests("Companion", ["ControlPlane", "CurlHTTP"]),
    tests("StubServer", ["HTTPServing"]),
    tests("YAML", []),
    tests("Configuration", ["YAML"]),
    tests("Preflight", []),
    tests("Profiles", ["Configuration", "TestFolders", "YAML"]),
    tests("LocalState", ["TestFolders"]),
    // A folder of its own for a test, and what stands in it.
    .target(name: "TestFolders", path: "Tests/TestFolders", swiftSettings: settings),
    tests("Runtimes", ["LocalState", "RawJSON", "Trust"]),
    tests(
      "TunnelRuntime",
      [
        "CommandDispatch", "Companion", "Configuration", "ControlPlane", "CurlHTTP", "HTTPServing", "OAuthDiscovery",
        "Operator", "PluginHost", "Telemetry", "TestPlugins", "TestServer", nioCore,
        log,
      ]
    ),
    tests("LogPipeline", ["HTTPTestClient", "Telemetry", log]),
    tests("SupportBundle", ["HTTPServing", "HTTPTestClient", "LogPipeline", "RawJSON", log]),
    // The executable itself: what its command line means.
    .testTarget(
      name: "CommandLineTests", dependencies: ["tunnel-client", "Configuration", "Doctor", arguments],
      swiftSettings: settings),
  ] + plugins.flatMap(\.targets),
  cxxLanguageStandard: .cxx17
)
