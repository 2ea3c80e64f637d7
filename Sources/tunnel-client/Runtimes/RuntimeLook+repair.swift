import LocalState
import Runtimes

extension RuntimeLook {
  /// What a person may do next (operator spec 30.1).
  func repairs(remoteError: String = "") -> [RepairAction] {
    var facts = RepairAction.Facts(state: state, alias: alias.alias, connect: connectCommand)
    facts.profileIsGone = profilePath != nil && !profileExists
    facts.hasURLFile = Self.exists(urlFile)
    facts.otherClient = other?.baseURL
    facts.pollHealth = status?.pollHealth ?? ""
    facts.remoteError = remoteError
    facts.profile = profilePath
    return RepairAction.all(facts)
  }

  /// `next_steps`: the distinct commands.
  func nextSteps(_ repairs: [RepairAction]) -> [String] {
    repairs.map(\.command).reduce(into: []) { steps, command in
      if !steps.contains(command) { steps.append(command) }
    }
  }
}

extension RepairAction {
  var document: JSONTree { ["id": .text(id.rawValue), "command": .text(command), "reason": .text(reason)] }
}
