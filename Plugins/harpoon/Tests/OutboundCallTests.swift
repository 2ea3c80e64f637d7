import Testing
import TunnelPluginKit
import TunnelPluginTesting

@testable import HarpoonTransport

@Suite struct OutboundCallTests {
  private let channel: Channel

  init() throws {
    channel = try Channel(
      """
      {"targets":[{"label":"a","url":"https://h/a"},{"label":"b","url":"https://h/b"},\
      {"label":"far","url":"https://far.example/f","unix_socket":"/far"},\
      {"label":"user","url":"https://u:p%40w@h/u"}],"capture_payloads":true}
      """)
  }

  private var calls: String { calls() }

  private func calls(_ label: String? = nil, _ limit: String? = nil) -> String {
    let query = [label.map { "label=\($0)" }, limit.map { "limit=\($0)" }].compactMap(\.self).joined(separator: "&")
    return channel.operate("calls", query)
  }

  @Test func `A call is one request to the target's URL; the answer has all five members (HA-05, HA-07)`() throws {
    let request = try channel.send(
      #"{"label":"a","method":"POST","headers":{"Content-Type":"text/plain","Authorization":"Bearer t"},"body":"hi"}"#)
    #expect(request.method == "POST")
    #expect(request.url == "https://h/a")
    #expect(request.body == "hi")
    #expect(request.header("authorization") == "Bearer t")
    #expect((29_000...30_000).contains(request.timeout))
    #expect(request.maxBodyBytes == 102_400)
    #expect(request.head(200, ["content-type": "text/plain; charset=utf-8"]) == .collect)
    request.done(body: "hello")
    #expect(channel.structured("status_code") == "200")
    #expect(channel.structured("headers") == #"{"Content-Type":["text/plain; charset=utf-8"]}"#)
    #expect(channel.structured("body_base64") == #""aGVsbG8=""#)
    #expect(channel.structured("body_size_bytes") == "5")
    #expect(channel.structured("truncated") == "false")
    let text = channel.read(channel.answer) { $0["result"]?["content"]?.elements.first?["text"]?.string ?? "" }
    #expect(!text.contains("truncated"))
    #expect(calls.contains(#""label":"a","url":"https://h/a","method":"POST","status":200"#))
    #expect(calls.contains(#""request_body":"hi","response_body":"hello"}"#))
    #expect(channel.host.logs.contains { $0.contains("harpoon request completed label=a") })
    #expect(channel.host.faults.isEmpty)
  }

  @Test func `HC-02 blocked headers stay behind, and the log has their count and classes only`() throws {
    let request = try channel.send(
      """
      {"label":"a","method":"GET","headers":{"Cookie":"c","User-Agent":"me","X-Forwarded-For":"1","Connection":"X-Own",\
      "X-Own":"1","Accept":"x/y","Accept-Encoding":"br","Host":"other"}}
      """)
    #expect(request.headers.map(\.name) == ["Accept", "User-Agent"])
    #expect(request.header("user-agent") != "me")
    let line = try #require(channel.host.logs.first { $0.contains("dropped") })
    #expect(line.contains("7 (sensitive-name, user-agent, custom, not-forwardable)"))
    #expect(!line.lowercased().contains("cookie"))
  }

  @Test func `User information travels as a header, and a caller's own wins`() throws {
    let basic = try channel.send(#"{"label":"user","method":"GET"}"#)
    #expect(basic.url == "https://h/u")
    #expect(basic.header("authorization") == "Basic dTpwQHc=")
    let own = try channel.send(#"{"label":"user","method":"GET","headers":{"authorization":"Bearer t"}}"#)
    #expect(own.headers.filter { $0.name.lowercased() == "authorization" }.map(\.value) == ["Bearer t"])
    basic.head(200)
    basic.done(body: "")
    #expect(!calls.contains("p%40w") && !calls.contains("u:p"))
    #expect(!channel.host.logs.joined().contains("p%40w"))
  }

  @Test func `HC-04 a redirect goes on to targets only, with their socket and without the credentials of others`() throws {
    let first = try channel.send(
      #"{"label":"a","method":"POST","headers":{"Authorization":"Bearer t","Content-Type":"x/y"},"body":"hi"}"#)
    first.head(307, ["Location": "/b"])
    first.done(status: 307, body: "")
    let second = try #require(channel.host.requests.last)
    #expect((second.url, second.method, second.body, second.header("authorization")) == ("https://h/b", "POST", "hi", "Bearer t"))
    second.head(302, ["Location": "https://FAR.example/f"])
    second.done(status: 302, body: "")
    let third = try #require(channel.host.requests.last)
    #expect((third.url, third.method, third.body, third.unixSocket) == ("https://far.example/f", "GET", "", "/far"))
    #expect(third.header("authorization") == nil && third.header("content-type") == nil)
    third.head(302, ["Location": "http://h/a"])
    third.done(status: 302, body: "")
    #expect(channel.failure == "label a: redirect blocked: scheme mismatch (allowlisted https, redirected to http)")
  }

  @Test func `Redirects are counted, blocked, or given as they are (HC-04)`() throws {
    let limited = try channel.send(#"{"label":"a","method":"GET","max_redirects":0}"#)
    limited.head(302, ["Location": "/b"])
    limited.done(status: 302, body: "")
    #expect(channel.failure == "label a: redirect limit exceeded")
    let blocked = try channel.send(#"{"label":"a","method":"GET"}"#)
    blocked.head(302, ["Location": "https://h/b?more"])
    blocked.done(status: 302, body: "")
    #expect(channel.failure == "label a: redirect blocked")
    let kept = try channel.send(#"{"label":"a","method":"GET","follow_redirects":false}"#)
    kept.head(302, ["Location": "https://h/b"])
    kept.done(status: 302, body: "")
    #expect(channel.structured("status_code") == "302")
    #expect(channel.structured("headers") == #"{"Location":["harpoon://b"]}"#)
  }

  @Test func `Every failure has its reason (HA-08)`() throws {
    for (error, reason) in [
      (HTTPError.tooLarge, "response exceeds size limit"), (.timeout, "timeout"), (.closed, "response read failed"),
    ] {
      let request = try channel.send(#"{"label":"a","method":"GET"}"#)
      request.head(200)
      request.done(error, kind: "why")
      #expect(channel.failure == "label a: \(reason)")
    }
    for (error, reason) in [(HTTPError.connect, "request failed"), (.timeout, "timeout")] {
      let request = try channel.send(#"{"label":"a","method":"GET"}"#)
      request.done(error, kind: "why")
      #expect(channel.failure == "label a: \(reason)")
    }
    try channel.call("call_target", #"{"label":"nope","method":"GET"}"#)
    #expect(channel.failure == "label nope: unknown target")
    try channel.call("call_target", #"{"label":"a","method":"GET","headers":{"X-A":"a\nb"}}"#)
    #expect(channel.failure == "label a: invalid parameters")
    let long = String(repeating: "x", count: 102_401)
    try channel.call("call_target", #"{"label":"a","method":"PUT","body":"\#(long)"}"#)
    #expect(channel.failure == "label a: request body exceeds size limit")
    #expect(calls.contains(#""error":"unknown target""#))
  }

  @Test func `W-56 a small response limit leaves the request's body alone`() throws {
    let request = try channel.send(#"{"label":"a","method":"PUT","body":"long enough","max_response_bytes":1}"#)
    #expect(request.body == "long enough")
    #expect(request.maxBodyBytes == 1)
  }

  @Test(arguments: [
    "{}", #"{"label":"a"}"#, #"{"label":"A","method":"GET"}"#, #"{"label":"a","method":"DELETE"}"#,
    #"{"label":"a","method":"GET","url":"x"}"#, #"{"label":"a","method":"GET","timeout_ms":99}"#,
    #"{"label":"a","method":"GET","timeout_ms":100.5}"#, #"{"label":"a","method":"GET","max_response_bytes":0}"#,
    #"{"label":"a","method":"GET","max_redirects":6}"#, #"{"label":"a","method":"GET","headers":{"a b":"c"}}"#,
    #"{"label":"a","method":"GET","headers":{"a":1}}"#, #"{"label":"a","method":"GET","body":1}"#, "[]",
  ])
  func `Arguments against the schema are an error of the protocol`(arguments: String) throws {
    #expect(
      try channel.call("call_target", arguments).contains(
        #""code":-32602,"message":"invalid params: validating \"arguments\": "#))
    #expect(channel.host.requests.isEmpty)
  }

  @Test func `W-57 a rewritten body is counted as it is, and cookies and framing stay behind (HC-07)`() throws {
    let request = try channel.send(#"{"label":"a","method":"GET"}"#)
    request.head(
      200, ["Set-Cookie": "s", "Content-Length": "50", "Connection": "X-Gone", "X-Gone": "1", "x-kept": "1"])
    request.done(body: #"{"n":9007199254740993,"u":"https://far.example/f"}"#)
    #expect(channel.structured("headers") == #"{"X-Kept":["1"]}"#)
    #expect(channel.structured("body_size_bytes") == "42")
    #expect(calls.contains(#""response_body_transformed":"{\"n\":9007199254740993"#))
  }

  @Test func `W-55 calls run side by side, and a cancelled one says nothing more`() throws {
    let slow = try channel.send(#"{"label":"a","method":"GET"}"#)
    let exchange = try #require(channel.lastExchange)
    let quick = try channel.send(#"{"label":"b","method":"GET"}"#)
    quick.head(200)
    quick.done(body: "b")
    #expect(channel.structured("body_base64") == #""Yg==""#)
    let count = channel.host.events.count
    channel.plugin.cancel(exchange)
    #expect(slow.isCancelled)
    channel.plugin.close()
    #expect(channel.host.events.count == count)
    slow.done(.cancelled)
    #expect(channel.host.events.last == .closed)
    #expect(channel.host.faults.isEmpty)
  }

  @Test func `A-112 a hundred calls are kept, newest first, by label and limit`() throws {
    for index in 0..<101 {
      let request = try channel.send(#"{"label":"\#(index == 100 ? "b" : "a")","method":"GET"}"#)
      request.head(200)
      request.done(body: "")
    }
    let count = { (json: String) in json.components(of: #""timestamp""#) }
    #expect(count(calls) == 100)
    #expect(calls.hasPrefix(#"{"calls":[{"timestamp""#))
    #expect(count(calls("b")) == 1)
    #expect(count(calls(nil, "1")) == 1 && calls(nil, "1").contains(#""label":"b""#))
    #expect(count(calls(nil, "0")) == 100 && count(calls(nil, "x")) == 100)
  }
}

extension String {
  fileprivate func components(of part: String) -> Int {
    ranges(of: part).count
  }
}
