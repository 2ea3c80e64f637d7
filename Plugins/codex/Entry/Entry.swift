internal import CodexAssistant
internal import TunnelPluginKit

private let library = PluginLibrary(CodexPlugin.self)

/// What the exported symbol of this library stands for.
@c(tunnel_kit_library) func pluginLibrary() -> UnsafeRawPointer { library.pointer }
