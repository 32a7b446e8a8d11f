using ScaleApp.Dashboard.Otlp.Wire;

namespace ScaleApp.Dashboard.Telemetry.Identity;

/// <summary>What inside a service made something: an activity source, a meter, a log category.</summary>
internal sealed class TelemetryScope
{
    /// <param name="message">The message <c>InstrumentationScope</c> as it was received.</param>
    public TelemetryScope(byte[] message)
    {
        Message = message;
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
}
