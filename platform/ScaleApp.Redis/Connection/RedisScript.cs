using System.Reflection;
using System.Text;

namespace ScaleApp.Redis;

/// <summary>A Lua script that a library carries as an embedded file. Load it once, into a static field.</summary>
public sealed class RedisScript
{
    private RedisScript(string name, string text)
    {
        Name = name;
        Text = text;
    }

    /// <summary>The file's name without folder and extension: how telemetry and messages call the script.</summary>
    public string Name { get; }

    /// <summary>What Redis is sent when it does not know the hash.</summary>
    public string Text { get; }

    /// <summary>Reads a script that is embedded under the path of its file in the project, such as <c>Scripts/enqueue.lua</c>.</summary>
    /// <exception cref="InvalidOperationException">The assembly has no such file.</exception>
    public static RedisScript Load(Assembly assembly, string path)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        using var stream = assembly.GetManifestResourceStream(path) ?? throw new InvalidOperationException(
            $"{assembly.GetName().Name} embeds no script '{path}'; it embeds: {string.Join(", ", ScriptsOf(assembly))}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);

        return FromText(System.IO.Path.GetFileNameWithoutExtension(path), reader.ReadToEnd());
    }

    /// <summary>A script from its text, for one that is put together in a program.</summary>
    public static RedisScript FromText(string name, string text) => new(name, text);

    private static IEnumerable<string> ScriptsOf(Assembly assembly) =>
        assembly.GetManifestResourceNames().Where(name => name.EndsWith(".lua", StringComparison.Ordinal)).DefaultIfEmpty("none");
}
