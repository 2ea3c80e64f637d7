public import ControlPlane
public import CurlHTTP
public import Logging
public import MCPLifecycle
import NIOCore
public import PluginHost

/// Takes commands from the session, gives each to its channel's plugin within the limits, and sees that every one of
/// them ends in exactly one terminal response unless its deadline passed.
@NetworkLoop
public final class Dispatcher: CommandSink {
  let gates: [String: ServerGate]
  let limits: Limits
  private let delivery: ResponseDelivery
  private let observer: (any DispatchObserver)?
  let logger: Logger
  private var queue: WorkQueue<Command>
  private var running: [ObjectIdentifier: CommandRun] = [:]
  private var sequence: UInt64 = 0
  /// Under way by the wish of somebody on this machine; at most one in a channel.
  var localRuns: [String: CommandRun] = [:]
  private(set) var isDraining = false
  /// Who looks for the OAuth metadata of the main channel's server; nil: nobody, commands that ask are answered with 404.
  public var discoverer: Discoverer?
  /// For room in the queue.
  private let roomWaiters = Waiters()
  private var idleWaiters: [CheckedContinuation<Void, Never>] = []
  public private(set) var counts: [String: ChannelCounts] = [:]

  /// `bindings` are by channel.
  public init(
    bindings: [String: any ChannelBinding], limits: Limits, delivery: ResponseDelivery,
    observer: (any DispatchObserver)?,
    logger: Logger
  ) {
    gates = bindings.mapValues { ServerGate($0, logger: logger) }
    self.limits = limits
    self.delivery = delivery
    self.observer = observer
    self.logger = logger
    queue = WorkQueue(capacity: limits.queueCapacity, workersPerChannel: limits.workersPerChannel)
    for channel in bindings.keys { counts[channel] = ChannelCounts() }
  }

  /// For how long polling has been held up because nothing more could be taken.
  public private(set) var backpressure = Duration.zero

  /// What the process behind a channel has said of itself so far; asks nobody.
  public func observation(channel: String) -> ServerObservation? { gates[channel]?.observation }

  public var queueDepth: Int { queue.waiting }
  public var activeCount: Int { running.count }

  // MARK: CommandSink

  public var room: Int { queue.room }

  public func waitForRoom(above count: Int) async {
    let (began, isFull) = (ContinuousClock.now, room == 0)
    defer { if isFull { backpressure += .now - began } }
    while room <= count, !Task.isCancelled { await roomWaiters.wait() }
  }

  public func admit(_ items: [PolledItem]) {
    for item in items {
      switch item {
      case .command(var command):
        number(&command)
        observer?.admitted(command)
        guard let gate = gates[command.channel], !gate.binding.serverPresence.isIdle else {
          observer?.unsupported(command)
          logger.error("dispatcher received unsupported channel", metadata: command.logIDs)
          answerAtOnce(command, Answer.unsupportedChannel(command))
          continue
        }
        queue.enqueue(command, channel: command.channel)
        startNext(in: command.channel)
      case .rejected(var command, let rejection):
        number(&command)
        observer?.admitted(command)
        observer?.rejected(command)
        logger.warning(
          "control-plane command refused", metadata: command.logIDs.merging(["why": "\(rejection)"]) { $1 })
        answerAtOnce(command, Answer.rejection(command, rejection))
      case .dropped(let reason):
        observer?.dropped()
        logger.warning("control-plane command dropped: \(reason)")
      }
    }
  }

  private func number(_ command: inout Command) {
    sequence &+= 1
    command.sequence = sequence
  }

  // MARK: Work

  private func startNext(in channel: String) {
    guard let gate = gates[channel] else { return }
    while let command = queue.dequeue(channel: channel) {
      if let deadline = command.deadline, deadline <= .now {
        logger.warning("dropping command whose response deadline has passed", metadata: command.logIDs)
        queue.complete(channel: channel)
        counts[channel]?.expired += 1
        observer?.started(command)
        observer?.ended(command, .expired, after: .zero)
        continue
      }
      let run = makeRun(command) { [self] in
        queue.complete(channel: channel)
        counts[channel]?.inFlight -= 1
        startNext(in: channel)
      }
      counts[channel]?.inFlight += 1
      observer?.started(command)
      run.begin(at: gate, limits)
    }
    roomWaiters.wakeAll()
  }

  /// An answer that needs no server, and so no worker either.
  private func answerAtOnce(_ command: Command, _ response: TunnelResponse) {
    makeRun(command, afterwards: {}).answer(response, failed: true)
  }

  private func makeRun(_ command: Command, afterwards: @escaping @NetworkLoop () -> Void) -> CommandRun {
    let post: CommandRun.Post = { [delivery] in delivery.post($0, for: $1, completion: $2) }
    let run = CommandRun(
      command, post: post, discoverer: discoverer, observer: observer, logger: logger
    ) { [self] run, outcome in
      running[ObjectIdentifier(run)] = nil
      ended(run, outcome)
      afterwards()
      if isIdle { resumeIdleWaiters() }
    }
    running[ObjectIdentifier(run)] = run
    return run
  }

  private func ended(_ run: CommandRun, _ outcome: CommandOutcome) {
    counts[run.command.channel]?.count(outcome)
    observer?.ended(run.command, outcome, after: .now - run.command.receivedAt)
  }

  private var isIdle: Bool { queue.isIdle && running.isEmpty }

  private func resumeIdleWaiters() {
    let resumed = idleWaiters
    idleWaiters = []
    for waiter in resumed { waiter.resume() }
  }

  // MARK: Shutdown

  /// For how long the oldest command has been at work.
  public var oldestAge: Duration? {
    running.values.lazy.map(\.startedAt).min().map { .now - $0 }
  }

  /// Lets what is admitted finish for `limit`, then answers the rest with 503 and waits for those POSTs for `grace`
  /// (dataplane spec W-64). Polling must have stopped.
  public func drain(limit: Duration, grace: Duration) async {
    isDraining = true
    for run in localRuns.values { run.refuse(.clientInternal(), code: 503, "tunnel-client is shutting down") }
    await waitUntilIdle(atMost: limit)
    let waiting = queue.removeAllWaiting()
    for command in waiting {
      observer?.started(command)
      observer?.failed(
        command,
        FailureNote(source: "client_internal", kind: "", code: 503, detail: "tunnel-client is shutting down"))
      answerAtOnce(command, Answer.refusal(command, .clientInternal(), code: 503))
    }
    for run in running.values { run.refuse(.clientInternal(), code: 503, "tunnel-client is shutting down") }
    await waitUntilIdle(atMost: grace)
  }

  private func waitUntilIdle(atMost limit: Duration) async {
    var timer: LoopTimer?
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      guard !isIdle else { return continuation.resume() }
      idleWaiters.append(continuation)
      timer = NetworkLoop.schedule(after: limit) { [self] in resumeIdleWaiters() }
    }
    timer?.cancel()
  }
}
