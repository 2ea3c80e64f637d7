public import TunnelPluginKit

/// What a person may ask before a command is configured: `tunnel-client plugins call org.tunnel-client.stdio …`.
extension StandardIOTransport: DiagnosticPlugin {
  public static var diagnostics: [DiagnosticFunction] {
    [
      DiagnosticFunction(
        "split_command", "string(string command)", "Says how a command line is split into its arguments, as JSON",
        splitCommand)
    ]
  }
}

private let splitCommand: @convention(c) (UnsafePointer<CChar>?) -> UnsafePointer<CChar>? = { command in
  DiagnosticFunction.answer { () throws(PluginError) in
    guard let command else { throw PluginError(.invalid, "no command") }
    do throws(CommandLineTokenizer.Problem) {
      let arguments = try CommandLineTokenizer.arguments(of: String(cString: command))
      var writer = JSONWriter()
      writer.array { array in
        for argument in arguments { array.string(argument) }
      }
      return String(decoding: writer.bytes, as: UTF8.self)
    } catch {
      throw PluginError(.invalid, "\(error)")
    }
  }
}
