import HTTPServing
import LogPipeline
import Logging
import NIOHTTP1

/// `/api/log-level`, which is the reference's (operator spec 11.2.2), and `/api/log-levels`, which can do more (W-48).
struct LogLevelRoutes: Sendable {
  /// The reference refuses `error` here; `/api/log-levels` takes it.
  private static let supported: [LogLevelName] = [.debug, .info, .warn]

  let levels: LogLevels
  let logger: Logger

  func add(to routes: inout GuardedRoutes) {
    routes.on(.GET, at: "/api/log-level", .read) { _ in level() }
    routes.on(.PUT, at: "/api/log-level", .control) { setLevel($0) }
    routes.on(.GET, at: "/api/log-levels", .read) { _ in allLevels() }
    routes.on(.PUT, at: "/api/log-levels", .control) { try setLevels($0) }
  }

  private func level() -> Response {
    var writer = JSONWriter()
    writer.object { root in
      root.member("level", LogLevelName(levels.process).rawValue)
      root.member("supported_levels") { $0.array(Self.supported) { $1.value($0.rawValue) } }
    }
    return .api(writer.bytes)
  }

  private func setLevel(_ request: Request) -> Response {
    let change: LogLevelChange
    do throws(LogLevelChange.Malformed) {
      change = try LogLevelChange(json: request.body, members: ["level"])
    } catch {
      return .text("decode request: \(error.reason)\n", status: .badRequest)
    }
    guard let name = change.level.flatMap({ LogLevelName(word: $0) }), Self.supported.contains(name) else {
      return .text(
        "level must be one of \(Self.supported.map(\.rawValue).joined(separator: ", "))\n", status: .badRequest)
    }
    apply(name, to: .process, revertAfter: nil)
    return level()
  }

  private func allLevels() -> Response {
    let table = levels.current
    var writer = JSONWriter()
    writer.object { root in
      root.member("level", LogLevelName(table.process).rawValue)
      root.member("components") { writer in
        writer.object { members in
          for (name, level) in table.components.sorted(by: { $0.key < $1.key }) {
            members.member(name, LogLevelName(level).rawValue)
          }
        }
      }
      root.member("reverting") { writer in
        let scopes = table.reversions.keys.map { scope in
          if case .component(let name) = scope { name } else { "" }
        }
        writer.array(scopes.sorted()) { name, writer in
          writer.object { member in
            if !name.isEmpty { member.member("component", name) }
            let scope: LogLevelTable.Scope = name.isEmpty ? .process : .component(name)
            if let level = table.reversions[scope]?.level { member.member("to", LogLevelName(level).rawValue) }
          }
        }
      }
      root.member("supported_levels") { $0.array(LogLevelName.allCases) { $1.value($0.rawValue) } }
    }
    return .api(writer.bytes)
  }

  private func setLevels(_ request: Request) throws -> Response {
    let change: LogLevelChange
    do throws(LogLevelChange.Malformed) {
      change = try LogLevelChange(json: request.body, members: ["level", "component", "revert_after"])
    } catch {
      throw APIError(.badRequest, code: "bad_request", error.reason)
    }
    let scope = try change.scope()
    apply(try change.newLevel(), to: scope, revertAfter: try change.duration())
    return allLevels()
  }

  /// The record is written at the new level, so that it is seen whatever that is.
  private func apply(_ name: LogLevelName?, to scope: LogLevelTable.Scope, revertAfter: Duration?) {
    let (before, logger, levels) = (describe(levels.current, scope), logger, levels)
    var facts: Logger.Metadata = ["previous_level": "\(before)"]
    if case .component(let name) = scope { facts["level_component"] = "\(name)" }
    if let revertAfter { facts["revert_after"] = "\(revertAfter)" }
    levels.set(name?.threshold, for: scope, revertAfter: revertAfter) {
      logger.log(level: levels.process, "log level reverted", metadata: ["new_level": "\(before)"])
    }
    facts["new_level"] = "\(describe(levels.current, scope))"
    logger.log(level: max(levels.process, .info), "log level changed", metadata: facts)
  }

  private func describe(_ table: LogLevelTable, _ scope: LogLevelTable.Scope) -> String {
    switch scope {
    case .process: LogLevelName(table.process).rawValue
    case .component(let name): LogLevelName(table.effective(name)).rawValue
    }
  }
}
