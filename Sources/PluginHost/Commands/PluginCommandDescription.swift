import CTunnelPlugin
import Glibc

/// A command that a plugin adds to the command line, as its descriptor lists it: checked, and copied out of the library.
public struct PluginCommandDescription: Sendable, Hashable {
  /// The first word of the command line.
  public let name: String
  /// One line for people.
  public let summary: String
  /// What may come next, for completion.
  public let words: [String]
  public let isHidden: Bool

  private static let mostCommands = 64
  private static let mostWords = 256
  private static let longestText = 4_096

  /// Those of a descriptor; none when it is one of an earlier ABI. Nothing is believed.
  static func read(
    _ descriptor: UnsafePointer<tunnel_plugin_descriptor>, index: UInt32
  ) throws(PluginLoadFailure.Reason) -> [PluginCommandDescription] {
    guard Int(descriptor.pointee.size) >= MemoryLayout<tunnel_plugin_descriptor>.size,
      let list = descriptor.pointee.commands
    else { return [] }
    var commands: [PluginCommandDescription] = []
    while let pointer = list[commands.count] {
      guard commands.count < mostCommands else {
        throw .descriptor(index, "its list of commands has no NULL at its end")
      }
      let command = try PluginCommandDescription(pointer, index)
      guard !commands.contains(where: { $0.name == command.name }) else {
        throw .descriptor(index, "two of its commands are called \"\(command.name)\"")
      }
      commands.append(command)
    }
    return commands
  }

  private init(
    _ pointer: UnsafePointer<tunnel_command_description>, _ index: UInt32
  ) throws(PluginLoadFailure.Reason) {
    guard Int(pointer.pointee.size) >= MemoryLayout<tunnel_command_description>.size else {
      throw .descriptor(index, "a command of it says it has \(pointer.pointee.size) bytes, too few")
    }
    func text(_ field: String, _ value: UnsafePointer<CChar>?) throws(PluginLoadFailure.Reason) -> String {
      guard let value else { throw .descriptor(index, "the \(field) of a command is NULL") }
      let bytes = UnsafeRawBufferPointer(start: value, count: strnlen(value, Self.longestText))
      guard let text = String(validating: bytes, as: UTF8.self), !text.contains(where: \.isNewline) else {
        throw .descriptor(index, "the \(field) of a command is not one line of valid UTF-8")
      }
      return text
    }
    name = try text("name", pointer.pointee.name)
    guard Self.isWellFormed(name) else {
      throw .descriptor(index, "\"\(name)\" is not a name of a command: [a-z][a-z0-9-]*, at most 32 bytes")
    }
    summary = try text("summary", pointer.pointee.summary)
    var words: [String] = []
    while let word = pointer.pointee.words?[words.count] {
      guard words.count < Self.mostWords else {
        throw .descriptor(index, "the words of command \"\(name)\" have no NULL at their end")
      }
      words.append(try text("words", word))
    }
    self.words = words
    isHidden = pointer.pointee.flags & UInt32(TUNNEL_COMMAND_HIDDEN) != 0
  }

  private static func isWellFormed(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard (1...32).contains(bytes.count), (97...122).contains(bytes[0]) else { return false }
    return bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }
}
