import HTTPServing
import HTTPTestClient
import LocalControlPlane
import NIOCore
import NIOHTTP1
import Testing

@Suite struct RelayTests {
  private let both = ["Accept": "application/json, text/event-stream", "Content-Type": "application/json"]

  @Test func `A call travels to the tunnel client and its answer travels back, byte for byte`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { caller async throws in
        try await fixture.connect { client async throws in
          let message = #"{ "jsonrpc":"2.0","id":9007199254740993, "method":"tools/list","x":1.50e1 }"#
          let headers = both.merging([
            "Mcp-Session-Id": "s1", "Cookie": "a=b", "X-Hop": "1", "Connection": "keep-alive, X-Hop",
          ]) { $1 }
          try await caller.start("POST", fixture.mcpPath, headers: headers, body: ByteBuffer(string: message))
          let polled = try await client.request(
            "GET", "\(fixture.tunnelPath)/poll?timeout_ms=60000", headers: fixture.authorization)
          #expect(polled.text.contains(#","jsonrpc":\#(message)}"#))
          let command = try #require(PolledCommand.decode(polled).first)
          #expect(command.type == "jsonrpc")
          #expect(command.channel == "main")
          #expect(command.requestID.hasPrefix("local-"))
          #expect(command.responseTimeout == "60s")
          #expect(command.createdAt.hasSuffix("Z"))
          #expect(command.headers == ["Mcp-Session-Id": ["s1"], "Accept": [both["Accept"] ?? ""]])

          let answer = #"{"jsonrpc":"2.0", "id":9007199254740993,"result":{"n":1.50e1}}"#
          let posted = try await fixture.answer(
            client, command, payload: answer,
            headers: #"{"Mcp-Session-Id":["s2"],"Set-Cookie":["x"],"Content-Type":["application/json"]}"#)
          #expect(posted.status == 200)
          #expect(posted.text == #"{"status":"ok"}"#)
          let response = try await caller.response()
          #expect(response.status == 200)
          #expect(response.text == answer)
          #expect(response.headers.first(name: "content-type") == "application/json")
          #expect(response.headers.first(name: "mcp-session-id") == "s2")
          #expect(!response.headers.contains(name: "set-cookie"))
        }
      }
    }
  }

  @Test func `An answer may say how long it took (resp_timing, user needs 4.1)`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { caller async throws in
        try await fixture.connect { client async throws in
          try await caller.start(
            "POST", fixture.mcpPath, headers: both,
            body: ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"method":"m"}"#))
          let command = try #require(try await fixture.poll(client).first)
          let answer = #"{"jsonrpc":"2.0","id":1,"result":{}}"#
          let posted = try await fixture.answer(
            client, command, payload: answer,
            extra: #","resp_timing":{"version":1,"transport":"stdio","target_elapsed_us":7}"#)
          #expect(posted.status == 200)
          #expect(try await caller.response().text == answer)
        }
      }
    }
  }

  @Test func `Bodies of 4 MiB pass in both directions`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { caller async throws in
        try await fixture.connect { client async throws in
          let text = String(repeating: "0123456789abcdef", count: 4 << 16)
          try await caller.start(
            "POST", "\(fixture.mcpPath)/other", headers: both,
            body: ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"method":"m","params":{"t":"\#(text)"}}"#))
          let polled = try await client.request(
            "GET", "\(fixture.tunnelPath)/poll?timeout_ms=60000", headers: fixture.authorization)
          #expect(polled.text.contains(text))
          let command = try #require(PolledCommand.decode(polled).first)
          #expect(command.channel == "other")
          let answer = #"{"jsonrpc":"2.0","id":1,"result":{"t":"\#(text)"}}"#
          #expect(try await fixture.answer(client, command, payload: answer).status == 200)
          #expect(try await caller.response().text == answer)
        }
      }
    }
  }

  @Test(arguments: [200, 202, 204]) func `A notification is answered with 202 and no body`(code: Int) async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { caller async throws in
        try await fixture.connect { client async throws in
          let body = ByteBuffer(string: #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
          try await caller.start("POST", fixture.mcpPath, headers: both, body: body)
          let command = try #require(try await fixture.poll(client).first)
          #expect(try await fixture.answer(client, command, type: "notify_ack", code: code).status == 200)
          let response = try await caller.response()
          #expect(response.status == 202)
          #expect(response.text == "")
        }
      }
    }
  }

  @Test func `Messages before the answer are streamed the moment they arrive`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { caller async throws in
        try await fixture.connect { client async throws in
          let body = ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"method":"m"}"#)
          try await caller.start("POST", fixture.mcpPath, headers: both, body: body)
          let command = try #require(try await fixture.poll(client).first)
          for number in 1...2 {
            _ = try await fixture.answer(client, command, type: "jsonrpc_notify", payload: "{\"n\":\(number)}")
            if number == 1 {
              let head = try await caller.head()
              #expect(head.status == 200)
              #expect(head.headers.first(name: "content-type") == "text/event-stream")
              #expect(head.headers.first(name: "cache-control") == "no-cache")
            }
            #expect(try await caller.chunk() == ByteBuffer(string: "data: {\"n\":\(number)}\n\n"))
          }
          #expect(try await fixture.answer(client, command, payload: "{\"id\":\n1}").status == 200)
          #expect(try await caller.chunk() == ByteBuffer(string: "data: {\"id\":\ndata: 1}\n\n"))
          #expect(try await caller.chunk() == nil)
          #expect(try await fixture.answer(client, command, payload: "{}").status == 404)
        }
      }
    }
  }

  @Test func `A target that streams gives a stream to who can read it and JSON to who cannot`() async throws {
    try await Fixture.with { fixture async throws in
      for (accept, text) in [
        ("application/json, text/event-stream", "data: {\"id\":1}\n\n"), ("application/json", "{\"id\":1}"),
        ("*/*", "{\"id\":1}"),
      ] {
        try await fixture.connect { caller async throws in
          try await fixture.connect { client async throws in
            let body = ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"method":"m"}"#)
            try await caller.start("POST", fixture.mcpPath, headers: ["Accept": accept], body: body)
            let command = try #require(try await fixture.poll(client).first)
            _ = try await fixture.answer(client, command, type: "jsonrpc_notify", payload: "{\"n\":1}")
            _ = try await fixture.answer(
              client, command, payload: "{\"id\":1}", headers: #"{"Content-Type":["text/event-stream"]}"#)
            #expect(try await caller.response().text.hasSuffix(text))
          }
        }
      }
    }
  }

  @Test func `An error status of the target arrives as it is, as JSON`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { caller async throws in
        try await fixture.connect { client async throws in
          let body = ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"method":"m"}"#)
          try await caller.start("POST", fixture.mcpPath, headers: both, body: body)
          let command = try #require(try await fixture.poll(client).first)
          _ = try await fixture.answer(
            client, command, code: 401, payload: #"{"error":{}}"#,
            headers: #"{"content-type":["text/plain"],"WWW-Authenticate":["Bearer realm=\"x\""]}"#)
          let response = try await caller.response()
          #expect(response.status == 401)
          #expect(response.headers.first(name: "content-type") == "application/json")
          #expect(response.headers.first(name: "www-authenticate") == #"Bearer realm="x""#)
        }
      }
    }
  }

  @Test func `DELETE ends a session through the tunnel and needs its id`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { caller async throws in
        try await fixture.connect { client async throws in
          #expect(try await caller.request("DELETE", fixture.mcpPath).status == 400)
          try await caller.start("DELETE", fixture.mcpPath, headers: ["Mcp-Session-Id": "s"])
          let command = try #require(try await fixture.poll(client).first)
          #expect(command.type == "session_termination")
          #expect(command.headers["Mcp-Session-Id"] == ["s"])
          _ = try await fixture.answer(client, command, type: "session_termination_response", code: 204)
          #expect(try await caller.response().status == 204)
        }
      }
    }
  }

  @Test func `A caller that nobody answers gets 504 with the id of its request`() async throws {
    try await Fixture.with(timeout: .milliseconds(20)) { fixture async throws in
      try await fixture.connect { caller async throws in
        let response = try await caller.request(
          "POST", fixture.mcpPath, headers: both,
          body: ByteBuffer(string: #"{"jsonrpc":"2.0","id":"a\u0062","method":"m"}"#))
        #expect(response.status == 504)
        #expect(response.text.hasPrefix(#"{"jsonrpc":"2.0","id":"a\u0062","error":{"code":-32000,"message":"#))
        #expect(response.text.contains("20ms"))
      }
    }
  }

  @Test func `A caller that leaves takes its command with it`() async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { client async throws in
        let body = ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"method":"m"}"#)
        let command = try await fixture.connect { caller async throws in
          try await caller.start("POST", fixture.mcpPath, headers: both, body: body)
          return try #require(try await fixture.poll(client).first)
        }
        // The server may notice a moment after the client; until then the answer is still wanted.
        var status = 200
        while status == 200 {
          status = try await fixture.answer(client, command, type: "jsonrpc_notify", payload: "{}").status
        }
        #expect(status == 404)
      }
    }
  }

  @Test(arguments: [
    ("[]", -32600), (#"[{"jsonrpc":"2.0","id":1,"method":"m"}]"#, -32600), ("{", -32700), ("", -32700),
    (#"{"id":1,"method":"m"}"#, -32600), ("1", -32600), (#"{"jsonrpc":"2.0","id":1,"method":"m"}x"#, -32700),
  ])
  func `Batches and bad messages are refused at once`(body: String, code: Int) async throws {
    try await Fixture.with { fixture async throws in
      try await fixture.connect { caller async throws in
        let response = try await caller.request(
          "POST", fixture.mcpPath, headers: both, body: ByteBuffer(string: body))
        #expect(response.status == 400)
        #expect(response.text.hasPrefix(#"{"jsonrpc":"2.0","id":null,"error":{"code":\#(code),"#))
      }
    }
  }
}
