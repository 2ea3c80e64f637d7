internal import Synchronization

/// Keeps the text of the last answer, or why there was none, for those who read it as C does.
final class DiagnosticAnswer: Sendable {
  /// `@unchecked Sendable`: written once.
  private final class Text: @unchecked Sendable {
    let pointer: UnsafePointer<CChar>

    init(_ text: String) {
      let utf8 = text.utf8
      let memory = UnsafeMutablePointer<CChar>.allocate(capacity: utf8.count + 1)
      for (index, byte) in utf8.enumerated() { (memory + index).initialize(to: CChar(bitPattern: byte)) }
      (memory + utf8.count).initialize(to: 0)
      pointer = UnsafePointer(memory)
    }

    deinit {
      pointer.deallocate()
    }
  }

  static let shared = DiagnosticAnswer()

  private let answer = Mutex<Text?>(nil)
  private let reason = Mutex<Text?>(nil)

  func keep(_ text: String) -> UnsafePointer<CChar> {
    let text = Text(text)
    answer.withLock { $0 = text }
    return text.pointer
  }

  func fail(_ reason: String) {
    let text = Text(reason)
    self.reason.withLock { $0 = text }
  }

  var failure: UnsafePointer<CChar>? { reason.withLock { $0?.pointer } }
}
