using ScaleApp.Tests.Hosting;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace ScaleApp.Tests.Deploy;

/// <summary><c>deploy/compose.yaml</c>, as far as tests look at it.</summary>
internal sealed class ComposeFile
{
    public Dictionary<string, ComposeService> Services { get; init; } = [];

    public static string Path => System.IO.Path.Combine(TestTopology.RepositoryFolder(), "deploy", "compose.yaml");

    public static ComposeFile Read()
    {
        using var text = File.OpenText(Path);
        return new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).IgnoreUnmatchedProperties().Build()
            .Deserialize<ComposeFile>(new MergingParser(new Parser(text)));
    }
}

internal sealed class ComposeService
{
    public string Image { get; init; } = "";

    public ComposeBuild? Build { get; init; }

    public List<string> Command { get; init; } = [];

    public Dictionary<string, string> Environment { get; init; } = [];

    public List<string> Ports { get; init; } = [];

    public Dictionary<string, string> Deploy { get; init; } = [];

    public bool ReadOnly { get; init; }

    public List<string> CapDrop { get; init; } = [];

    public List<string> SecurityOpt { get; init; } = [];

    public string? StopGracePeriod { get; init; }
}

internal sealed class ComposeBuild
{
    public string Dockerfile { get; init; } = "";

    public Dictionary<string, string> Args { get; init; } = [];
}
