import NIOCore
import OperatorPage

/// A file of the page; its bytes are a part of the program.
struct PageFile: Sendable {
  let path: String
  let type: String
  let bytes: ByteBuffer

  static var all: [PageFile] {
    var count = 0
    guard let files = operator_page_files(&count) else { return [] }
    return UnsafeBufferPointer(start: files, count: count).map { file in
      PageFile(
        path: String(cString: file.path), type: String(cString: file.type),
        bytes: ByteBuffer(bytes: UnsafeBufferPointer(start: file.bytes, count: file.count)))
    }
  }
}
