using ScaleApp.Dashboard.Otlp.Wire;

namespace ScaleApp.Dashboard.Telemetry.Metrics;

/// <summary>Reads repeated numbers, which come packed or one by one.</summary>
internal static class PackedNumbers
{
    public static void Doubles(ref ProtoReader reader, List<double> into) => Read(ref reader, into, static (ref ProtoReader each) => each.Double());

    public static void Fixed64(ref ProtoReader reader, List<double> into) => Read(ref reader, into, static (ref ProtoReader each) => each.Fixed64());

    public static void Varints(ref ProtoReader reader, List<double> into) => Read(ref reader, into, static (ref ProtoReader each) => each.Varint());

    private delegate double ReadOne(ref ProtoReader reader);

    private static void Read(ref ProtoReader reader, List<double> into, ReadOne read)
    {
        if (reader.WireType != WireType.LengthDelimited)
        {
            into.Add(read(ref reader));
            return;
        }

        var packed = reader.Bytes();
        var numbers = new ProtoReader(packed);
        while (numbers.Position < packed.Length)
        {
            into.Add(read(ref numbers));
        }
    }
}
