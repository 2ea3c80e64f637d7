public import SupportBundle

/// What only the process as a whole knows, for `/api/config` and the support bundle.
public struct ProcessDocuments: Sendable {
  /// The effective configuration with the source of each setting, as JSON without secrets (operator spec 32.8).
  public var configuration: @Sendable () async -> [UInt8]
  /// What the process was started with. The bundle takes the secrets out.
  public var runtime: @Sendable () async -> RuntimeFacts

  /// Both are asked again for each answer.
  public init(
    configuration: @escaping @Sendable () async -> [UInt8], runtime: @escaping @Sendable () async -> RuntimeFacts
  ) {
    self.configuration = configuration
    self.runtime = runtime
  }
}
