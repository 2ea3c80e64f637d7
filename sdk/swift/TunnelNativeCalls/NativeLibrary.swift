internal import Glibc

/// An opened shared library whose functions are looked up by name. Never closed: a call may be under way for ever.
///
/// `@unchecked Sendable`: the handle is only read, and `dlsym` may be called from every thread.
public final class NativeLibrary: @unchecked Sendable {
  /// As it was asked for.
  public let path: String
  private let handle: UnsafeMutableRawPointer

  /// Opens a library. Its initialisers run.
  ///
  /// - Parameter path: Absolute, or a name without a slash that the dynamic loader looks for, such as `libm.so.6`.
  /// - Throws: that it is not there, cannot be loaded, or could be replaced by any user of the machine.
  public init(_ path: String) throws(NativeProblem) {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw NativeProblem("the path of a library is empty") }
    if path.contains("/") { try Self.check(path) }
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      let reason = dlerror().map { String(cString: $0) } ?? "no reason given"
      throw NativeProblem("cannot load the library: \(reason)")
    }
    self.path = path
    self.handle = handle
  }

  /// - Throws: that there is no such symbol.
  public func address(of symbol: String) throws(NativeProblem) -> UnsafeRawPointer {
    guard let address = dlsym(handle, symbol) else {
      throw NativeProblem(
        "\(path) exports no \"\(symbol)\"; `nm -D --defined-only` lists what it does (C++ needs extern \"C\")")
    }
    return UnsafeRawPointer(address)
  }

  /// What frees the memory that the library's functions give away.
  ///
  /// - Throws: that there is no such symbol.
  public func release(_ symbol: String) throws(NativeProblem) -> UnsafeRawPointer {
    // The library allocates with the allocator of the process, which need not be the C library's own (LD_PRELOAD).
    if symbol == "free", let address = dlsym(nil, symbol) { return UnsafeRawPointer(address) }
    return try address(of: symbol)
  }

  /// The same library has one identity in a process, however often and under whatever name it is opened.
  public var identity: Int { Int(bitPattern: handle) }

  /// What everybody may write to runs nobody's code but theirs.
  private static func check(_ path: String) throws(NativeProblem) {
    guard path.hasPrefix("/") else {
      throw NativeProblem("\(path): a library with a slash in its path needs an absolute one")
    }
    guard let resolved = realpath(path, nil) else {
      throw NativeProblem("\(path): \(String(cString: strerror(errno)))")
    }
    defer { free(resolved) }
    let file = String(cString: resolved)
    var status = stat()
    guard stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw NativeProblem("\(path): is no file")
    }
    guard status.st_mode & S_IWOTH == 0 else {
      throw NativeProblem("\(path): every user of this machine may write to it; chmod o-w it")
    }
    let folder = file[..<(file.lastIndex(of: "/") ?? file.startIndex)]
    guard stat(folder.isEmpty ? "/" : String(folder), &status) == 0 else { return }
    guard status.st_mode & S_IWOTH == 0 || status.st_mode & S_ISVTX != 0 else {
      throw NativeProblem("\(path): every user of this machine may replace it; chmod o-w its folder")
    }
  }
}
