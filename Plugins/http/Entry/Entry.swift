internal import HTTPTransport
internal import TunnelPluginKit

private let library = PluginLibrary(StreamableHTTPTransport.self)

/// What the exported symbol of this library stands for.
@c(tunnel_kit_library) func pluginLibrary() -> UnsafeRawPointer { library.pointer }
