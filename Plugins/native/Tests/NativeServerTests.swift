import Testing
import TunnelPluginKit

@testable import NativeTransport

/// A manifest of libm, libz and libc: libraries that nobody here wrote.
@Suite struct NativeServerTests {
  private func server(_ functions: String, library: String = "libm.so.6") throws -> NativeServer {
    let text = #"{"library":"\#(library)","functions":[\#(functions)]}"#
    return try NativeServer(try Manifest.reading(text))
  }

  /// The whole response to a call, made on this thread.
  private func call(_ server: NativeServer, _ name: String, _ arguments: String) -> String {
    let message =
      #"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"\#(name)","arguments":\#(arguments)}}"#
    let bytes = Array(message.utf8)
    return bytes.withUnsafeBytes { bytes in
      let id = Array("7".utf8)
      return id.withUnsafeBytes { raw in
        switch server.step(bytes, id: raw) {
        case .respond(let response): String(decoding: response, as: UTF8.self)
        case .call(let tool, let arguments, let era):
          String(decoding: server.response(tool.call(arguments), to: id, era), as: UTF8.self)
        }
      }
    }
  }

  @Test func `A function of libm is a tool with a schema from its signature`() throws {
    let server = try server(
      #"{"signature":"double pow(double x, double y)","description":"x to the y","#
        + #""parameters":{"y":{"default":2,"description":"The power"}},"annotations":{"readOnlyHint":true}}"#)
    var writer = JSONWriter()
    server.tools[0].describe(to: &writer)
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"name":"pow","description":"x to the y","inputSchema":{"type":"object","properties":{"x":{"type":"number"},"#
        + #""y":{"type":"number","description":"The power","default":2}},"required":["x"],"additionalProperties":false},"#
        + #""outputSchema":{"type":"object","properties":{"result":{"type":["number","string"]}},"required":["result"],"#
        + #""additionalProperties":false},"annotations":{"readOnlyHint":true}}"#)
    #expect(
      call(server, "pow", #"{"x":3}"#)
        == #"{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"9.0"}],"#
        + #""structuredContent":{"result":9.0},"isError":false}}"#)
    #expect(call(server, "pow", #"{"x":0,"y":-1}"#).contains(#""structuredContent":{"result":"Infinity"}"#))
  }

  @Test func `Arguments are checked, and everything wrong is said at once in words for a model`() throws {
    let server = try server(
      #"{"signature":"double ldexp(double x, int exponent)","parameters":{"exponent":{"minimum":-10,"maximum":10}}}"#)
    let answer = call(server, "ldexp", #"{"x":"one","exponent":11,"z":1}"#)
    #expect(answer.contains(#""isError":true"#))
    #expect(answer.contains(#"there is no argument \"z\""#))
    #expect(answer.contains(#"\"x\" must be a number"#))
    #expect(
      answer.contains(#"\"exponent\" must be an integer from -2147483648 to 2147483647, at least -10, at most 10"#))
    #expect(call(server, "ldexp", "{}").contains(#"\"x\" is missing"#))
    #expect(call(server, "ldexp", #"{"x":1.5,"exponent":3.0}"#).contains(#""result":12.0"#))
    #expect(call(server, "nothing", "{}").contains(#""code":-32602"#))
  }

  @Test func `Bytes become a pointer and a length, and texts come back`() throws {
    let server = try server(
      #"{"name":"checksum","signature":"unsigned long crc32(unsigned long crc, bytes32 data)","#
        + #""parameters":{"crc":{"default":0},"data":{"max_bytes":9}}},{"signature":"const char *zlibVersion(void)"}"#,
      library: "libz.so.1")
    // The check value of CRC-32/ISO-HDLC.
    #expect(
      call(server, "checksum", #"{"data":"MTIzNDU2Nzg5"}"#).contains(#""structuredContent":{"result":3421780262}"#))
    #expect(call(server, "checksum", #"{"data":""}"#).contains(#""result":0"#))
    #expect(call(server, "checksum", #"{"data":"MTIzNDU2Nzg5MA=="}"#).contains("at most 9 bytes"))
    #expect(call(server, "checksum", #"{"data":"not base64"}"#).contains("must be bytes in base64"))
    #expect(call(server, "zlibVersion", "{}").contains(#""result":"1."#))
  }

  @Test func `Large integers lose nothing, as numbers or as texts`() throws {
    let server = try server(
      #"{"signature":"long long llabs(long long value)"},"#
        + #"{"signature":"uint64 strtoull(string text, uint64 end, int base)","name":"parse","#
        + #""parameters":{"end":{"default":0},"base":{"default":10}}}"#, library: "libc.so.6")
    #expect(call(server, "llabs", #"{"value":-9007199254740993}"#).contains(#""result":"9007199254740993""#))
    #expect(call(server, "llabs", #"{"value":"-9007199254740991"}"#).contains(#""result":9007199254740991"#))
    #expect(call(server, "llabs", #"{"value":9223372036854775808}"#).contains("must be an integer from"))
    #expect(call(server, "parse", #"{"text":"18446744073709551615"}"#).contains(#""result":"18446744073709551615""#))
  }

  @Test func `A result can mean failure, and another function says why`() throws {
    let server = try server(
      #"{"signature":"int access(const char *path, int mode)","fails":"nonzero","#
        + #""message":"const char *strerror(int code)","parameters":{"mode":{"default":0}}},"#
        + #"{"signature":"const char *getenv(const char *name)","fails":"null"}"#, library: "libc.so.6")
    #expect(call(server, "access", #"{"path":"/"}"#).contains(#""result":0"#))
    let answer = call(server, "access", #"{"path":"/no/such/file"}"#)
    #expect(answer.contains(#""isError":true"#) && answer.contains("access failed with -1: Unknown error -1"))
    #expect(!answer.contains("structuredContent"))
    #expect(call(server, "getenv", #"{"name":"TUNNEL_NO_SUCH_VARIABLE"}"#).contains(#""text":"getenv failed""#))
  }

  @Test func `A text that is given away is freed`() throws {
    let server = try server(
      #"{"signature":"char *strdup(const char *text)","free":"free"}"#, library: "libc.so.6")
    #expect(call(server, "strdup", #"{"text":"grüße"}"#).contains(#""result":"grüße""#))
    #expect(call(server, "strdup", #"{"text":"a\u0000b"}"#).contains("must be a string without NUL characters"))
  }

  @Test(arguments: [
    ("/no/such/library.so", #"{"signature":"int f(void)"}"#, "library: /no/such/library.so: No such file"),
    ("libnosuch.so.9", #"{"signature":"int f(void)"}"#, "library: cannot load the library: libnosuch.so.9"),
    ("libm.so.6", #"{"signature":"double power(double x)"}"#, #"functions[0]: libm.so.6 exports no "power""#),
  ])
  func `What cannot be opened is said with its place`(library: String, function: String, words: String) {
    let error = #expect(throws: PluginError.self) { try server(function, library: library) }
    #expect(error?.message.hasPrefix(words) == true, "\(error?.message ?? "")")
  }
}

extension Manifest {
  static func reading(_ text: String, folder: String? = nil) throws(PluginError) -> Manifest {
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBytes { bytes in
      Result { () throws(PluginError) in try ManifestReader(folder: folder).manifest(JSONSlice(bytes)) }
    }.get()
  }
}
