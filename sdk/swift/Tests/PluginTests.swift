import CTunnelPlugin
import Testing
import TunnelPluginKit
import TunnelPluginTesting

@Suite struct PluginTests {
  @Test func theDescriptorSaysWhatTheTypeSays() throws {
    let library = PluginLibrary(EchoPlugin.self)
    #expect(library.count == 1)
    #expect(library.descriptor(at: 1) == nil)
    let descriptor = try #require(library.descriptor(at: 0)?.pointee)
    #expect(String(cString: try #require(descriptor.id)) == "com.example.echo")
    #expect(String(cString: try #require(descriptor.version)) == "1.2.3")
    #expect(descriptor.size == UInt32(MemoryLayout<tunnel_plugin_descriptor>.size))
    let extensions = try #require(descriptor.extensions)
    #expect(String(cString: try #require(extensions[0])) == TUNNEL_TRANSPORT)
    #expect(extensions[1] == nil)
    let services = try #require(descriptor.host_services)
    #expect(
      (0..<3).compactMap { services[$0].map { String(cString: $0) } } == [
        TUNNEL_HOST_LOG, TUNNEL_HOST_HTTP, TUNNEL_HOST_TIMER,
      ])
    #expect(services[3] == nil)
  }

  @Test func theNamesOfTheServicesAreThoseOfTheHeaders() {
    #expect(
      HostService.allCases.map { "\($0.name)" } == [
        TUNNEL_HOST_LOG, TUNNEL_HOST_BUFFER, TUNNEL_HOST_JSON, TUNNEL_HOST_TIMER, TUNNEL_HOST_HTTP, TUNNEL_HOST_PROCESS,
        TUNNEL_HOST_EXCHANGE, TUNNEL_HOST_READINESS, TUNNEL_HOST_AUTH, TUNNEL_HOST_OPERATOR, TUNNEL_HOST_METRICS,
        TUNNEL_HOST_OAUTH,
        TUNNEL_HOST_STATE, TUNNEL_HOST_SECRET,
      ])
  }

  @Test func anUnknownIDIsRefusedWithAReason() {
    var instance: UnsafeMutablePointer<tunnel_plugin_instance>?
    var error = tunnel_error()
    error.size = UInt32(MemoryLayout<tunnel_error>.size)
    let host = FakeHost()
    let status = PluginLibrary(EchoPlugin.self).create(
      host.rawPointer.assumingMemoryBound(to: tunnel_host.self), "nope", &instance, &error)
    #expect(status == TUNNEL_E_UNSUPPORTED)
    #expect(instance == nil)
    #expect(
      withUnsafeBytes(of: error.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }.contains("nope"))
  }

  @Test func aCallPassesThroughTheTables() throws {
    let host = FakeHost()
    let plugin = try LoadedPlugin(EchoPlugin.self, on: host)
    try plugin.open("{}")
    let message = #"{"jsonrpc":"2.0","id":1,"result":{}}"#
    let exchange = try plugin.start(.request, message)
    plugin.close()
    #expect(
      host.events == [
        .head(exchange, status: 200), .emit(exchange, message), .finish(exchange, .closed, kind: "why"), .closed,
      ])
    #expect(host.faults.isEmpty)
    #expect(host.liveBuffers == 0)
  }

  @Test func aRefusedCallIsAStatusAndALine() throws {
    let host = FakeHost()
    let plugin = try LoadedPlugin(EchoPlugin.self, on: host)
    try plugin.open(#"{"fails":true}"#)
    #expect(throws: PluginError(.limit, "no more today")) { try plugin.start(.request, "{}") }
  }

  @Test(arguments: [HostService.exchange, .buffer, .json])
  func aHostWithoutABasicServiceIsRefusedByName(service: HostService) {
    let host = FakeHost()
    host.missing = [service]
    let error = #expect(throws: PluginError.self) { try LoadedPlugin(EchoPlugin.self, on: host) }
    #expect(error?.status == .unsupported)
    #expect(error?.message.contains("\(service.name)") == true)
  }

  @Test(arguments: [HostService.http, .process, .timer])
  func aServiceThatIsMissingOrDeniedIsNamedByOpen(service: HostService) throws {
    let configuration = "{\"require\":[\"\(service.name)\"]}"
    let denying = FakeHost()
    denying.denied = [service]
    let denied = #expect(throws: PluginError.self) {
      try LoadedPlugin(EchoPlugin.self, on: denying).open(configuration)
    }
    #expect(denied?.status == .denied)
    #expect(denied?.message.contains("\(service.name)") == true)

    let lacking = FakeHost()
    lacking.missing = [service]
    let missing = #expect(throws: PluginError.self) {
      try LoadedPlugin(EchoPlugin.self, on: lacking).open(configuration)
    }
    #expect(missing?.status == .unsupported)
    #expect(missing?.message.contains("\(service.name)") == true)

    #expect(throws: Never.self) { try LoadedPlugin(EchoPlugin.self, on: FakeHost()).open(configuration) }
  }

  @Test func aMissingOrDeniedLogIsSilence() throws {
    for (missing, denied) in [([HostService.log], []), ([], [HostService.log])] as [(Set, Set)] {
      let fake = FakeHost()
      fake.missing = missing
      fake.denied = denied
      try Host(fake.rawPointer).log(.error, "x")
      #expect(fake.logs.isEmpty)
    }
  }

  @Test(arguments: [
    (#"[]"#, "echo."), (#"{"error":7}"#, "echo.error: must be a string"),
    (#"{"fails":"yes"}"#, "echo.fails: must be true or false"),
    (#"{"count":11}"#, "echo.count: must be an integer from 1 to 10"),
    (#"{"require":["a",1]}"#, "echo.require: must be an array of strings"),
    (#"{"fields":{"a":1}}"#, "echo.fields.a: must be a string"),
    (#"{"error":"a\u0000b"}"#, "echo.error: must not contain a NUL"),
  ])
  func aBadSettingIsAnErrorThatNamesItsKey(configuration: String, message: String) {
    let error = #expect(throws: PluginError.self) {
      try LoadedPlugin(EchoPlugin.self, on: FakeHost()).open(configuration)
    }
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
  }

  @Test func aLongReasonIsCutAtACharacter() {
    let error = #expect(throws: PluginError.self) {
      try LoadedPlugin(EchoPlugin.self, on: FakeHost())
        .open("{\"error\":\"\(String(repeating: "ü", count: 400))\"}")
    }
    #expect(error?.message.hasSuffix("ü") == true)
    #expect(error?.message.utf8.count ?? 0 > 490)
  }
}
