/// What a support bundle asks for. Everything comes as bytes; the bundle takes secrets out of them itself.
public protocol SupportBundleSource: Sendable {
  /// What the API answers at a path, such as `/api/status`; nil when it has no such route or refuses.
  func document(at path: String) async -> [UInt8]?
  /// The text of `/metrics`.
  func metrics() async -> [UInt8]
  /// The last commands without their payloads, oldest first, each a JSON object on one line.
  func requests() async -> [[UInt8]]
  /// What the process was started with; nil: nobody knows.
  func runtime() async -> RuntimeFacts?
}
