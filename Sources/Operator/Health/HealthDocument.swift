import HTTPServing

/// The JSON of `/health`, within its limits (user needs 4.2): what is too large is left out whole, never cut. Pure.
struct HealthDocument {
  static let schemaVersion = 1
  static let mostComponents = 16
  static let componentLimit = 24 << 10
  static let totalLimit = 64 << 10

  let snapshot: HealthSnapshot

  /// Everything in one object; components only when they are asked for.
  func aggregate(details: Bool) -> [UInt8] {
    guard details else { return root(components: nil, isTruncated: false) }
    var parts = sorted.map { (component: $0, json: Self.json(of: $0)) }
    var isTruncated = parts.count > Self.mostComponents
    parts = Array(parts.prefix(Self.mostComponents))
    var document = root(components: parts.map { ($0.component.name, $0.json) }, isTruncated: isTruncated)
    // Details go one component after the other, in the order of their names, until the rest fits.
    for index in parts.indices where document.count > Self.totalLimit {
      parts[index].json = Self.json(of: parts[index].component, withDetails: false)
      isTruncated = true
      document = root(components: parts.map { ($0.component.name, $0.json) }, isTruncated: isTruncated)
    }
    return document
  }

  /// One component; nil when there is none of that name.
  func component(_ name: String) -> [UInt8]? {
    guard let component = snapshot.components.first(where: { $0.name == name }) else { return nil }
    let envelope: [(name: String, value: HealthValue)] = [
      ("schema_version", .number(Self.schemaVersion)), ("snapshot_at", .time(snapshot.at)),
      ("component", .text(component.name)),
    ]
    let whole = Self.json(of: component, behind: envelope)
    return
      (whole.count <= Self.componentLimit
      ? whole : Self.json(of: component, behind: envelope, withDetails: false)) + [UInt8(ascii: "\n")]
  }

  private var sorted: [HealthComponent] { snapshot.components.sorted { $0.name < $1.name } }

  private func root(components: [(name: String, json: [UInt8])]?, isTruncated: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { root in
      root.member("schema_version", Self.schemaVersion)
      root.member("live", true)
      root.member("ready", snapshot.ready)
      root.member("snapshot_at", snapshot.at.rfc3339)
      root.member("runtime") { writer in
        writer.object { member in
          member.members([
            ("instance_id", .text(snapshot.runtime.instanceID)), ("version", .text(snapshot.runtime.version)),
            ("flavor", .text("tunnel-client")), ("started_at", .time(snapshot.runtime.startedAt)),
            ("uptime_seconds", .number(Int(snapshot.runtime.uptime.components.seconds))),
            ("lifecycle", .text(snapshot.runtime.lifecycle.rawValue)),
          ])
        }
      }
      if let components {
        root.member("components") { writer in
          writer.object { member in
            for component in components { member.member(component.name) { $0.value(encoded: component.json) } }
          }
        }
      }
      root.member("truncated", isTruncated)
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private static func json(of component: HealthComponent) -> [UInt8] {
    let whole = json(of: component, withDetails: true)
    return whole.count <= componentLimit ? whole : json(of: component, withDetails: false)
  }

  private static func json(
    of component: HealthComponent, behind envelope: [(name: String, value: HealthValue)] = [],
    withDetails: Bool = true
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { root in
      root.members(envelope)
      root.members([
        ("status", .text(component.status.rawValue)), ("state", .text(component.state)),
        ("reason_code", .text(component.reasonCode)), ("observed_at", .time(component.observedAt)),
        ("limited", .flag(component.limited || !withDetails)),
        ("details", .object(withDetails ? component.details : [])),
      ])
    }
    return writer.bytes
  }
}
