namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>Reads a Lua script that is embedded beside its class.</summary>
internal static class EmbeddedScript
{
    public static string Read(string name)
    {
        using var stream = typeof(EmbeddedScript).Assembly.GetManifestResourceStream(typeof(EmbeddedScript), name)
            ?? throw new InvalidOperationException($"The script '{name}' is not embedded in ScaleApp.ServiceDefaults: check its EmbeddedResource item.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
