import Glibc

/// Writes new files into a folder that has none of them yet.
struct StarterFolder {
  let path: String

  /// - Throws: when the folder holds anything at all: nothing of anybody's is overwritten.
  func write(_ files: [PluginStarter.File]) throws(Failure) {
    try make(path)
    try checkEmpty()
    for file in files {
      let parts = file.path.split(separator: "/")
      var folder = path
      for part in parts.dropLast() {
        folder += "/\(part)"
        try make(folder)
      }
      try write(file.text, to: path + "/" + file.path)
    }
  }

  private func make(_ folder: String) throws(Failure) {
    guard mkdir(folder, 0o777) != 0, errno != EEXIST else { return }
    throw Failure("\(folder): cannot make this folder: \(String(cString: strerror(errno)))")
  }

  private func checkEmpty() throws(Failure) {
    guard let directory = opendir(path) else {
      throw Failure("\(path): \(String(cString: strerror(errno))). Name another folder with --folder")
    }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let isDot =
        entry.pointee.d_name.0 == 46
        && (entry.pointee.d_name.1 == 0 || (entry.pointee.d_name.1 == 46 && entry.pointee.d_name.2 == 0))
      guard isDot else {
        throw Failure("\(path): is not empty, and nothing is overwritten. Name another folder with --folder")
      }
    }
  }

  private func write(_ text: String, to file: String) throws(Failure) {
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Failure("\(file): cannot be written: \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    var text = text
    let isWritten = text.withUTF8 { bytes in Glibc.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count }
    guard isWritten else { throw Failure("\(file): cannot be written: \(String(cString: strerror(errno)))") }
  }
}
