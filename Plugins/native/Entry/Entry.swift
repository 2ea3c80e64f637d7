internal import NativeTransport
internal import TunnelPluginKit

private let library = PluginLibrary(NativeFunctionTransport.self)

/// What the exported symbol of this library stands for.
@c(tunnel_kit_library) func pluginLibrary() -> UnsafeRawPointer { library.pointer }
