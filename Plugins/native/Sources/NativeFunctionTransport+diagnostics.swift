internal import TunnelNativeCalls
public import TunnelPluginKit

/// What a person may ask before a tunnel runs: `tunnel-client plugins call org.tunnel-client.native …`.
extension NativeFunctionTransport: DiagnosticPlugin {
  public static var diagnostics: [DiagnosticFunction] {
    [
      DiagnosticFunction(
        "check_manifest", "string(string path)",
        "Opens the library of a manifest and lists the tools that it would offer",
        checkManifest),
      DiagnosticFunction(
        "read_signature", "string(string signature)", "Says how a C declaration is understood", readSignature),
    ]
  }
}

private let checkManifest: @convention(c) (UnsafePointer<CChar>?) -> UnsafePointer<CChar>? = { path in
  DiagnosticFunction.answer { () throws(PluginError) in
    guard let path else { throw PluginError(.invalid, "no path") }
    let server = try NativeServer(try ManifestSource.manifest(ofFile: String(cString: path)))
    var writer = JSONWriter(capacity: 4_096)
    writer.array { list in
      for tool in server.tools { tool.describe(to: &list) }
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

private let readSignature: @convention(c) (UnsafePointer<CChar>?) -> UnsafePointer<CChar>? = { text in
  DiagnosticFunction.answer { () throws(PluginError) in
    guard let text else { throw PluginError(.invalid, "no signature") }
    do throws(NativeProblem) {
      return try NativeSignature(String(cString: text)).text
    } catch {
      throw PluginError(.invalid, "\(error)")
    }
  }
}
