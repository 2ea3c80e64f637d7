import CTunnelPlugin
import Glibc

/// One opened shared library with its checked entry and descriptors. Opened once, never closed: Swift code cannot be
/// unloaded.
///
/// `@unchecked Sendable`: immutable, and what `entry` points to is a constant of the library.
public final class PluginLibrary: @unchecked Sendable {
  public let path: String
  public let descriptors: [PluginDescriptor]
  let entry: UnsafePointer<tunnel_plugin_entry>

  /// Opens a file. Runs the library's initialisers and its descriptor functions, nothing else.
  ///
  /// - Throws: the first thing that is wrong with it; the process goes on.
  public init(path: String) throws(PluginLoadFailure) {
    do throws(PluginLoadFailure.Reason) {
      try Self.checkFile(path)
      guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else { throw .dynamicLoader(Self.loaderError()) }
      guard let symbol = dlsym(handle, TUNNEL_PLUGIN_SYMBOL) else {
        // Of a library that is no plugin nothing was used yet; it may go.
        dlclose(handle)
        throw .noEntry
      }
      entry = UnsafePointer(symbol.assumingMemoryBound(to: tunnel_plugin_entry.self))
      descriptors = try Self.readDescriptors(entry)
      self.path = path
    } catch {
      throw PluginLoadFailure(path: path, reason: error)
    }
  }

  /// What can be known of a file without opening it.
  static func checkFile(_ path: String) throws(PluginLoadFailure.Reason) {
    try ELFHeader.check(path: path)
    // The initialisers of somebody else's library are not run to find out that it is no plugin.
    guard ELFSymbols.exported(by: path)?.contains(TUNNEL_PLUGIN_SYMBOL) ?? true else { throw .noEntry }
  }

  /// Whether this process has the file open already; its initialisers have run then.
  static func isOpen(_ path: String) -> Bool {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD) else { return false }
    dlclose(handle)
    return true
  }

  private static func readDescriptors(
    _ entry: UnsafePointer<tunnel_plugin_entry>
  ) throws(PluginLoadFailure.Reason) -> [PluginDescriptor] {
    // The version first: a newer major may have changed everything behind it.
    let host = (UInt32(TUNNEL_ABI_MAJOR) << 16) | UInt32(TUNNEL_ABI_MINOR)
    let version = entry.pointee.abi_version
    guard version >> 16 == UInt32(TUNNEL_ABI_MAJOR) else { throw .abi(plugin: version, host: host) }
    guard Int(entry.pointee.size) >= MemoryLayout<tunnel_plugin_entry>.size else {
      throw .entry("its size field says \(entry.pointee.size) bytes, too few for ABI 1")
    }
    guard let count = entry.pointee.descriptor_count, let descriptorAt = entry.pointee.descriptor_at,
      entry.pointee.create != nil
    else { throw .entry("a function of its table is NULL") }
    let number = count()
    guard (1...64).contains(number) else { throw .entry("it claims \(number) descriptors, allowed are 1 to 64") }
    var descriptors: [PluginDescriptor] = []
    for index in 0..<number {
      guard let pointer = descriptorAt(index) else { throw .descriptor(index, "it is NULL") }
      descriptors.append(try PluginDescriptor(pointer, index: index))
    }
    return descriptors
  }

  /// `dlerror` repeats the path in front; the failure names it already.
  private static func loaderError() -> String {
    guard let text = dlerror() else { return "unknown reason" }
    let message = String(cString: text)
    guard message.hasPrefix("/"), let colon = message.firstIndex(of: ":") else { return message }
    return String(message[message.index(after: colon)...].drop { $0 == " " })
  }
}
