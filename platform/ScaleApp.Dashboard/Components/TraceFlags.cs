namespace ScaleApp.Dashboard.Components;

/// <summary>W3C's trace flags as people read them: https://www.w3.org/TR/trace-context/#trace-flags.</summary>
internal static class TraceFlags
{
    private const uint Sampled = 1;

    /// <summary>Null when none is set.</summary>
    public static string? Text(uint flags) => (flags & 0xff) switch
    {
        0 => null,
        Sampled => "sampled",
        var set => $"{set:x2}{((set & Sampled) != 0 ? " (sampled)" : "")}",
    };
}
