import JSONSchema
import Testing

@Suite struct SchemaReadingTests {
  @Test(arguments: [
    (#"{"type":"strin"}"#, "/type"), (#"{"type":[]}"#, "/type"), (#"{"properties":[]}"#, "/properties"),
    (#"{"properties":{"a":7}}"#, "/properties/a"), (#"{"required":"a"}"#, "/required"),
    (#"{"enum":[]}"#, "/enum"), (#"{"minLength":-1}"#, "/minLength"), (#"{"minItems":1.5}"#, "/minItems"),
    (#"{"minimum":"1"}"#, "/minimum"), (#"{"pattern":"("}"#, "/pattern"), (#"{"pattern":7}"#, "/pattern"),
    (#"{"anyOf":{}}"#, "/anyOf"), (##"{"$ref":"#/$defs/none"}"##, "/$ref"), (#"{"$ref":"http://x"}"#, "/$ref"),
    (#"{"$defs":[]}"#, "/$defs"), (#"{"uniqueItems":1}"#, "/uniqueItems"), ("7", ""), ("{", ""),
    (#"{"patternProperties":{"(":{}}}"#, "/patternProperties"), (#"{"minLength":1e300}"#, "/minLength"),
  ])
  func `A schema that says nothing sensible is refused with the place`(schema: String, pointer: String) {
    let error = #expect(throws: JSONSchema.Malformed.self) { try JSONSchema(schema) }
    #expect(error?.problems.first?.pointer == pointer)
  }

  @Test func `All that is wrong is named`() {
    let error = #expect(throws: JSONSchema.Malformed.self) {
      try JSONSchema(#"{"type":"x","properties":{"a":{"minimum":"1"}}}"#)
    }
    #expect(error?.problems.map(\.pointer) == ["/type", "/properties/a/minimum"])
  }

  @Test func `Keywords outside the subset are listed and demand nothing`() throws {
    let schema = try JSONSchema(
      #"{"if":{"type":"string"},"properties":{"a":{"multipleOf":2,"x-note":1}},"$defs":{"b":{"prefixItems":[]}}}"#)
    #expect(schema.unsupportedKeywords == ["/if", "/properties/a/multipleOf", "/$defs/b/prefixItems"])
    #expect(schema.problems(in: #"{"a":3}"#).isEmpty)
  }
}
