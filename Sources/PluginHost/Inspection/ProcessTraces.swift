import Glibc

/// What a process has that code of a library may leave behind: threads, open files, children.
struct ProcessTraces {
  private let threads: Set<String>
  private let files: Set<String>
  private let children: Set<String>

  /// As it is now.
  init() {
    threads = Self.names(in: "/proc/self/task")
    // Without the folder's own descriptor, which is gone by the time that anyone looks.
    files = Self.names(in: "/proc/self/fd").filter { fcntl(CInt($0) ?? -1, F_GETFD) >= 0 }
    var children: Set<String> = []
    for thread in threads {
      guard let file = fopen("/proc/self/task/\(thread)/children", "re") else { continue }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 4_096)
      while fgets(&line, CInt(line.count), file) != nil {
        let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        children.formUnion(text.split(separator: " ").map(String.init))
      }
    }
    self.children = children
  }

  /// What is there now and was not before; nil: nothing.
  func added(since before: ProcessTraces) -> String? {
    let parts = [
      (threads.subtracting(before.threads), "thread"), (files.subtracting(before.files), "open file"),
      (children.subtracting(before.children), "child"),
    ].filter { !$0.0.isEmpty }
    guard !parts.isEmpty else { return nil }
    return parts.map { names, noun in
      names.count == 1 ? "1 \(noun)" : "\(names.count) " + (noun == "child" ? "children" : noun + "s")
    }.joined(separator: ", ")
  }

  private static func names(in folder: String) -> Set<String> {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: Set<String> = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.insert(name) }
    }
    return names
  }
}
