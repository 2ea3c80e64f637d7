public import LocalState

/// Whether the process that a record names is there, and is the one that was started (W-63). Pure.
public enum ProcessStanding: Sendable, Equatable {
  /// Nothing was started, or it was stopped.
  case none
  /// It runs.
  case alive(pid: Int)
  /// It was started, nobody stopped it, and it is not there.
  case gone(pid: Int)
  /// Its number belongs to another process now, which is none of our business.
  case foreign(pid: Int, reason: String)

  /// `facts` are those of the recorded number, `bootID` of this start of the machine.
  public init(_ record: ProcessRecord?, _ facts: ProcessFacts, bootID: String?) {
    guard let record, record.mode != .stopped else {
      self = .none
      return
    }
    guard let pid = record.pid else {
      self = .gone(pid: 0)
      return
    }
    if let recorded = record.bootID, let bootID, recorded != bootID {
      self = .gone(pid: pid)
    } else if !facts.isAlive {
      self = .gone(pid: pid)
    } else if let start = record.start {
      self =
        facts.start == start
        ? .alive(pid: pid)
        : .foreign(pid: pid, reason: "process \(pid) started at another time: the number was used again")
    } else if Self.runsProfile(of: record, facts.arguments) {
      self = .alive(pid: pid)
    } else {
      self = .foreign(pid: pid, reason: "process \(pid) does not run this alias: the number was used again")
    }
  }

  public var isAlive: Bool {
    if case .alive = self { true } else { false }
  }

  /// Of a peer's record, which has no start time: told by the command line (operator spec 17.3.3).
  private static func runsProfile(of record: ProcessRecord, _ arguments: [String]) -> Bool {
    guard arguments.contains("run"), let profile = record.record.text("profile_name"),
      let flag = arguments.firstIndex(of: "--profile"), arguments.indices.contains(flag + 1)
    else { return false }
    return arguments[flag + 1] == profile
  }
}
