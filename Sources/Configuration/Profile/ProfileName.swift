/// The rule for names of profiles (operator spec 6.1.1).
public enum ProfileName {
  /// Why a text cannot be a profile's name; nil when it can.
  public static func objection(to name: String) -> String? {
    if name.contains("/") || name.contains("\\") { return "\"\(name)\" has a path separator; a name has none" }
    let isWord = { (byte: UInt8) in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
    guard let first = name.utf8.first, isWord(first), name.utf8.count <= 128,
      name.utf8.allSatisfy({ isWord($0) || "._-".utf8.contains($0) })
    else {
      return
        "\"\(name)\" cannot be a profile's name: 1 to 128 letters, digits, dots, dashes and underscores, the first "
        + "a letter or a digit"
    }
    return nil
  }
}
