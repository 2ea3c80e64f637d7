import Glibc

/// The folder that remembers aliases, processes and admin profiles (operator spec 15.1).
public struct StateRoot: Sendable, Equatable {
  /// Why it is this one.
  public enum Reason: String, Sendable {
    case variable = "TUNNEL_CLIENT_STATE_DIR"
    case stateHome = "XDG_STATE_HOME"
    case home = "HOME"
    case legacy = "legacy folder"
    case workingFolder = "working folder"
  }

  /// Need not exist.
  public let path: String
  public let reason: Reason
  /// Another folder of the peer that has a state, too, and is not used (W-58).
  public let unused: String?

  /// A root that is known already.
  public init(path: String, reason: Reason = .variable, unused: String? = nil) {
    self.path = path
    self.reason = reason
    self.unused = unused
  }

  /// A legacy folder of the peer counts only when it holds a state, the default folder holds none, and nobody named a
  /// folder; a stray one overrides nothing (W-58).
  public init(environment: [String: String]) throws(StateFailure) {
    let legacy = Self.legacyFolders(environment).first(where: Self.hasState)
    if let given = Self.value("TUNNEL_CLIENT_STATE_DIR", environment) {
      self.init(path: try Self.absolute(Self.expanded(given, environment)), reason: .variable)
    } else if let base = Self.value("XDG_STATE_HOME", environment), base.hasPrefix("/") {
      self.init(preferring: base + "/tunnel-client", .stateHome, legacy: legacy)
    } else if let home = Self.value("HOME", environment), home.hasPrefix("/") {
      let path = home + "/.local/state/tunnel-client"
      if let legacy, !Self.hasState(path) {
        self.init(path: legacy, reason: .legacy)
      } else {
        self.init(preferring: path, .home, legacy: legacy)
      }
    } else {
      self.init(path: try Self.absolute(".tunnel-client"), reason: .workingFolder)
    }
  }

  private init(preferring path: String, _ reason: Reason, legacy: String?) {
    self.init(path: path, reason: reason, unused: Self.hasState(path) || legacy == path ? nil : legacy)
  }

  /// Where the peer looks before its own default, in its order.
  public static func legacyFolders(_ environment: [String: String]) -> [String] {
    let home = value("HOME", environment)
    return [
      value("CODEX_HOME", environment).map { $0 + "/tunnel-mcp" }, home.map { $0 + "/.codex/tunnel-mcp" },
      home.map { $0 + "/.tunnel-client" },
    ].compactMap(\.self).filter { $0.hasPrefix("/") }
  }

  /// Whether a folder holds one of the documents.
  public static func hasState(_ folder: String) -> Bool {
    StateDocument.Name.allCases.contains { access("\(folder)/\($0.rawValue)", F_OK) == 0 }
  }

  private static func value(_ name: String, _ environment: [String: String]) -> String? {
    environment[name].flatMap { $0.contains { !$0.isWhitespace } ? $0 : nil }
  }

  private static func expanded(_ path: String, _ environment: [String: String]) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = value("HOME", environment) else { return path }
    return home + path.dropFirst(1)
  }

  /// A daemon does not share our working folder.
  private static func absolute(_ path: String) throws(StateFailure) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    if path.hasPrefix("/") { return path }
    guard let folder = getcwd(nil, 0) else {
      throw .unusableRoot("the working folder is gone, so \(path) is nowhere")
    }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }
}
