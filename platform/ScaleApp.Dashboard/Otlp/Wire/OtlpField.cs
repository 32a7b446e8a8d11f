namespace ScaleApp.Dashboard.Otlp.Wire;

/// <summary>What a field of OTLP holds: how it lies on the wire and how it is written in JSON.</summary>
internal enum FieldKind
{
    Text,
    Bytes,

    /// <summary>Bytes that JSON writes as hexadecimal digits: ids of traces and spans.</summary>
    Id,
    Bool,

    /// <summary>uint32 or an enumeration; a number in JSON.</summary>
    Number,

    /// <summary>sint32, zigzag on the wire.</summary>
    SignedNumber,

    /// <summary>int64; a string in JSON.</summary>
    Long,

    /// <summary>uint64 as a varint; a string in JSON.</summary>
    UnsignedLong,

    /// <summary>fixed64: nanoseconds and counts; a string in JSON.</summary>
    Fixed64,

    /// <summary>sfixed64; a string in JSON.</summary>
    SignedFixed64,
    Fixed32,
    Real,
    Message,
}

/// <summary>One field of a message of OTLP.</summary>
/// <param name="Number">Its number on the wire.</param>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="IsRepeated">It may come more than once; numbers come packed, or one by one.</param>
/// <param name="Of">The message it holds, when it holds one.</param>
internal sealed record OtlpField(int Number, string Name, FieldKind Kind, bool IsRepeated = false, Func<OtlpMessage>? Of = null)
{
    public OtlpMessage Message => Of!();

    /// <summary>How one value lies on the wire.</summary>
    public WireType WireType { get; } = Kind switch
    {
        FieldKind.Bool or FieldKind.Number or FieldKind.SignedNumber or FieldKind.Long or FieldKind.UnsignedLong => WireType.Varint,
        FieldKind.Fixed64 or FieldKind.SignedFixed64 or FieldKind.Real => WireType.Fixed64,
        FieldKind.Fixed32 => WireType.Fixed32,
        _ => WireType.LengthDelimited,
    };

    /// <summary>A repeated number, which is packed.</summary>
    public bool IsPacked => IsRepeated && WireType != WireType.LengthDelimited;
}

/// <summary>The fields of a message of OTLP, by number and by name.</summary>
internal sealed class OtlpMessage
{
    private readonly OtlpField?[] _byNumber;
    private readonly Dictionary<string, OtlpField> _byName;

    public OtlpMessage(string name, params OtlpField[] fields)
    {
        Name = name;
        _byName = fields.ToDictionary(field => field.Name, StringComparer.Ordinal);
        _byNumber = new OtlpField?[fields.Max(field => field.Number) + 1];
        foreach (var field in fields)
        {
            _byNumber[field.Number] = field;
        }
    }

    public string Name { get; }

    /// <summary>The field of that number, or null: a newer sender may know more fields than we do.</summary>
    public OtlpField? Find(int number) => (uint)number < (uint)_byNumber.Length ? _byNumber[number] : null;

    public OtlpField? Find(string name) => _byName.GetValueOrDefault(name);
}
