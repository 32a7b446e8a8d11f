using static ScaleApp.Dashboard.Otlp.Wire.FieldKind;

namespace ScaleApp.Dashboard.Otlp.Wire;

/// <summary>
/// The messages that the three signals share, as data: <c>opentelemetry/proto/common/v1</c> and <c>resource/v1</c> of OTLP 1.x.
/// One table serves the check of what comes in, and both directions between protobuf and JSON.
/// </summary>
internal static class OtlpMessages
{
    public static readonly OtlpMessage AnyValue = new("AnyValue",
        new(1, "stringValue", Text),
        new(2, "boolValue", Bool),
        new(3, "intValue", Long),
        new(4, "doubleValue", Real),
        new(5, "arrayValue", Message, Of: () => ArrayValue!),
        new(6, "kvlistValue", Message, Of: () => KeyValueList!),
        new(7, "bytesValue", Bytes));

    public static readonly OtlpMessage KeyValue = new("KeyValue",
        new(1, "key", Text),
        new(2, "value", Message, Of: () => AnyValue));

    public static readonly OtlpMessage ArrayValue = new("ArrayValue",
        new OtlpField(1, "values", Message, IsRepeated: true, () => AnyValue));

    public static readonly OtlpMessage KeyValueList = new("KeyValueList",
        new OtlpField(1, "values", Message, IsRepeated: true, () => KeyValue));

    public static readonly OtlpMessage Resource = new("Resource",
        Attributes(1),
        new(2, "droppedAttributesCount", Number));

    public static readonly OtlpMessage Scope = new("InstrumentationScope",
        new(1, "name", Text),
        new(2, "version", Text),
        Attributes(3),
        new(4, "droppedAttributesCount", Number));

    public static OtlpField Attributes(int number, string name = "attributes") => new(number, name, Message, IsRepeated: true, () => KeyValue);

    public static OtlpField Many(int number, string name, OtlpMessage of) => new(number, name, Message, IsRepeated: true, () => of);

    public static OtlpField One(int number, string name, OtlpMessage of) => new(number, name, Message, Of: () => of);

    /// <summary>The request of a signal: records in scopes in resources, under the names that the signal has for them.</summary>
    public static OtlpMessage Request(string signal, string records, OtlpMessage record)
    {
        var scope = new OtlpMessage($"Scope{signal}",
            One(1, "scope", Scope), Many(2, records, record), new(3, "schemaUrl", Text));
        var resource = new OtlpMessage($"Resource{signal}",
            One(1, "resource", Resource), Many(2, $"scope{signal}", scope), new(3, "schemaUrl", Text));
        return new($"Export{signal}ServiceRequest", Many(1, $"resource{signal}", resource));
    }
}
