import CurlHTTP
import MCPLifecycle
import TestServer
import Testing

@testable import CommandDispatch

/// The gate between commands and a server that insists on MCP's life cycle (`sdk/c/session`).
@NetworkLoop
@Suite(.timeLimit(.minutes(1))) struct ServerGateTests {
  private func request(_ method: String, _ id: String = "1", params: String = "{}") -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
  }

  private let ready = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#

  private func log(_ methods: String) -> String {
    #"{"jsonrpc":"2.0","id":1,"result":{"log":"\#(methods)"}}"#
  }

  @Test("Calls that come first wait for the one handshake, all of them (#45)")
  func concurrent() async throws {
    try await GatedDispatch.with("session") { tunnel in
      for id in 1...6 { try tunnel.send(request("x", "\(id)")) }
      var answers: Set<String> = []
      for _ in 1...6 { answers.insert(await tunnel.answer()) }
      #expect(answers == Set((1...6).map { #"{"jsonrpc":"2.0","id":\#($0),"result":{}}"# }))
      #expect(
        await tunnel.ask(request("log"))
          == log(" server/discover initialize notifications/initialized x x x x x x log"))
    }
  }

  @Test("initialize is answered from what is known with each caller's id; its notification is ours to send")
  func cached() async throws {
    try await GatedDispatch.with("session") { tunnel in
      let params = #"{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"c","version":"1"}}"#
      for id in [#""\u0061""#, "0", "1"] {
        #expect(
          await tunnel.ask(request("initialize", id, params: params))
            == #"{"jsonrpc":"2.0","id":\#(id),"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"session","version":"1"}}}"#
        )
        #expect(await tunnel.ask(ready) == "202")
      }
      #expect(await tunnel.ask(request("log")) == log(" initialize notifications/initialized log"))
    }
  }

  @Test("A new generation is initialized before the first call (#58)")
  func generation() async throws {
    try await GatedDispatch.with("session") { tunnel in
      _ = await tunnel.ask(request("initialize"))
      #expect(await tunnel.ask(request("die")).contains(#""source":"transport_closed""#))
      #expect(
        await tunnel.ask(request("log"))
          == log(" initialize notifications/initialized die initialize notifications/initialized log"))
    }
  }

  @Test("Behind another instance of the plugin is another server: it is initialized before the first call")
  func replaced() async throws {
    try await GatedDispatch.with("session") { tunnel in
      _ = await tunnel.ask(request("initialize"))
      try tunnel.replacePlugin()
      #expect(await tunnel.ask(request("log")) == log(" initialize notifications/initialized log"))
    }
  }

  @Test("Calls that wait for a handshake when another instance takes over wait for that one's")
  func replacedWhileWaiting() async throws {
    try await GatedDispatch.with("session", configuration: #"{"silent":true}"#) { tunnel in
      for id in 1...3 { try tunnel.send(request("x", "\(id)")) }
      try tunnel.replacePlugin()
      var answers: Set<String> = []
      try tunnel.send(request("x", "4"))
      for _ in 1...4 { answers.insert(await tunnel.answer()) }
      #expect(answers == Set((1...4).map { #"{"jsonrpc":"2.0","id":\#($0),"result":{}}"# }))
    }
  }

  @Test("What a server said of itself is known until it goes, and asks nobody (#65)")
  func observed() async throws {
    try await GatedDispatch.with("session") { tunnel in
      #expect(tunnel.dispatcher.observation(channel: "main") == nil)
      _ = await tunnel.ask(request("initialize"))
      #expect(tunnel.dispatcher.observation(channel: "main")?.initialize?.serverName == "session")
      #expect(tunnel.dispatcher.observation(channel: "main")?.initializeEpoch == 1)
      _ = await tunnel.ask(request("die"))
      #expect(tunnel.dispatcher.observation(channel: "main") == nil)
      #expect(
        await tunnel.ask(request("log"))
          == log(" initialize notifications/initialized die initialize notifications/initialized log"))
      #expect(tunnel.dispatcher.observation(channel: "main")?.initializeEpoch == 1)
    }
  }

  @Test("A modern caller is bridged")
  func bridged() async throws {
    try await GatedDispatch.with("session") { tunnel in
      #expect(
        await tunnel.ask(request("server/discover", #""openai-mcp-discover""#))
          .hasPrefix(
            #"{"jsonrpc":"2.0","id":"openai-mcp-discover","result":{"resultType":"complete","supportedVersions":["#))
      let meta =
        #"{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}"#
      #expect(
        await tunnel.ask(request("x", params: meta))
          == #"{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"session","version":"1"}}}}"#
      )
      #expect(
        await tunnel.ask(request("log"))
          == log(" server/discover initialize notifications/initialized x log"))
    }
  }

  @Test("A call that waits for a silent server obeys its deadline")
  func deadline() async throws {
    try await GatedDispatch.with("session", configuration: #"{"silent":true}"#) { tunnel in
      try tunnel.send(request("x"), request("initialize"), timeout: .milliseconds(50))
      while tunnel.dispatcher.activeCount > 0 { try await LoopClock.sleep(for: .milliseconds(5)) }
      #expect(tunnel.dispatcher.counts["main"]?.expired == 2)
      #expect(tunnel.plane.posts.all.isEmpty)
    }
  }

  @Test("A call that waits obeys the read window as well")
  func window() async throws {
    let limits = Dispatcher.Limits(window: .milliseconds(50))
    try await GatedDispatch.with("session", configuration: #"{"silent":true}"#, limits: limits) { tunnel in
      #expect(await tunnel.ask(request("x")).contains(#""source":"timeout""#))
    }
  }

  @Test("Stopping answers the calls that wait")
  func shutdown() async throws {
    try await GatedDispatch.with("session", configuration: #"{"silent":true}"#) { tunnel in
      try tunnel.send(request("x"), request("initialize"))
      await tunnel.dispatcher.drain(limit: .milliseconds(10), grace: .seconds(10))
      #expect(tunnel.plane.posts.all.count == 2)
      #expect(tunnel.plane.posts.all.allSatisfy { $0.text.contains(#""resp_code":503"#) })
    }
  }

  @Test("A server with sessions of its own sees a legacy caller's messages and no others")
  func untouched() async throws {
    try await GatedDispatch.with("echo") { tunnel in
      for params in [#"{"a":1.50}"#, #"{ "b" : "\u0061" }"#] {
        #expect(await tunnel.ask(request("initialize", params: params)).contains(#""result":\#(params)}"#))
        #expect(await tunnel.ask(request("tools/call", params: params)).contains(#""result":\#(params)}"#))
      }
    }
  }

  @Test("A refused handshake is told to each that waits, and tried again by the next call")
  func refused() async throws {
    try await GatedDispatch.with("session", configuration: #"{"refuses":true}"#) { tunnel in
      for _ in 1...2 {
        let answer = await tunnel.ask(request("x"))
        #expect(answer.contains(#""source":"protocol","transport_error_kind":"initialize_refused""#))
      }
      #expect(
        await tunnel.ask(request("initialize", "7"))
          == #"{"jsonrpc":"2.0","id":7,"error":{"code":-32600,"message":"not now"}}"#)
    }
  }

  @Test("A plugin that breaks the contract costs an answer, and the process nothing")
  func misbehaving() async throws {
    try await GatedDispatch.with("misbehave") { tunnel in
      // It answers every method with its params, which is a discovery to nobody.
      #expect(
        await tunnel.ask(request("server/discover")).contains(#""supportedVersions":["2026-07-28","2025-11-25"]"#))
      #expect(await tunnel.ask(request("finish-twice")) == #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
    }
  }
}
