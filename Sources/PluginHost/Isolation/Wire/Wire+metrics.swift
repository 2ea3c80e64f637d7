import CurlHTTP
import NIOCore
import Telemetry

// What was counted, on the wire.

extension WireWriter {
  mutating func metrics(_ reports: [MetricReport]) {
    list(reports) { writer, report in
      writer.integer(report.number)
      switch report.change {
      case .defined(let plugin, let definition):
        writer.integer(UInt8(0))
        writer.text(plugin)
        writer.definition(definition)
      case .counted(let amount):
        writer.integer(UInt8(1))
        writer.integer(amount)
      case .set(let value):
        writer.integer(UInt8(2))
        writer.integer(value.bitPattern)
      case .observed(let counts, let sum):
        writer.integer(UInt8(3))
        writer.list(counts) { $0.integer($1) }
        writer.integer(sum.bitPattern)
      }
    }
  }

  private mutating func definition(_ definition: MetricDefinition) {
    integer(definition.kind.rawValue)
    text(definition.name)
    text(definition.help)
    pairs(definition.labels.map { (name: $0.name, value: $0.value) })
    list(definition.bounds) { $0.integer($1.bitPattern) }
  }

  mutating func answers(_ answers: [ObservedAnswer]) {
    list(answers) { writer, answer in
      writer.text(answer.method)
      writer.text(answer.url)
      writer.integer(Int32(clamping: answer.status))
      writer.text(answer.version.rawValue)
      writer.duration(answer.after)
      writer.optional(answer.sentBytes) { $0.integer(Int64($1)) }
    }
  }
}

extension WireReader {
  mutating func metrics() throws(WireError) -> [MetricReport] {
    try list { (reader: inout WireReader) throws(WireError) in
      let number = try reader.integer(UInt32.self)
      let change: MetricReport.Change =
        switch try reader.integer(UInt8.self) {
        case 0:
          .defined(plugin: try reader.text(), try reader.definition())
        case 1: .counted(try reader.integer())
        case 2: .set(Double(bitPattern: try reader.integer()))
        case 3:
          .observed(
            try reader.list { (reader: inout WireReader) throws(WireError) in try reader.integer(UInt64.self) },
            sum: Double(bitPattern: try reader.integer()))
        default: throw .badValue("metric")
        }
      return MetricReport(number: number, change: change)
    }
  }

  private mutating func definition() throws(WireError) -> MetricDefinition {
    guard let kind = MetricDefinition.Kind(rawValue: try integer()) else { throw .badValue("metric") }
    return MetricDefinition(
      kind: kind, name: try text(), help: try text(), labels: try pairs().map { Label($0.name, $0.value) },
      bounds: try list { (reader: inout WireReader) throws(WireError) in Double(bitPattern: try reader.integer()) })
  }

  mutating func answers() throws(WireError) -> [ObservedAnswer] {
    try list { (reader: inout WireReader) throws(WireError) in
      let (method, url) = (try reader.text(), try reader.text())
      let status = Int(try reader.integer(Int32.self))
      guard let version = HTTPObservation.ProtocolVersion(rawValue: try reader.text()),
        method.utf8.count <= ObservedAnswer.longestMethod, url.utf8.count <= ObservedAnswer.longestURL
      else { throw .badValue("answer") }
      return ObservedAnswer(
        method: method, url: url, status: status, version: version, after: try reader.duration(),
        sentBytes: try reader.optional { (reader: inout WireReader) throws(WireError) in
          Int(try reader.integer(Int64.self))
        })
    }
  }
}
