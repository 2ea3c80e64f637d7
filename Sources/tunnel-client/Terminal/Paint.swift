import Glibc

/// Colours for people; nothing for everyone else.
struct Paint {
  private let isOn: Bool

  /// For text that goes to this descriptor.
  init(for descriptor: CInt) {
    isOn = Terminal.hasColour(descriptor)
  }

  func good(_ text: String) -> String { paint(text, 32) }
  func warning(_ text: String) -> String { paint(text, 33) }
  func bad(_ text: String) -> String { paint(text, 31) }
  func faint(_ text: String) -> String { paint(text, 2) }

  private func paint(_ text: String, _ code: Int) -> String {
    isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
