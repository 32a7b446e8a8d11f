using System.Reflection;
using System.Text;
using ScaleApp.Redis;

namespace ScaleApp.Jobs;

/// <summary>Loads the engine's scripts and puts the pieces they share in place.</summary>
/// <remarks>
/// A line <c>--@include name</c> is replaced by <c>Storage/Scripts/shared/name.lua</c>, without that file's header. Redis
/// scripts cannot call each other, and the rules that more than one of them keeps must stand in one place.
/// </remarks>
internal static class JobScripts
{
    private const string Include = "--@include ";

    private static readonly Assembly Here = typeof(JobScripts).Assembly;

    /// <summary>Loads one of the engine's own scripts by its name, such as <c>enqueue</c>.</summary>
    public static RedisScript Load(string name) => RedisScript.FromText(name, Compose($"Storage/Scripts/{name}.lua"));

    /// <summary>The text of a script by the path of its file in the project, such as <c>Storage/Scripts/enqueue.lua</c>.</summary>
    public static string Compose(string path)
    {
        var text = new StringBuilder();
        foreach (var line in WithoutHeader(Read(path)))
        {
            if (line.StartsWith(Include, StringComparison.Ordinal))
            {
                text.AppendJoin('\n', WithoutHeader(Read($"Storage/Scripts/shared/{line[Include.Length..].Trim()}.lua")));
            }
            else
            {
                text.Append(line);
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Read(string path)
    {
        using var stream = Here.GetManifestResourceStream(path)
            ?? throw new InvalidOperationException($"{Here.GetName().Name} embeds no script '{path}'.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static string[] WithoutHeader(string script)
    {
        var start = script.StartsWith("--[[", StringComparison.Ordinal) ? script.IndexOf("]]", StringComparison.Ordinal) + 2 : 0;
        return script[start..].Trim('\n').Split('\n');
    }
}
