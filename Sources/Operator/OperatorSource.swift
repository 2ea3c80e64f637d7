/// What the operator server shows.
public protocol OperatorSource: Sendable {
  /// Whether calls pass, at this moment.
  func readiness() async -> Readiness
  /// Everything the status page shows, at this moment.
  func status() async -> StatusSnapshot
  /// What `/health` shows, at this moment. Asking never probes anything (user needs 4.2).
  func health() async -> HealthSnapshot
  /// What the process trusts and which ways it takes. Asking never checks anything.
  func system() async -> SystemSnapshot
  /// What `/api/oauth` shows, at this moment. Asking never looks for anything.
  func oauth() async -> OAuthSnapshot
}
