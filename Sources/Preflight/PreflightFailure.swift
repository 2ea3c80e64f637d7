/// Why a command would not start, found before anything is started (operator spec 6.5.4).
public struct PreflightFailure: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: Sendable, Equatable {
    case noProgram
    /// The line cannot be split into words; the text says where.
    case unreadableLine(String)
    case notOnPath
    case notFound
    case folderClosed
    case directory
    case notRegular
    case notExecutable
    case notReadable
    /// The script's `#!` line names this, which cannot run.
    case badInterpreter(String)
    /// Neither a binary nor a text that says who reads it.
    case noInterpreter
  }

  /// The program, the script or the line that is meant.
  public let file: String
  public let reason: Reason

  public init(file: String, reason: Reason) {
    self.file = file
    self.reason = reason
  }

  /// What is wrong, without the file.
  public var cause: String {
    switch reason {
    case .noProgram: "names no program"
    case .unreadableLine(let why): why
    case .notOnPath: "not found on PATH"
    case .notFound: "not found"
    case .folderClosed: "not reachable: a folder on the way is closed to this user"
    case .directory: "a directory, not a program"
    case .notRegular: "not a regular file"
    case .notExecutable: "not executable"
    case .notReadable: "not readable"
    case .badInterpreter(let name): "bad interpreter: its first line asks for \(name), which cannot run"
    case .noInterpreter: "not a program: neither a binary nor a script with a #! line"
    }
  }

  /// The next step.
  public var fix: String {
    switch reason {
    case .noProgram: "write the program and its arguments"
    case .unreadableLine: "close the quote, or escape it"
    case .notOnPath: "install it, or give its full path"
    case .notFound: "check the path; it counts from the folder that tunnel-client is started in"
    case .folderClosed: "check the permissions of the folders above it"
    case .directory: "name the file in it"
    case .notRegular: "name a program or a script"
    case .notExecutable: "run chmod +x \(file)"
    case .notReadable: "run chmod u+r \(file), or check whose it is"
    case .badInterpreter(let name):
      name.contains("\r")
        ? "save the script with Unix line ends"
        : name.contains(" ") ? "write #!/usr/bin/env -S \(name)" : "install it, or correct that line"
    case .noInterpreter: "begin it with a line such as #!/bin/sh"
    }
  }

  public var description: String {
    let shown = file.replacing("\r", with: "\\r").replacing("\n", with: "\\n")
    return "\(shown): \(cause.replacing("\r", with: "\\r")); \(fix.replacing("\r", with: "\\r"))"
  }
}
