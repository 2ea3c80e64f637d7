import CurlHTTP
import Logging

/// All that a plugin's process has to know to serve a channel, or the operator without one. It holds secrets (configuration, route, variables) and
/// crosses on the socket only, never in arguments or in the environment.
struct PluginOpening: Sendable {
  /// Both sides come from one program; a number that differs says that the file was replaced under a running one.
  static let version: UInt32 = 5

  /// What the plugin is wanted for.
  enum Role: UInt8, Sendable {
    case channel
    /// It serves the operator and needs no channel.
    case service
  }

  var role = Role.channel
  /// Empty for a service.
  var channel: String
  /// Which plugin, and what must be true of it.
  var requirement: PluginRequirement
  /// In order.
  var folders: [PluginSearchPath.Folder]
  var configuration: String
  var maxConcurrency: Int
  var logLevel: Logger.Level
  var route: PortableHTTPRoute
  /// Variables that the plugin's own children may ask to inherit, beside the harmless ones.
  var variables: [(name: String, value: String)]
  /// Who supplies what calls and probes go out with; nil: nobody does.
  var auth: AuthOpening?
  /// The folder that holds the plugins' own; nil: there is none.
  var stateRoot: String?

  var pluginID: String { requirement.id }
}
