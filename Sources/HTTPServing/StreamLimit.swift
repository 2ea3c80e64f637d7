import Synchronization

/// How many streams a server keeps open at one time (W-34). Share one among all routes with streams.
public final class StreamLimit: Sendable {
  /// The most.
  public let most: Int
  private let open = Mutex(0)

  /// None is open yet.
  public init(_ most: Int = 64) {
    self.most = most
  }

  /// A place, kept until the last reference to it is gone; nil when all are taken.
  public func take() -> StreamSlot? {
    let isFree = open.withLock { open in
      guard open < most else { return false }
      open += 1
      return true
    }
    return isFree ? StreamSlot { [self] in open.withLock { $0 -= 1 } } : nil
  }
}

/// A place among the streams of a server, given back when it is let go, whether or not its stream ever ran.
public final class StreamSlot: Sendable {
  private let release: @Sendable () -> Void

  init(release: @escaping @Sendable () -> Void) {
    self.release = release
  }

  deinit { release() }
}
