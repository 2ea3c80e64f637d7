public import LocalState

/// Whether the process that a record names is there, and is the one that was started (W-63). Pure.
public enum ProcessStanding: Sendable, Equatable {
  /// Nothing was started, or it was stopped.
  case none
  /// It runs.
  case alive(pid: Int)
  /// It is not there, and is started again in a moment.
  case restarting(supervisor: Int)
  /// It was started, nobody stopped it, and it is not there.
  case gone(pid: Int)
  /// Its number belongs to another process now, which is none of our business.
  case foreign(pid: Int, reason: String)

  /// `facts` are those of the recorded number, `supervisor` those of its supervisor's, `bootID` of this start of the
  /// machine.
  public init(
    _ record: ProcessRecord?, _ facts: ProcessFacts, supervisor: ProcessFacts = ProcessFacts(), bootID: String?
  ) {
    guard let record, record.mode != .stopped else {
      self = .none
      return
    }
    let own = Self.standing(record, facts, bootID: bootID)
    if !own.isAlive, let known = record.supervisor, supervisor.isAlive, known.start == supervisor.start,
      record.bootID == bootID
    {
      self = .restarting(supervisor: known.pid)
    } else {
      self = own
    }
  }

  private static func standing(_ record: ProcessRecord, _ facts: ProcessFacts, bootID: String?) -> ProcessStanding {
    guard let pid = record.pid else { return .gone(pid: 0) }
    if let recorded = record.bootID, let bootID, recorded != bootID { return .gone(pid: pid) }
    guard facts.isAlive else { return .gone(pid: pid) }
    if let start = record.start {
      return facts.start == start
        ? .alive(pid: pid)
        : .foreign(pid: pid, reason: "process \(pid) started at another time: the number was used again")
    }
    return runsProfile(of: record, facts.arguments)
      ? .alive(pid: pid)
      : .foreign(pid: pid, reason: "process \(pid) does not run this alias: the number was used again")
  }

  public var isAlive: Bool {
    if case .alive = self { true } else { false }
  }

  /// Whether something of ours is there.
  public var isRunning: Bool {
    switch self {
    case .alive, .restarting: true
    case .none, .gone, .foreign: false
    }
  }

  /// Of a peer's record, which has no start time: told by the command line (operator spec 17.3.3).
  private static func runsProfile(of record: ProcessRecord, _ arguments: [String]) -> Bool {
    guard arguments.contains("run"), let profile = record.record.text("profile_name"),
      let flag = arguments.firstIndex(of: "--profile"), arguments.indices.contains(flag + 1)
    else { return false }
    return arguments[flag + 1] == profile
  }
}
