import CurlHTTP
import Logging
import NIOCore

// The values of an opening on the wire.

extension WireWriter {
  mutating func opening(_ opening: PluginOpening) {
    integer(opening.role.rawValue)
    text(opening.channel)
    requirement(opening.requirement)
    list(opening.folders) { writer, folder in
      writer.text(folder.path)
      writer.text(folder.origin.rawValue)
      writer.text(folder.prefix)
    }
    block(opening.configuration.utf8)
    size(opening.maxConcurrency)
    level(opening.logLevel)
    route(opening.route)
    pairs(opening.variables)
    optional(opening.auth) { writer, auth in
      writer.requirement(auth.requirement)
      writer.block(auth.configuration.utf8)
      writer.text(auth.target)
    }
    optional(opening.stateRoot) { $0.text($1) }
  }

  mutating func requirement(_ requirement: PluginRequirement) {
    text(requirement.id)
    optional(requirement.version) { $0.text($1.description) }
    optional(requirement.sha256) { $0.text($1) }
    optional(requirement.grants?.sorted()) { writer, grants in writer.list(grants) { $0.text($1) } }
  }

  mutating func route(_ route: PortableHTTPRoute) {
    switch route.roots {
    case .builtIn: integer(UInt8(0))
    case .file(let path):
      integer(UInt8(1))
      text(path)
    case .pem(let pem):
      integer(UInt8(2))
      block(pem)
    }
    optional(route.proxy) { writer, proxy in
      writer.text(proxy.url)
      writer.text(proxy.source)
    }
    optional(route.certificate) { writer, certificate in
      writer.text(certificate.origin.scheme)
      writer.text(certificate.origin.host)
      writer.text(certificate.origin.port)
      writer.block(certificate.certificate)
      writer.block(certificate.key)
    }
    pairs(route.environment.map { (name: $0.key, value: $0.value) })
  }

  mutating func facts(_ facts: PluginFacts) {
    let descriptor = facts.descriptor
    for part in [descriptor.id, descriptor.version, descriptor.vendor, descriptor.summary] { text(part) }
    list(descriptor.extensions) { $0.text($1) }
    list(descriptor.hostServices) { $0.text($1) }
    optional(descriptor.configSchema) { $0.text($1) }
    text(facts.path)
    flag(facts.hasProcessAffinity)
    flag(facts.isStateless)
    optional(facts.place) { $0.place($1) }
  }

  mutating func level(_ level: Logger.Level) { text(level.rawValue) }
}

extension WireReader {
  mutating func opening() throws(WireError) -> PluginOpening {
    guard let role = PluginOpening.Role(rawValue: try integer()) else { throw .badValue("role") }
    return PluginOpening(
      role: role, channel: try text(), requirement: try requirement(),
      folders: try list { (reader: inout WireReader) throws(WireError) in
        let (path, origin, prefix) = (try reader.text(), try reader.text(), try reader.text())
        guard let origin = PluginSearchPath.Origin(rawValue: origin) else { throw .badValue("origin") }
        return PluginSearchPath.Folder(path: path, origin: origin, prefix: prefix)
      },
      configuration: String(buffer: try block()), maxConcurrency: try size(), logLevel: try level(),
      route: try route(), variables: try pairs(),
      auth: try optional { (reader: inout WireReader) throws(WireError) in
        AuthOpening(
          requirement: try reader.requirement(), configuration: String(buffer: try reader.block()),
          target: try reader.text())
      }, stateRoot: try optional { (reader: inout WireReader) throws(WireError) in try reader.text() })
  }

  mutating func requirement() throws(WireError) -> PluginRequirement {
    let words = { (reader: inout WireReader) throws(WireError) in try reader.text() }
    var requirement = PluginRequirement(id: try text())
    if let version = try optional(words) {
      do throws(VersionConstraint.Malformed) {
        requirement.version = try VersionConstraint.parse(version)
      } catch {
        throw .badValue("version")
      }
    }
    requirement.sha256 = try optional(words)
    requirement.grants = try optional { (reader: inout WireReader) throws(WireError) in
      Set(try reader.list(words))
    }
    return requirement
  }

  mutating func route() throws(WireError) -> PortableHTTPRoute {
    let roots: PortableHTTPRoute.Roots =
      switch try integer(UInt8.self) {
      case 0: .builtIn
      case 1: .file(try text())
      case 2: .pem(Array(try block().readableBytesView))
      default: throw .badValue("roots")
      }
    let proxy = try optional { (reader: inout WireReader) throws(WireError) in
      HTTPProxy(url: try reader.text(), source: try reader.text())
    }
    let certificate = try optional { (reader: inout WireReader) throws(WireError) in
      HTTPClientCertificate(
        origin: URLOrigin(scheme: try reader.text(), host: try reader.text(), port: try reader.text()),
        certificate: Array(try reader.block().readableBytesView), key: Array(try reader.block().readableBytesView))
    }
    let environment = Dictionary(try pairs().map { ($0.name, $0.value) }) { $1 }
    return PortableHTTPRoute(roots: roots, proxy: proxy, certificate: certificate, environment: environment)
  }

  mutating func facts() throws(WireError) -> PluginFacts {
    let words = { (reader: inout WireReader) throws(WireError) in try reader.text() }
    let descriptor = PluginDescriptor(
      id: try text(), version: try text(), vendor: try text(), summary: try text(), extensions: try list(words),
      hostServices: try list(words), configSchema: try optional(words))
    guard PluginDescriptor.isWellFormed(id: descriptor.id) else { throw .badValue("id") }
    return PluginFacts(
      descriptor: descriptor, path: try text(), hasProcessAffinity: try flag(), isStateless: try flag(),
      place: try optional { (reader: inout WireReader) throws(WireError) in try reader.place() })
  }

  mutating func level() throws(WireError) -> Logger.Level {
    guard let level = Logger.Level(rawValue: try text()) else { throw .badValue("level") }
    return level
  }
}
