using System.Globalization;

namespace ScaleApp.Dashboard.Telemetry.Traces;

/// <summary>Ids of traces and spans as they are written everywhere: in hexadecimal.</summary>
internal static class TelemetryId
{
    public static string Hex(this UInt128 trace) => trace.ToString("x32", CultureInfo.InvariantCulture);

    public static string Hex(this ulong span) => span.ToString("x16", CultureInfo.InvariantCulture);

    public static bool TryParseTrace(string? text, out UInt128 id) =>
        UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id);

    public static bool TryParseSpan(string? text, out ulong id) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out id);
}
