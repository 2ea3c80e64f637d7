internal import TunnelPluginKit

extension WallClock {
  /// What stands for a time that never was (operator spec 11.7.1).
  static let never = "0001-01-01T00:00:00Z"
}
