import ControlPlane
import CurlHTTP
import Logging
import MCPLifecycle
import NIOCore
import PluginHost

/// Stands between the commands of a channel and its binding, and sees that each reaches a server that is ready for it
/// and speaks its era: performs what ``ServerLifecycle`` decides.
@NetworkLoop
final class ServerGate {
  let binding: any ChannelBinding
  private let logger: Logger
  private let process: ServerLane?
  private var generation: UInt64?
  private var isDown = false
  /// Servers with sessions of their own: one lane for each credential, so that no caller uses a session that another's
  /// authorization opened.
  private var lanes: [Int: ServerLane] = [:]

  private static let mostLanes = 256

  init(_ binding: any ChannelBinding, logger: Logger) {
    self.binding = binding
    var logger = logger
    logger[metadataKey: "channel"] = "\(binding.channel)"
    self.logger = logger
    // One that needs no session for a call looks after its handshakes itself.
    process = binding.hasProcessAffinity && !binding.isStateless ? ServerLane(binding, .process, logger: logger) : nil
    guard process != nil else { return }
    binding.whenPresenceChanges { [weak self] _ in self?.lookAtPresence() }
  }

  func admit(_ run: CommandRun) -> Admission {
    lane(of: run).admit(run)
  }

  /// The run has ended while it waited.
  func forget(_ run: CommandRun) {
    lane(of: run).forget(run)
  }

  /// Whether an answer to a watched command is for the caller; if not, the command is to be admitted again.
  func accepts(_ answer: WatchedAnswer, to run: CommandRun) -> Bool {
    lane(of: run).accepts(answer, to: run)
  }

  /// A call was answered with an HTTP error.
  func doubt(_ answer: WatchedAnswer, to run: CommandRun) {
    lane(of: run).doubt(answer)
  }

  /// The server does not know the session of bridged calls any more.
  func sessionEnded(for run: CommandRun) {
    lane(of: run).sessionEnded()
  }

  /// What the server's process has said of itself. Nil for a server with sessions of its own: nothing tells whether one
  /// process answers them all (user needs 4.2).
  var observation: ServerObservation? {
    guard var observation = process?.observation, !observation.isEmpty else { return nil }
    observation.generation = generation
    return observation
  }

  /// Which of the servers that were here is here now.
  var server: Int { process?.server ?? 0 }

  func observe(_ response: [ByteBuffer], to run: CommandRun) {
    process?.observe(response, to: run)
  }

  /// An exchange ended because the server's process did. A transport that reports its server's presence says so itself.
  func serverClosed() {
    guard binding.serverPresence == .unknown else { return }
    process?.serverChanged()
  }

  /// What the transport says now; a report that is still on its way may be older.
  private func lookAtPresence() {
    switch binding.serverPresence {
    case .unknown:
      guard isDown else { break }
      isDown = false
      process?.serverIsUp()
    case .up(let current):
      isDown = false
      guard current != generation else { break }
      generation = current
      process?.serverChanged()
      process?.serverIsUp()
    case .down, .idle:
      // Also of a transport that never counted its servers: its process has ended, and the server's state with it.
      guard generation != nil || !isDown else { break }
      isDown = true
      generation = nil
      process?.serverChanged()
    }
  }

  private func lane(of run: CommandRun) -> ServerLane {
    if let process {
      lookAtPresence()
      return process
    }
    let key = run.command.headers.credentialHash
    if let lane = lanes[key] { return lane }
    if lanes.count >= Self.mostLanes { lanes = lanes.filter { !$0.value.isIdle } }
    let lane = ServerLane(binding, .sessions, logger: logger)
    lanes[key] = lane
    return lane
  }
}
