import ArgumentParser
import Configuration

/// Proxies, trust and certificates.
struct NetworkOptions: ParsableArguments {
  @Option(
    name: .customLong("ca-bundle"),
    help: "Root certificates beside the system's, for all connections: a PEM file. [CA_BUNDLE]")
  var caBundle: String?

  @Option(
    name: .customLong("http-proxy"),
    help: """
      A proxy for everything that has none of its own: http:// or https:// URL, or env:NAME. Without any, HTTPS_PROXY, \
      HTTP_PROXY and NO_PROXY count. [TUNNEL_CLIENT_HTTP_PROXY]
      """)
  var proxy: String?

  @Option(
    name: .customLong("control-plane.http-proxy"), help: "A proxy to the control plane. [CONTROL_PLANE_HTTP_PROXY]")
  var controlPlaneProxy: String?

  @Option(
    name: [.customLong("control-plane.client-cert"), .customLong("control-plane-client-cert")],
    help: "A client certificate for the control plane, and for nobody else: a PEM file. [CONTROL_PLANE_CLIENT_CERT]")
  var controlPlaneCert: String?

  @Option(
    name: [.customLong("control-plane.client-key"), .customLong("control-plane-client-key")],
    help: "Its key: a PEM file. [CONTROL_PLANE_CLIENT_KEY]")
  var controlPlaneKey: String?

  @Option(name: .customLong("mcp.http-proxy"), help: "A proxy to MCP servers. [MCP_HTTP_PROXY]")
  var mcpProxy: String?

  @Option(
    name: .customLong("mcp.client-cert"),
    help: "A client certificate for MCP servers over HTTP, and for nobody else: a PEM file. [MCP_CLIENT_CERT]")
  var mcpCert: String?

  @Option(name: .customLong("mcp.client-key"), help: "Its key: a PEM file. [MCP_CLIENT_KEY]")
  var mcpKey: String?

  var flags: [SettingKey: [String]] {
    [
      .caBundle: caBundle.array, .httpProxy: proxy.array, .controlPlaneProxy: controlPlaneProxy.array,
      .controlPlaneCert: controlPlaneCert.array, .controlPlaneKey: controlPlaneKey.array, .mcpProxy: mcpProxy.array,
      .mcpCert: mcpCert.array, .mcpKey: mcpKey.array,
    ]
  }
}
