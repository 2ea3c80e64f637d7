/// The one thread that everything on a command's way runs on: libcurl's multi handle, the session, the
/// dispatcher, and every `[host-thread]` call into a plugin.
///
/// One thread is the point: a hop to another costs about as much as the whole forwarding of a small message
/// (2.6 times the latency and three times the CPU with one request outstanding, measured). Work that blocks or
/// computes for long leaves this thread.
@globalActor
public actor NetworkLoop {
  public static let shared = NetworkLoop()

  nonisolated let thread = LoopThread()

  private init() {}

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    thread.asUnownedSerialExecutor()
  }

  /// The loop thread as an executor for a whole task: `Task(executorPreference: NetworkLoop.executor)`.
  public static var executor: any TaskExecutor { shared.thread }

  /// Whether the caller runs on the loop thread.
  public static var isCurrent: Bool { shared.thread.isCurrent }

  /// Runs `work` on the loop thread after what is running now: at the end of the current turn when called on
  /// the loop, else as soon as the loop wakes up.
  public static func execute(_ work: @escaping @NetworkLoop @Sendable () -> Void) {
    shared.thread.enqueue(work)
  }

  /// Runs `operation` at once in the loop's isolation; the caller must be on the loop thread, or the process
  /// stops. For C callbacks, which carry no isolation of their own.
  public static func assumeIsolated<Result>(
    _ operation: @NetworkLoop () throws -> Result, file: StaticString = #fileID, line: UInt = #line
  ) rethrows -> Result {
    precondition(isCurrent, "not on the network loop", file: file, line: line)
    typealias Plain = () throws -> Result
    return try withoutActuallyEscaping(operation) { escaping in
      // The isolation of a function type does not change its representation; the precondition above has
      // established it. The standard library's `MainActor.assumeIsolated` does the same.
      try unsafeBitCast(escaping, to: Plain.self)()
    }
  }

  /// Calls `fire` once, `delay` from now; see ``LoopTimer/cancel()``.
  @NetworkLoop
  public static func schedule(after delay: Duration, _ fire: @escaping @NetworkLoop () -> Void) -> LoopTimer {
    shared.thread.timers.schedule(at: .now + delay, fire)
  }

  /// Calls `fire` once at `deadline`.
  @NetworkLoop
  public static func schedule(at deadline: ContinuousClock.Instant, _ fire: @escaping @NetworkLoop () -> Void)
    -> LoopTimer
  {
    shared.thread.timers.schedule(at: deadline, fire)
  }

  /// Watches a file descriptor that belongs to the caller; see ``FileWatch/end()``.
  @NetworkLoop
  public static func watch(_ descriptor: CInt, _ ready: @escaping @NetworkLoop (FileWatch.Readiness) -> Void)
    -> FileWatch
  {
    let watch = FileWatch(descriptor: descriptor, ready: ready)
    shared.thread.watches.append(watch)
    return watch
  }
}
