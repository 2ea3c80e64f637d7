import JSONSchema
import Testing

@Suite struct ExampleTests {
  @Test(arguments: [
    (#"{"type":"object"}"#, "{}"), (#"{"examples":[7,{"a":"x\n"}],"type":"object"}"#, #"{"a":"x\n"}"#),
    (
      #"{"type":"object","required":["a","b"],"properties":{"a":{"default":1},"b":{"enum":["x",2]},"c":{}}}"#,
      #"{"a":1,"b":"x"}"#
    ),
    (
      #"{"required":["a"],"properties":{"a":{"type":"object","required":["b"],"properties":{"b":{"const":null}}}}}"#,
      #"{"a":{"b":null}}"#
    ),
  ])
  func `A value that a schema accepts is found in it`(schema: String, value: String) throws {
    #expect(try JSONSchema(schema).acceptedExample == value)
  }

  @Test func `Without examples there may be none`() throws {
    #expect(try JSONSchema(#"{"required":["a"],"properties":{"a":{"type":"string"}}}"#).acceptedExample == nil)
    #expect(try JSONSchema("false").acceptedExample == nil)
  }

  @Test(arguments: [
    #"{"type":"object","properties":{"a":{"type":"string"}}}"#, #"{"additionalProperties":false}"#, "false",
    #"{"required":["a"],"properties":{"a":{}}}"#,
  ])
  func `A value that it refuses is found`(text: String) throws {
    let schema = try JSONSchema(text)
    #expect(!schema.problems(in: try #require(schema.refusedExample)).isEmpty)
  }

  @Test func `A schema that accepts everything refuses nothing`() throws {
    #expect(try JSONSchema("{}").refusedExample == nil)
  }
}
