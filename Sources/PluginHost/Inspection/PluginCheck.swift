/// One rule of docs/plugin-abi.md that a plugin is held against, in the order in which they are looked at.
public enum PluginCheck: String, Sendable, CaseIterable {
  case file
  case symbols
  case loading
  case entry
  case descriptors
  case sideEffects = "side-effects"
  case stability
  case identity
  case extensions
  case hostServices = "host-services"
  case schema
  case commands
  case lifeCycle = "life-cycle"
  case unknownID = "unknown-id"
  case commandHelp = "command-help"
  case diagnostics
  case refusal
  case opening
  case probe
  case request
  case notification
  case cancellation
  case closing
  case faults
  case grants

  /// What holds when it is passed.
  public var title: String {
    switch self {
    case .file: "is a shared library for this machine"
    case .symbols: "exports tunnel_plugin and nothing else"
    case .loading: "is loaded by the dynamic loader"
    case .entry: "has an entry of this ABI version"
    case .descriptors: "has readable descriptors"
    case .sideEffects: "starts no thread and opens nothing when it is listed"
    case .stability: "says the same about itself each time"
    case .identity: "has a semantic version, a vendor and a summary"
    case .extensions: "offers extensions that this host knows"
    case .hostServices: "asks for host services that this host has"
    case .schema: "has a configuration schema that this host can check"
    case .commands: "lists the commands that it answers, with a summary"
    case .lifeCycle: "makes and frees instances"
    case .unknownID: "refuses to make an instance of an id it does not hold"
    case .commandHelp: "shows the help of its commands"
    case .diagnostics: "has functions for people that can be called as they say"
    case .refusal: "refuses a wrong configuration with a reason"
    case .opening: "opens with a minimal configuration"
    case .probe: "lets itself be probed"
    case .request: "takes a request"
    case .notification: "takes a notification"
    case .cancellation: "is silent once a call was cancelled"
    case .closing: "closes in time"
    case .faults: "keeps the contract"
    case .grants: "calls no host service that it did not ask for"
    }
  }

  /// The checks of one plugin of the library, as against those of the library itself.
  public static let ofPlugin = allCases.filter { $0.rank >= PluginCheck.identity.rank }

  /// Those of `tunnel.transport/1`.
  public static let ofTransport = allCases.filter { $0.rank >= PluginCheck.refusal.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
