internal import CTunnelPlugin

/// `tunnel.diagnostic/1`: the functions of a plugin as C structs, which live as long as this object.
final class DiagnosticTable {
  static let name: StaticString = "tunnel.diagnostic/1"

  let pointer: UnsafePointer<tunnel_diagnostic>
  private let table: UnsafeMutablePointer<tunnel_diagnostic>
  private let list: UnsafeMutablePointer<UnsafePointer<tunnel_diagnostic_function>?>
  private let functions: UnsafeMutableBufferPointer<tunnel_diagnostic_function>

  init(_ diagnostics: [DiagnosticFunction]) {
    functions = .allocate(capacity: diagnostics.count)
    list = .allocate(capacity: diagnostics.count + 1)
    for (index, diagnostic) in diagnostics.enumerated() {
      var function = tunnel_diagnostic_function()
      function.size = UInt32(MemoryLayout<tunnel_diagnostic_function>.size)
      function.name = diagnostic.name.cString
      function.signature = diagnostic.signature.cString
      function.summary = diagnostic.summary.cString
      function.function = unsafeBitCast(diagnostic.address, to: (@convention(c) () -> Void).self)
      function.failure = { DiagnosticAnswer.shared.failure }
      functions.initializeElement(at: index, to: function)
      (list + index).initialize(to: functions.baseAddress.map { UnsafePointer($0 + index) })
    }
    (list + diagnostics.count).initialize(to: nil)
    table = .allocate(capacity: 1)
    table.initialize(to: tunnel_diagnostic())
    table.pointee.size = UInt32(MemoryLayout<tunnel_diagnostic>.size)
    table.pointee.functions = UnsafePointer(list)
    pointer = UnsafePointer(table)
  }

  deinit {
    table.deallocate()
    list.deallocate()
    functions.deallocate()
  }
}
