internal import CTunnelPlugin

/// One channel of the tunnel with its configuration; borrowed for the duration of `open`.
public struct Binding {
  /// "main"
  public let channel: BorrowedText
  /// How many exchanges the host will have under way at once.
  public let maxConcurrency: Int
  /// A JSON object, as the operator wrote it.
  public let configuration: UnsafeRawBufferPointer

  init(_ binding: tunnel_binding) {
    channel = BorrowedText(binding.channel)
    maxConcurrency = Int(binding.max_concurrency)
    configuration = BorrowedText(binding.config).bytes
  }
}
