using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry.Attributes;

namespace ScaleApp.Dashboard.Telemetry.Identity;

/// <summary>What inside a service made something: an activity source, a meter, a log category.</summary>
internal sealed class TelemetryScope
{
    private const int AttributesField = 3;

    /// <param name="message">The message <c>InstrumentationScope</c> as it was received.</param>
    public TelemetryScope(byte[] message)
    {
        Message = message;
        Attributes = AttributeList.Read(message, AttributesField);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    Name = reader.Text();
                    break;
                case 2:
                    Version = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    public byte[] Message { get; }

    public string Name { get; } = "";

    public string Version { get; } = "";

    public IReadOnlyList<AttributeValue> Attributes { get; }
}
