namespace ScaleApp.Worker.Digests;

/// <summary>Finds time zones by their IANA or Windows id on every system.</summary>
/// <remarks>.NET translates between the two with ICU, which services without cultures do not load. The table is the translation of ICU.</remarks>
internal static class TimeZones
{
    private const string Table = "windows-zones.txt";

    private static readonly Lazy<Dictionary<string, string>> IanaIds = new(Read);

    public static bool TryFind(string id, out TimeZoneInfo zone)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found)
            || (Translate(id) is { } translated && TimeZoneInfo.TryFindSystemTimeZoneById(translated, out found)))
        {
            zone = found;
            return true;
        }

        zone = TimeZoneInfo.Utc;
        return false;
    }

    public static TimeZoneInfo Find(string id) => TryFind(id, out var zone)
        ? zone
        : throw new TimeZoneNotFoundException($"This system knows no time zone '{id}'. Use an id such as Europe/Berlin or W. Europe Standard Time.");

    private static string? Translate(string id) => IanaIds.Value.TryGetValue(id, out var iana)
        ? iana
        : IanaIds.Value.FirstOrDefault(zone => string.Equals(zone.Value, id, StringComparison.OrdinalIgnoreCase)).Key;

    private static Dictionary<string, string> Read()
    {
        using var stream = typeof(TimeZones).Assembly.GetManifestResourceStream(typeof(TimeZones), Table)
            ?? throw new InvalidOperationException($"'{Table}' is not embedded in ScaleApp.Worker: check its EmbeddedResource item.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
    }
}
