using System.Text.Json.Nodes;

namespace ScaleApp.Tests.ServiceDefaults.Caching;

/// <summary>Changes entries as they are in Redis.</summary>
internal static class CachedEntries
{
    /// <summary>Changes an entry as if a replica with a clock ahead had stored it.</summary>
    public static async Task DelayEntryAsync(this RedisServer server, string key, TimeSpan by)
    {
        var name = $"v2:cache:{key}";
        var entry = JsonNode.Parse((byte[])(await server.AdministerAsync("HGET", name, "data"))!)!;
        entry["Timestamp"] = entry["Timestamp"]!.GetValue<long>() + by.Ticks;
        await server.AdministerAsync("HSET", name, "data", Encoding.UTF8.GetBytes(entry.ToJsonString()));
    }
}
