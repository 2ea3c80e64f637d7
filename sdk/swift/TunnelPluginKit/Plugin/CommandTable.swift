internal import CTunnelPlugin

/// `tunnel.command/1` as a C function that does nothing but call the plugin object, and its descriptions.
enum CommandTable {
  static let name: StaticString = "tunnel.command/1"

  static func make() -> tunnel_command {
    var table = tunnel_command()
    table.size = UInt32(MemoryLayout<tunnel_command>.size)
    table.flags = UInt32(TUNNEL_COMMAND_CANCELLABLE)
    table.run = { pointer, call in
      guard let plugin = PluginInstance.at(pointer)?.plugin as? any CommandPlugin, let call else { return 1 }
      return plugin.run(CommandCall(call.pointee))
    }
    return table
  }

  /// The descriptor's list; never freed, because descriptors live as long as the library.
  static func descriptions(
    of type: any Plugin.Type
  ) -> UnsafePointer<UnsafePointer<tunnel_command_description>?>? {
    guard let commands = (type as? any CommandPlugin.Type)?.commands, !commands.isEmpty else { return nil }
    let array = UnsafeMutablePointer<UnsafePointer<tunnel_command_description>?>.allocate(capacity: commands.count + 1)
    for (index, command) in commands.enumerated() {
      var raw = tunnel_command_description()
      raw.size = UInt32(MemoryLayout<tunnel_command_description>.size)
      raw.flags = command.isHidden ? UInt32(TUNNEL_COMMAND_HIDDEN) : 0
      raw.name = command.name.cString
      raw.summary = command.summary.cString
      raw.words = words(command.words)
      let description = UnsafeMutablePointer<tunnel_command_description>.allocate(capacity: 1)
      description.initialize(to: raw)
      (array + index).initialize(to: UnsafePointer(description))
    }
    (array + commands.count).initialize(to: nil)
    return UnsafePointer(array)
  }

  private static func words(_ words: [StaticString]) -> UnsafePointer<UnsafePointer<CChar>?>? {
    guard !words.isEmpty else { return nil }
    let array = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: words.count + 1)
    for (index, word) in words.enumerated() { (array + index).initialize(to: word.cString) }
    (array + words.count).initialize(to: nil)
    return UnsafePointer(array)
  }
}
