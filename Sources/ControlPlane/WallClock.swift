import Glibc

/// The time of day, where the wire asks for it.
enum WallClock {
  /// Seconds since 1970.
  static func seconds() -> Int {
    time(nil)
  }
}
