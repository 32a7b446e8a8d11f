using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ScaleApp.Dashboard.Shell;

/// <summary>The files that pages are made of. They are part of the assembly, and their address changes when one of them does.</summary>
internal static class Asset
{
    public const string Prefix = "/assets";

    private static readonly FrozenDictionary<string, byte[]> Files = Load();
    private static readonly string Version = Convert.ToHexStringLower(SHA256.HashData(
        [.. Files.OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file => file.Value)]))[..12];

    /// <summary>The addresses of all style sheets: that of the shell, then one a feature.</summary>
    public static IReadOnlyList<string> Styles { get; } =
    [
        .. Files.Keys.Where(name => name.EndsWith(".css", StringComparison.Ordinal))
            .OrderBy(name => name != "app.css").ThenBy(name => name, StringComparer.Ordinal).Select(Url),
    ];

    /// <summary>The address of a file, such as <c>app.css</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such file.</exception>
    public static string Url(string name) => Files.ContainsKey(name)
        ? $"{Prefix}/{Version}/{name}"
        : throw new KeyNotFoundException($"'{name}' is not among the files of Assets/.");

    public static void MapAssets(this IEndpointRouteBuilder routes) => routes.MapGet(Prefix + "/{version}/{**name}", Find);

    private static Results<FileContentHttpResult, NotFound> Find(HttpContext context, string version, string name)
    {
        if (!Files.TryGetValue(name, out var content))
        {
            return TypedResults.NotFound();
        }

        // An address with another version was written by another build: answered, and not kept.
        context.Response.Headers.CacheControl = version == Version ? "public, max-age=31536000, immutable" : "no-store";
        return TypedResults.File(content, ContentType(name));
    }

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private static FrozenDictionary<string, byte[]> Load()
    {
        var assembly = typeof(Asset).Assembly;
        return assembly.GetManifestResourceNames().ToFrozenDictionary(name => name.Replace('\\', '/'), name =>
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        });
    }
}
