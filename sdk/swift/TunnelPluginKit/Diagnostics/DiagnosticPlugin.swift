/// A plugin with functions that a person may call by hand: `tunnel-client plugins call` (`tunnel.diagnostic/1`).
public protocol DiagnosticPlugin: Plugin {
  static var diagnostics: [DiagnosticFunction] { get }
}
