import HTTPTransport
import Testing
import TunnelPluginKit
import TunnelPluginTesting

@Suite struct HTTPSettingsTests {
  @Test(arguments: [
    ("{}", "mcp.url: is missing"), (#"{"url":"ftp://x"}"#, "mcp.url: 'ftp://x' is not"),
    (#"{"url":"http://"}"#, "mcp.url:"), (#"{"url":"http:///p"}"#, "mcp.url:"),
    (#"{"url":"http://a b/"}"#, "mcp.url:"),
    (#"{"url":"http://h","headers":{"X":"a\nb"}}"#, "mcp.headers.X: is not a header"),
    (#"{"url":"http://h","headers":{"Host":"a"}}"#, "mcp.headers.Host: is set by the client"),
    (#"{"url":"http://h","discovery_headers":{"X":"a\nb"}}"#, "mcp.discovery_headers.X: is not a header"),
    (#"{"url":"http://h","discovery_headers":7}"#, "mcp.discovery_headers: must be an object"),
    (#"{"url":"http://h","max_message_bytes":1}"#, "mcp.max_message_bytes: must be an integer"),
  ])
  func aBadSettingIsNamed(configuration: String, message: String) {
    let error = #expect(throws: PluginError.self) {
      try LoadedPlugin(StreamableHTTPTransport.self, on: FakeHost()).open(configuration)
    }
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
  }

  @Test func aDeniedClientIsNamedByOpen() {
    let denying = FakeHost()
    denying.denied = [.http]
    let error = #expect(throws: PluginError.self) {
      try LoadedPlugin(StreamableHTTPTransport.self, on: denying).open(#"{"url":"http://h"}"#)
    }
    #expect(error?.status == .denied)
    #expect(error?.message.contains("tunnel.host.http/1") == true)
  }
}
