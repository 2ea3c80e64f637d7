import CurlHTTP
import Logging
import NIOCore
import Telemetry
import Testing

@testable import PluginHost

/// Frames of the socket between the tunnel and an isolated plugin: what is written is read back, and what nobody wrote
/// is an error, never a trap.
@Suite struct WireTests {
  private static let route = PortableHTTPRoute(
    roots: .pem(Array("PEM".utf8)), proxy: HTTPProxy(url: "http://u:p@proxy:3128", source: "--mcp.http-proxy"),
    certificate: HTTPClientCertificate(
      origin: URLOrigin(scheme: "https", host: "a.example", port: "443"), certificate: [1, 2], key: [3]),
    environment: ["NO_PROXY": "b.example"])

  private static let call = Binding.Call(
    kind: .request, message: ByteBuffer(string: #"{"jsonrpc":"2.0","id":7,"method":"m"}"#), id: 21..<22,
    method: 32..<33, headers: HTTPFields(["A": "1", "A": "2"]), deadline: .now + .seconds(9))

  private static let hostFrames: [HostFrame] = [
    .open(
      PluginOpening(
        channel: "main",
        requirement: PluginRequirement(
          id: "com.example.echo", sha256: String(repeating: "a", count: 64), grants: ["x"]),
        folders: [.init(path: "/p", origin: .flag, prefix: ""), .init(path: "/q", origin: .binary, prefix: "lib")],
        configuration: #"{"a":"ü"}"#, maxConcurrency: 10, logLevel: .debug, route: route,
        variables: [(name: "TOKEN", value: "t")],
        auth: AuthOpening(
          requirement: PluginRequirement(id: "com.example.auth"), configuration: #"{"b":1}"#, target: "http://x/"),
        stateRoot: "/state")),
    .start(1, call),
    .start(
      2,
      Binding.Call(kind: .sessionEnd, message: ByteBuffer(), id: nil, method: nil, headers: HTTPFields(), deadline: nil)
    ),
    .probe(.max), .cancel(3, .deadline), .cancel(3, .shutdown), .route(PortableHTTPRoute()), .logLevel(.error), .ping,
    .close(.milliseconds(600)), .oauth(Array("{}".utf8)), .secret(1, .success("s")), .secret(2, .failure(.init("no"))),
    .open(
      PluginOpening(
        role: .service, channel: "", requirement: PluginRequirement(id: "com.example.echo"), folders: [],
        configuration: "{}", maxConcurrency: 0, logLevel: .info, route: PortableHTTPRoute(), variables: [])),
    .ask(
      1,
      OperatorCall(
        method: "POST", path: "a/ü", query: "x=1", headers: HTTPFields(["Accept": "a/b"]),
        body: ByteBuffer(string: "body"), isLocal: true, isControl: true)),
    .ask(.max, OperatorCall(method: "GET", path: "", isLocal: false)), .takeBack(1), .taken(1, 70_000),
    .tunnelStatus(Array("{}".utf8)),
  ]

  private static let pluginFrames: [PluginFrame] = [
    .opened(
      PluginFacts(
        descriptor: PluginDescriptor(
          id: "com.example.echo", version: "1", vendor: "v", summary: "s", extensions: ["tunnel.transport/1"],
          hostServices: [], configSchema: "{}"), path: "/p/echo.so", hasProcessAffinity: true,
        isStateless: true)),
    .opened(
      PluginFacts(
        descriptor: PluginDescriptor(
          id: "com.example.panel", version: "1", vendor: "v", summary: "s", extensions: ["tunnel.operator/1"],
          hostServices: [], configSchema: nil), path: "/p/panel.so", hasProcessAffinity: false, isStateless: false,
        place: OperatorPlace(mount: "panel", controlPaths: ["run", "all/"], panelTitle: "Ü", panelScript: "p.js"))),
    .word(1, .body(status: 201, type: "text/plain", ByteBuffer(string: "body"))), .word(1, .failed(.refused)),
    .word(1, .failed(.timeout)), .word(1, .failed(.tooManyStreams)), .word(1, .failed(.closed)), .word(1, .began),
    .word(1, .event(.init(name: "e", id: 7, data: Array("{}".utf8)))),
    .word(1, .event(.init(name: "", id: nil, data: []))), .word(.max, .ended),
    .refused("no"),
    .event(1, .head(status: 200, headers: HTTPFields(["Content-Type": "application/json"]))),
    .event(1, .response([ByteBuffer(string: "{"), ByteBuffer(string: "}")])),
    .event(1, .notification(ByteBuffer(string: "{}"))), .event(1, .ignored(.serverRequest)),
    .event(
      1,
      .finished(
        ExchangeOutcome(
          .closed, kind: "eof", detail: "d", errorBody: ByteBuffer(string: "body"), errorBodyLength: 1 << 40))),
    .presence(.unknown), .presence(.up(generation: 3)), .presence(.down(reason: "gone")),
    .log(.warning, "message", [(name: "k", value: "v")]), .faults(4), .pong,
    .presence(.idle(reason: "nothing")), .readSecret(1, "env:A"),
    .metrics([
      MetricReport(
        number: 0,
        change: .defined(
          plugin: "com.example.a",
          MetricDefinition(
            kind: .histogram, name: "tunnel_plugin_a", help: "h", labels: [Label("a", "b")], bounds: [1, 2]))),
      MetricReport(number: 0, change: .observed([1, 0, 2], sum: 3.5)),
      MetricReport(number: 1, change: .counted(3)), MetricReport(number: 2, change: .set(-1)),
    ]),
    .answers([
      ObservedAnswer(
        method: "GET", url: "http://h/", status: 200, version: .http2, after: .milliseconds(3), sentBytes: 4)
    ]),
    .secret("s"), .status(HostedStatus()), .status(HostedStatus(children: [1, 4_000_000], auth: activity)),
  ]

  private static let activity: AuthActivity = {
    var activity = AuthActivity()
    (activity.requests, activity.failures, activity.refusals, activity.lastError) = (3, 2, 1, "why")
    return activity
  }()

  @Test func `A status that cannot be true is none, and its words are made fit to be shown`() {
    #expect(HostedStatus(children: [0]).checked == nil && HostedStatus(children: [-1]).checked == nil)
    #expect(HostedStatus(children: Array(repeating: 2, count: 257)).checked == nil)
    var activity = Self.activity
    activity.requests = 1 << 41
    #expect(HostedStatus(auth: activity).checked == nil)
    activity.requests = 1
    activity.lastError = "a\nb\u{1B}[31m" + String(repeating: "x", count: 1000)
    let shown = HostedStatus(children: [7], auth: activity).checked
    #expect(shown?.children == [7] && shown?.auth?.requests == 1)
    #expect(shown?.auth?.lastError?.hasPrefix("a b [31mx") == true && shown?.auth?.lastError?.utf8.count == 512)
  }

  /// What comes out of the frames that these buffers hold.
  private static func frames(_ parts: [ByteBuffer]) throws -> [ByteBuffer] {
    var reader = FrameReader()
    var frames: [ByteBuffer] = []
    for part in parts {
      part.withUnsafeReadableBytes { reader.append($0) }
      while let frame = try reader.next() { frames.append(frame) }
    }
    return frames
  }

  private static func bytes(_ parts: [ByteBuffer]) -> [UInt8] { parts.flatMap { Array($0.readableBytesView) } }

  @Test func `Every frame of the host is read as it was written`() throws {
    for frame in Self.hostFrames {
      let read = try HostFrame(try #require(try Self.frames(frame.encoded).first))
      // A deadline crosses as what is left of it.
      guard case .start(let exchange, let call) = read, call.deadline != nil else {
        #expect(Self.bytes(read.encoded) == Self.bytes(frame.encoded))
        continue
      }
      #expect(exchange == 1)
      #expect(call.kind == .request && call.id == 21..<22 && call.method == 32..<33)
      #expect(call.message == Self.call.message && call.headers == Self.call.headers)
      let left = try #require(call.deadline) - .now
      #expect(left > .seconds(1) && left <= .seconds(9))
    }
  }

  @Test func `Every frame of a plugin is read as it was written`() throws {
    for frame in Self.pluginFrames {
      let read = try PluginFrame(try #require(try Self.frames(frame.encoded).first))
      #expect(Self.bytes(read.encoded) == Self.bytes(frame.encoded))
    }
  }

  @Test func `A frame that is cut short is an error wherever it is cut`() throws {
    for frame in Self.pluginFrames {
      let whole = try #require(try Self.frames(frame.encoded).first)
      for length in 0..<whole.readableBytes {
        #expect(throws: WireError.self) {
          try PluginFrame(try #require(whole.getSlice(at: 0 + whole.readerIndex, length: length)))
        }
      }
    }
    for frame in Self.hostFrames {
      let whole = try #require(try Self.frames(frame.encoded).first)
      for length in 0..<whole.readableBytes {
        #expect(throws: WireError.self) {
          try HostFrame(try #require(whole.getSlice(at: whole.readerIndex, length: length)))
        }
      }
    }
  }

  @Test func `A frame with something behind it is an error`() throws {
    for frame in Self.pluginFrames {
      var whole = try #require(try Self.frames(frame.encoded).first)
      whole.writeInteger(UInt8(0))
      #expect(throws: WireError.leftOver(1)) { try PluginFrame(whole) }
    }
  }

  /// Every byte of every frame takes many values: some frames stay readable, none may trap.
  @Test func `A damaged frame is read or refused`() throws {
    var generator = SplitMix(state: 7)
    var refused = 0
    for frame in Self.pluginFrames {
      let whole = try #require(try Self.frames(frame.encoded).first)
      for _ in 0..<4000 {
        var damaged = Array(whole.readableBytesView)
        for _ in 0...Int.random(in: 0..<3, using: &generator) {
          damaged[Int.random(in: 0..<damaged.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        do throws(WireError) { _ = try PluginFrame(ByteBuffer(bytes: damaged)) } catch { refused += 1 }
      }
    }
    #expect(refused > 1000)
  }

  @Test func `Ranges outside of the message, unknown kinds and foreign versions are refused`() throws {
    var call = Self.call
    call.id = 30..<99
    let frame = try #require(try Self.frames(HostFrame.start(1, call).encoded).first)
    #expect(throws: WireError.badValue("range")) { try HostFrame(frame) }
    #expect(throws: WireError.unknownKind(200)) { try PluginFrame(ByteBuffer(bytes: [200])) }
    #expect(throws: WireError.truncated) { try PluginFrame(ByteBuffer()) }
    var opening = try #require(try Self.frames(Self.hostFrames[0].encoded).first)
    opening.setInteger(UInt32(99), at: opening.readerIndex + 1, endianness: .little)
    #expect(throws: WireError.badValue("version")) { try HostFrame(opening) }
  }

  @Test(arguments: [
    OperatorWord.body(status: 99, type: "", ByteBuffer()), .body(status: 200, type: "a\r\nSet-Cookie: b", ByteBuffer()),
    .event(.init(name: "a\nb", id: nil, data: [])), .event(.init(name: "a", id: nil, data: Array("b\n\nc".utf8))),
  ])
  func `What would end a line of an answer to the operator is refused`(word: OperatorWord) throws {
    let frame = try #require(try Self.frames(PluginFrame.word(1, word).encoded).first)
    #expect(throws: WireError.self) { try PluginFrame(frame) }
  }

  @Test func `A mount that is no name is refused`() throws {
    let descriptor = PluginDescriptor(
      id: "com.example.a", version: "1", vendor: "v", summary: "s", extensions: [], hostServices: [], configSchema: nil)
    for mount in ["", "A", "../x", String(repeating: "a", count: 33)] {
      let facts = PluginFacts(
        descriptor: descriptor, path: "/a.so", hasProcessAffinity: false, isStateless: false,
        place: OperatorPlace(mount: mount, controlPaths: []))
      let frame = try #require(try Self.frames(PluginFrame.opened(facts).encoded).first)
      #expect(throws: WireError.badValue("mount")) { try PluginFrame(frame) }
    }
  }

  @Test func `A text that is no UTF-8 is refused`() throws {
    var encoded = ByteBuffer()
    encoded.writeInteger(UInt32(7), endianness: .little)
    encoded.writeBytes([2, 2, 0, 0, 0, 0xFF, 0xFE])
    let frame = try #require(try Self.frames([encoded]).first)
    #expect(throws: WireError.badValue("text")) { try PluginFrame(frame) }
  }

  @Test func `Frames come out whole however the stream is cut`() throws {
    let stream = Self.bytes(Self.pluginFrames.flatMap(\.encoded))
    for size in [1, 2, 3, 5, 7, 64, stream.count] {
      let pieces = stride(from: 0, to: stream.count, by: size).map {
        ByteBuffer(bytes: stream[$0..<min($0 + size, stream.count)])
      }
      #expect(try Self.frames(pieces).count == Self.pluginFrames.count)
    }
  }

  @Test func `A length beyond all bounds is refused before anything is kept for it`() throws {
    #expect(throws: WireError.tooLong(Int(UInt32.max))) { try Self.frames([ByteBuffer(bytes: [255, 255, 255, 255])]) }
    #expect(throws: WireError.truncated) { try Self.frames([ByteBuffer(bytes: [0, 0, 0, 0])]) }
  }

  @Test func `A message of the largest size passes, a larger one makes no frame`() throws {
    let largest = ByteBuffer(repeating: UInt8(ascii: "x"), count: ExchangeTable.messageLimit)
    let frame = try #require(try Self.frames(PluginFrame.event(1, .response([largest])).encoded).first)
    guard case .event(1, .response(let parts)) = try PluginFrame(frame) else {
      Issue.record("another frame")
      return
    }
    #expect(parts == [largest])
    #expect(PluginFrame.event(1, .response([largest, largest])).encoded.isEmpty)
  }
}

/// A small generator with a seed: a failure can be seen again.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
