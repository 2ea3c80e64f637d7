public import TunnelPluginKit

extension FakeHost {
  /// What a plugin told about an exchange.
  public enum Event: Equatable {
    case head(UInt64, status: Int)
    /// The text is what the caller would get: with its id restored.
    case emit(UInt64, String)
    case finish(UInt64, FailureSource, kind: String)
    case closed
  }
}
