import NIOCore
import NIOPosix

/// Runs tasks on an event loop, so that a request is read, answered and written without a change of thread.
final class EventLoopTaskExecutor: TaskExecutor {
  let eventLoop: any EventLoop

  init(eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }

  /// The one loop of the process. All servers share its thread, which lives as long as the process: a thread more
  /// would cost memory, and none of these servers is busy enough to want one of its own.
  static let shared = EventLoopTaskExecutor(eventLoop: MultiThreadedEventLoopGroup(numberOfThreads: 1).next())
}
