import CTunnelPlugin
import Glibc
public import TunnelNativeCalls

/// A function of a plugin that a person may call by hand (`tunnel.diagnostic/1`).
///
/// `@unchecked Sendable`: constants, and the address of code of a library that is never closed.
public struct PluginDiagnostic: @unchecked Sendable {
  public let name: String
  public let signature: NativeSignature
  public let summary: String
  public let address: UnsafeRawPointer
  private let reason: (@convention(c) () -> UnsafePointer<CChar>?)?

  private static let longestText = 4_096
  static let most = 256

  /// Why the last call on this thread gave no text; nil: that was no failure.
  public var failure: String? { reason?().map { String(cString: $0) } }

  /// Reads one of a plugin's table. Nothing is believed.
  init(_ pointer: UnsafePointer<tunnel_diagnostic_function>, of id: String) throws(BindingFailure) {
    guard Int(pointer.pointee.size) >= MemoryLayout<tunnel_diagnostic_function>.size else {
      throw .broken(id, "a function of its \(TUNNEL_DIAGNOSTIC) says \(pointer.pointee.size) bytes, too few")
    }
    let raw = pointer.pointee
    func text(_ field: String, _ value: UnsafePointer<CChar>?) throws(BindingFailure) -> String {
      guard let value else { throw .broken(id, "the \(field) of a function of its \(TUNNEL_DIAGNOSTIC) is NULL") }
      let bytes = UnsafeRawBufferPointer(start: value, count: strnlen(value, Self.longestText))
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .broken(id, "the \(field) of a function of its \(TUNNEL_DIAGNOSTIC) is not valid UTF-8")
      }
      return text
    }
    name = try text("name", raw.name)
    guard Self.isWellFormed(name: name) else {
      throw .broken(id, "a function of its \(TUNNEL_DIAGNOSTIC) is called \"\(name)\"; [a-z][a-z0-9_-]* is allowed")
    }
    let declaration = try text("signature", raw.signature)
    do throws(NativeProblem) {
      signature = try NativeSignature(declaration)
    } catch {
      throw .broken(id, "the signature of its function \(name): \(error)")
    }
    summary = try text("summary", raw.summary)
    guard let function = raw.function else {
      throw .broken(id, "the function \(name) of its \(TUNNEL_DIAGNOSTIC) is NULL")
    }
    address = unsafeBitCast(function, to: UnsafeRawPointer.self)
    reason = raw.failure
  }

  private static func isWellFormed(name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard (1...64).contains(bytes.count), (97...122).contains(bytes[0]) else { return false }
    return bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 }
  }
}
