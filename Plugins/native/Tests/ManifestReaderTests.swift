import Testing
import TunnelPluginKit

@testable import NativeTransport

@Suite struct ManifestReaderTests {
  @Test(arguments: [
    (#"[]"#, "the manifest: must be a JSON object"),
    (#"{"functions":[{"signature":"int f(void)"}]}"#, "library: is missing"),
    (#"{"library":"libm.so.6"}"#, "functions: must be an array"),
    (#"{"library":"libm.so.6","functions":[]}"#, "functions: must be an array"),
    (#"{"library":"lib/m.so","functions":[{"signature":"int f(void)"}]}"#, "library: lib/m.so is relative"),
    (#"{"library":"m","functions":[{"signature":"int f(void)"}],"cuncurrency":2}"#, "cuncurrency: is no key"),
    (#"{"library":"m","functions":[{"signature":"int f(void)"}],"concurrency":0}"#, "concurrency: must be an integer"),
    (#"{"library":"m","functions":[{}]}"#, "functions[0].signature: is missing"),
    (#"{"library":"m","functions":[{"signature":"int (int a)"}]}"#, "functions[0].signature: names no function"),
    (#"{"library":"m","functions":[{"signature":"int f(int)"}]}"#, "functions[0].signature: the parameter \"int\""),
    (#"{"library":"m","functions":[{"signature":"char *f(void)"}]}"#, "functions[0].free: is missing"),
    (#"{"library":"m","functions":[{"signature":"int f(void)","free":"free"}]}"#, "functions[0].free: frees a string"),
    (#"{"library":"m","functions":[{"signature":"int f(void)","name":"a b"}]}"#, "functions[0].name: must be 1 to 128"),
    (
      #"{"library":"m","functions":[{"signature":"int f(void)"},{"signature":"int f(int a)"}]}"#,
      "functions[1].name: there are two tools \"f\""
    ),
    (
      #"{"library":"m","functions":[{"signature":"int f(void)","fails":"null"}]}"#, "functions[0].fails: \"null\" means"
    ),
    (
      #"{"library":"m","functions":[{"signature":"uint8 f(void)","fails":"negative"}]}"#,
      "functions[0].fails: \"negative\""
    ),
    (
      #"{"library":"m","functions":[{"signature":"int f(void)","fails":"odd"}]}"#,
      "functions[0].fails: \"odd\" is none of"
    ),
    (
      #"{"library":"m","functions":[{"signature":"int f(void)","message":"string g(void)"}]}"#,
      "functions[0].message: says why a call failed"
    ),
    (
      #"{"library":"m","functions":[{"signature":"int f(void)","fails":"zero","message":"string g(double x)"}]}"#,
      "functions[0].message: must give a const char *"
    ),
    (
      #"{"library":"m","functions":[{"signature":"int f(int a)","parameters":{"b":{}}}]}"#,
      "functions[0].parameters.b: is no key"
    ),
    (
      #"{"library":"m","functions":[{"signature":"int f(int8 a)","parameters":{"a":{"default":128}}}]}"#,
      "functions[0].parameters.a.default: must be an integer from -128 to 127"
    ),
    (
      #"{"library":"m","functions":[{"signature":"int f(string a)","parameters":{"a":{"minimum":1}}}]}"#,
      "functions[0].parameters.a.minimum: must be"
    ),
    (
      #"{"library":"m","functions":[{"signature":"int f(int a)","parameters":{"a":{"max_bytes":1}}}]}"#,
      "functions[0].parameters.a.max_bytes: is for strings and bytes"
    ),
    (
      #"{"library":"m","functions":[{"signature":"int f(void)","timeout":0}]}"#,
      "functions[0].timeout: must be a number"
    ),
    (
      #"{"library":"m","functions":[{"signature":"int f(void)","annotations":{"safe":true}}]}"#,
      "functions[0].annotations.safe: is no key"
    ),
  ])
  func `What is wrong is said with its place`(text: String, words: String) {
    let error = #expect(throws: PluginError.self) { try Manifest.reading(text) }
    #expect(error?.message.hasPrefix(words) == true, "\(error?.message ?? "")")
  }

  @Test func `A library beside the manifest is found from its folder`() throws {
    let text = #"{"library":"./libmine.so","functions":[{"signature":"void f(void)","timeout":1.5}]}"#
    let manifest = try Manifest.reading(text, folder: "/opt/tools")
    #expect(manifest.library == "/opt/tools/./libmine.so")
    #expect(manifest.functions[0].timeoutMilliseconds == 1_500)
    #expect(manifest.concurrency == 1)
  }

  /// A property over many broken texts: no prefix and no single changed byte of a manifest does worse than an error.
  @Test func `Damaged manifests are refused or read, and never more`() {
    let whole = Array(
      (#"{"library":"libm.so.6","concurrency":2,"functions":[{"signature":"double ldexp(double x, int e)","#
        + #""parameters":{"e":{"default":1,"minimum":-5}},"fails":null,"timeout":2,"annotations":{"readOnlyHint":true}}]}"#)
        .utf8)
    for end in whole.indices { _ = try? read(Array(whole[..<end])) }
    for index in whole.indices {
      for byte in [UInt8](arrayLiteral: 0, 0x22, 0x5C, 0x7B, 0x5D, 0x2C, 0x39, 0xFF) {
        var damaged = whole
        damaged[index] = byte
        _ = try? read(damaged)
      }
    }
    #expect((try? read(whole))?.functions.count == 1)
  }

  private func read(_ bytes: [UInt8]) throws(PluginError) -> Manifest {
    try bytes.withUnsafeBytes { bytes in
      Result { () throws(PluginError) in try ManifestReader(folder: nil).manifest(JSONSlice(bytes)) }
    }.get()
  }
}
