/// A C function of a plugin with the signature that its callers go by.
///
/// `@unchecked Sendable`: constants, and the address of code.
public struct DiagnosticFunction: @unchecked Sendable {
  let name: StaticString
  let signature: StaticString
  let summary: StaticString
  let address: UnsafeRawPointer

  /// - Parameters:
  ///   - name: `[a-z][a-z0-9_-]*`
  ///   - signature: `string(string path)`; nothing checks that the function is like that.
  ///   - summary: One line for people.
  ///   - function: A `@convention(c)` function.
  public init<Function>(_ name: StaticString, _ signature: StaticString, _ summary: StaticString, _ function: Function)
  {
    self.name = name
    self.signature = signature
    self.summary = summary
    address = unsafeBitCast(function, to: UnsafeRawPointer.self)
  }

  /// Answers a text or, without one, the reason that there is none: what a function with the result `string` does.
  ///
  /// - Returns: memory that is kept until the next answer on this thread's process; a diagnostic is called once.
  public static func answer(_ body: () throws(PluginError) -> String) -> UnsafePointer<CChar>? {
    do throws(PluginError) {
      return DiagnosticAnswer.shared.keep(try body())
    } catch {
      DiagnosticAnswer.shared.fail(error.message)
      return nil
    }
  }
}
