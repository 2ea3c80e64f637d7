internal import TunnelNativeCalls
internal import TunnelPluginKit

/// A tool that is a C function, with what belongs to it.
struct NativeTool: Sendable {
  let manifest: FunctionManifest
  let function: NativeFunction
  let message: NativeFunction?

  /// - Throws: a symbol that the library does not have.
  init(_ manifest: FunctionManifest, in library: NativeLibrary) throws(NativeProblem) {
    self.manifest = manifest
    function = try NativeFunction(
      manifest.signature, at: try library.address(of: manifest.signature.symbol),
      release: try manifest.release.map { (symbol) throws(NativeProblem) in try library.release(symbol) })
    message = try manifest.message.map { (signature) throws(NativeProblem) in
      try NativeFunction(signature, at: try library.address(of: signature.symbol))
    }
  }

  /// Calls the function on this thread, and asks for the words when it failed.
  func call(_ arguments: [NativeValue]) -> ToolOutcome {
    do throws(NativeProblem) {
      let value = try function.call(arguments)
      guard let rule = manifest.failure, rule.means(value) else {
        return ToolOutcome(value, of: manifest.signature.result)
      }
      var words = "\(manifest.name) failed"
      if manifest.signature.result != .string { words += " with \(value.text)" }
      if let message, case .text(let reason) = try message.call(message.signature.parameters.isEmpty ? [] : [value]) {
        words += ": \(reason)"
      }
      return .failure(words)
    } catch {
      return .failure("\(error)")
    }
  }
}

extension FunctionManifest.FailureRule {
  func means(_ value: NativeValue) -> Bool {
    switch (self, value) {
    case (.null, .nothing): true
    case (.zero, .signed(let number)): number == 0
    case (.zero, .unsigned(let number)): number == 0
    case (.zero, .bool(let value)): !value
    case (.nonzero, .signed(let number)): number != 0
    case (.nonzero, .unsigned(let number)): number != 0
    case (.nonzero, .bool(let value)): value
    case (.negative, .signed(let number)): number < 0
    default: false
    }
  }
}
