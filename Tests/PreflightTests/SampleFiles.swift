import Glibc

/// A folder with programs in it, gone with its owner.
final class SampleFiles {
  let folder: String

  init() {
    var template = Array("/tmp/preflight-XXXXXX".utf8CString)
    folder = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/tmp"
    }
  }

  deinit {
    for name in names { unlink("\(folder)/\(name)") }
    for name in folders.reversed() { rmdir("\(folder)/\(name)") }
    rmdir(folder)
  }

  private var names: [String] = []
  private var folders: [String] = []

  @discardableResult func file(_ name: String, _ text: String = "#!/bin/sh\n", mode: mode_t = 0o755) -> String {
    let path = "\(folder)/\(name)"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var text = text
    text.withUTF8 { _ = write(descriptor, $0.baseAddress, $0.count) }
    fchmod(descriptor, mode)
    close(descriptor)
    names.append(name)
    return path
  }

  @discardableResult func directory(_ name: String) -> String {
    mkdir("\(folder)/\(name)", 0o755)
    folders.append(name)
    return "\(folder)/\(name)"
  }
}
