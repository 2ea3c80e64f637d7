import CCurl
import Glibc
import Synchronization

/// The thread behind ``NetworkLoop``: runs queued jobs, drives libcurl, fires timers, polls descriptors, sleeps.
///
/// `@unchecked Sendable`: `queue` is behind its mutex; `multi` is only used on the thread, but for
/// `curl_multi_wakeup`, which libcurl documents as callable from any thread; everything else is isolated.
final class LoopThread: SerialExecutor, TaskExecutor, @unchecked Sendable {
  private enum Work {
    case job(UnownedJob)
    case call(@NetworkLoop @Sendable () -> Void)
  }

  private struct Queue {
    var work: [Work] = []
    /// The loop is, or is about to be, asleep in `curl_multi_poll`, and nobody has woken it yet.
    var needsWakeup = false
  }

  /// Set once by the thread itself before it runs anything, then only compared.
  private let identity = Atomic<UInt>(0)
  private let queue = Mutex(Queue())
  private let multi: UnsafeMutableRawPointer
  @NetworkLoop let transfers: TransferTable
  @NetworkLoop let timers = LoopTimers()
  @NetworkLoop var watches: [FileWatch] = []
  @NetworkLoop private var turnsWithoutPoll = 0

  /// So many turns in a row may pass before descriptors other than libcurl's get their chance.
  private static let longestWithoutPoll = 4

  init() {
    curl_global_init(tc_global_default)
    // A peer that goes away while we write is an error code, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    guard let multi = curl_multi_init() else { preconditionFailure("curl_multi_init: out of memory") }
    self.multi = multi
    transfers = TransferTable(multi: multi)
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, 1 << 20)
    var thread = pthread_t()
    let failure = pthread_create(&thread, &attributes, runLoopThread, Unmanaged.passRetained(self).toOpaque())
    precondition(failure == 0, "pthread_create: \(failure)")
    pthread_attr_destroy(&attributes)
  }

  var isCurrent: Bool { identity.load(ordering: .relaxed) == UInt(pthread_self()) }

  // MARK: Executor

  func enqueue(_ job: consuming ExecutorJob) {
    enqueue(.job(UnownedJob(job)))
  }

  func enqueue(_ call: @escaping @NetworkLoop @Sendable () -> Void) {
    enqueue(.call(call))
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    UnownedSerialExecutor(ordinary: self)
  }

  func checkIsolated() {
    precondition(isCurrent, "not on the network loop")
  }

  private func enqueue(_ work: Work) {
    let wakeup = queue.withLock { queue in
      queue.work.append(work)
      defer { queue.needsWakeup = false }
      return queue.needsWakeup
    }
    if wakeup { curl_multi_wakeup(multi) }
  }

  // MARK: The loop

  fileprivate func run() {
    identity.store(UInt(pthread_self()), ordering: .relaxed)
    tc_name_thread("network-loop")
    var batch: [Work] = []
    var descriptors: [curl_waitfd] = []
    while true {
      runWork(&batch)
      NetworkLoop.assumeIsolated {
        // First what may start a transfer, then libcurl: nothing that was started waits for the sleep to end.
        timers.fireDue(at: .now)
        transfers.drive()
        sleep(&descriptors)
      }
    }
  }

  /// Runs what was queued, including what that queues on this thread, before libcurl gets its turn.
  private func runWork(_ batch: inout [Work]) {
    while true {
      queue.withLock { queue in
        queue.needsWakeup = false
        swap(&queue.work, &batch)
      }
      if batch.isEmpty { return }
      for work in batch {
        switch work {
        case .job(let job):
          job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
        case .call(let call):
          NetworkLoop.assumeIsolated { call() }
        }
      }
      batch.removeAll(keepingCapacity: true)
    }
  }

  @NetworkLoop
  private func sleep(_ descriptors: inout [curl_waitfd]) {
    let mayBlock = queue.withLock { queue in
      queue.needsWakeup = queue.work.isEmpty
      return queue.needsWakeup
    }
    // Queued work first: asking the kernel in between is only worth its call now and then. But a child whose pipe is full
    // stands still until it is read.
    if !mayBlock, watches.isEmpty, turnsWithoutPoll < Self.longestWithoutPoll {
      turnsWithoutPoll += 1
      return
    }
    turnsWithoutPoll = 0
    watches.removeAll(where: \.ended)
    // Without interest a descriptor must not be polled: a hang-up is reported all the same, and would spin.
    let polled = watches.filter { $0.interest != 0 }
    descriptors.removeAll(keepingCapacity: true)
    for watch in polled {
      descriptors.append(curl_waitfd(fd: watch.descriptor, events: watch.interest, revents: 0))
    }
    let timeout = mayBlock ? milliseconds(timers.untilNext(from: .now)) : 0
    curl_multi_poll(multi, &descriptors, CUnsignedInt(descriptors.count), timeout, nil)
    for (watch, descriptor) in zip(polled, descriptors) { watch.deliver(descriptor.revents) }
  }

  /// Rounded up, so that a timer is due when the loop wakes for it. libcurl's own timers cut the sleep short.
  private func milliseconds(_ duration: Duration?) -> CInt {
    guard let duration else { return 60_000 }
    let (seconds, attoseconds) = duration.components
    guard seconds < 60 else { return 60_000 }
    return CInt(seconds * 1000) + CInt((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}

/// At file scope: a closure written inside an isolated context would inherit its isolation, and trap here.
private func runLoopThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let argument { Unmanaged<LoopThread>.fromOpaque(argument).takeRetainedValue().run() }
  return nil
}
