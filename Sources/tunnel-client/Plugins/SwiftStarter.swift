/// The files of a new plugin in Swift: a package of its own.
enum SwiftStarter {
  static let manifest = #"""
    // swift-tools-version: 6.2
    import PackageDescription

    let package = Package(
      name: "%NAME%",
      products: [.library(name: "%MODULE%", type: .dynamic, targets: ["%MODULE%"])],
      // tunnel-client's folder `sdk`.
      dependencies: [.package(path: "%SDK_SWIFT%")],
      targets: [
        .target(
          name: "%MODULE%", dependencies: [.product(name: "TunnelPluginKit", package: "%SDK_PACKAGE%")],
          // Exports the entry and nothing else.
          linkerSettings: [.unsafeFlags(["-Xlinker", "--version-script=\(Context.packageDirectory)/plugin.map"])])
      ]
    )

    """#

  static let transport = ##"""
    import TunnelPluginKit

    /// An MCP server with one tool, inside tunnel-client. Called on one thread; returns quickly, and never blocks.
    final class Transport: TransportPlugin {
      static let descriptor = PluginDescriptor(
        id: "%ID%", version: "0.1.0", vendor: "Example", summary: "An MCP server that says hello",
        services: [.buffer, .json, .exchange],
        configurationSchema: """
          {"type":"object","additionalProperties":false,"properties":{\
          "greeting":{"type":"string","default":"Hello","description":"What the tool says"}}}
          """)

      private let host: Host
      private var greeting = "Hello"

      init(host: Host) {
        self.host = host
      }

      func open(_ binding: Binding) throws(PluginError) {
        greeting = try Configuration(host, binding).string("greeting") ?? greeting
      }

      func close() {
        host.closed()
      }

      func start(_ exchange: Exchange, _ call: Call) throws(PluginError) {
        guard call.kind == .request else { return exchange.finish() }
        var answer = JSONWriter()
        answer.object { answer in
          answer.member("jsonrpc", "2.0")
          answer.key("id")
          answer.raw(call.id)
          write(call.method.string, to: &answer)
        }
        _ = answer.bytes.withUnsafeBytes { exchange.emit($0) }
        exchange.finish()
      }

      private func write(_ method: String, to answer: inout JSONWriter) {
        switch method {
        case "initialize":
          answer.key("result")
          answer.raw(
            #"{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"%NAME%","version":"0.1.0"}}"#)
        case "ping":
          answer.key("result")
          answer.raw("{}")
        case "tools/list":
          answer.key("result")
          answer.raw(
            #"{"tools":[{"name":"hello","description":"Says hello","inputSchema":{"type":"object"}}]}"#)
        case "tools/call":
          answer.key("result")
          answer.object { result in
            result.key("content")
            result.array { content in
              content.object { text in
                text.member("type", "text")
                text.member("text", "\(greeting) from %NAME%")
              }
            }
          }
        default:
          answer.key("error")
          answer.raw(#"{"code":-32601,"message":"no such method"}"#)
        }
      }

      func cancel(_ exchange: ExchangeID, reason: CancelReason) {}

      func probe(_ exchange: Exchange) {
        exchange.finish()
      }
    }

    """##

  static let entry = """
    import TunnelPluginKit

    private let library = PluginLibrary(Transport.self)

    /// What the exported symbol of this library stands for.
    @c(tunnel_kit_library) func pluginLibrary() -> UnsafeRawPointer { library.pointer }

    """

  static let map = "{ global: tunnel_plugin; local: *; };\n"

  static let readme = """
    # %NAME%

    A plugin of tunnel-client in Swift, `%ID%`: an MCP server with one tool.

    ```sh
    swift build
    tunnel-client plugins verify .build/debug/lib%MODULE%.so
    tunnel-client dev proxy --plugin-path .build/debug --mcp.plugin %ID%
    ```

    Everything is in `Sources/%MODULE%/Transport.swift`. `Package.swift` names the SDK's folder; tunnel-client's
    docs/plugin-abi.md has the contract, and sdk/swift/README.md what the kit has to offer.

    """
}
