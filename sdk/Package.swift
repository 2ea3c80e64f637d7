// swift-tools-version: 6.2
import PackageDescription

// The SDK by itself, for a plugin in Swift that lives in a package of its own: nothing of the host comes along.
// The host's package builds the same targets from its own manifest.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "tunnel-plugin-sdk",
  products: [
    .library(name: "TunnelPluginKit", targets: ["TunnelPluginKit", "TunnelPluginEntry"]),
    .library(name: "TunnelPluginMCP", targets: ["TunnelPluginMCP"]),
    // C functions that are called by a signature of run time; needs the headers of libffi (libffi-dev).
    .library(name: "TunnelNativeCalls", targets: ["TunnelNativeCalls"]),
    .library(name: "TunnelPluginTesting", targets: ["TunnelPluginTesting"]),
  ],
  targets: [
    .systemLibrary(name: "CTunnelPlugin", path: "include"),
    .target(
      name: "TunnelPluginKit", dependencies: ["CTunnelPlugin"], path: "swift/TunnelPluginKit",
      swiftSettings: settings),
    .target(
      name: "TunnelPluginMCP", dependencies: ["TunnelPluginKit"], path: "swift/TunnelPluginMCP",
      swiftSettings: settings),
    .systemLibrary(name: "CFFI", path: "swift/CFFI", providers: [.apt(["libffi-dev"])]),
    .target(
      name: "TunnelNativeCalls", dependencies: ["CFFI"], path: "swift/TunnelNativeCalls", swiftSettings: settings),
    .target(name: "CTunnelPluginEntry", dependencies: ["CTunnelPlugin"], path: "swift/CTunnelPluginEntry"),
    .target(
      name: "TunnelPluginEntry", dependencies: ["CTunnelPlugin", "CTunnelPluginEntry", "TunnelPluginKit"],
      path: "swift/TunnelPluginEntry", swiftSettings: settings),
    .target(
      name: "TunnelPluginTesting", dependencies: ["CTunnelPlugin", "TunnelPluginKit"],
      path: "swift/TunnelPluginTesting", swiftSettings: settings),
  ]
)
