import Glibc
import Testing

@testable import TunnelRuntime

/// Dataplane LC-06, operator W-23; row 22 of dataplane section 28.
@Suite struct PIDFileTests {
  private let path: String

  init() {
    var template = Array("/tmp/pid-file-XXXXXX".utf8CString)
    let folder = template.withUnsafeMutableBufferPointer { buffer -> String? in
      guard let start = buffer.baseAddress, mkdtemp(start) != nil else { return nil }
      return String(cString: start)
    }
    path = "\(folder ?? "/tmp")/client.pid"
  }

  private func contents() -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 64)
    return String(decoding: bytes[..<fread(&bytes, 1, bytes.count, file)], as: UTF8.self)
  }

  private func write(_ text: String) {
    guard let file = fopen(path, "w") else { return }
    fputs(text, file)
    fclose(file)
  }

  @Test func `It holds the number and a line end, for the owner only, and goes when it is removed`() throws {
    let file = try PIDFile(path: path)
    #expect(contents() == "\(getpid())\n")
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    file.remove()
    #expect(contents() == nil)
  }

  @Test func `A live holder is named`() throws {
    let file = try PIDFile(path: path)
    defer { file.remove() }
    #expect(throws: PIDFileFailure.held(path: path, pid: getpid())) { try PIDFile(path: path) }
    #expect(contents() == "\(getpid())\n")
  }

  @Test func `What a crashed process left behind is replaced, even when its number lives again`() throws {
    write("\(getppid())\n")
    let file = try PIDFile(path: path)
    #expect(contents() == "\(getpid())\n")
    file.remove()
  }

  @Test func `A file that somebody else has put there meanwhile stays`() throws {
    let file = try PIDFile(path: path)
    unlink(path)
    write("4242\n")
    file.remove()
    #expect(contents() == "4242\n")
  }

  @Test func `A symbolic link is replaced, not followed`() throws {
    let target = path + ".target"
    symlink(target, path)
    let file = try PIDFile(path: path)
    #expect(access(target, F_OK) != 0)
    file.remove()
  }

  @Test func `A folder that is not there is said so`() {
    let error = #expect(throws: PIDFileFailure.self) { try PIDFile(path: "/nowhere/at/all.pid") }
    #expect(error?.description.hasPrefix("--pid.file: /nowhere/at/all.pid cannot be written: ") == true)
  }
}
